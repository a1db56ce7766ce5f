"""Columns: states of the callers to look at, each with how much it counts.

A result is a weighted sum over columns of what one compiled diagram says there,

    U = Σ wu P,        w = Σ (wf F + wp P),

P the probability and F the failure frequency of a load in the column.  The callers are conditioned on: none
of them down, one, two, three, at quadrature nodes of their ages (wu, wf); and a caller that reaches an age
that matters counts with how often it does, once just past it and once, negative, just short of it (wp).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from math import prod

from numpy.typing import NDArray

from powercalc.dynamics.nodes import age_nodes
from powercalc.engine.recording.arrays import at_most, np, scalar
from powercalc.response.plan.call_ages import CallAges
from powercalc.response.plan.plan import Plan
from powercalc.response.plan.thresholds import passed

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

POINTS = {1: 8, 2: 4, 3: 2}
"""How many quadrature nodes per piece of an age, by how many callers are down together."""
FINE = {1: 1e-13, 2: 1e-2, 3: 0.1}
"""Pieces that hold less than this share of a caller's down time go with their neighbour; at most, of two."""

_PIECE = {2: 1e-4, 3: 1e-3}
"""What a piece that goes with its neighbour may hold of a result, by how many callers are down together."""

_CLOSER = 0.1
"""The other rule has pieces that hold so much less: what merging them does is part of the distance to it."""

Grid = tuple[int, float]
"""The most nodes in a piece of an age, and the share of the down time that makes a piece."""


@dataclass(frozen=True, kw_only=True)
class Piece:
    """Some columns with the same blocks down."""

    duration: int
    """Which of the durations: how long the loss must have lasted."""
    ages: Mapping[int, Floats] = field(default_factory=dict)
    """Per block that is down, for how long, [h]."""
    short: int | None = None
    """The block that is just short of its age."""
    old: bool = False
    """Whether only what has been down since before the window of planned work counts."""
    for_calls: bool = False
    """Whether a block reaches an age that matters to calls: it tells of nothing else."""
    wu: Floats
    wf: Floats
    wp: Floats

    def __len__(self) -> int:
        return len(self.wu)

    def taken_off(self) -> Piece:
        """The same, negative, for what has been down since before the window."""
        return replace(self, old=True, wu=-self.wu, wf=-self.wf, wp=-self.wp)


@dataclass(frozen=True, kw_only=True)
class AgeColumns:
    """Many columns; every array is (columns,)."""

    duration: Integers
    ages: Mapping[int, Floats]
    """Per block that some column is about: for how long it has been down [h], −∞ up, nan left to chance."""
    short: Mapping[int, Flags]
    """Where the block is just short of its age."""
    idle: Integers
    """Which node of the idle time before the call."""
    old: Flags
    """Where only what has been down since before the window of planned work counts."""
    for_calls: Flags
    """Where something reaches an age that matters to calls: such columns tell of nothing else."""
    buses: Mapping[str, Floats] = field(default_factory=dict)
    """Per generator whose state is given: for how long it has failed [h], −∞ well, nan left to chance."""
    buses_short: Mapping[str, Flags] = field(default_factory=dict)
    wu: Floats
    wf: Floats
    wp: Floats

    def __len__(self) -> int:
        return len(self.wu)

    @property
    def counts(self) -> Flags:
        """Which columns have any weight."""
        return np.asarray((self.wu != 0) | (self.wf != 0) | (self.wp != 0))

    @property
    def for_hours(self) -> AgeColumns:
        """Those that count for the downtime, and for nothing else."""
        found = self.take(self.wu != 0)
        return replace(found, wf=np.zeros(len(found)), wp=np.zeros(len(found)))

    @property
    def at_edge(self) -> Flags:
        """Where some block or generator is just short of its age."""
        edges = [*self.short.values(), *self.buses_short.values()]
        return np.asarray(np.logical_or.reduce(np.array([np.zeros(len(self), dtype=bool), *edges])))

    def parts(self, size: int) -> Iterator[AgeColumns]:
        """Yield so many of the columns at a time."""
        for at in range(0, len(self), size):
            yield self.take(slice(at, at + size))

    def spread(self, weights: Sequence[float]) -> AgeColumns:
        """The columns once for each node of the idle time."""
        if len(weights) == 1:
            return self
        every = slice(0, len(self))
        parts = [
            replace(self.take(every, weight), idle=np.full(len(self), node))
            for node, weight in enumerate(weights)
        ]
        return concatenate(parts)

    def crossing(self, often: Floats) -> AgeColumns:
        """What is entered `often` [1/h] in the state of each column."""
        zero = np.zeros(len(self))
        return replace(self, wu=zero, wf=zero, wp=self.wf * often)

    def take(self, which: Integers | Flags | slice, factor: Floats | float = 1.0) -> AgeColumns:
        """Some of the columns, counting by a factor."""
        return AgeColumns(
            duration=self.duration[which],
            ages={block: ages[which] for block, ages in self.ages.items()},
            short={block: short[which] for block, short in self.short.items()},
            idle=self.idle[which],
            old=self.old[which],
            for_calls=self.for_calls[which],
            buses={bus: ages[which] for bus, ages in self.buses.items()},
            buses_short={bus: short[which] for bus, short in self.buses_short.items()},
            wu=self.wu[which] * factor,
            wf=self.wf[which] * factor,
            wp=self.wp[which] * factor,
        )

    def given(self, bus: str, ages: Floats, *, short: bool = False, where: Flags | bool = True) -> AgeColumns:
        """The same columns, the generator failed for so long; what is short of its age stays so elsewhere."""
        flags = np.full(len(self), short)
        if bus in self.buses_short:
            flags = np.where(where, short, self.buses_short[bus])
        return replace(self, buses={**self.buses, bus: ages}, buses_short={**self.buses_short, bus: flags})

    def left_open(self, buses: Iterable[str]) -> AgeColumns:
        """The same columns, the states of some generators left to chance."""
        found = self
        for bus in buses:
            found = found.given(bus, np.full(len(self), np.nan))
        return found


def join(pieces: Iterable[Piece], up: Iterable[int]) -> AgeColumns:
    """One set of columns from many pieces; blocks in `up` are up unless a piece says that they are down."""
    listed = [piece for piece in pieces if len(piece)]
    sizes = [len(piece) for piece in listed]
    starts = np.cumsum([0, *sizes])
    total = int(starts[-1])
    ages: dict[int, Floats] = {block: np.full(total, -np.inf) for block in up}
    short: dict[int, Flags] = {}
    for piece, at in zip(listed, starts, strict=False):
        for block, values in piece.ages.items():
            ages.setdefault(block, np.full(total, np.nan))[at : at + len(piece)] = values
        if piece.short is not None:
            flags = short.setdefault(piece.short, np.zeros(total, dtype=bool))
            flags[at : at + len(piece)] = True
    return AgeColumns(
        duration=np.repeat([piece.duration for piece in listed], sizes),
        ages=ages,
        short=short,
        idle=np.zeros(total, dtype=np.int64),
        old=np.repeat([piece.old for piece in listed], sizes),
        for_calls=np.repeat([piece.for_calls for piece in listed], sizes),
        wu=np.concatenate([piece.wu for piece in listed]),
        wf=np.concatenate([piece.wf for piece in listed]),
        wp=np.concatenate([piece.wp for piece in listed]),
    )


def concatenate(parts: Sequence[AgeColumns]) -> AgeColumns:
    """All columns of several sets that are about the same blocks and generators."""
    first = parts[0]
    return AgeColumns(
        duration=np.concatenate([part.duration for part in parts]),
        ages={block: np.concatenate([part.ages[block] for part in parts]) for block in first.ages},
        short={block: np.concatenate([part.short[block] for part in parts]) for block in first.short},
        idle=np.concatenate([part.idle for part in parts]),
        old=np.concatenate([part.old for part in parts]),
        for_calls=np.concatenate([part.for_calls for part in parts]),
        buses={bus: np.concatenate([part.buses[bus] for part in parts]) for bus in first.buses},
        buses_short={
            bus: np.concatenate([part.buses_short[bus] for part in parts]) for bus in first.buses_short
        },
        wu=np.concatenate([part.wu for part in parts]),
        wf=np.concatenate([part.wf for part in parts]),
        wp=np.concatenate([part.wp for part in parts]),
    )


class Scenarios:
    """Makes the columns of a plan."""

    def __init__(
        self,
        plan: Plan,
        durations: Sequence[float],
        events: Iterable[float],
        calls: CallAges | None = None,
        *,
        other: bool = False,
    ) -> None:
        self._plan = plan
        self._calls = calls
        """The ages of the callers that matter to calls alone, where it is asked for these."""
        self._other = other
        """Whether ages are looked at by another rule, to compare."""
        self._durations = durations
        self._events = sorted({0.0, *events})
        self._nodes: dict[tuple[int, int, Grid, bool], tuple[Floats, Floats]] = {}
        blocks = {b: plan.blocks[b].ageing for b in plan.first}
        self._old = [{b: scalar(blocks[b].unavailability(since)) for b in blocks} for since in durations]
        """By duration, the chance that a caller has been down for as long: of a loss that lasts so long, one
        that has not takes no part."""
        self._aged = [{b: scalar(blocks[b].frequency(since)) for b in blocks} for since in durations]
        """How often it comes to that, [1/h]."""

    def chance(self, down: Sequence[int], among: Iterable[int] | None = None, d: int = 0) -> float:
        """P(exactly these callers are down), of all, or among some; all for a duration."""
        old = self._old[d]
        up = prod(1 - old[b] for b in among or self._plan.first if b not in down)
        return up * prod(old[b] for b in down)

    def more_than(self, most: int, d: int = 0) -> float:
        """P(more than so many callers are not as usual), without a difference: it may be a trifle."""
        least = [1.0, *(0.0 for _ in range(most + 1))]  # P(at least k of those so far)
        for block in self._plan.first:
            down = self._old[d][block]
            unusual, usual = (1 - down, down) if block in self._plan.usual else (down, 1 - down)
            for k in range(most + 1, 0, -1):
                least[k] = least[k] * usual + least[k - 1] * unusual
        return least[-1]

    def more_often_than(self, most: int, d: int = 0) -> float:
        """How often it comes to more than so many callers that are down, [1/h], at most."""
        return self.more_than(most - 1, d) * sum(self._aged[d].values())

    def rate(self, block: int) -> float:
        """How often a caller fails while it is up, [1/h]; one that is down for good never does."""
        up = 1 - self._old[0][block]
        return self._aged[0][block] / up if up > 0 else 0.0

    def often(self, down: Sequence[int], d: int = 0) -> float:
        """How often this state of the callers is entered by one that has been down for a duration, [1/h]."""
        total, old = 0.0, self._old[d]
        for b in down:
            others = prod(old[other] for other in down if other != b)
            total += self._aged[d][b] * others
        return total

    def sets(self, order: int) -> Iterator[tuple[int, ...]]:
        """All sets of callers that are down, where so many are not as they are for most of the time."""
        return self._plan.states(order)

    def none(self) -> Iterator[Piece]:
        """Every caller is as usual, which is up or, for most of the time, down."""
        for d in range(len(self._durations)):
            for usual in self.sets(0):
                yield from self.down(usual, d)

    def one_at_most(self) -> Iterator[Piece]:
        """As usual, or with one caller that is not, however long."""
        for callers in (*self.sets(0), *self.sets(1)):
            yield from self.down(callers)

    def down(self, callers: tuple[int, ...], d: int = 0, share: float = 1.0) -> Iterator[Piece]:
        """Exactly these callers are down for a duration; where they hold a small share, on few nodes."""
        if not callers:
            whole = np.array([self.chance((), d=d)])
            yield Piece(duration=d, wu=whole * (d == 0), wf=whole, wp=whole * 0)
            return
        aged = sum(bool(self._plan.blocks[b].ageing.scales()) for b in callers)
        grid = _grid(min(max(aged, 1), max(POINTS)), at_most(share), closer=self._other and not d)
        up = prod(1 - self._old[d][b] for b in self._plan.first if b not in callers)
        yield from self._given(callers, d, up, grid)

    def followed(self) -> Iterator[Piece]:
        """Blocks that call nothing are down, the callers are as usual: for what their outages are like."""
        for block in self._plan.followed:
            yield from self._given((block, *self._plan.usual), 0, 1.0, _grid(1, 1.0))

    def window(self, block: int, callers: tuple[int, ...], grid: Grid) -> Iterator[Piece]:
        """A unit is in service, and exactly these callers are down.

        What has been down since before the window is taken off again: it would have put the window off.
        """
        up = prod(1 - self._old[0][b] for b in self._plan.first if b not in callers)
        for d in range(len(self._durations)):
            for piece in self._given((*callers, block), d, up, grid, young=True):
                yield from (piece, piece.taken_off())

    def before(self, block: int, callers: tuple[int, ...], grid: Grid) -> Iterator[Piece]:
        """What has been down since before a window, exactly these callers."""
        up = prod(1 - self._old[0][b] for b in self._plan.first if b not in callers)
        piece = next(self._given((*callers, block), 0, up, grid))
        yield replace(piece, old=True, wf=piece.wf * 0)

    def _given(
        self, down: tuple[int, ...], d: int, factor: float, grid: Grid, *, young: bool = False
    ) -> Iterator[Piece]:
        """These blocks are down, for a duration or, if they may be `young`, for any time."""
        nodes = [self._at(block, d, grid, young=young) for block in down]
        ages, weight = combined(nodes)
        weight = weight * factor
        given = dict(zip(down, ages, strict=True))
        yield Piece(duration=d, ages=given, wu=weight * (d == 0), wf=weight, wp=weight * 0)
        for place, block in enumerate(down):
            ages_that_matter = [*self._plan.thresholds[block], *self._plan.fuel_ends]
            reached = np.array([at + self._durations[d] for at in dict.fromkeys(ages_that_matter)])
            for crossing in self._reaching(block, reached, nodes, place):
                yield from self._crossing(down, block, crossing, d, factor)
            calls = np.array(self._calls.of_block(block) if self._calls and d == 0 else ())
            for crossing in self._reaching(block, calls, nodes, place):
                ages, weight = combined(crossing)
                zero, given = weight * 0, dict(zip(down, ages, strict=True))
                yield Piece(duration=d, ages=given, for_calls=True, wu=zero, wf=zero, wp=weight * factor)

    def _reaching(
        self, block: int, ages: Floats, nodes: list[tuple[Floats, Floats]], place: int
    ) -> Iterator[list[tuple[Floats, Floats]]]:
        """Yield the nodes with those of a block replaced by ages that it reaches, if it does any."""
        often = self._plan.blocks[block].ageing.frequency(ages)
        kept = often > 0
        if kept.any():
            yield [*nodes[:place], (ages[kept], often[kept]), *nodes[place + 1 :]]

    def _crossing(
        self,
        down: tuple[int, ...],
        block: int,
        nodes: Sequence[tuple[Floats, Floats]],
        d: int,
        factor: float,
    ) -> Iterator[Piece]:
        """A block reaches an age that matters: just past it, and, negative, just short of it."""
        ages, weight = combined(nodes)
        given = dict(zip(down, ages, strict=True))
        for short, sign in ((None, factor), (block, -factor)):
            zero = weight * 0
            yield Piece(duration=d, ages=given, short=short, wu=zero, wf=zero, wp=sign * weight)

    def _at(self, block: int, d: int, grid: Grid, *, young: bool = False) -> tuple[Floats, Floats]:
        """Quadrature nodes of the age of a block, split where something happens."""
        key = block, d, grid, young
        if key not in self._nodes:
            ageing, since = self._plan.blocks[block].ageing, 0.0 if young else self._durations[d]
            breaks = self.breaks(block, d)
            self._nodes[key] = age_nodes(ageing, breaks, *grid, since=since, other=self._other)
        return self._nodes[key]

    def nodes(self, block: int, grid: Grid) -> tuple[Floats, Floats]:
        """Ages of a block that is down [h], and their weights; both (nodes,)."""
        return self._at(block, 0, grid)

    def breaks(self, block: int, d: int = 0) -> set[float]:
        """The ages of a block at which something happens, [h]."""
        thresholds = [at + self._durations[d] for at in self._plan.thresholds[block]]
        found = {event + at for event in self._events for at in (0.0, *thresholds)} | set(thresholds)
        found |= set(passed(self._plan.rungs[block]))
        hands = [each for asked in self._plan.hands_above[block].values() for each in asked]
        hands = [each for each in hands if each.place is not None]
        found |= {each.hours + max(self._durations[d] - each.tried, 0.0) for each in hands}
        if block in self._plan.windows.values():
            found |= {at + self._durations[d] for ages in self._plan.thresholds for at in ages}
        return found


def _grid(order: int, share: float, *, closer: bool = False) -> Grid:
    """How fine to look at callers that hold a share of the result together; `closer` with finer pieces.

    Of several, seconds of a gap may be a trifle of the time that they are down, and much of a load's outages,
    which is small beside that: a piece is looked at by itself where it may hold 10⁻⁴ of the result.
    """
    if order == 1:
        return POINTS[1], FINE[1]
    fine = FINE[order] if share > 0.1 else 0.05 if share > 0.01 else 0.2
    # rounded down to a power of two, so that sets of callers that hold alike have the same nodes
    fine = min(fine, 2.0 ** int(np.floor(np.log2(_PIECE[order] / share))))
    most = POINTS[order] if share > 0.1 else 2 if share > 0.01 else 1
    return most, fine * (_CLOSER if closer else 1.0)


def combined(nodes: Sequence[tuple[Floats, Floats]]) -> tuple[list[Floats], Floats]:
    """All combinations of nodes, and the products of their weights."""
    grids = np.meshgrid(*(ages for ages, _ in nodes), indexing="ij")
    weight = reduce(np.multiply.outer, [weights for _, weights in nodes])
    return [grid.ravel() for grid in grids], np.asarray(weight).ravel()
