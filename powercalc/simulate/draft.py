"""The site between wires and arrays: nodes and units by name."""

from __future__ import annotations

from dataclasses import dataclass, field

from powercalc.simulate.machine import EXPONENTIAL, NEVER, ORDINARY, PLAIN
from powercalc.simulate.set_calls import CallCondition


@dataclass(slots=True, kw_only=True)
class FailingUnit:
    """What fails and is repaired. `owner` is its node, `targets` are the nodes that a cause strikes."""

    kind: int = ORDINARY
    name: str | None = None
    """Of a hazard: that of its zone and its own."""
    owner: str | None = None
    targets: tuple[str, ...] = ()
    rate: float = 0.0
    first: float = 0.0
    """Of a set: its rate in the first hour after a start."""
    repair: float = 0.0
    start_repair: float = 0.0
    law: int = EXPONENTIAL
    sigma: float = 0.0
    plain: float = 0.0
    dormant: float = 0.0
    untested: float = 0.0
    service_rate: float = 0.0
    service_time: float = 0.0
    mistake: float = 0.0
    is_always_exposed: bool = True


@dataclass(slots=True, kw_only=True)
class Node:
    """A node: what it stands on, and the figures of its kind (see `machine.NODE`)."""

    name: str
    kind: int = PLAIN
    inputs: list[str] = field(default_factory=list)
    inputs_needed: int = 0
    ties: int = 0
    """How many of the inputs, the last ones, are ties that end here; power over one of them is enough."""
    supports: list[str] = field(default_factory=list)
    bypasses: list[str] = field(default_factory=list)
    conditions: list[CallCondition] = field(default_factory=list)
    units: list[FailingUnit] = field(default_factory=list)
    units_needed: int = 0
    shared: list[int] = field(default_factory=list)
    exposed: list[FailingUnit] = field(default_factory=list)
    tank: str | None = None
    has_bypass: bool = False
    one_trial: bool = False
    openable: bool = False
    delay: float = 0.0
    hold: float = 0.0
    failure: float = 0.0
    bypass_failure: float = 0.0
    manual: float = 0.0
    return_gap: float = 0.0
    out: float = 0.0
    fuel: float = NEVER
    resupply: float = NEVER
    draws: bool = False
    by_rating: bool = False
    demand: float = 0.0
    rating: float = 0.0
    limit: float = NEVER
    loss: float = 1.0
    weights: list[float] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Trial:
    """A demand trial that several nodes share."""

    failure: float
    cause: FailingUnit | None = None
    hidden: bool = False


@dataclass(slots=True, kw_only=True)
class WatchedPoint:
    """A node that is watched, and the recovery time of what hangs on it."""

    node: str
    recovery: float = 0.0


@dataclass(slots=True, kw_only=True)
class SimulatedPlace:
    """A load that a service may run on: the number of its point, and how long the service recovers there."""

    load: str
    point: int
    recovery: float


@dataclass(slots=True, kw_only=True)
class SimulatedService:
    """A service: where it may run, the numbers of the points that it needs besides, and how it moves."""

    id: str
    places: list[SimulatedPlace]
    needs: list[int]
    needed: int
    failover: float | None
    failure: float


@dataclass(slots=True, kw_only=True)
class Draft:
    """The whole site by name."""

    nodes: dict[str, Node]
    causes: list[FailingUnit] = field(default_factory=list)
    trials: list[Trial] = field(default_factory=list)
    points: list[WatchedPoint] = field(default_factory=list)
    services: list[SimulatedService] = field(default_factory=list)
    """Each after those that it depends on."""
    guarded: int = 0
    """So many points from the first on are loads, which planned work does not drop."""
    manual_is_fixed: bool = False
    rated: bool = False
    """Something in it can trip by what is drawn."""

    @property
    def watched(self) -> int:
        """How many points there are; those of the services, in their order, come last."""
        return len(self.points) + len(self.services)
