"""Nobody states how long the service takes to come back.

Finds: loads without a recovery time, but for those of which every service states its own.
Why: the time from power back to service back is most of what users lose, so interruptions count, not only
  downtime.
Do: measure it at the next exercise and state `recovery_time`.
Source: the incident of 3 August 2024: about three hours without power, 44 until care services were back.
"""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.checks.case import Case, loads
from powercalc.checks.effects import Effect, restated
from powercalc.checks.figures import figure
from powercalc.checks.rule import Finding, Rule, Severity, listed, unknown
from powercalc.checks.served_from import stating_recovery
from powercalc.languages import ask


def find(case: Case) -> Iterator[Finding]:
    """Yield each load whose recovery nobody states."""
    long = figure("recovery_unknown")
    for load in case.loads:
        if load.recovery_time is None and not stating_recovery(case, load.id):
            effect = Effect(
                says=ask("{id} takes {time} to come back", id=load.id, time=long.told),
                flawed=restated({load.id: {"recovery_time": long.printed}}),
                rests_on=(long.name,),
            )
            services = [each.id for each in case.site.services if load.id in each.runs_on]
            which = (
                ask("each of {services}", services=listed(services)) if services[1:] else "".join(services)
            )
            question = ask(
                "How long does {service} on {id} take to come back once power is back?",
                service=which or ask("the service"),
                id=load.id,
            )
            text = ask("{id} does not state its recovery time", id=load.id)
            yield unknown(text, question, load.kind, load.id, effect=effect)


RULE = Rule(module=__name__, manual=__doc__, severity=Severity.MEDIUM, item="5", about=loads, find=find)
