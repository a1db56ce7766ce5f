"""The long-run state of a Markov chain that is told by its moves; shared by the tests, not by the program."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

S = TypeVar("S", bound=Hashable)
Moves = Callable[[S], Iterator[tuple[S, float]]]
"""Where each state goes, and how often, [1/h]."""


def steady(start: S, moves: Moves[S]) -> dict[S, float]:
    """The long-run probability of each state that can be reached."""
    found = {start: 0}
    rates: list[tuple[int, int, float]] = []
    for state in (queue := [start]):
        for other, rate in moves(state):
            if other not in found:
                found[other] = len(found)
                queue.append(other)
            rates.append((found[state], found[other], rate))
    matrix = np.zeros((len(found), len(found)))
    for i, j, rate in rates:
        matrix[i, j] += rate
    return dict(zip(found, stationary(matrix).tolist(), strict=True))


def stationary(rates: NDArray[np.float64]) -> NDArray[np.float64]:
    """Shares of time by elimination without subtraction: Grassmann, Taksar and Heyman 1985.

    State after state is left out, the last first, its visits given to those it goes to; `rates` are [1/h].
    """
    q = np.array(rates)
    np.fill_diagonal(q, 0.0)
    for k in range(len(q) - 1, 0, -1):
        q[:k, k] /= q[k, :k].sum()
        q[:k, :k] += np.outer(q[:k, k], q[k, :k])
    shares = np.ones(len(q))
    for k in range(1, len(q)):
        shares[k] = shares[:k] @ q[:k, k]
    return np.asarray(shares / shares.sum())


def entered(chance: dict[S, float], moves: Moves[S], lost: Callable[[S], bool]) -> tuple[float, float]:
    """Unavailability and failure frequency, [1/h], of the states in which the load is lost."""
    u = sum(p for state, p in chance.items() if lost(state))
    w = sum(p * rate for s, p in chance.items() if not lost(s) for other, rate in moves(s) if lost(other))
    return u, w
