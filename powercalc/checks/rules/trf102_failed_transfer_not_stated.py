"""Nobody states how often a transfer switch does not move.

Finds: transfer switches without `fail_to_transfer`; the figure of the catalog is taken.
Why: a transfer that fails makes all that stands behind the second input useless when it is needed.
Do: ask the maker or the log of monthly tests, and state it.
Source: Uptime Institute 2025: transfer switches have a part in 36 % of power outages.
"""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.checks.case import Case, switches
from powercalc.checks.effects import Effect, restated
from powercalc.checks.figures import figure
from powercalc.checks.rule import Finding, Rule, Severity, unknown
from powercalc.languages import amount, ask


def find(case: Case) -> Iterator[Finding]:
    """Yield each switch of which the file does not say how often it fails to move."""
    for switch in case.switches:
        if not case.stated(switch.id, "fail_to_transfer"):
            question = ask("How often did {id} not move when it was tested or called?", id=switch.id)
            text = ask("{id} does not state fail_to_transfer", id=switch.id)
            yield unknown(text, question, switch.kind, switch.id, effect=_does_not_move(switch.id))


def _does_not_move(switch: str) -> Effect:
    """Return the effect of the usual chance that a switch does not move."""
    chance = figure("transfer_failure")
    return Effect(
        says=ask(
            "{id} does not move in {figure} % of all needs",
            id=switch,
            figure=amount(f"{100 * chance.number:g}"),
        ),
        flawed=restated({switch: {"fail_to_transfer": chance.number}}),
        rests_on=(chance.name,),
    )


RULE = Rule(module=__name__, manual=__doc__, severity=Severity.LOW, about=switches, find=find)
