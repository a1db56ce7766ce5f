"""Standby behind a standby: columns split by the state of the generators that others wait for.

Where a second generator is called when a first one does not supply, or a switch may have to leave the first
one, it matters since when the first one has failed.  Given the age a of its call, it is well, or has failed
since the call (it never supplied), or has failed for b < a, a density of its own (`Supply.frequency`).  It is
split into these, and counts the ages that it reaches as it counts those of any block.  Of a loss that lasts
for a duration, what has failed for less takes no part: until then it has supplied.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Protocol

from numpy.typing import NDArray

from powercalc.dynamics.durations import legendre
from powercalc.dynamics.first_hour import FIRST_HOUR
from powercalc.engine.recording.arrays import np, scalar
from powercalc.response.columns.age_columns import AgeColumns, concatenate

Floats = NDArray[np.float64]

POINTS = {1: 5, 2: 3, 3: 2}
"""Quadrature nodes of the age b in its last piece, by how many generators columns are split by."""

MOMENT = 0.1
"""In pieces no longer than this, [h], nothing happens that more nodes would tell."""


class Supply(Protocol):
    """A bus that is called in all of some columns."""

    @property
    def start(self) -> float:
        """How long it takes to start, [h]."""

    @property
    def kinks(self) -> Sequence[Floats]:
        """Ages [h] of a failure at which its density jumps, each (columns,)."""

    @property
    def has_first_hour(self) -> bool:
        """Whether the density jumps for a failure at the end of its first hour as well."""

    def never(self, age: Floats, before: Floats) -> Floats:
        """P(no supply since the call began) at its age [h]."""

    def losses(self, tau: Floats, age: Floats, before: Floats) -> tuple[Floats, Floats]:
        """P(lost for τ or longer), and how often that is reached, [1/h]."""


@dataclass(frozen=True, slots=True)
class _State:
    """A bus with the age of its call and its state before, per column."""

    name: str
    bus: Supply
    age: Floats
    before: Floats

    def frequency(self, ages: Floats) -> Floats:
        """How often a failure reaches each of some ages (ages, columns), [1/h]."""
        return self.bus.losses(ages, self.age, self.before)[1]

    def between(self, ends: Floats) -> Floats:
        """The chance that it has failed for a time between one and the next of some ages, [h]."""
        longer = self.bus.losses(ends, self.age, self.before)[0]
        return np.maximum(longer[:-1] - longer[1:], 0.0)


def split(  # noqa: PLR0913, PLR0917 - a column has as many sides
    columns: AgeColumns,
    name: str,
    bus: Supply,
    age: Floats,
    before: Floats,
    breaks: Sequence[float],
    reached: Floats,
    lasting: Floats,
    points: tuple[int, int],
    calls: Sequence[float] = (),
) -> AgeColumns:
    """Return the columns by the state of one generator.

    `age` (columns,) is that of its call, `before` (columns, states) its state then, `lasting` (columns,) for
    how long a loss must have lasted to count;
    `breaks` the ages b at which something happens, `points` how many nodes a piece between them gets that is
    over in a moment, and how many any other;
    `reached` (thresholds, columns) the ages that matter to the loads, `calls` those that matter to calls.
    """
    longest = np.maximum(age - bus.start, 0.0)
    lasting = np.minimum(lasting, longest)
    well = 1 - bus.losses(lasting, age, before)[0]
    never, state = bus.never(age, before), _State(name, bus, age, before)
    parts = [
        columns.take(_all(columns), well).given(name, np.full(len(columns), -np.inf)),
        columns.take(_all(columns), never).given(name, np.full(len(columns), np.inf)),
        *_failed(columns, state, breaks, reached, (lasting, longest), points),
        *_crossing(columns, state, reached),
        *_for_calls(columns, state, calls),
    ]
    return concatenate([part.take(part.counts) for part in parts])


def _failed(
    columns: AgeColumns,
    state: _State,
    breaks: Sequence[float],
    reached: Floats,
    ends_at: tuple[Floats, Floats],
    points: tuple[int, int],
) -> Iterator[AgeColumns]:
    """Failed for b, from what may count up to the time since the start, piece by piece."""
    lasting, longest = ends_at
    between = [*(np.full_like(longest, at) for at in breaks if at > 0), *state.bus.kinks]
    if state.bus.has_first_hour:
        between.append(np.maximum(longest - FIRST_HOUR, 0.0))
    inside = [np.clip(age, lasting, longest) for age in (*between, *reached)]
    edges = np.sort(np.array([lasting, *inside]), axis=0)
    ends = np.concatenate([edges, longest[None]])
    pieces, width = state.between(ends), np.diff(ends, axis=0)
    nodes = [_nodes_in(low, high, points, last=False) for low, high in pairwise(edges)]
    nodes.append(_nodes_in(edges[-1], longest, points, last=True))
    b = [ends[place] + width[place] * at for place, some in enumerate(nodes) for at, _ in some]
    often = iter(state.frequency(np.array(b)) if b else ())
    for place, some in enumerate(nodes):
        chances = [next(often) * width[place] * weight for _, weight in some]
        # the chances of a piece add up to that of the piece: no quadrature makes a state out of nothing
        found = np.sum(np.array(chances), axis=0)
        scale = np.divide(pieces[place], found, out=np.zeros_like(longest), where=found > 0)
        for (at, _), chance in zip(some, chances, strict=True):
            age = ends[place] + width[place] * at
            yield columns.take(_all(columns), chance * scale).given(state.name, age)


def _nodes_in(low: Floats, high: Floats, points: tuple[int, int], *, last: bool) -> list[tuple[float, float]]:
    """The nodes in a piece, as shares of it, and their weights; none in one that is empty in every column.

    In the last piece they are closer to its near end: failures of long ago are repaired.
    """
    if not (high > low).any():
        return []
    number = points[1] if last else _inside(low, high, points)
    return [(at**2, 2 * at * weight) if last else (at, weight) for at, weight in _nodes(number)]


def _inside(low: Floats, high: Floats, points: tuple[int, int]) -> int:
    """How many nodes a piece gets that is not the last one."""
    width = scalar(np.max(high - low, initial=0.0))
    return (points[1] + 1) // 2 if width > MOMENT else points[0]


def _nodes(points: int) -> list[tuple[float, float]]:
    at, weight = legendre(points)
    return list(zip(at.tolist(), weight.tolist(), strict=True))


def _crossing(columns: AgeColumns, state: _State, reached: Floats) -> Iterator[AgeColumns]:
    """Failed for just so long that it matters, and, negative, just short of it."""
    for at, often in zip(reached, state.frequency(reached), strict=True):
        for short, sign in ((False, 1.0), (True, -1.0)):
            yield columns.crossing(sign * often).given(state.name, at, short=short)


def _for_calls(columns: AgeColumns, state: _State, ages: Sequence[float]) -> Iterator[AgeColumns]:
    """Yield what it reaches of ages that matter to calls, in columns that tell of nothing else."""
    at = np.array(ages)[:, None] + np.zeros(len(columns))
    for age, often in zip(at, state.frequency(at) if len(ages) else (), strict=True):
        found = columns.crossing(np.where(columns.duration == 0, often, 0.0)).given(state.name, age)
        yield replace(found, for_calls=np.ones(len(columns), dtype=bool))


def _all(columns: AgeColumns) -> slice:
    return slice(0, len(columns))
