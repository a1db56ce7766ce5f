"""The order in which services come back is not written down.

Finds: plans without a restart order, or that do not say; services that name nothing on which they depend,
  and on which no other depends.
Why: hundreds of applications that need each other do not start by themselves; each redeployment had to be
  checked.
Do: list services by what they need and who needs them; state `restart_order`.
Source: the checklist, item 5; What's up Doc (AFP), August 2024.
"""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.checks.case import Case, everything
from powercalc.checks.evidence import Judgement, judged
from powercalc.checks.rule import Finding, Rule, Severity, unknown
from powercalc.checks.usual import unexercised
from powercalc.languages import ask
from powercalc.site.practices import Continuity


def find(case: Case) -> Iterator[Finding]:
    """Yield what is lacking: of the plan, and of what is known of each service."""
    yield from judged(
        case,
        Judgement(
            of=Continuity,
            verdict=lambda practice: practice.restart_order,
            key="restart_order",
            fails=ask("the order in which services come back is not written down"),
            asks=ask("Is it written down in which order services come back, and who decides?"),
            effect=unexercised(case),
        ),
    )
    below = {name for service in case.site.services for name in service.depends_on}
    for service in case.site.services:
        if not service.depends_on and service.id not in below:
            asks = ask(
                "What must be up before {id} is: a network, a directory, other services?", id=service.id
            )
            yield unknown(
                ask("{id} names nothing on which it depends", id=service.id), asks, "service", service.id
            )


RULE = Rule(module=__name__, manual=__doc__, severity=Severity.LOW, item="5", about=everything, find=find)
