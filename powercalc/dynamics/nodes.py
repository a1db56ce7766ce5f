"""Points at which to look at a block that is down: ages with their weights.

The age of a down state has the density w(τ).  Between two ages at which something happens (a start, the end
of a battery) everything is smooth, so each such piece gets Gauss–Legendre points of its own, in the share of
U(τ) that lies beyond; how many depends on how much of the down time the piece holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import pairwise

from numpy.typing import NDArray

from powercalc.dynamics.ages import FOREVER, Ageing
from powercalc.dynamics.durations import legendre
from powercalc.engine.recording.arrays import at_most, exceeds, np, scalar

Floats = NDArray[np.float64]


def other_points(points: int) -> int:
    """Another number of points for the same piece, whose sum tells how far off that of the first may be."""
    return 2 if points == 1 else (points + 1) // 2


def age_nodes(
    block: Ageing,
    breaks: Iterable[float],
    most: int,
    fine: float,
    *,
    since: float = 0.0,
    other: bool = False,
) -> tuple[Floats, Floats]:
    """Ages from `since` on [h], and weights, which add up to U(since); both (points,).

    At most `most` points in a piece; pieces with less than the share `fine` go with the one before. `other`:
    by another rule.
    """
    whole = scalar(block.unavailability(since))
    if not whole:
        return np.zeros(0), np.zeros(0)
    inverse = _Inverse(block)
    edges = np.array(sorted({since, *(at for at in (*block.kinks(), *breaks) if at > since)}))
    values, weights = [np.zeros(0)], [np.zeros(0)]
    lasting = scalar(block.unavailability(FOREVER))
    beyond = [each for each in block.unavailability(edges).tolist() if each > lasting]
    for high, low in pairwise(_merged([*beyond, lasting], fine * whole) if beyond else ()):
        points = _points(at_most((high - low) / whole), most)
        at, weight = legendre(other_points(points) if other else points)
        values.append(low + (high - low) * at)
        weights.append((high - low) * weight)
    beyond_each = np.concatenate(values)
    ages = [inverse.closer(beyond_each, since) if since else inverse(beyond_each)]
    if lasting:  # down for good, as something in series may be
        ages.append(np.full(1, FOREVER))
        weights.append(np.full(1, lasting))
    return np.concatenate(ages), np.concatenate(weights)


def end_nodes(block: Ageing, breaks: Iterable[float], points: int) -> tuple[Floats, Floats]:
    """Lengths [h] at which down states end, and how often, [1/h]; both (points,).

    −dw(τ) is how often one ends between τ and τ + dτ; so many points in a piece between two breaks.
    """
    if not scalar(block.frequency(0.0)):
        return np.zeros(0), np.zeros(0)
    inverse = _Inverse(block, block.frequency)
    edges = np.array(sorted({0.0, *block.kinks(), *(at for at in breaks if at > 0)}))
    at, weight = legendre(points)
    lengths, often = [], []
    for high, low in pairwise([*block.frequency(edges).tolist(), 0.0]):
        if high > low:
            lengths.append(inverse(low + (high - low) * at))
            often.append((high - low) * weight)
    return np.concatenate(lengths), np.concatenate(often)


def _merged(beyond: list[float], least: float) -> list[float]:
    """Falling values without those that are less than `least` below the one before; the last one stays."""
    kept = beyond[:1]
    for value in beyond[1:]:
        if exceeds(kept[-1] - value, least):
            kept.append(value)
    if len(kept) > 1:
        kept[-1] = beyond[-1]
        return kept
    return [beyond[0], beyond[-1]]


def _points(share: float, most: int) -> int:
    """One point where little is at stake, all of them where much is."""
    return min(most, 1 if share < 1e-3 else 2 if share < 0.03 else 4 if share < 0.2 else most)


class _Inverse:
    """The age τ at which U(τ), or w(τ), has fallen to a value, from a table that is fine on every scale."""

    def __init__(self, block: Ageing, falling: Callable[[Floats], Floats] | None = None) -> None:
        self._block = block
        scales = [scale for scale in block.scales() if scale > 0]
        self._constant = not scales
        if scales:
            grid = np.geomspace(1e-6 * min(scales), 60 * max(scales), 600)
            self._ages = np.unique(np.concatenate([[0.0], grid, block.kinks()]))[::-1]
            self._values = (falling or block.unavailability)(self._ages)

    def __call__(self, value: Floats) -> Floats:
        if self._constant:
            return np.full_like(value, FOREVER)
        return np.asarray(np.interp(value, self._values, self._ages))

    def closer(self, value: Floats, since: float) -> Floats:
        """The same of U(τ) ≤ U(since), by two steps of Newton's: in a tail, U falls by much between two rows.

        A step ends at the rows around the age: where U hardly falls, it would lead far away.
        """
        ages = self(value)
        if self._constant:
            return ages
        row = np.searchsorted(self._values, value)
        oldest = self._ages[np.maximum(row - 1, 0)]
        youngest = np.maximum(self._ages[np.minimum(row, len(self._ages) - 1)], since)
        for _ in range(2):
            rate = self._block.frequency(ages)
            off = self._block.unavailability(ages) - value
            step = np.divide(off, rate, out=np.zeros_like(off), where=rate > 0)
            ages = np.clip(ages + step, youngest, np.maximum(oldest, since))
        return ages
