"""How far figures may be off: states left out, losses that relay each other, the rule of the sums.

Sums by another rule are looked at for the downtime, the interruptions, and those that are longer than two of
the durations; between these, the larger of the relative distances on both sides is taken.

Losses that relay each other are one interruption that is longer than either of them. With w S(x) for how
often a loss lasts longer than x, and others that begin at a rate λ while it lasts, there are up to

    λ w ∫₀ᵈ S(x) S(d − x) dx

more interruptions longer than d than are counted. With exponential durations that is λ d of those counted.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from numpy.typing import NDArray

from powercalc.engine.recording.arrays import np, scalar
from powercalc.response.columns.trifles import Left, Trifles
from powercalc.response.figures.relief_after_trials import ReliefAfterTrials
from powercalc.response.plan.plan import Plan

Floats = NDArray[np.float64]

LONG = 1.0
"""Of the durations from this on, [h], the shortest and the longest are looked at by another rule."""
POINTS = 32
"""At how many times a relay is looked at."""


def looked_at(durations: Sequence[float]) -> list[int]:
    """The places of the durations of which sums by another rule tell; the first is that of none."""
    long = [place for place, hours in enumerate(durations) if hours >= LONG]
    return [0, *dict.fromkeys((*long[:1], *long[-1:]))]


@dataclass(frozen=True, kw_only=True)
class ByRule:
    """How far sums are from those by another rule."""

    u: Floats
    """(roots,)"""
    w: Floats
    """[1/h], (durations, roots)"""

    @classmethod
    def of(cls, sums: tuple[Floats, Floats], others: tuple[Floats, Floats], places: Sequence[int]) -> ByRule:
        """From U (roots,) and w (durations, roots); of the `others`, w is known at some places."""
        (u, w), (other_u, other_w) = sums, others
        known = w[list(places)]
        off = np.abs(known - other_w)
        shares = np.divide(off, known, out=np.zeros_like(off), where=known > 0)
        shares[1:] += shares[0]  # what merging small pieces does is compared without a duration alone
        after = np.searchsorted(places, np.arange(len(w)))
        after, before = np.minimum(after, len(places) - 1), np.maximum(after - 1, 0)
        found = np.maximum(w, 0.0) * np.maximum(shares[before], shares[after])
        found[list(places)] = np.maximum(found[list(places)], off)
        return cls(u=np.abs(u - other_u), w=found)

    @classmethod
    def none(cls, w: Floats) -> ByRule:
        """Of sums that need no rule."""
        return cls(u=np.zeros(w.shape[1:]), w=np.zeros_like(w))


class Relays:
    """How often losses that relay each other last longer than each duration, in which none is, [1/h]."""

    def __init__(self, plan: Plan, durations: Sequence[float], w: Floats) -> None:
        """`w`: how often losses are longer than each duration, (durations, roots)."""
        self._plan, self._often = plan, np.maximum(w, 0.0)
        self._rates = {
            number: scalar(block.ageing.frequency(0.0))
            for number, block in enumerate(plan.blocks)
            if number not in plan.first
        }
        self._shares = np.array([_relayed(durations, self._often, d) for d in range(len(durations))])

    def of(self, place: int, above: Collection[str]) -> Floats:
        """Per duration, for a root that all this stands above."""
        blocks = {block for name in above for block in self._plan.own[name].blocks}
        rate = sum(self._rates.get(block, 0.0) for block in blocks) + self._often[0, place]
        return np.asarray(rate * self._shares[:, place])


def _relayed(durations: Sequence[float], often: Floats, d: int) -> Floats:
    """The integral of w S(x) S(d − x), (roots,).

    Between the durations that are known, ln S is a line; S itself where it falls to nought.
    """
    x = (np.arange(POINTS) + 0.5) / POINTS * durations[d]
    known = np.array(durations[: d + 1])
    at = np.clip(np.searchsorted(known, x, side="right") - 1, 0, max(d - 1, 0))
    low, high = often[at], often[np.minimum(at + 1, d)]
    gaps = known[np.minimum(at + 1, d)] - known[at]
    share = ((x - known[at]) / np.where(gaps > 0, gaps, 1.0))[:, None]
    both = (low > 0) & (high > 0)
    line = low * np.power(np.where(both, high / np.where(both, low, 1.0), 1.0), share)
    found = np.where(both, line, low * (1 - share))
    whole = np.where(often[0] > 0, often[0], 1.0)
    return np.asarray((found * found[::-1]).mean(axis=0) * durations[d] / whole)


class StatedErrors:
    """Adds up how far U and w of each root may be off."""

    def __init__(
        self,
        plan: Plan,
        durations: Sequence[float],
        sums: tuple[Floats, Floats],
        left: Sequence[Left],
        trifles: Trifles,
        off: ByRule,
    ) -> None:
        """`left`, by duration: the states of the callers that are left out."""
        self._plan, self._left, self._trifles, self._off = plan, left, trifles, off
        self._u, self._w = (np.maximum(each, 0.0) for each in sums)
        self._relief = ReliefAfterTrials(plan)
        self._relays, self._durations = Relays(plan, durations, self._w), durations

    def of(self, place: int, above: Collection[str]) -> tuple[float, float]:
        """Of U and of w [1/h], of a root that all this stands above."""
        if self._plan.is_exact:
            return 0.0, 0.0
        left, relayed, (share, often) = self._left[0], self._plan.relayed, self._relief.of(above)
        stuck, stuck_often = self._plan.hands.error(above)
        u, w = scalar(self._u[place]), scalar(self._w[0, place])
        by_rule = scalar(self._off.u[place]), scalar(self._off.w[0, place])
        by_estimate = scalar(self._trifles.chance[place]), scalar(self._trifles.often[0, place])
        return (
            left.chance + share + stuck + u * relayed + by_rule[0] + by_estimate[0],
            left.often + often + stuck_often + w * relayed + by_rule[1] + by_estimate[1],
        )

    def of_longer(self, place: int, above: Collection[str]) -> list[float]:
        """Of how often a loss lasts for each duration, [1/h]; that of none is the first."""
        often, off = self._w[:, place], self._off.w[:, place] + self._relays.of(place, above)
        if not self._plan.is_exact:
            share = often / often[0] if often[0] > 0 else np.ones_like(often)
            left = np.array([each.often for each in self._left]) + self._relief.of(above)[1] * share
            off = off + left + often * self._plan.relayed + self._trifles.often[:, place]
            off = off + self._plan.hands.longer_error(above, self._durations)
        return [scalar(each) for each in off]
