"""The site as it is in one regime of what is down: fewer units in banks, batteries and tanks as they are.

What is in a battery or a tank now lasts for r. Where it is being used, since the feed of the battery was lost
or the generator called a hours ago, it counts as one that lasts for a + r, and until r from now a battery
counts as lasting for ever: it is known not to be spent, whatever else may have taken its feed. Where its feed
is back it has been charged, and where no call lasts the tank has been filled. Where it is not being used, it
lasts for r the next time it is: until r from now it counts as lasting for ever, as nothing can have spent it,
and from then on for r.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from powercalc.components import Component, Generator
from powercalc.response.down_now import StateNow
from powercalc.site import Site
from powercalc.wiring.spells import Loss

ENDLESS = 1e6
"""An autonomy that nothing outlasts, [h]."""
Units = tuple[int, ...]
"""How many units of each thing that is known to be down still are."""
Variant = tuple[tuple[str, str, Any], ...]
"""What is changed in a site: id, key, value."""


@dataclass(frozen=True)
class NowVariants:
    """The variants of a site in the regimes of a state."""

    site: Site
    state: StateNow

    @cached_property
    def start(self) -> Units:
        """The regime now."""
        return tuple(each.units for each in self.state.down)

    @cached_property
    def moments(self) -> list[float]:
        """The hours from now at which a battery or a tank that is told of can be spent."""
        return sorted({*self.state.batteries.values(), *self.state.fuel.values()})

    def lost(self, regime: Units) -> dict[str, float]:
        """What is lost in a regime, with all that is left of it, by for how long it has been now, [h]."""
        listed = zip(self.state.down, regime, strict=True)
        return {each.id: each.since for each, units in listed if self._is_lost(each.id, units)}

    def _is_lost(self, name: str, units: int) -> bool:
        component = self.site.graph.components[name]
        return units > 0 and component.count - units < component.units_needed

    def variant(self, regime: Units, hours: float) -> Variant:
        """What is changed in a regime, so many hours from now or just after."""
        found: list[tuple[str, str, Any]] = []
        for each, units in zip(self.state.down, regime, strict=True):
            if units and not self._is_lost(each.id, units):
                found.append((each.id, "count", self.site.graph.components[each.id].count - units))
        for name, left in self.state.batteries.items():
            found += self._battery(name, left, regime, hours)
        for name, left in self.state.fuel.items():
            found += self._tank(name, left, regime, hours)
        return tuple(found)

    def _battery(self, name: str, left: float, regime: Units, hours: float) -> list[tuple[str, str, Any]]:
        """Where it gives it is known to hold until then, whatever else has taken its feed."""
        used = self._used_for(name, regime)
        if used is not None and hours < left:
            return [(name, "autonomy", _hours(ENDLESS)), (name, "battery_failure", 0)]
        if used is not None:
            return [(name, "autonomy", _hours(used + left))]
        if self._used_for(name, self.start) is not None:
            return []
        return [(name, "autonomy", _hours(left if hours >= left else ENDLESS))]

    def _tank(self, name: str, left: float, regime: Units, hours: float) -> list[tuple[str, str, Any]]:
        used = self._used_for(name, regime)
        if used is not None:
            return [(name, "fuel_autonomy", _hours(used + left))]
        if self._used_for(name, self.start) is not None:
            return []
        return [(name, "fuel_autonomy", _hours(left) if hours >= left else None)]

    def _used_for(self, name: str, regime: Units) -> float | None:
        """For how long storage has given, or a generator been called, if all goes well; None: not at all."""
        return used_for(self.site, self.lost(regime), name)

    def changed(self, variant: Variant) -> Site:
        """The site in a variant."""
        changes: dict[str, dict[str, Any]] = {}
        for name, key, value in variant:
            changes.setdefault(name, {})[key] = value
        return self.site.changed(changes) if changes else self.site


def used_for(site: Site, lost: Mapping[str, float], name: str) -> float | None:
    """For how long storage has been without its feed, or a generator called, if all else goes well, [h].

    None where it is not.
    """
    if not lost:
        return None
    now, found = fates(site, lost)
    component: Component = site.graph.components[name]
    if isinstance(component, Generator):
        waits = name in site.graph.standby and name not in lost
        return now - found.called(name) if waits and found.called(name) <= now else None
    fed = found.fed(name)
    return now - fed.holds if fed.holds <= now < fed.back else None


def fates(
    site: Site,
    lost: Mapping[str, float],
    charged: Mapping[str, float] | None = None,
    fuel: Mapping[str, float] | None = None,
) -> tuple[float, Loss]:
    """Now, [h] since the first of these was lost, and what their loss does if all else goes well.

    `lost`: for how long each has been, [h]; `charged`: for how long storage holds from now on; `fuel`: for
    how long generators can run.
    """
    now = max(lost.values(), default=0.0)
    begins = {name: now - since for name, since in lost.items()}
    return now, Loss(
        site.graph, lost, 1.0, begins=begins, charged=charged or {}, fuel=fuel or {}, at=now, now=now
    )


def _hours(value: float) -> str:
    return f"{value!r} h"
