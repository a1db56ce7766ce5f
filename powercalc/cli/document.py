"""Tables for a document as the result of a command: LaTeX, a workbook, HTML."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from powercalc.cli.outcome import Outcome

if TYPE_CHECKING:
    from powercalc.report.tables import Sheet

DOCUMENTS = frozenset({"latex", "xlsx", "html"})
"""The formats that `report.tables` writes; named here because a help must not import it."""
WORKBOOK = "xlsx"


def document(sheets: Sequence[Sheet], form: str, outcomes: Sequence[Outcome]) -> Outcome:
    """Return tables as one result, with the warnings and the gravest status of what they were made from."""
    from powercalc.report.tables import written

    content = written(sheets, form)
    return Outcome(
        text="" if form == WORKBOOK else content.decode("utf-8"),
        workbook=content if form == WORKBOOK else b"",
        warnings=tuple(warning for each in outcomes for warning in each.warnings),
        status=max(each.status for each in outcomes),
    )


def check_top(top: int | None, form: str) -> None:
    """Refuse a number of rows that is none, or that the format does not heed."""
    from powercalc.errors import CallError

    if top is None:
        return
    if top < 1:
        raise CallError(f"--top {top}: 1 or more")
    if form not in DOCUMENTS:
        raise CallError(f"--top goes with --format {', '.join(sorted(DOCUMENTS))}, not with {form}")
