"""The effects that several rules share: what the model makes of what is not done at a site."""

from __future__ import annotations

from collections.abc import Collection

from powercalc.checks.case import Case, ids
from powercalc.checks.effects import (
    Effect,
    batteries_failing,
    failing_more_often,
    in_turn,
    longer,
    not_starting,
    recovering_longer,
)
from powercalc.checks.figures import figure
from powercalc.components import Ups


def unmaintained(case: Case, only: str | None = None) -> Effect | None:
    """Return what it does when nobody maintains UPSs and generators, all of them or the one named."""
    sorts = (
        ("UPSs", case.of(Ups), "ups_unmaintained"),
        ("generators", case.generators, "generator_unmaintained"),
    )
    changes, said, rests_on = [], [], []
    for plural, components, name in sorts:
        meant = [each for each in ids(components) if only in {None, each}]
        if meant:
            factor = figure(name)
            changes.append(failing_more_often(meant, factor.number))
            who = f"{plural} fail" if only is None else f"{only} fails"
            said.append(f"{who} {factor.printed} times as often")
            rests_on.append(name)
    if not changes:
        return None
    says = f"without maintenance {' and '.join(said)}"
    return Effect(says=says, flawed=in_turn(changes), rests_on=tuple(rests_on))


def unmonitored(case: Case) -> Effect:
    """Return what it does when only a round finds a failure."""
    delay = figure("detection_unmonitored")
    names = [each.id for each in case.equipment]
    says = f"every failure lasts {delay.printed} longer, until a round finds it"
    return Effect(says=says, flawed=longer(names, delay.hours), rests_on=(delay.name,))


def unheard(case: Case) -> Effect:
    """Return what it does when alarms reach nobody until the next shift."""
    delay = figure("alarm_unheard")
    names = [each.id for each in case.equipment]
    says = f"every failure lasts {delay.printed} longer, until somebody comes"
    return Effect(says=says, flawed=longer(names, delay.hours), rests_on=(delay.name,))


def untrained(case: Case) -> Effect:
    """Return what it does when the staff does not know what to do."""
    factor = figure("repair_untrained")
    names = [each.id for each in case.equipment]
    says = f"every restoration takes {factor.printed} times as long"
    return Effect(says=says, flawed=longer(names, factor=factor.number), rests_on=(factor.name,))


def unexercised(case: Case) -> Effect | None:
    """Return what it does when nobody has practised how services come back."""
    factor = figure("recovery_unexercised")
    names = [load.id for load in case.loads if load.recovery_time]
    if not names:
        return None
    says = f"services take {factor.printed} times as long to come back"
    return Effect(says=says, flawed=recovering_longer(names, factor.number), rests_on=(factor.name,))


def batteries_unwatched(names: Collection[str]) -> Effect:
    """Return what it does when nobody looks after batteries."""
    chance = figure("battery_unwatched")
    says = f"batteries do not hold in {100 * chance.number:g} % of all calls"
    return Effect(says=says, flawed=batteries_failing(names, chance.number), rests_on=(chance.name,))


def untested(names: Collection[str], hours: float | None, monthly: str) -> Effect:
    """Return what it does when dormant faults wait longer for a test than the stated figure stands for."""
    assumed, usual = figure("untested_interval"), figure(monthly)
    factor = (hours or assumed.hours) / usual.hours
    says = f"dormant faults wait {factor:.2g} times as long: as many more demands fail"
    rests_on = (usual.name, assumed.name)
    return Effect(says=says, flawed=not_starting(names, factor), rests_on=rests_on)
