"""What calls, between two calls: the next one comes soon where something that calls is still down.

Where two feeds must be out together, a call ends when the first of them is back.  The other one is still out,
and until it is back, too, a failure of the first is the next call: calls come in groups.  So the state of the
callers is told beside that of the sets.  Between two calls it moves among the states in which nothing is
called, a call begins at a rate that depends on it, and leaves it in another one.

With one state only, calls come at random, and find what any moment at rest does.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from numpy.typing import NDArray

from powercalc.dynamics.many_chains import stationary
from powercalc.engine.recording.arrays import np, scalar

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Begins:
    """How often calls of one sort begin, by the state of the callers, and in which state they leave them."""

    often: Floats
    """[1/h], (states,)."""
    leaves: Floats
    """Chances, (states, states)."""

    @classmethod
    def at_random(cls, rate: float, states: int = 1) -> Begins:
        """Calls that come so often, [1/h], in every state, and leave it as it was."""
        return cls(often=np.full(states, rate), leaves=np.eye(states))


def _one() -> Floats:
    return np.zeros((1, 1))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Upstream:
    """The callers while nothing is called."""

    moves: Floats = field(default_factory=_one)
    """The rates between their states, [1/h]."""

    @property
    def states(self) -> int:
        """How many states they have."""
        return len(self.moves)

    def begins(self, rate: float, begins: Begins | None) -> Begins:
        """How a sort of calls begins; at random where nothing else is known."""
        return begins if begins is not None else Begins.at_random(rate, self.states)

    def at_rest(self, rates: Floats) -> Floats:
        """The rates of callers and sets together while nothing is called."""
        return _kron(self.moves, np.eye(len(rates))) + _kron(np.eye(self.states), rates)

    def moved(self, step: Floats) -> Floats:
        """A step of the sets that has nothing to do with the callers."""
        return _kron(np.eye(self.states), step)

    def calls(self, each: Iterable[tuple[Begins, Floats]], size: int) -> tuple[float, Floats]:
        """How often it may call at most, [1/h], and the mean step over a call, or over none in its place."""
        listed = list(each)
        often = (
            np.sum(np.array([begins.often for begins, _ in listed]), axis=0)
            if listed
            else np.zeros(self.states)
        )
        rate = scalar(often.max(initial=0.0))
        if not rate:
            return 0.0, np.eye(self.states * size)
        step = _kron(np.diag(1 - often / rate), np.eye(size))
        for begins, over in listed:
            step += _kron((begins.often / rate)[:, None] * begins.leaves, over)
        return rate, step

    def seen(self, found: Floats, each: Iterable[Begins]) -> Floats:
        """The state of the sets that a call finds, from that of callers and sets at any moment of rest."""
        if self.states == 1:
            return found
        often = np.sum(np.array([begins.often for begins in each]), axis=0)
        sets = often @ found.reshape(self.states, -1)
        return np.asarray(sets / sets.sum() if sets.sum() else found.reshape(self.states, -1).sum(axis=0))

    def found(self, rates: Floats, each: Iterable[tuple[Begins, Floats]]) -> Floats:
        """The state of the sets that a call finds, with these rates at rest and the step over each call."""
        listed = list(each)
        rate, step = self.calls(listed, len(rates))
        return self.seen(stationary(self.at_rest(rates) + rate * step), [begins for begins, _ in listed])


ALONE = Upstream()
"""Calls come at random."""


def _kron(one: Floats, other: Floats) -> Floats:
    return np.asarray(np.kron(one, other), dtype=np.float64)
