"""A site with ratings and powers: who is without power when what is overloaded trips, round after round.

The formulas of the loads are those of the plain block diagram with the cascade in them. They are no longer
coherent: what is down may relieve something else, and a repair may overload it again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from powercalc.cascade.rounds import cascade
from powercalc.components import Component, Ups
from powercalc.events.common_causes import stated_groups
from powercalc.events.own_failures import Events, OwnFailures
from powercalc.flow.limits import quieted
from powercalc.flow.power_network import PowerNetwork
from powercalc.plain.plain_diagram import SiteDiagram
from powercalc.site import CommonCause, Site


class OwnOutages:
    """What is out of the components themselves, as formulas over the events of a site.

    `out` is how many units of which component are out whatever happens.
    """

    def __init__(self, own: OwnFailures, out: Mapping[str, int] | None = None) -> None:
        self._own = own
        self._out = out or {}
        self._lost: dict[str, int] = {}

    def lost(self, component: Component) -> int:
        """Too few of its units work, or a hazard has struck."""
        if component.id not in self._lost:
            self._lost[component.id] = self._own_lost(component)
        return self._lost[component.id]

    def short(self, component: Component, units: int) -> int:
        """At least so many of its units are down."""
        return self._own.short(component, units, self._out.get(component.id, 0))

    def struck(self, component: Component) -> int:
        """A hazard has struck where it stands."""
        return self._own.hazards(component)

    def stuck(self, component: Ups) -> int:
        """Its bypass does not take over."""
        return self._own.fails_to_bypass(component)

    def bypassed(self, component: Component, lasting: int) -> int:  # noqa: ARG002 - no minutes here
        """It is down or not fed: no storage bridges anything in states that last."""
        return lasting

    def _own_lost(self, component: Component) -> int:
        if component.id not in self._out:
            return self._own.lost(component)
        too_many = self.short(component, component.count - component.units_needed + 1)
        return self._own.either(too_many, self.struck(component))


def overload_diagram(
    site: Site, network: PowerNetwork, common_causes: Iterable[CommonCause] | None = None
) -> SiteDiagram:
    """Return the block diagram of a site with overload trips and cascades.

    Raises `SiteError` for a loop of support and `EngineLimit` when it is too large to be exact.
    """
    events = Events()
    groups = stated_groups(site) if common_causes is None else common_causes
    own = OwnFailures(site, events, site.graph.always, groups)
    found = cascade(quieted(network), events.formulas, OwnOutages(own))
    loads = {load.id: found.lost[network.by_load[load.id]] for load in site.loads}
    diagram = SiteDiagram(
        formulas=events.formulas,
        literals=tuple(events.literals),
        lost=loads,
        any_lost=events.formulas.any_of(loads[name] for name in site.neighbours),
        own=own.banks,
    )
    return diagram.with_service(site, {**found.lost, **loads})
