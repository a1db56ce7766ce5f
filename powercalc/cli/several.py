"""Several files in one call: all problems of all of them at once, and one status for them together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from powercalc.cli.outcome import Outcome

Read = TypeVar("Read")


def all_read(names: Sequence[str], read: Callable[[str], Read]) -> list[Read]:
    """Return what each file holds. Raises `SiteError` with what is wrong in any of them."""
    from powercalc.errors import CallError, Problem, SiteError

    if names.count("-") > 1:
        raise CallError("standard input can be read once")
    found: list[Read] = []
    problems: list[Problem] = []
    for name in dict.fromkeys(names):
        try:
            found.append(read(name))
        except SiteError as error:
            problems += [problem for problem in error.problems if problem not in problems]
    if problems:
        raise SiteError(problems)
    return found


def together(outcomes: Sequence[Outcome], form: str) -> Outcome:
    """Return one outcome for all files: the gravest status, every warning, and one document."""
    if len(outcomes) == 1:
        return outcomes[0]
    from powercalc.report.joined import joined

    return Outcome(
        text=joined([each.text for each in outcomes], form),
        warnings=tuple(warning for each in outcomes for warning in each.warnings),
        status=max(each.status for each in outcomes),
        tells_warnings=all(each.tells_warnings for each in outcomes),
    )
