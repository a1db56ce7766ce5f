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


def split(  # noqa: PLR0913, PLR0917 - a column has as many sides
    columns: Columns,
    name: str,
    bus: Bus,
    call: Floats,
    before: Floats,
    breaks: Sequence[float],
    reached: Floats,
    points: int,
) -> Columns:
    """Return the columns by the state of one generator.

    `call` (columns,) is its age, −∞ where there is none; `before` (columns, states) its state then;
    `breaks` the ages b at which something happens, `points` how many nodes the last piece between them gets;
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
        parts += _failed(columns, state, breaks, points)
        parts += _crossing(columns, state, reached)
    return concatenate([part.take(part.counts) for part in parts])


def _failed(columns: Columns, state: _State, breaks: Sequence[float], points: int) -> Iterator[Columns]:
    """Failed for b: up to the time since the start, piece by piece."""
    longest = np.maximum(state.age - state.bus.start, 0.0)
    edges = [np.zeros_like(longest), *(np.minimum(at, longest) for at in sorted(breaks) if at > 0), longest]
    for place, (low, high) in enumerate(pairwise(edges)):
        last = place == len(edges) - 2
        for at, weight in zip(*legendre(points if last else 1), strict=True):
            # in the last piece closer to its near end, as failures of long ago are repaired
            share = at**2 if last else at
            stretch = 2 * at if last else 1.0
            b = low + (high - low) * share
            factor = state.frequency(b) * (high - low) * weight * stretch
            yield columns.take(_all(columns), factor).given(state.name, b)


def _crossing(columns: Columns, state: _State, reached: Floats) -> Iterator[Columns]:
    """Failed for just so long that it matters, and, negative, just short of it."""
    for at in reached:
        often = state.frequency(at)
        for short, sign in ((False, 1.0), (True, -1.0)):
            yield columns.crossing(sign * often).given(state.name, at, short=short)


def _all(columns: Columns) -> slice:
    return slice(0, len(columns))
