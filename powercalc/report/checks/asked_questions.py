"""What is to be asked about a site: every check with something unknown, what most hangs on first."""

from __future__ import annotations

from dataclasses import replace

from powercalc.checks import Checked, Result
from powercalc.report.checks import checks_statements as statements


def asked(checked: Checked) -> list[tuple[Result, list[str]]]:
    """Return every check with something unknown and its questions, the one with most at stake first."""
    open_ones = [result for result in checked.results if result.unknowns]
    order = statements.ranked(_as_unknown(result) for result in open_ones)
    return [
        (result, list(dict.fromkeys(each.question or "" for each in result.unknowns))) for result in order
    ]


def _as_unknown(result: Result) -> Result:
    """Return a result without what is known of it, which nobody need be asked about."""
    return replace(result, findings=result.unknowns, worth=None)
