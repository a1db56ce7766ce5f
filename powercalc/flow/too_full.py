"""What carries more than it may when something is out, and which loads would have to be moved away before.

All of it is told before anything trips: with a figure for what would be carried, not for what is left.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from powercalc.flow.power_network import Element, PowerNetwork
from powercalc.flow.rules import FlowRules
from powercalc.flow.single import parts
from powercalc.flow.states import ROUNDING, Outages, Settled, States
from powercalc.flow.usual_states import UsualStates
from powercalc.site.walks import reached

_TRIED = 200
"""So many loads behind an element are looked at for one to move, the largest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Movable:
    """Units of a load that draw from an element, and what it is rid of when they draw elsewhere."""

    load: str
    units: int
    kw: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TooFull:
    """An element that carries more than it may, or more than is planned, with something out; in kW."""

    id: str
    kind: str
    normal_kw: float
    then_kw: float
    limit_kw: float
    """What its units that are left carry at most."""
    planned_kw: float | None
    """The share of it that is to be used, where one is stated."""
    trips: bool
    move: tuple[Movable, ...]
    """What could be moved away so that it carries no more than it may; empty where nothing behind it can."""

    @property
    def allowed_kw(self) -> float:
        """What is to be kept to: the planned share where one is stated."""
        return self.limit_kw if self.planned_kw is None else min(self.planned_kw, self.limit_kw)

    @property
    def excess_kw(self) -> float:
        """How much would have to be moved away."""
        return self.then_kw - self.allowed_kw

    @property
    def beyond_limit(self) -> bool:
        """It is above what it carries at most, not only above what is planned."""
        return self.then_kw > self.limit_kw * (1 + ROUNDING)

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return {**asdict(self), "excess_kw": self.excess_kw, "beyond_limit": self.beyond_limit}


def too_full_then(rests: UsualStates) -> Iterator[TooFull]:
    """Yield what carries more than it may with what was asked for out, and more than it does otherwise."""
    network, out, then = rests.network, rests.out, rests.then
    usual, settled = rests.usual_untripped, rests.then_untripped
    for name in parts(network):
        element = network.elements[name]
        before, now = float(usual.through[name][0]), float(settled.through[name][0])
        limit, planned = _may(element, out.get(name, 0))
        allowed = min((each for each in (limit, planned) if each is not None), default=math.inf)
        if limit is not None and now > allowed * (1 + ROUNDING) and now > before * (1 + ROUNDING):
            yield TooFull(
                id=name,
                kind=element.component.kind,
                normal_kw=before,
                then_kw=now,
                limit_kw=limit,
                planned_kw=planned,
                trips=bool(then.tripped[name][0]) if name in then.tripped else False,
                move=tuple(_Relief(network.untripped, rests.outages, settled, name).enough(now - allowed)),
            )


def _may(element: Element, units_out: int) -> tuple[float | None, float | None]:
    """Return what the units that are left carry at most, and the share of it that is planned."""
    if element.limit is None:
        return None, None
    limit, share = element.limit * (element.component.count - units_out), element.component.max_utilization
    return limit, None if share is None else limit * share


class _Relief:
    """The loads behind one element, and what each draws through it."""

    def __init__(self, network: PowerNetwork, outages: Outages, settled: Settled, name: str) -> None:
        self._net, self._outages, self._name = network, outages, name
        behind = reached((name,), network.graph.fed)
        found = [each for each in network.members if each in behind and not settled.lost[each][0]]
        self._elements = sorted(found, key=lambda each: network.elements[each].demand)[-_TRIED:]

    def enough(self, excess: float) -> Iterator[Movable]:
        """Yield the smallest load whose units relieve it by so much; else the largest ones, until it is."""
        candidates = [each for name in self._elements for each in self._movable(name, excess)]
        sufficient = [each for each in candidates if each.kw >= excess * (1 - ROUNDING)]
        if sufficient:
            yield min(sufficient, key=lambda each: each.kw)
            return
        for each in sorted(candidates, key=lambda each: -each.kw):
            yield each
            excess -= each.kw
            if excess <= 0:
                return

    def _movable(self, element: str, excess: float) -> Iterator[Movable]:
        """Yield, per load of an element, as many of its units as are needed, or all."""
        passing = self._passing(element)
        for name in self._net.members[element]:
            load = self._net.loads[name]
            each = passing * (getattr(load, "power", None) or 0.0)
            if each > 0:
                units = min(load.count, math.ceil(excess / each - ROUNDING))
                yield Movable(load=name, units=units, kw=units * each)

    def _passing(self, name: str) -> float:
        """Return what of each kW of a load passes the element."""
        above = self._net.graph.for_power((name,))
        alone = {each: replace(self._net.elements[each], demand=float(each == name)) for each in above}
        flow = FlowRules(replace(self._net, elements=alone), States(), self._outages).flow({})
        return float(np.ravel(flow.through.get(self._name, 0.0))[0])
