"""What a rule looks at: a site on a day, its evaluation, its wires, and what is done there."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import TypeVar

from powercalc.checks.without import Wires
from powercalc.components import Component, Cooling, Generator, GridFeed, Server, Storage, Switch
from powercalc.evaluation import Evaluation
from powercalc.evaluation.assumed_common_cause import assumed_groups
from powercalc.site import CommonCause, Site, Waiver
from powercalc.site.practices import Practice, practice
from powercalc.wiring.spells import Loss

Kind = TypeVar("Kind", bound=Component)
_AGES = 24 * 3_652_059
"""Longer than from the first date that there is to the last, [h]."""
Sort = TypeVar("Sort", bound=Practice)


@dataclass(frozen=True, kw_only=True)
class Case:
    """A site on a day. Every load counts as critical; one that is not can be waived."""

    site: Site
    today: date
    evaluation: Evaluation
    judges_topology: bool = False
    """Whether topology is judged where the file claims nothing, as profiles of topology do."""
    idle_waivers: tuple[Waiver, ...] = ()
    """The waivers that accept nothing any more; known when every other rule has run."""

    @cached_property
    def wires(self) -> Wires:
        """The wiring, and who is live when something is not."""
        return Wires(self.site)

    @cached_property
    def suggested(self) -> tuple[CommonCause, ...]:
        """The common causes that a file suggests where it states none."""
        return tuple(assumed_groups(self.site))

    def losses(
        self,
        lost: Collection[str],
        starts: float,
        within: str | None = None,
        unmeasured: Collection[str] = (),
    ) -> Loss:
        """Return what the loss of some components does to the others; looked at once.

        Storage that is `unmeasured` holds nothing.
        """
        key = (frozenset(lost), starts, within, frozenset(unmeasured))
        if key not in self._losses:
            nodes = None if within is None else [within, *ids(self.wires.behind(within))]
            self._losses[key] = Loss(self.site.graph, lost, starts, nodes, unmeasured)
        return self._losses[key]

    @cached_property
    def _losses(self) -> dict[Hashable, Loss]:
        return {}

    def of(self, kind: type[Kind]) -> tuple[Kind, ...]:
        """Return the components of a kind, complete with their figures."""
        return tuple(each for each in self.site.complete if isinstance(each, kind))

    def stated(self, component: str, key: str) -> bool:
        """Tell whether the file states a figure, so that it is not an assumption of the catalog."""
        return key in self.site.by_id[component].model_fields_set

    @property
    def loads(self) -> tuple[Server, ...]:
        """The loads."""
        return self.of(Server)

    @property
    def generators(self) -> tuple[Generator, ...]:
        """The generators."""
        return self.of(Generator)

    @property
    def feeds(self) -> tuple[GridFeed, ...]:
        """The grid feeds."""
        return self.of(GridFeed)

    @cached_property
    def uncalled(self) -> frozenset[str]:
        """The sources that are no generators: nobody can call them when they are gone."""
        return frozenset(
            each.id
            for each in self.site.complete
            if self.wires.is_source(each) and not isinstance(each, Generator)
        )

    @property
    def storages(self) -> tuple[Storage, ...]:
        """UPSs, batteries, flywheels and rotary UPSs."""
        return self.of(Storage)

    @property
    def switches(self) -> tuple[Switch, ...]:
        """The transfer switches."""
        return self.of(Switch)

    @property
    def cooling(self) -> tuple[Cooling, ...]:
        """The cooling units."""
        return self.of(Cooling)

    @property
    def equipment(self) -> Iterator[Component]:
        """What a site maintains: all but its loads and the public grid."""
        return (each for each in self.site.complete if not each.is_load and not isinstance(each, GridFeed))

    def practice(self, kind: type[Sort]) -> Sort | None:
        """Return a practice of the site, if the file has it."""
        return practice(self.site.practices, kind)

    def within(self, since: date, hours: float) -> bool:
        """Tell whether a time that began on a day is not over yet."""
        return self.today - since <= timedelta(hours=min(hours, _AGES))


def ids(components: Iterable[Component]) -> tuple[str, ...]:
    """Return the ids of components."""
    return tuple(component.id for component in components)


def everything(case: Case) -> tuple[str, ...]:
    """Return the site itself, for a rule that applies to every site."""
    return (case.site.name,)


def loads(case: Case) -> tuple[str, ...]:
    """Return the loads."""
    return ids(case.loads)


def generators(case: Case) -> tuple[str, ...]:
    """Return the generators."""
    return ids(case.generators)


def storages(case: Case) -> tuple[str, ...]:
    """Return UPSs, batteries, flywheels and rotary UPSs."""
    return ids(case.storages)


def switches(case: Case) -> tuple[str, ...]:
    """Return the transfer switches."""
    return ids(case.switches)


def cooling(case: Case) -> tuple[str, ...]:
    """Return the cooling units."""
    return ids(case.cooling)
