"""Standby behind a standby: columns split by the state of the generators that others wait for.

Where a second generator is called when a first one does not supply, or a switch may have to leave the first
one, it matters since when the first one has failed.  Given the age a of its call, it is well, or has failed
since the call (it never supplied), or has failed for b < a, a density of its own (`Bus.frequency`).  It is
split into these, and counts the ages that it reaches as it counts those of any block.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from powercalc.diagram.response.columns import Columns, concatenate
from powercalc.dynamics.durations import legendre
from powercalc.dynamics.standby import Bus

Floats = NDArray[np.float64]

POINTS = {1: 5, 2: 3, 3: 2}
"""Quadrature nodes of the age b in its last piece, by how many generators columns are split by."""

MOMENT = 0.1
"""In pieces no longer than this, [h], nothing happens that more nodes would tell."""


@dataclass(frozen=True, slots=True)
class _State:
    """A bus with the age of its call and its state before, per column."""

    name: str
    bus: Bus
    age: Floats
    before: Floats

    def frequency(self, age: Floats) -> Floats:
        """How often a failure reaches an age, [1/h]."""
        return self.bus.frequency(age, self.age, self.before)

    def between(self, low: Floats, high: Floats) -> Floats:
        """The chance that it has failed for a time between two ages, [h]."""
        longer = (self.bus.lost_for(b, self.age, self.before) for b in (low, high))
        return np.maximum(next(longer) - next(longer), 0.0)


def split(  # noqa: PLR0913, PLR0917 - a column has as many sides
    columns: Columns,
    name: str,
    bus: Bus,
    call: Floats,
    before: Floats,
    breaks: Sequence[float],
    reached: Floats,
    points: tuple[int, int],
) -> Columns:
    """Return the columns by the state of one generator.

    `call` (columns,) is its age, −∞ where there is none; `before` (columns, states) its state then;
    `breaks` the ages b at which something happens, `points` how many nodes a piece between them gets that is
    over in a moment, and how many any other;
    `reached` (thresholds, columns) the ages that matter to the loads.
    """
    called = call > -np.inf
    idle = columns.take(~called)
    parts = [idle.given(name, np.full(len(idle), np.inf))]
    columns, age, before, reached = columns.take(called), call[called], before[called], reached[:, called]
    if len(columns):
        well = 1 - bus.lost_for(np.zeros_like(age), age, before)
        parts.append(columns.take(_all(columns), well).given(name, np.full(len(columns), -np.inf)))
        never = columns.take(_all(columns), bus.never(age, before))
        parts.append(never.given(name, np.full(len(columns), np.inf)))
        state = _State(name, bus, age, before)
        parts += _failed(columns, state, breaks, reached, points)
        parts += _crossing(columns, state, reached)
    return concatenate([part.take(part.counts) for part in parts])


def _failed(
    columns: Columns, state: _State, breaks: Sequence[float], reached: Floats, points: tuple[int, int]
) -> Iterator[Columns]:
    """Failed for b: up to the time since the start, piece by piece."""
    longest = np.maximum(state.age - state.bus.start, 0.0)
    between = [np.full_like(longest, at) for at in breaks if at > 0]
    edges = np.minimum(np.sort([np.zeros_like(longest), *between, *reached], axis=0), longest)
    for place, (low, high) in enumerate(pairwise([*edges, longest])):
        last = place == len(edges) - 1
        number = points[1] if last else _inside(low, high, points)
        nodes = [_node(state, low, high, at, weight, last=last) for at, weight in _nodes(number)]
        # the chances of a piece add up to that of the piece: no quadrature makes a state out of nothing
        found = np.sum([chance for _, chance in nodes], axis=0)
        scale = np.divide(state.between(low, high), found, out=np.zeros_like(found), where=found > 0)
        for b, chance in nodes:
            yield columns.take(_all(columns), chance * scale).given(state.name, b)


def _inside(low: Floats, high: Floats, points: tuple[int, int]) -> int:
    """How many nodes a piece gets that is not the last one."""
    width = float(np.max(high - low, initial=0.0))
    return (points[1] + 1) // 2 if width > MOMENT else points[0]


def _nodes(points: int) -> list[tuple[float, float]]:
    at, weight = legendre(points)
    return list(zip(at.tolist(), weight.tolist(), strict=True))


def _node(
    state: _State, low: Floats, high: Floats, at: float, weight: float, *, last: bool
) -> tuple[Floats, Floats]:
    """A time since a failure, and its chance; in the last piece closer to its near end.

    Failures of long ago are repaired.
    """
    b = low + (high - low) * (at**2 if last else at)
    return b, state.frequency(b) * (high - low) * weight * (2 * at if last else 1.0)


def _crossing(columns: Columns, state: _State, reached: Floats) -> Iterator[Columns]:
    """Failed for just so long that it matters, and, negative, just short of it."""
    for at in reached:
        often = state.frequency(at)
        for short, sign in ((False, 1.0), (True, -1.0)):
            yield columns.crossing(sign * often).given(state.name, at, short=short)


def _all(columns: Columns) -> slice:
    return slice(0, len(columns))
