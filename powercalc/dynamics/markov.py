"""Markov chains by sums and products of what is not negative: no digit is lost to a difference.

Rates between states are not negative, and so are probabilities.  Eigenvectors and least squares lose this: of
a chain with fast and slow rates they may be parallel, and a result is then noise that looks like a figure.
Here

* e^(Q t) is uniformized: e^(−q h) Σ (h N)^k / k!,  N = Q + q I ≥ 0, for a short h, and squared from there;
  the diagonal follows from the rest of a row, so that slow leaks keep their digits beside fast repairs
  (J. Xue, Q. Ye, "Computing exponentials of essentially non-negative matrices entrywise to high relative
  accuracy", Math. Comp. 82, 2013);
* stationary states come from the elimination of states one by one, with the rates of leaving instead of the
  diagonal (W. Grassmann, M. Taksar, D. Heyman, "Regenerative analysis and steady state distributions for
  Markov chains", Oper. Res. 33, 1985).

Every result is checked; what does not hold is an error, never a figure.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from powercalc.errors import NumericsError

Floats = NDArray[np.float64]

SHORT = 1 / 64
"""q h of the first step, at most."""
TERMS = 8
"""So many terms of its series leave out less than rounding does."""
LONGEST = 2.0**62
"""The most steps h that a time is counted in."""
NOTHING = 1e-290
"""Below all probabilities that are told apart."""
AT_ONCE = 2_000_000
"""So many figures of matrices are held at a time."""
FEW = 64
"""So few times are not looked at for those that are the same."""
SLACK = 1e-9
"""How far sums of probabilities may be off."""


class Exponent:
    """e^(Q t) for many t, from the rates between states; the diagonal follows from them.

    `lost` (states,) is how often each state is left for good, [1/h], beside these.
    """

    def __init__(self, rates: Floats, lost: Floats | None = None) -> None:
        self._size = size = len(rates)
        moves = np.zeros((size + 1, size + 1))
        moves[:size, :size] = rates
        np.fill_diagonal(moves, 0.0)
        moves[:size, size] = 0.0 if lost is None else lost
        leaves = _rates(moves).sum(axis=1)
        fastest = float(leaves.max(initial=0.0)) or 1.0
        self._hours = SHORT / fastest
        self._step = moves / fastest * SHORT + np.diag(1 - leaves / fastest) * SHORT
        """h N, with the state of what is lost as the last one."""
        self._within = self._step[:size, :size]
        self._powers = Powers(conserving(series(np.eye(size + 1), self._step, np.ones(size + 1))))

    def matrix(self, t: float) -> Floats:
        """e^(Q t), (states, states)."""
        return np.asarray(self.matrices(np.array([t]))[0])

    def matrices(self, t: Floats) -> Floats:
        """e^(Q t) for each time, (times, states, states)."""
        start = np.tile(np.eye(self._size), (len(t), 1))
        return self._moved(start, np.repeat(t, self._size)).reshape(len(t), self._size, self._size)

    def rows(self, start: Floats, t: Floats) -> Floats:
        """π e^(Q t) from π = `start`, one row (states,) or one for each time; (times, states)."""
        if len(t) <= FEW:
            return self._moved(np.broadcast_to(start, (len(t), self._size)), np.asarray(t, dtype=np.float64))
        times, place = np.unique(t, return_inverse=True)
        if start.ndim == 1:
            return self._moved(np.repeat(start[None, :], len(times), axis=0), times)[place.ravel()]
        if len(times) * self._size >= len(t):
            return self._moved(start.copy(), np.asarray(t, dtype=np.float64))
        return _grouped(start, self.matrices(times), place.ravel())

    def survival(self, t: Floats) -> Floats:
        """e^(Q t) 1: the probability of not having left by t, from each state; (times, states)."""
        if len(t) <= FEW:
            return self._moved(np.ones((len(t), self._size)), t, backward=True)
        times, place = np.unique(t, return_inverse=True)
        ones = np.ones((len(times), self._size))
        return self._moved(ones, times, backward=True)[place.ravel()]

    def gained(self, values: Floats, t: Floats) -> Floats:
        """e^(Q t) v: what is gained from each state by t, where v is gained in them then; (times, states)."""
        return self._moved(values, t, backward=True)

    def _moved(self, rows: Floats, t: Floats, *, backward: bool = False) -> Floats:
        """Rows a time t later, or, backward, what is gained from each state in it."""
        steps = np.minimum(t / self._hours, LONGEST)
        whole = np.floor(steps)
        most = rows.sum(axis=1, keepdims=True) if not backward else rows.max(axis=1, keepdims=True, initial=0)
        rows = series(rows, self._within.T if backward else self._within, steps - whole)
        number = whole.astype(np.int64)
        for k in range(int(number.max(initial=0)).bit_length()):
            power = self._powers.squared(k)[: self._size, : self._size]
            last = self._powers.settled_by(k)
            here = np.flatnonzero(number >> k if last else number >> k & 1)
            if len(here):
                rows[here] = rows[here] @ (power.T if backward else power)
            if last:  # once more, or twice as long, changes nothing
                break
        return _possible(rows, most, backward=backward)


class Powers:
    """A step of a chain, or of many at once, squared again and again until that changes nothing."""

    def __init__(self, step: Floats) -> None:
        self._powers, self._settled = [step], False

    def squared(self, k: int) -> Floats:
        """2^k steps in one."""
        while len(self._powers) <= k and not self._settled:
            last = self._powers[-1]
            square = conserving(last @ last)
            self._settled = bool((np.abs(square - last) <= 1e-15 * square + NOTHING).all())
            self._powers.append(square)
        return self._powers[min(k, len(self._powers) - 1)]

    def settled_by(self, k: int) -> bool:
        """Whether twice as many as 2^k are known to be the same."""
        return self._settled and k >= len(self._powers) - 1


def _grouped(rows: Floats, steps: Floats, place: NDArray[np.intp]) -> Floats:
    """Rows, each times the step at its place."""
    if rows.size * rows.shape[1] <= AT_ONCE:
        return np.asarray((rows[:, None, :] @ steps[place])[:, 0, :])
    result = np.empty_like(rows)
    order = np.argsort(place, kind="stable")
    for step, which in zip(steps, np.split(order, np.cumsum(np.bincount(place))[:-1]), strict=True):
        result[which] = rows[which] @ step
    return result


def _rates(moves: Floats) -> Floats:
    """The rates between states, or steps, if they can be some. Raises `NumericsError`."""
    if not (np.isfinite(moves).all() and (moves >= 0).all()):
        raise NumericsError("the rates of a chain are no rates")
    return moves


def series(rows: Floats, step: Floats, share: Floats) -> Floats:
    """Rows (…, rows, states) times e^(−q h s) Σ (s h N)^k / k!, s (…, rows) the share of a step."""
    term, total = rows, rows.copy()
    for k in range(1, TERMS + 1):
        term = (term @ step) * (share / k)[..., None]
        total += term
    return np.asarray(total * np.exp(-SHORT * share)[..., None])


def conserving(step: Floats) -> Floats:
    """Rows (…, states, states) that add up to 1, by their diagonal where that is most of it."""
    own = np.einsum("...ii->...i", step)  # a view: the diagonal itself
    diagonal = own.copy()
    own[...] = 0.0
    others = step.sum(axis=-1)
    stays = others < 0.5
    own[...] = np.where(stays, 1 - others, diagonal)
    step /= np.where(stays, 1.0, others + diagonal)[..., None]
    step[step < NOTHING] = 0.0
    return step


def _possible(rows: Floats, most: Floats, *, backward: bool) -> Floats:
    """The rows, if they can be probabilities. Raises `NumericsError`."""
    whole = rows if backward else rows.sum(axis=1, keepdims=True)
    if not (np.isfinite(rows).all() and (rows >= 0).all() and (whole <= most * (1 + SLACK)).all()):
        raise NumericsError("the states of a chain some time later are no probabilities")
    return rows


def stationary(moves: Floats) -> Floats:
    """The row π with π = π · moves (a step), or π · moves = 0 (rates), that the state 0 leads to.

    Raises `NumericsError` where that depends on chance, or does not hold.
    """
    off = moves.copy()
    np.fill_diagonal(off, 0.0)
    states = np.flatnonzero(reached(_rates(off)))
    found = np.zeros(len(off))
    found[states] = _eliminated(off[np.ix_(states, states)])
    enters, leaves = found @ off, found * off.sum(axis=1)
    if not np.isfinite(found).all() or (np.abs(enters - leaves) > SLACK * (enters + leaves).max()).any():
        raise NumericsError("the stationary state of a chain does not hold")
    return found


def reached(moves: Floats, first: int = 0) -> NDArray[np.bool_]:
    """The states that one leads to."""
    reached = np.arange(len(moves)) == first
    ways = moves > 0
    while (more := reached | ways[reached].any(axis=0)).sum() > reached.sum():
        reached = more
    return np.asarray(reached)


def _eliminated(moves: Floats) -> Floats:
    """π by the elimination of the last state, and so on."""
    left, size = moves.copy(), len(moves)
    first = 0
    for k in range(size - 1, 0, -1):
        leaves = left[k, :k].sum()
        if not leaves:
            first = k
            break
        left[:k, k] /= leaves
        left[:k, :k] += np.outer(left[:k, k], left[k, :k])
    if not reached(left[: first + 1, : first + 1].T, first).all():
        raise NumericsError("a chain has more than one final state")
    found = np.zeros(size)
    found[first] = 1.0
    for k in range(first + 1, size):
        found[k] = found[first:k] @ left[first:k, k]
        found /= max(found[k], 1.0)
    return np.asarray(found / found.sum())
