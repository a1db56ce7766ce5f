"""The sites are on one regional grid.

Finds: sites all of whose other sites have the same grid operator, or do not state it; these are the sites of
  the file where [[practice.sites.other]] names none. And grid feeds of several sites of the file that one
  stated common cause takes, whoever runs the grids.
Why: what takes one operator's grid down takes both sites to their generators at the same time.
Do: choose a second site on another grid; state `grid_operator` in [site] and for each other site.
Source: the checklist, items 2 and 6a.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce

from powercalc.checks.case import Case
from powercalc.checks.evidence import Judgement, judged
from powercalc.checks.origins import spoken
from powercalc.checks.rule import Finding, Rule, Severity, flaw, listed, unknown
from powercalc.checks.served_from import facts, named, other_sites, several
from powercalc.components import GridFeed
from powercalc.languages import ask
from powercalc.site.practices import Sites


def _and_of(names: str, last: str) -> str:
    return ask("{names} and of {last}", names=names, last=last)


def find(case: Case) -> Iterator[Finding]:
    """Yield that no other site is on another grid."""
    practice = case.practice(Sites)
    if several(case) and not (practice and practice.other):
        yield from _of_model(case)
        return
    here = case.site.facts.grid_operator if case.site.facts else None

    def elsewhere(practice: Sites) -> bool | None:
        there = [other.grid_operator for other in practice.other]
        if here is not None and any(each and spoken(each) != spoken(here) for each in there):
            return True
        return None if here is None or None in there else False

    yield from judged(
        case,
        Judgement(
            of=Sites,
            verdict=elsewhere,
            key="other",
            unsaid="who runs the grid there"
            if here
            else "whose grid is another one: [site] has no grid_operator",
            fails=ask("every other site is on the grid of {here} too", here=here),
            asks=ask("Who runs the grid at this site and at each other site?"),
        ),
    )


def _of_model(case: Case) -> Iterator[Finding]:
    """Yield that all sites of the model are on one grid, or which of them do not say."""
    yield from _taken_together(case)
    operators = {name: found.grid_operator if found else None for name, found in facts(case).items()}
    known = {spoken(each) for each in operators.values() if each}
    if len(known) > 1:
        return
    silent = [named(case, name) for name, operator in operators.items() if operator is None]
    if silent:
        text = ask("[site] of {names} has no grid_operator", names=reduce(_and_of, silent))
        yield unknown(text, ask("Who runs the grid at each of the sites?"))
    else:
        yield flaw(
            ask("every site of the file is on the grid of {next}", next=next(iter(operators.values()))),
            "site",
        )


def _taken_together(case: Case) -> Iterator[Finding]:
    """Yield the common causes that take grid feeds of several sites."""
    for group in case.site.common_causes:
        feeds = [name for name in group.members if isinstance(case.site.by_id.get(name), GridFeed)]
        if len({case.site.stands_at[name] for name in feeds}) > 1:
            text = ask(
                "{names} stand at several sites and fail together ({name})",
                names=listed(feeds),
                name=group.name,
            )
            yield flaw(text, "common_cause", group.name)


RULE = Rule(module=__name__, manual=__doc__, severity=Severity.LOW, item="6a", about=other_sites, find=find)
