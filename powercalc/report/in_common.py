"""The second line of an evaluation: what common causes would make of a file that states none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from powercalc.languages import all_of, noted, say, tell
from powercalc.report import statements, words
from powercalc.report.grouping import load_groups
from powercalc.report.statements import Safe
from powercalc.results.evaluation_result import CountedBeta, Evaluation, LoadPoint, WithCommonCause

_MOST_GROUPS = 8


def with_common_cause(evaluation: Evaluation, safe: Safe) -> str | None:
    """Return the second line: what an assumed beta among redundant units would make of every load."""
    found = _assumption_and_effects(evaluation, safe)
    return None if found is None else _told(found[0], "; ".join(found[1]))


def as_list(evaluation: Evaluation, safe: Safe) -> str | None:
    """Return it for a page: of several effects each in a line of its own."""
    found = _assumption_and_effects(evaluation, safe)
    if found is None:
        return None
    shares, effects = found
    if len(effects) == 1:
        return f'<p class="note">{_told(shares, effects[0])}</p>'
    start, _, end = _told(shares, _HERE).partition(_HERE)
    lines = "".join(f"<li>{each}</li>" for each in effects)
    rest = end.strip().removeprefix(".")
    return f'<div class="note"><p>{start.rstrip()}</p><ul>{lines}</ul>{rest}</div>'


_HERE = "\x00"


def _assumption_and_effects(evaluation: Evaluation, safe: Safe) -> tuple[str, list[str]] | None:
    """Return which failures are taken to be common, and what every load goes through then."""
    assumed = evaluation.with_common_cause
    if assumed is None:
        return None
    counted = {each.members for each in assumed.counted}
    groups = [_together(group, safe) for group in assumed.groups if group not in counted]
    of_units = say(
        "{share} of the failures of redundant units ({names})",
        share=words.percent(assumed.beta),
        names=_few(groups),
    )
    parts = [of_units] if groups else []
    return tell(all_of([*parts, *_counted(assumed, safe)])), list(_struck(assumed.loads, safe))


def _told(shares: str, effects: str) -> str:
    return say(
        "Assumption: the file states no common cause. If {shares} struck them together: {effects}.",
        shares=shares,
        effects=effects,
    )


def _counted(assumed: WithCommonCause, safe: Safe) -> Iterator[str]:
    """Yield the shares that were counted, those of one source together, with the source."""
    by_source: dict[str, list[CountedBeta]] = {}
    for each in assumed.counted:
        by_source.setdefault(each.source, []).append(each)
    for source, found in by_source.items():
        alike: dict[tuple[float, str], list[str]] = {}
        for each in found:
            alike.setdefault((each.beta, each.figure), []).append(_together(each.members, safe))
        told = [
            say(_FAILURES.get(figure, _FAILED), share=words.percent(beta), names=_few(members))
            for (beta, figure), members in alike.items()
        ]
        yield say("{shares} (counted: {source})", shares=all_of(told), source=source)


_FAILED = noted("{share} of the failures of {names}")
_FAILURES = {"fail_to_start": noted("{share} of the failed starts of {names}")}
"""What fails, where it is not what is in use."""


def _few(groups: Sequence[str]) -> str:
    """Return the first of many groups; --format json has them all."""
    return ", ".join(groups[:_MOST_GROUPS]) + (" ..." if len(groups) > _MOST_GROUPS else "")


def _together(members: Sequence[str], safe: Safe) -> str:
    return tell(all_of(safe(member) for member in members))


def _struck(loads: Sequence[LoadPoint], safe: Safe) -> Iterator[str]:
    """Yield what every load then goes through, those of equal figures together, the worst first."""
    alike = sorted(load_groups(loads), key=lambda group: -float(f"{group.first.unavailability:.8e}"))
    for group in alike[:_MOST_GROUPS]:
        struck = f"{' '.join(statements.downtime(group.first))}, {statements.interruptions(group.first)}"
        yield struck if len(loads) == 1 else say("{name}: {text}", name=group.name(safe), text=struck)
    if len(alike) > _MOST_GROUPS:
        yield say(
            "and {groups} of loads, none worse", groups=words.counted(len(alike) - _MOST_GROUPS, "more group")
        )
