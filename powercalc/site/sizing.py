"""`needed = "auto"`: as many units of a bank must work as carry all that can draw from it.

What draws from it is every load and every cooling unit behind it, with the losses on the way, also those
that have another path: it must carry them when that one is gone.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from powercalc.components import Component
from powercalc.errors import Problem
from powercalc.site.capacity import common_power_factor, kilowatts
from powercalc.site.demand import demand_of, most_drawn
from powercalc.site.walks import feeders, strong_components

_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizing:
    """How many units the load behind a bank asks for."""

    component: Component
    drawn: float
    """[kW] that all behind it draws at most."""
    unit: float
    """[kW] that one unit carries."""

    @property
    def asked(self) -> int:
        """How many units carry that; one at least."""
        return max(math.ceil(self.drawn / self.unit * (1 - _ROUNDING)), 1)

    @property
    def needed(self) -> int:
        """How many must work: those asked for, or all there are."""
        return min(self.asked, self.component.count)


def sizings(components: Iterable[Component]) -> Iterator[Sizing | Problem]:
    """Yield what every bank needs that leaves it to its load, or why that cannot be told."""
    components = tuple(components)
    banks = [each for each in components if each.needed == "auto"]
    if not banks:
        return
    drawn = _drawn(components)
    of_loads = common_power_factor(components)
    for bank in banks:
        unit = kilowatts(bank, "rating", of_loads)
        if isinstance(unit, Problem):
            yield unit
        elif not drawn[bank.id] or not unit:
            yield Problem(
                path=(bank.kind, bank.id, "needed"),
                text="cannot follow from the load: nothing behind it states a power",
                found='"auto"',
                expected="the power of the loads, or a number",
            )
        else:
            yield Sizing(component=bank, drawn=drawn[bank.id], unit=unit)


def _drawn(components: tuple[Component, ...]) -> dict[str, float]:
    feeds = feeders(components)
    groups = strong_components(feeds)
    demand = {each.id: demand_of(each) for each in components}
    return most_drawn(groups, feeds, demand, {each.id: 1 / (each.efficiency or 1.0) for each in components})


def sizing_warnings(components: Iterable[Component]) -> Iterator[Problem]:
    """Yield the banks whose load asks for more units than there are."""
    for found in sizings(components):
        if isinstance(found, Sizing) and found.asked > found.component.count:
            yield Problem(
                path=(found.component.kind, found.component.id, "needed"),
                text=f"the load behind it asks for {found.asked} units, and there are "
                f"{found.component.count}: {found.drawn:.4g} kW at {found.unit:.4g} kW each",
            )
