"""The effects that several rules share: what the model makes of what is not done at a site."""

from __future__ import annotations

from collections.abc import Collection

from powercalc.checks.case import Case, ids
from powercalc.checks.effects import (
    Effect,
    batteries_failing,
    failing_more_often,
    failing_on_demand,
    in_turn,
    longer,
    recovering_longer,
    restated,
)
from powercalc.checks.figures import Figure, figure
from powercalc.components import Component, Ups
from powercalc.languages import all_of, amount, ask, noted


def unmaintained(case: Case, only: str | None = None) -> Effect | None:
    """Return what it does when nobody maintains UPSs and generators, all of them or the one named."""
    sorts = (
        (_UPSS, case.of(Ups), "ups_unmaintained"),
        (_GENERATORS, case.generators, "generator_unmaintained"),
    )
    changes, said, rests_on = [], [], []
    for plural, components, name in sorts:
        meant = [each for each in ids(components) if only in {None, each}]
        if meant:
            factor = figure(name)
            changes.append(failing_more_often(meant, factor.number))
            said.append(ask(plural if only is None else _ONE, id=only, number=factor.told))
            rests_on.append(name)
    if not changes:
        return None
    says = ask("without maintenance {what}", what=all_of(said))
    return Effect(says=says, flawed=in_turn(changes), rests_on=tuple(rests_on))


_UPSS = noted("UPSs fail {number} times as often")
_GENERATORS = noted("generators fail {number} times as often")
_ONE = noted("{id} fails {number} times as often")


def unmonitored(case: Case) -> Effect | None:
    """Return what it does when only a round finds a failure that stops nothing."""
    delay = figure("detection_unmonitored")
    return _unseen(case, delay, ask("lasts {time} longer, until a round finds it", time=delay.told))


def unheard(case: Case) -> Effect | None:
    """Return what it does when alarms reach nobody until the next shift."""
    delay = figure("alarm_unheard")
    return _unseen(case, delay, ask("lasts {time} longer, until somebody comes", time=delay.told))


def _unseen(case: Case, delay: Figure, what: str) -> Effect | None:
    """Return what it does that failures are seen later which no stopped service tells of."""
    seen = {name for load in case.loads for name in case.wires.stopping(load)}
    names = [each.id for each in case.equipment if each.id not in seen]
    if not names:
        return None
    says = ask("every failure that stops no service {what}", what=what)
    return Effect(says=says, flawed=longer(names, delay.hours), rests_on=(delay.name,))


def untrained(case: Case) -> Effect:
    """Return what it does when the staff does not know what to do."""
    factor = figure("repair_untrained")
    names = [each.id for each in case.equipment]
    says = ask("every restoration takes {time} times as long", time=factor.told)
    return Effect(says=says, flawed=longer(names, factor=factor.number), rests_on=(factor.name,))


def unexercised(case: Case) -> Effect | None:
    """Return what it does when nobody has practised how services come back."""
    factor = figure("recovery_unexercised")
    names = {load.id for load in case.loads if load.recovery_time}
    names |= {load for service in case.site.services if service.recovery_time for load in service.runs_on}
    if not names:
        return None
    says = ask("services take {time} times as long to come back", time=factor.told)
    return Effect(says=says, flawed=recovering_longer(names, factor.number), rests_on=(factor.name,))


def batteries_unwatched(names: Collection[str]) -> Effect:
    """Return what it does when nobody looks after batteries."""
    chance = figure("battery_unwatched")
    says = ask("batteries do not hold in {figure} % of all calls", figure=amount(f"{100 * chance.number:g}"))
    return Effect(says=says, flawed=batteries_failing(names, chance.number), rests_on=(chance.name,))


def untested(component: Component, hours: float | None, usual: str) -> Effect:
    """Return what it does when faults that nobody sees wait longer for a test than a figure says they should.

    `hours` is how long they wait; None where nobody says. Where the file states how often such faults arise,
    the model has them and the interval is the change; else the stated chance is what a test in time leaves.
    """
    in_time, assumed = figure(usual), figure("untested_interval")
    waits = hours or max(assumed.hours, in_time.hours)
    rests_on = (in_time.name, *(() if hours else (assumed.name,)))
    name = component.id
    if component.dormant_failure_rate:
        return _tested_anew(component, waits, in_time, rests_on)
    says = ask(
        "unseen faults of {name} wait {so_much_longer} for a test",
        name=name,
        so_much_longer=_so_much_longer(waits / in_time.hours),
    )
    later = failing_on_demand([name], waits / in_time.hours)
    return Effect(says=says, flawed=later, rests_on=rests_on)


def _so_much_longer(factor: float) -> str:
    """Return "4.3 times as long", or that it is not longer to two digits."""
    if factor <= 1:
        return ask("no longer than they should")
    times = f"{factor:.2g}"
    if times == "1":
        return ask("hardly longer than they should")
    return ask("{number} times as long", number=amount(times))


def _tested_anew(component: Component, waits: float, in_time: Figure, rests_on: tuple[str, ...]) -> Effect:
    """Return the effect where the file states dormant faults: its interval is the flaw, or hides it."""
    name, stated = component.id, component.test_interval
    if stated is None or stated > in_time.hours:
        mended = restated({name: {"test_interval": in_time.printed}})
        return Effect(
            says=ask("{name} is tested every {time}", name=name, time=in_time.told),
            mended=mended,
            rests_on=rests_on,
        )
    says = ask("{name} waits {figure} days for its test", name=name, figure=amount(f"{waits / 24:.0f}"))
    flawed = restated({name: {"test_interval": f"{waits:.12g} h"}})
    return Effect(says=says, flawed=flawed, rests_on=rests_on)
