"""Generators that back each other up drink from one tank.

Finds: several generators behind a load that all name the same tank, or do not all say.
Why: water, a leak or a wrong delivery in one tank stops every set at once.
Do: separate the tanks, or a day tank for each set with valves between them.
Source: assumption of the project: what is shared is a common cause.
"""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.checks.case import Case, ids
from powercalc.checks.origins import groups, one_name
from powercalc.checks.rule import Finding, Rule, Severity, flaw, listed, unknown
from powercalc.components import Generator
from powercalc.languages import ask


def several(case: Case) -> tuple[str, ...]:
    """Return the generators that back each other up."""
    return tuple(dict.fromkeys(each.id for group in groups(case, Generator) for each in group))


def find(case: Case) -> Iterator[Finding]:
    """Yield each group of generators with one tank, or that do not say."""
    for generators in groups(case, Generator):
        shared, names = one_name(generators, "tank"), listed(ids(generators))
        if shared is None:
            silent = next(each for each in generators if each.tank is None)
            question = ask("Do {names} share a fuel tank?", names=names)
            yield unknown(ask("{id} does not state its tank", id=silent.id), question, silent.kind, silent.id)
        elif shared:
            yield flaw(
                ask("{names} share the tank {shared}", names=names, shared=shared),
                generators[0].kind,
                generators[0].id,
                "tank",
            )


RULE = Rule(module=__name__, manual=__doc__, severity=Severity.LOW, item="1b", about=several, find=find)
