"""What is asked of a site: the formulas of each loss, by who or what is lost."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from powercalc.components import Component
from powercalc.events.watched import AnyOf, LoadNeeds, Watched
from powercalc.response.lost.formulas import Losses
from powercalc.site.services import recovery_of

Name = TypeVar("Name", bound=Hashable)
Told = TypeVar("Told")


@dataclass(frozen=True, kw_only=True)
class AskedLosses:
    """The formulas that are asked about."""

    loads: Mapping[str, int]
    any_load: int
    cooling: Mapping[str, int]
    needs: Mapping[str, int]
    """Of each load that needs more than power: that it lacks any of it."""
    together: Mapping[AnyOf, int]
    followed: Sequence[int]
    """Those of which it matters how interruptions follow each other."""
    recovery: float
    """For how long they are recovered from at most, [h]; ∞ where that is not known here."""

    @classmethod
    def of(
        cls, losses: Losses, loads: Sequence[Component], any_of: Sequence[str], together: Sequence[AnyOf]
    ) -> AskedLosses:
        """The losses of some loads, of any of several by name, and of any one of some sets."""
        now = losses.at(0.0)
        power = {load.id: losses.lost(load.id) for load in loads}
        more = [load for load in loads if load.cooled_by or load.depends_on]
        cooling = {load.id: now.uncooled(load) for load in more if load.cooled_by}
        service = {load.id: losses.any_of(power[load.id], *now.supports(load)) for load in more}

        def lost(watched: Watched) -> int:
            alone = losses.lost(watched.id)
            if watched.needs is LoadNeeds.COOLED_POWER and watched.id in cooling:
                return losses.any_of(alone, cooling[watched.id])
            return service.get(watched.id, alone) if watched.needs is LoadNeeds.ALL else alone

        sets = {some: losses.any_of(*map(lost, sorted(some))) for some in together}
        recovering = [load.id for load in loads if recovery_of(load)]
        followed = dict.fromkeys([*(service.get(name, power[name]) for name in recovering), *sets.values()])
        return cls(
            loads=power,
            any_load=losses.formulas.any_of(losses.lost(name) for name in any_of),
            cooling=cooling,
            needs=service,
            together=sets,
            followed=tuple(followed),
            recovery=math.inf if sets else max(map(recovery_of, loads), default=0.0),
        )

    def roots(self) -> Iterator[int]:
        """Yield every formula once."""
        listed = (*self.loads.values(), *self.cooling.values(), *self.needs.values(), self.any_load)
        yield from dict.fromkeys((*listed, *self.together.values()))

    def loads_of(self, root: int) -> Sequence[str]:
        """The loads that a formula is about: one, or as good as all of them."""
        parts = (self.loads, self.cooling, self.needs)
        return [name for part in parts for name in part if part[name] == root] or list(self.loads)

    def told(self, found: Mapping[int, Told]) -> dict[str, Any]:
        """What was found of each formula, by who or what is lost: as `Response` and `Window` name it."""

        def by_name(losses: Mapping[Name, int]) -> dict[Name, Told]:
            return {name: found[root] for name, root in losses.items()}

        return {
            "loads": by_name(self.loads),
            "any_load": found[self.any_load],
            "cooling": by_name(self.cooling),
            "needs": by_name(self.needs),
            "together": by_name(self.together),
        }
