"""What each component carries, in kW: in normal operation, without the grid, after one failure.

The power flow is imported where it is needed: a site without ratings need not wait for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from powercalc.checks.case import Case, ids
from powercalc.components import Component
from powercalc.errors import SiteError
from powercalc.languages import amount, ask

if TYPE_CHECKING:
    from powercalc.flow.power_network import PowerNetwork
    from powercalc.flow.states import Settled

ROUNDING = 1 + 1e-9
"""A rating is exceeded beyond this factor."""


class LoadingEvidence:
    """The power flow of a site in a few states."""

    def __init__(self, case: Case) -> None:
        self._case = case

    def capacity(self, component: Component) -> float | None:
        """Return what the needed units can carry, [kW]; None where it is not stated in a way to compare."""
        from powercalc.site.capacity import common_power_factor, most_carried

        one = most_carried(component, common_power_factor(self._case.site.complete))
        return one * component.units_needed if isinstance(one, float) else None

    def at_most(self, component: Component) -> str:
        """Return what it carries at most, as the end of a sentence."""
        carries = amount(f"{self.capacity(component) or 0.0:.4g} kW")
        rated = component.trip is None or self._rated_below_trip(component)
        if rated:
            return ask("is rated for {power}", power=carries)
        return ask("trips above {power}", power=carries)

    def _rated_below_trip(self, component: Component) -> bool:
        if component.rating is None or self.network is None:
            return False
        element = self.network.elements[component.id]
        return element.rating == element.limit

    @cached_property
    def network(self) -> PowerNetwork | None:
        """The network in which nothing trips; None where ratings cannot be compared."""
        from powercalc.flow.power_network import network

        try:
            return network(self._case.site).untripped
        except SiteError:
            return None

    def without_grid(self, node: str, *lost: Component) -> float:
        """Return what a node carries when all grid feeds are dead, and others too, [kW]."""
        if self.network is None:
            return 0.0
        from powercalc.flow.states import outages_of, settle

        names = tuple(each.id for each in lost)
        if names not in self._without_grid:
            dead = {each.id: each.count for each in (*self._case.feeds, *lost)}
            self._without_grid[names] = settle(self.network, outages_of([dead]))
        return float(self._without_grid[names].through[node][0])

    @cached_property
    def _without_grid(self) -> dict[tuple[str, ...], Settled]:
        return {}

    @cached_property
    def normal(self) -> Mapping[str, float]:
        """What each node carries when all is sound, [kW]."""
        if self.network is None:
            return {}
        from powercalc.flow.states import outages_of, settle

        settled = settle(self.network, outages_of([{}]))
        return {name: float(carried[0]) for name, carried in settled.through.items()}

    def after_one_failure(self) -> Iterator[tuple[str, str, float]]:
        """Yield each component that the loss of another overloads: itself, the other, what it carries."""
        if self.network is None:
            return
        from powercalc.flow.states import outages_of, overloaded, settle

        lost = [each for each in self.network.elements.values() if not each.component.is_load]
        states = [{each.id: each.component.count - each.component.units_needed + 1} for each in lost]
        outages = outages_of(states)
        settled = settle(self.network, outages)
        over = overloaded(self.network, outages, settled)
        for name, states_over in over.items():
            if self._too_much_already(name):
                continue
            for place, cause in enumerate(lost):
                if states_over[place] and cause.id != name:
                    yield name, cause.id, _carried(settled, name, place)
                    break

    def _too_much_already(self, name: str) -> bool:
        assert self.network is not None
        capacity = self.network.elements[name].capacity
        return capacity is not None and self.normal[name] > capacity * ROUNDING


def _carried(settled: Settled, name: str, place: int) -> float:
    return float(settled.through[name][place])


def rated(case: Case) -> tuple[str, ...]:
    """Return the components that state what they can carry, and carry something to a load."""
    return ids(tuple(each for each in _carrying(case) if _states_a_limit(each)))


def unrated(case: Case) -> tuple[str, ...]:
    """Return the storage, transformers and distribution units on the way to a load without a rating."""
    return ids(tuple(each for each in _carrying(case) if not _states_a_limit(each) and each.needs_rating))


def _states_a_limit(component: Component) -> bool:
    return component.rating is not None or component.trip is not None


def _carrying(case: Case) -> Iterator[Component]:
    found = dict.fromkeys(each.id for load in case.loads for each in case.wires.behind(load.id))
    behind = (case.wires.components[name] for name in found)
    return (each for each in behind if not case.wires.is_source(each))
