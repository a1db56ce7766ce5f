"""The file has redundancy and states no common cause.

Finds: sites with units to spare, like components on parallel paths or several feeds of one substation, and no
  [common_cause.*] and no `beta`.
Why: redundant things fail together more often than independence says; without it every figure is too good.
Do: ask what the units share (controls, firmware, fuel, room, crew) and state a common cause.
Source: NUREG/CR-5485 on common-cause failures; the 5 % is an assumption of the project.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from powercalc.checks.case import Case, ids
from powercalc.checks.effects import Change, Effect
from powercalc.checks.figures import figure
from powercalc.checks.rule import Finding, Rule, Severity, listed, unknown
from powercalc.evaluation.assumed_common_cause import as_counted, counted_betas
from powercalc.languages import amount, ask
from powercalc.site import CommonCause


def redundant(case: Case) -> tuple[str, ...]:
    """Return what has units to spare or a like beside it, and what stated common causes tie together."""
    spare = tuple(each for each in case.site.complete if each.count > each.units_needed)
    groups = (*case.site.common_causes, *case.suggested)
    tied = (member for group in groups for member in group.members)
    return tuple(dict.fromkeys((*ids(spare), *tied)))


def _in_common(groups: tuple[CommonCause, ...]) -> Change:
    return lambda site: replace(site, common_causes=(*site.common_causes, *groups), text=None, file=None)


def find(case: Case) -> Iterator[Finding]:
    """Yield that nothing is said of what redundant units have in common."""
    groups = case.suggested
    names = listed(member for group in groups for member in group.members)
    question = ask("What do the units of {names} share: controls, firmware, fuel, room, crew?", names=names)
    beta = figure("units_in_common")
    counted = counted_betas(case.site, list(groups))
    supposed_for_all = ask(
        "{figure} % of the failures of redundant units strike them together",
        figure=amount(f"{100 * beta.number:g}"),
    )
    says: str = supposed_for_all
    if counted:
        says = ask("{text}, or as many as were counted for their kind", text=supposed_for_all)
    supposed = tuple(as_counted(list(groups), counted))
    effect = Effect(says=says, flawed=_in_common(supposed), rests_on=(beta.name,))
    for group in groups:
        first = case.wires.components[group.members[0]]
        text = ask("no common cause is stated for {names}", names=listed(group.members))
        yield unknown(text, question, first.kind, first.id, effect=effect)


RULE = Rule(module=__name__, manual=__doc__, severity=Severity.MEDIUM, about=redundant, find=find)
