"""Figures of nested thresholds: of what is left to chance, and of what has been down for a given age."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from numpy.typing import NDArray

from powercalc.dynamics.durations import legendre
from powercalc.dynamics.ladder import rungs
from powercalc.engine.recording.arrays import np
from powercalc.response.columns.node_ages import LIVE
from powercalc.response.plan.thresholds import INSTANT, ByHand, Passed, Threshold

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


POINTS = 8
"""At how many times of a move by hand its mean effect is taken."""


class Nested:
    """The thresholds that are asked of one block or bus, in the order in which they nest."""

    def __init__(self, thresholds: Sequence[float | Passed]) -> None:
        self._reached = np.array([isinstance(each, float | int) for each in thresholds], dtype=bool)[:, None]
        self._hours = np.array([_hours(each) for each in thresholds], dtype=np.float64)[:, None]

    def left_to_chance(
        self,
        unavailability: Callable[[Floats], Floats],
        frequency: Callable[[Floats], Floats],
        more: Floats,
        floor: Floats | float = 0.0,
    ) -> tuple[Floats, Floats]:
        """Probability and frequency weight [1/h] of each variable, (thresholds, columns).

        U(τ) and w(τ) take and give such arrays; losses last `more` (columns,) longer than asked,
        and count from an age `floor` on.  What only restores power has no frequency.
        """
        at = self._hours + np.where(self._reached, more, 0.0)
        counts = self._reached & (at >= floor - INSTANT)
        at = np.maximum.accumulate(np.maximum(at, floor), axis=0)
        u = unavailability(at)
        often = np.where(counts, frequency(at), 0.0)
        return rungs(u, often)

    def given(
        self,
        ages: Floats,
        short: Flags | None,
        more: Floats,
        floor: Floats | float = 0.0,
    ) -> Flags:
        """Which variables are true of what has been down for `ages` (columns,), (thresholds, columns).

        Where it is `short` of its age, an age that matters must have been passed; what ends then has ended.
        """
        at = self._hours + np.where(self._reached, more, 0.0)
        over = ages >= at - INSTANT
        at = np.maximum(at, floor)
        matters = ages >= at - INSTANT
        if short is not None:
            matters = np.where(short, ages > at + INSTANT, matters)
        return np.where(self._reached, matters, over)


class Hands:
    """For how long a block or bus must have been down for a switch to have been moved by hand."""

    def __init__(self, asked: Sequence[ByHand], before: Sequence[float | Passed]) -> None:
        """`before`: the ages that are reached before any move by hand."""
        self._asked, self._before = asked, before

    def left_to_chance(
        self,
        unavailability: Callable[[Floats], Floats],
        frequency: Callable[[Floats], Floats],
        more: Floats,
        floor: Floats | float = 0.0,
        within: Floats | None = None,
    ) -> tuple[Floats, Floats]:
        """Probability and frequency weight [1/h] of each variable, given that the ages before are reached.

        And, where the column tells for how long there has been a need, that it has been moved `within` that.
        As one is reached, nobody has moved anything yet: the weights take off what their chances would hide.
        """
        begins = [_hours(each) + (0 * more if isinstance(each, Passed) else more) for each in self._before]
        begin = np.maximum(np.maximum.reduce(np.array(begins)), floor)[None]
        u = np.concatenate(
            [
                unavailability(begin),
                *(self._chance(each, unavailability, begin, more, within) for each in self._asked),
            ]
        )
        often = np.zeros_like(u)
        if not isinstance(self._before[-1], Passed):
            often[0] = np.where(begins[-1] >= floor - INSTANT, frequency(begin)[0], 0.0)
        chance, weight = rungs(u, often)
        return chance[1:], weight[1:]

    def _chance(
        self,
        hand: ByHand,
        unavailability: Callable[[Floats], Floats],
        begin: Floats,
        more: Floats,
        within: Floats | None,
    ) -> Floats:
        """The chance of having been down for so long, (1, columns)."""
        if hand.place is not None:
            return unavailability(np.maximum(begin, self._at(hand, more)))
        shares, weights = legendre(POINTS)
        tried = hand.after + hand.tried + np.maximum(more - hand.tried, 0.0)
        ever = 1.0 if within is None else -np.expm1(-np.maximum(within - tried, 0.0) / hand.mean)
        times = (tried - hand.mean * np.log1p(-ever * share) for share in shares.tolist())
        found = unavailability(np.concatenate([np.maximum(begin, time) for time in times]))
        return np.asarray(np.tensordot(weights, found, axes=1))[None]

    def given(self, ages: Floats, more: Floats) -> Flags:
        """Which variables are true of what has been down for `ages` (columns,), (times, columns).

        A mean effect is told by the age of the need itself.
        """
        reached = (ages >= self._at(each, more) for each in self._asked)
        mean = (each.place is None for each in self._asked)
        return np.array(
            [np.where(alone, ages > LIVE, each) for alone, each in zip(mean, reached, strict=True)]
        )

    def _at(self, hand: ByHand, more: Floats) -> Floats:
        return np.asarray(hand.hours + np.maximum(more - hand.tried, 0.0))


def _hours(threshold: Threshold) -> float:
    return threshold if isinstance(threshold, float | int) else threshold.hours


def remembered(
    told: Callable[[Floats], tuple[Floats, Floats]], *, often: bool
) -> tuple[Callable[[Floats], Floats], Callable[[Floats], Floats]]:
    """A chance and a frequency, told together, as one and the other: both are asked for the same τ.

    They take and give (thresholds, columns). Without `often` the frequency is not told.
    """
    known: dict[bytes, tuple[Floats, Floats]] = {}

    def both(taus: Floats, which: int) -> Floats:
        keys = [tau.tobytes() for tau in taus]
        fresh = {key: tau for key, tau in zip(keys, taus, strict=True) if key not in known}
        if fresh:
            known.update(zip(fresh, zip(*told(np.array([*fresh.values()])), strict=True), strict=True))
        return np.array([known[key][which] for key in keys]).reshape(taus.shape)

    return lambda taus: both(taus, 0), lambda taus: both(taus, 1) if often else np.zeros(taus.shape)
