"""What a flaw does in the model: the site with it and the site without it, as changes of the site.

Where the file shows the flaw, mending it is a change; where it does not (nobody draws a missing test), the
figures of the file are taken as those of a site that is in order, and the flaw is the change.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Any

from powercalc.components import Component, GridFeed, Server, Storage
from powercalc.site import CommonCause, Site, Zone

Change = Callable[[Site], Site]
_ROUNDS = 60
"""Enough to settle, where it is not settled from the beginning."""
_FEW = 1e-5
"""Below this number of faults two terms of the series have all the digits."""
_MOST = 0.8
"""From here on p = 1 - 1/x to within the figures of anybody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What a flaw does in the model, in words and as changes; an absent change leaves the site as it is."""

    says: str
    flawed: Change | None = None
    mended: Change | None = None
    rests_on: tuple[str, ...] = ()
    """The figures of data/figures.toml that it takes."""


@dataclass(frozen=True, slots=True, eq=False)
class Restated:
    """The change that states some figures of some components anew."""

    changes: Mapping[str, Mapping[str, Any]]

    def __call__(self, site: Site) -> Site:
        """Return the site with these figures."""
        return site.changed(self.changes)

    def then(self, later: Restated) -> Restated:
        """Return both as one: a site is looked over as a whole whenever it changes."""
        names = dict.fromkeys([*self.changes, *later.changes])
        return Restated(
            {name: {**self.changes.get(name, {}), **later.changes.get(name, {})} for name in names}
        )


def restated(changes: Mapping[str, Mapping[str, Any]]) -> Restated:
    """Return the change that states some figures of some components anew."""
    return Restated(changes)


def rebuilt(change: Callable[[Component], Component], *added: Component) -> Change:
    """Return the change of every component, with further ones at the end."""
    return lambda site: replace(
        site, components=(*(change(each) for each in site.components), *added), text=None, file=None
    )


def _figures(names: Collection[str], change: Callable[[Component], dict[str, Any]]) -> Change:
    """Return the change of figures that are computed from the complete components of these names."""
    asked = frozenset(names)

    def changed(site: Site) -> Site:
        changes = {each.id: change(each) for each in site.complete if each.id in asked}
        return site.changed({name: keys for name, keys in changes.items() if keys})

    return changed


def failing_more_often(names: Collection[str], factor: float) -> Change:
    """Return the change in which components fail `factor` times as often."""

    def change(component: Component) -> dict[str, Any]:
        rates = {
            "failure_rate": component.rate,
            "failure_rate_first_hour": getattr(component, "failure_rate_first_hour", None),
        }
        more = {key: f"{rate * factor:.12g} / h" for key, rate in rates.items() if rate}
        return {**more, "mtbf": None} if component.rate else more

    return _figures(names, change)


def longer(names: Collection[str], hours: float = 0.0, factor: float = 1.0) -> Change:
    """Return the change in which restorations take longer."""

    def change(component: Component) -> dict[str, Any]:
        if component.mttr is None or component.unavailability is not None or _has_outages(component):
            return {}
        return {"mttr": f"{component.mttr * factor + hours:.12g} h"}

    return _figures(names, change)


def _has_outages(component: Component) -> bool:
    return isinstance(component, GridFeed) and bool(component.outages)


def recovering_longer(names: AbstractSet[str], factor: float) -> Change:
    """Return the change in which services on these loads take longer to come back."""

    def of_services(site: Site) -> Site:
        longer = {
            each.id: {"recovery_time": f"{each.recovery_time * factor:.12g} h"}
            for each in site.services
            if each.recovery_time is not None and not names.isdisjoint(each.runs_on)
        }
        return site.changed(longer) if longer else site

    def change(component: Component) -> dict[str, Any]:
        if not isinstance(component, Server) or component.recovery_time is None:
            return {}
        return {"recovery_time": f"{component.recovery_time * factor:.12g} h"}

    of_loads = _figures(names, change)
    return lambda site: of_services(of_loads(site))


def failing_on_demand(names: Collection[str], factor: float) -> Change:
    """Return the change in which what is called on fails more often: its faults wait `factor` times as long.

    What fails to start, to move or to hold has a fault that arose since the last test, at a steady rate: it
    is there with the chance p(x) = 1 - (1 - e^(-x)) / x, x the expected number of faults between two tests.
    """

    def change(component: Component) -> dict[str, Any]:
        keys = ("fail_to_start", "fail_to_transfer", "battery_failure")
        stated = {key: getattr(component, key, None) for key in keys}
        return {key: waiting_longer(chance, factor) for key, chance in stated.items() if chance}

    return _figures(names, change)


def waiting_longer(chance: float, factor: float) -> float:
    """Return the chance of a hidden fault when it waits `factor` times as long for a test."""
    if chance >= 1:
        return 1.0
    expected = 2 * chance if chance < _MOST else 1 / (1 - chance)
    for _ in range(_ROUNDS):
        expected *= chance / _hidden(expected)
    return max(_hidden(expected * factor), chance)


def _hidden(expected: float) -> float:
    """Return 1 - (1 - e^(-x)) / x, the mean chance of a fault between two tests."""
    if expected < _FEW:  # the two nearly cancel: x/2 - x²/6 + ...
        return expected / 2 - expected**2 / 6
    return 1 + math.expm1(-expected) / expected


def batteries_failing(names: Collection[str], chance: float) -> Change:
    """Return the change in which batteries do not hold with at least this chance."""

    def change(component: Component) -> dict[str, Any]:
        if not isinstance(component, Storage) or (component.battery_failure or 0.0) >= chance:
            return {}
        return {"battery_failure": chance}

    return _figures(names, change)


def one_more(names: Collection[str]) -> Change:
    """Return the change in which components have one unit more than they need."""

    def change(component: Component) -> dict[str, Any]:
        if component.is_load or component.count > component.units_needed:
            return {}
        return {"count": component.count + 1, "needed": component.units_needed}

    return _figures(names, change)


def in_common(members: Iterable[str], beta: float, of: str | None = None) -> Change:
    """Return the change in which components share a cause of failure."""
    listed = tuple(members)
    figures: dict[str, Any] = {} if of is None else {"of": (of,)}
    group = CommonCause(name=f"in common: {', '.join(listed)}", members=listed, beta=beta, **figures)
    return lambda site: replace(site, common_causes=(*site.common_causes, group), text=None, file=None)


def independent(members: Collection[str]) -> Change:
    """Return the change in which no stated cause strikes several of these components any more."""
    asked = frozenset(members)

    def change(site: Site) -> Site:
        kept = [each for each in site.common_causes if len(asked.intersection(each.members)) < 2]
        return replace(site, common_causes=tuple(kept), text=None, file=None)

    return change


def zone_added(zone: Zone) -> Change:
    """Return the change in which a zone has other hazards, or is declared at all."""

    def change(site: Site) -> Site:
        others = tuple(each for each in site.zones if each.name != zone.name)
        return replace(site, zones=(*others, zone), text=None, file=None)

    return change


def moved(names: Collection[str], zone: Zone) -> Change:
    """Return the change in which components stand in a zone of their own that is like the old one."""
    other, asked = f"{zone.name} (another)", frozenset(names)

    def change(site: Site) -> Site:
        moves = {
            each.id: {"zone": [other if name == zone.name else name for name in each.zone]}
            for each in site.components
            if each.id in asked
        }
        return replace(
            site.changed(moves),
            zones=(*site.zones, zone.model_copy(update={"name": other})),
        )

    return change


def in_turn(changes: Iterable[Change | None]) -> Change | None:
    """Return several changes as one, or None where there is nothing to change."""
    real: list[Change] = []
    for change in changes:
        last = real[-1] if real else None
        if isinstance(change, Restated) and isinstance(last, Restated):
            real[-1] = last.then(change)
        elif change is not None:
            real.append(change)
    if not real:
        return None

    def changed(site: Site) -> Site:
        for change in real:
            site = change(site)
        return site

    return changed
