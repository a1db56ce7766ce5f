"""The state of a site at this moment, if all that nobody has named goes well: proved, not sampled.

Two readings of the same rules. What lasts is told by the power flow, as in `prove`: with one unit more out,
who lacks what. What passes, batteries and starts, is told by spells: from when until when a node is dead.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import inf

from powercalc.components import Component, Generator, Storage, Switch, Ups
from powercalc.flow.one_more import TakenLoads, taken_by_one_more, taken_loads
from powercalc.flow.power_network import PowerNetwork, network
from powercalc.flow.served import without_cooling, without_power, without_support
from powercalc.flow.single import further, in_chunks
from powercalc.flow.states import Settled
from powercalc.response.down_now import StateNow
from powercalc.response.now_variants import NowVariants, Units, fates
from powercalc.results.now_result import (
    DARK,
    NORMAL,
    ON_BATTERY,
    ON_BYPASS,
    ON_GENERATOR,
    Deadline,
)
from powercalc.site import Site
from powercalc.wiring.needs import Needs
from powercalc.wiring.spells import Loss, Spell, Spells

MOST_LOOKED_AT = 400
"""In a larger site it is not told what takes a load only until something has taken over."""
_WAYS = (NORMAL, ON_BYPASS, ON_GENERATOR, ON_BATTERY, DARK)
"""What power can come from, the best first."""


@dataclass(frozen=True)
class Situation:
    """A site, and what is known of it at this moment."""

    site: Site
    state: StateNow

    @cached_property
    def _variants(self) -> NowVariants:
        return NowVariants(self.site, self.state)

    @cached_property
    def _out(self) -> dict[str, int]:
        return {each.id: each.units for each in self.state.down}

    @cached_property
    def _network(self) -> PowerNetwork:
        return network(self.site)

    @cached_property
    def now(self) -> float:
        """[h] since the first loss."""
        return self._fates[0]

    @cached_property
    def _fates(self) -> tuple[float, Loss]:
        return self._fates_of(self._variants.start)

    def _fates_of(self, regime: Units, *, fuel_ends: bool = True) -> tuple[float, Loss]:
        """The present, [h], and what is lost in a regime; unless `fuel_ends`, as if no tank ever ran dry."""
        fuel = self.state.fuel if fuel_ends else dict.fromkeys(self.site.graph.standby, inf)
        return fates(self.site, self._variants.lost(regime), self.state.batteries, fuel)

    @cached_property
    def _before(self) -> Mapping[str, Spell]:
        """How each node has fared until now."""
        return replace(self._fates[1], before=True).spells

    @cached_property
    def spells(self) -> Mapping[str, Spell]:
        """How each node fares, by the time since the first loss."""
        return self._fates[1].spells

    # -- who is dark, and what feeds the others ------------------------------------------------

    def is_dark(self, node: str) -> bool:
        """Whether its output is dead now."""
        spell = self.spells[node]
        return spell.holds <= self.now < spell.back

    def of_load(self, load: str) -> str:
        """What a load is fed from now."""
        if self._has_tripped(load):
            return DARK
        return _WAYS[min(self._way(load), len(_WAYS) - 1)]

    def _has_tripped(self, load: str) -> bool:
        """Whether it is dark by overload, which spells do not tell."""
        settled = self._settled_now
        lasts = self.spells[load].is_dead and self.spells[load].back > self.now
        return not lasts and bool(without_power(self._network, settled, load)[0])

    def dark_in(self, node: str) -> float | None:
        """When it goes dark if nothing more happens, [h]; None where it does not, or is dark."""
        spell = self.spells[node]
        return spell.holds - self.now if spell.is_dead and self.now < spell.holds < inf else None

    def light_in(self, node: str) -> float | None:
        """Of what is dark, when it is back without anything being repaired, [h]; None where it is not."""
        spell = self.spells[node]
        return spell.back - self.now if spell.back < inf else None

    def was_dark_until(self, node: str) -> float | None:
        """How long ago what has been dark since the first loss was back, [h]; None where it was not dark."""
        spell = self._before[node]
        return self.now - spell.back if spell.is_dead and spell.back <= self.now else None

    def lost_since(self, node: str) -> float:
        """When what is dark, or was, has gone dark, [h] since the first loss."""
        return self._before[node].holds

    @property
    def lost(self) -> Mapping[str, float]:
        """What is lost with all that is left of it, by for how long, [h]."""
        return self._variants.lost(self._variants.start)

    def lacks(self, load: str) -> tuple[str, ...]:
        """What else a load needs and does not have, if it stays so."""
        settled = self._settled_now
        kinds = {"cooling": without_cooling, "support": without_support}
        return tuple(what for what, kind in kinds.items() if kind(self._network, settled, load)[0])

    @cached_property
    def _settled_now(self) -> Settled:
        """Where it comes to rest, if it stays as it is."""
        ((_, _, settled),) = in_chunks(self._network, [self._out])
        return settled

    @cached_property
    def _ways(self) -> dict[str, int]:
        """By node, what power comes from, as a place in `_WAYS`."""
        found = dict.fromkeys(self.site.graph.components, len(_WAYS) - 1)
        for group in self.site.graph.groups:
            for _ in group:
                found.update({name: self._way_of(self.site.graph.components[name], found) for name in group})
        return found

    def _way(self, node: str) -> int:
        return self._ways[node]

    def _way_of(self, node: Component, found: Mapping[str, int]) -> int:
        if self.is_dark(node.id):
            return _WAYS.index(DARK)
        if isinstance(node, Generator):
            return _WAYS.index(ON_GENERATOR)
        if isinstance(node, Storage):
            return self._way_through(node, found)
        return self._arriving(node, found)

    def _way_through(self, node: Storage, found: Mapping[str, int]) -> int:
        """Through storage: what feeds it, its own battery, or past it."""
        around = [found[name] for name in getattr(node, "bypass_fed_by", ())] or [self._arriving(node, found)]
        past = max(min(around), _WAYS.index(ON_BYPASS))
        if isinstance(node, Ups) and node.bypass and not self._supplies(node):
            return past
        fed = self._fates[1].fed(node.id)
        return _WAYS.index(ON_BATTERY) if fed.holds <= self.now < fed.back else self._arriving(node, found)

    def _supplies(self, node: Component) -> bool:
        """Whether storage supplies by itself: not down, its supports live, its battery not spent."""
        if node.id in self._variants.lost(self._variants.start) or any(map(self.is_dark, node.depends_on)):
            return False
        left = self._battery_left(node)
        return left is None or left > 0

    def _arriving(self, node: Component, found: Mapping[str, int]) -> int:
        """What arrives at the inputs of a node: of a switch the first that is live, else enough of them."""
        if not node.fed_by and not self.site.graph.ties.get(node.id) and not hasattr(node, "between"):
            return 0
        dark = _WAYS.index(DARK)
        inputs = [found[name] for name in (*node.fed_by, *getattr(node, "between", ()))]
        if isinstance(node, Switch):
            return next((way for way in inputs if way < dark), dark)
        listed = sorted(inputs)
        enough = listed[node.inputs_needed - 1] if len(listed) >= max(node.inputs_needed, 1) else dark
        over = [found[other] for _, other in self.site.graph.ties.get(node.id, ())]
        return enough if enough < dark else min(over, default=dark)

    # -- what is left --------------------------------------------------------------------------

    def deadlines(self) -> list[Deadline]:
        """What is being used and is spent at some time, the nearest first."""
        found = [*self._batteries(), *self._fuel(), *self._cooling()]
        return sorted(found, key=lambda each: each.hours)

    def _battery_left(self, node: Component) -> float | None:
        """For how long storage that has lost its feed still holds, [h]; None where it is fed."""
        fed = self._fates[1].fed(node.id)
        if not fed.holds <= self.now < fed.back or not isinstance(node, Storage):
            return None
        if node.id in self.state.batteries:
            return self.state.batteries[node.id]
        return max(fed.holds + (node.autonomy or 0.0) - self.now, 0.0)

    def _batteries(self) -> Iterator[Deadline]:
        lost = self._variants.lost(self._variants.start)
        for node in self.site.complete if lost else ():
            left = None if node.id in lost else self._battery_left(node)
            if left is not None:
                back = self._fates[1].fed(node.id).back
                again = back - self.now if back < inf else None
                yield Deadline(id=node.id, what="battery", hours=left, fed_again_hours=again)

    def _fuel(self) -> Iterator[Deadline]:
        for name in self.site.graph.standby:
            node = self.site.graph.components[name]
            if not isinstance(node, Generator) or not self.lost or name in self.lost:
                continue
            since = self.now - self._fates[1].called(name)
            left = self.state.fuel.get(
                name, None if node.fuel_autonomy is None else node.fuel_autonomy - since
            )
            if left is not None and since >= 0:
                yield Deadline(id=name, what="fuel", hours=max(left, 0.0))

    def _cooling(self) -> Iterator[Deadline]:
        """What has lost its cooling and goes on for its thermal autonomy."""
        lost = self._variants.lost(self._variants.start)
        for node in self.site.complete if lost else ():
            if node.cooled_by:
                spell = Needs(Spells(), self.spells).uncooled(node)
                if spell.holds <= self.now < spell.back:
                    left = spell.holds + (node.thermal_autonomy or 0.0) - self.now
                    yield Deadline(id=node.id, what="cooling", hours=max(left, 0.0))

    # -- what is one failure away --------------------------------------------------------------

    @cached_property
    def _further(self) -> dict[str, dict[str, int]]:
        """By component, one unit more of it out."""
        return {name: dict(out) for name, out in further(self._network, self._out).items()}

    @cached_property
    def _lost_then(self) -> dict[str, TakenLoads]:
        """By component with one unit more out, the loads that lack something."""
        return taken_by_one_more(self._network, self._out)

    @cached_property
    def _lost_anyway(self) -> frozenset[str]:
        """The loads that lack something, if it stays as it is."""
        (taken,) = taken_loads(self._network, self._settled_now)
        return taken.needs

    def taken_by(self) -> dict[str, dict[str, frozenset[str]]]:
        """By component of which one unit more fails now: the loads that it takes, "power" and "needs".

        Of a load that goes dark anyway, as its battery is all that it has: what takes it sooner.
        """
        found = {}
        for name, taken in self._lost_then.items():
            power, needs = taken.power - self._lost_anyway, taken.needs - self._lost_anyway
            sooner = frozenset(load for load in self._doomed if self._is_sooner(load, name))
            found[name] = {"power": power | sooner, "needs": needs | sooner}
        return found

    @cached_property
    def _doomed(self) -> list[str]:
        """The loads that lack something in the end and are not dark now."""
        return [name for name in self._lost_anyway if not self.is_dark(name)]

    def _is_sooner(self, load: str, name: str) -> bool:
        if name not in self._above[load]:
            return False
        spell, before = self._with(name)[load], self.spells[load]
        return spell.is_dead and spell.holds < spell.back and max(spell.holds, self.now) < before.holds

    @cached_property
    def _above(self) -> dict[str, Mapping[str, None]]:
        return {name: self.site.graph.for_power([name]) for name in self._doomed}

    def briefly(self) -> dict[str, frozenset[str]]:
        """By component, the loads that are dark only until something has taken over, if it fails now."""
        if len(self.site.complete) > MOST_LOOKED_AT:
            return {}
        found = {}
        for name in self._further:
            after = self._with(name)
            taken = self._lost_then[name].power
            found[name] = frozenset(
                load.id
                for load in self.site.loads
                if load.id not in taken and self.now <= after[load.id].holds < after[load.id].back < inf
            )
        return found

    def _with(self, name: str) -> Mapping[str, Spell]:
        """How each node fares if one unit more of a component fails now."""
        if name not in self._fates_with:
            self._fates_with[name] = self._told_with(name)
        return self._fates_with[name]

    @cached_property
    def _fates_with(self) -> dict[str, Mapping[str, Spell]]:
        return {}

    def _told_with(self, name: str) -> Mapping[str, Spell]:
        component = self.site.graph.components[name]
        if component.count - self._further[name][name] >= component.units_needed:
            return self.spells
        _, loss = self._fates
        lost = {**self._variants.lost(self._variants.start), name: 0.0}
        begins = {each: self.now - since for each, since in lost.items()}
        return replace(loss, lost=lost, begins=begins).spells

    # -- what comes back -----------------------------------------------------------------------

    def dark_regimes(self, regimes: Sequence[Units]) -> dict[str, list[Units]]:
        """By load, what must still be down for it to be dark for good."""
        found: dict[str, list[Units]] = {load.id: [] for load in self.site.loads}
        for regime in regimes:
            if self._variants.lost(regime):
                now, loss = self._fates_of(regime)
                _, fuelled = self._fates_of(regime, fuel_ends=False)
                for name, listed in found.items():
                    dry = loss.spells[name].holds <= now and loss.spells[name].back == inf
                    if dry or (fuelled.spells[name].is_dead and fuelled.spells[name].back == inf):
                        listed.append(regime)
        return found
