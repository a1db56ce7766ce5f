"""A site as a plain block diagram: who is without power, given what is down. No times, no calls.

Every node of the wiring has one formula, "its output is lost", by the rules of `wiring.reading`. What a load
depends on and what cools it take its service, not its power, and have formulas of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from powercalc.engine.formula import Formulas
from powercalc.events.common_causes import stated_groups
from powercalc.events.literals import Literal
from powercalc.events.own_failures import Events, OwnFailures
from powercalc.events.planned_work import ComponentWork
from powercalc.site import CommonCause, Site
from powercalc.wiring.at_rest import AtRest
from powercalc.wiring.needs import Needs


@dataclass(frozen=True, kw_only=True)
class SiteDiagram:
    """The formulas of a site: one "is without power" per load, over independent literals."""

    formulas: Formulas
    literals: tuple[Literal, ...]
    lost: Mapping[str, int]
    """The formula of each load, in the order of the file."""
    any_lost: int
    """At least one load is without power."""
    own: Mapping[str, int] = field(default_factory=dict)
    """The formula of each component's own units: too few of them work."""
    uncooled: Mapping[str, int] = field(default_factory=dict)
    """Per load that is cooled: too few of its cooling units are live."""
    unsupported: Mapping[str, int] = field(default_factory=dict)
    """Per load that depends on anything: something that it depends on is lost."""
    out_of_service: Mapping[str, int] = field(default_factory=dict)
    """Per load that needs more than power: without power, cooling, or something that it depends on."""

    def of_cooling(self) -> SiteDiagram:
        """The same diagram, asked about cooling instead of power."""
        return self._asked(self.uncooled)

    def of_supports(self) -> SiteDiagram:
        """The same diagram, asked about what loads depend on."""
        return self._asked(self.unsupported)

    def of_service(self) -> SiteDiagram:
        """The same diagram, asked about all that a load needs."""
        return self._asked(self.out_of_service)

    def with_service(self, site: Site, lost: Mapping[str, int]) -> SiteDiagram:
        """The same diagram with what loads need beside power; `lost` has the formula of every node."""
        needs = Needs(self.formulas, lost)
        loads = [load for load in site.complete if load.is_load]
        beside = [load for load in loads if load.cooled_by or load.depends_on]
        return replace(
            self,
            uncooled={load.id: needs.uncooled(load) for load in loads if load.cooled_by},
            unsupported={load.id: needs.unsupported(load) for load in loads if load.depends_on},
            out_of_service={load.id: needs.unserved(load) for load in beside},
        )

    def _asked(self, about: Mapping[str, int]) -> SiteDiagram:
        return replace(self, lost=about, any_lost=self.formulas.any_of(about.values()))


def plain_diagram(
    site: Site, common_causes: Iterable[CommonCause] | None = None, served: Iterable[ComponentWork] = ()
) -> SiteDiagram:
    """Return the plain block diagram of a site, with its own common causes or with other ones.

    A unit of each component `served` can be in service, which is one more literal.
    """
    events = Events()
    groups = stated_groups(site) if common_causes is None else common_causes
    own = OwnFailures(site, events, site.graph.always, groups, served)
    reading = AtRest(site.graph, events.formulas, own)
    reading.tell()
    lost = reading.lost
    loads = {load.id: lost[load.id] for load in site.loads}
    return SiteDiagram(
        formulas=events.formulas,
        literals=tuple(events.literals),
        lost=loads,
        any_lost=events.formulas.any_of(loads[name] for name in site.neighbours),
        own=own.banks,
    ).with_service(site, lost)
