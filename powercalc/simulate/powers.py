"""What each node draws, passes on and carries at most, in kW."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from powercalc.components import Component, GridFeed, Path, Server
from powercalc.errors import Problem, SiteError
from powercalc.simulate.draft import Draft, Node
from powercalc.simulate.machine import NEVER
from powercalc.simulate.set_calls import with_only_generators
from powercalc.site import Site
from powercalc.site.capacity import common_power_factor, kilowatts
from powercalc.site.demand import demand_of


def add_powers(draft: Draft, site: Site, load_nodes: Mapping[str, str]) -> None:
    """Add to the nodes what power does in them. Raises SiteError for what cannot be compared in kW."""
    components = {component.id: component for component in site.complete}
    if not any(demand_of(component) for component in components.values()):
        return
    problems: list[Problem] = []
    standing_by = _Standby(components)
    of_loads = common_power_factor(components.values())
    for component in components.values():
        node = draft.nodes[load_nodes.get(component.id, component.id)]
        node.draws = True
        node.demand += demand_of(component)
        if isinstance(component, Server):
            node.weights = list(component.share or ())
            continue
        problems += _limits(node, component, of_loads)
        node.loss = 1.0 / (component.efficiency or 1.0)
        node.by_rating = bool(component.fed_by) and all(components[each].rating for each in component.fed_by)
        node.weights = standing_by.weights(component)
    if problems:
        raise SiteError(problems)
    draft.rated = any(node.limit < NEVER for node in draft.nodes.values())


def _limits(node: Node, component: Component, of_loads: float | None) -> Iterator[Problem]:
    """Set what one unit is rated for, and beyond what it trips; yield what cannot be told."""
    found: dict[str, float] = {}
    for key in ("rating", "trip"):
        level = kilowatts(component, key, of_loads)
        if isinstance(level, Problem):
            yield level
        elif level is not None:
            found[key] = level
    node.rating = found.get("rating", 0.0)
    if component.can_trip and found:
        node.limit = found.get("trip", node.rating)
    if isinstance(component, GridFeed) and component.outages:  # its units are sorts of outage
        node.limit, node.rating = (each / len(component.outages) for each in (node.limit, node.rating))


class _Standby:
    """Which inputs carry nothing while the others suffice."""

    def __init__(self, components: Mapping[str, Component]) -> None:
        self._components = components
        self._generators = with_only_generators(components)

    def weights(self, component: Component) -> list[float]:
        """Return 1 for each input, and -1 for those that stand by, where there are others."""
        waits = [name in self._generators or self._is_open(name, set()) for name in component.fed_by]
        mixed = any(waits) and not all(waits)
        return [-1.0 if mixed and waiting else 1.0 for waiting in waits]

    def _is_open(self, name: str, above: set[str]) -> bool:
        """Tell whether power comes only over paths that are normally open."""
        component = self._components[name]
        if isinstance(component, Path) and component.normally == "open":
            return True
        inside = {*above, name}
        return bool(component.fed_by) and all(
            each not in inside and self._is_open(each, inside) for each in component.fed_by
        )
