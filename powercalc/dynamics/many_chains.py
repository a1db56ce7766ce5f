"""Markov chains of many sets of figures at a time, for what is recorded: see `dynamics.markov`.

The same steps as for one chain, with the sets of figures as the first axis inside, and the last one outside.
Which states lead where is the same in all of them.
"""

from __future__ import annotations

from functools import partial
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from powercalc.dynamics import markov
from powercalc.dynamics.markov import LONGEST, SHORT, SLACK, Exponent, Powers, conserving, series
from powercalc.engine.recording.arrays import running
from powercalc.engine.recording.likeness import sorts_of
from powercalc.engine.recording.recorded import Recorded, applied, value_of, varies
from powercalc.engine.recording.tape import Tape
from powercalc.engine.recording.ways import RowByRow

Floats = NDArray[np.float64]


class ManyExponents:
    """e^(Q t) of many chains; see `Exponent`."""

    def __init__(self, rates: Any, lost: Any) -> None:
        """`rates` (states, states, sets), `lost` (states, sets)."""
        size, sets = len(rates), rates.shape[-1]
        moves = np.zeros((sets, size + 1, size + 1))
        moves[:, :size, :size] = np.moveaxis(rates, -1, 0)
        moves[:, range(size), range(size)] = 0.0
        if lost is not None:
            moves[:, :size, size] = lost.T
        self._size, self.sets = size, sets
        leaves = moves.sum(axis=2)
        fastest = leaves.max(axis=1)
        fastest = np.where(fastest > 0, fastest, 1.0)
        self._hours = SHORT / fastest
        scale = fastest[:, None, None]
        self._step = moves / scale * SHORT
        stays = (1 - leaves / fastest[:, None]) * SHORT
        self._step[:, range(size + 1), range(size + 1)] += stays
        first = np.broadcast_to(np.eye(size + 1), moves.shape)
        self._powers = Powers(conserving(series(first, self._step, np.ones((sets, size + 1)))))

    def moved(self, rows: Floats, t: Floats, *, backward: bool) -> Floats:
        """Rows (rows, states, sets) a time t (rows, sets) later; see `Exponent`."""
        inside = np.ascontiguousarray(np.moveaxis(rows, -1, 0))
        steps = np.minimum(t.T / self._hours[:, None], LONGEST)
        whole = np.floor(steps)
        within = self._step[:, : self._size, : self._size]
        inside = series(inside, _turned(within, backward=backward), steps - whole)
        number = np.nan_to_num(whole).astype(np.int64)
        for k in range(int(number.max(initial=0)).bit_length()):
            self._powers.squared(k)
            last = self._powers.settled_by(k)
            here = (number >> k if last else number >> k & 1).astype(bool)
            if here.any():
                inside = self._by_power(inside, k, here, backward=backward)
            if last:  # once more, or twice as long, changes nothing
                break
        return np.moveaxis(inside, 0, -1)

    def _by_power(self, rows: Floats, k: int, here: NDArray[np.bool_], *, backward: bool) -> Floats:
        """Rows 2^k steps later, where `here` (sets, rows)."""
        power = _turned(self._powers.squared(k)[:, : self._size, : self._size], backward=backward)
        rare = np.flatnonzero(here.any(axis=0))
        some = rows if len(rare) == rows.shape[1] else rows[:, rare]
        later = np.where(here[:, rare, None], some @ power, some)
        if some is rows:
            return later
        rows[:, rare] = later
        return rows


def _turned(step: Floats, *, backward: bool) -> Floats:
    return np.swapaxes(step, 1, 2) if backward else step


class RecordedExponent(Exponent):
    """e^(Q t) of a chain, the rates or times of which may be recorded."""

    def __init__(self, rates: Any, lost: Any, tape: Tape) -> None:
        super().__init__(np.asarray(value_of(rates)), None if lost is None else np.asarray(value_of(lost)))
        self._tape = tape
        self._given = (rates, lost)
        self._many = self._made() if varies(rates) or varies(lost) else None

    def _made(self) -> Recorded:
        """The step that makes the chains of all sets of figures."""
        rates, lost = self._given
        places = [varies(rates), varies(lost)]
        known = [_with_axis(each) for each in (rates, lost)]

        def made(*values: Floats) -> ManyExponents:
            fresh = iter(values)
            found = [next(fresh) if each else other for each, other in zip(places, known, strict=True)]
            sets = values[0].shape[-1]
            return ManyExponents(*(None if each is None else _spread(each, sets) for each in found))

        key = (
            "exponent",
            None if places[0] else known[0].tobytes(),
            places[1] or known[1] is None or known[1].tobytes(),
        )
        return applied(self._tape, made, np.array(None), [rates, lost], key=key)

    def matrix(self, t: Any) -> Any:
        """As of one chain."""
        return self.matrices(cast("Any", t[None] if isinstance(t, Recorded) else np.array([t])))[0]

    def rows(self, start: Any, t: Any) -> Any:
        """As of one chain."""
        return self._moved(start if start.ndim > 1 else np.broadcast_to(start, (len(t), *start.shape)), t)

    def survival(self, t: Any) -> Any:
        """As of one chain."""
        first, place = sorts_of([t])
        times = t[first]
        return self._moved(np.ones((len(first), self._size)), times, backward=True)[place]

    def _moved(self, rows: Any, t: Any, *, backward: bool = False) -> Any:
        value = super()._moved(
            np.array(value_of(rows), dtype=float), np.asarray(value_of(t)), backward=backward
        )
        if self._many is None and not varies(rows) and not varies(t):
            return Recorded(value, self._tape)
        alone = None
        if self._many is None:
            rates, lost = (_with_axis(each) for each in self._given)
            alone = ManyExponents(rates, lost)
        known = [alone, _with_axis(rows), _with_axis(t)]
        inputs = [self._many, rows, t]
        places = [varies(each) for each in inputs]

        def moved(*values: Any) -> Floats:
            fresh = iter(values)
            return at(*(next(fresh) if each else other for each, other in zip(places, known, strict=True)))

        def at(chains: Any, start: Any, times: Any) -> Floats:
            sets = max(chains.sets, start.shape[-1], times.shape[-1])
            return cast("Floats", chains.moved(_spread(start, sets), _spread(times, sets), backward=backward))

        way = RowByRow(function=at, leading=(False, True, True))
        if alone is not None:
            way = RowByRow(function=partial(at, alone), leading=(True, True))
        return applied(self._tape, moved, value, inputs, way=way, given=inputs[alone is not None :])


def _with_axis(each: Any) -> Any:
    return None if each is None or varies(each) else np.asarray(value_of(each), dtype=np.float64)[..., None]


def _spread(each: Floats, sets: int) -> Floats:
    return each if each.shape[-1] == sets else np.broadcast_to(each, (*each.shape[:-1], sets))


def exponent(rates: Any, lost: Any = None) -> Exponent:
    """e^(Q t) of a chain, the rates of which may be recorded."""
    tape = running()
    return Exponent(rates, lost) if tape is None else RecordedExponent(rates, lost, tape)


def stationary(moves: Any) -> Any:
    """The stationary states of a chain, which may be recorded; see `markov.stationary`."""
    if not isinstance(moves, Recorded):
        return markov.stationary(moves)
    value = markov.stationary(moves.value)
    off = np.array(moves.value)
    np.fill_diagonal(off, 0.0)
    if not moves.varies:
        return Recorded(value, moves.tape)
    (moves > 0).settled()
    states = np.flatnonzero(markov.reached(off))
    ways = off[np.ix_(states, states)] > 0
    return applied(moves.tape, lambda each: _stationary(each, states, ways), value, [moves])


def _stationary(moves: Floats, states: NDArray[np.intp], ways: NDArray[np.bool_]) -> Floats:
    off = moves.copy()
    off[range(len(off)), range(len(off))] = 0.0
    found = np.zeros(off.shape[1:])
    found[states] = _eliminated(off[np.ix_(states, states)], ways)
    enters = np.einsum("iz,ijz->jz", found, off)
    leaves = found * off.sum(axis=1)
    wrong = (np.abs(enters - leaves) > SLACK * (enters + leaves).max(axis=0)).any(axis=0)
    return np.where(wrong, np.nan, found)


def _eliminated(moves: Floats, ways: NDArray[np.bool_]) -> Floats:
    """π by the elimination of the last state, and so on; `ways` tells which moves there are."""
    left, size = moves.copy(), len(moves)
    there = ways.copy()
    first = 0
    for k in range(size - 1, 0, -1):
        if not there[k, :k].any():
            first = k
            break
        left[:k, k] /= left[k, :k].sum(axis=0)
        left[:k, :k] += left[:k, k, None] * left[None, k, :k]
        there[:k, :k] |= there[:k, k, None] & there[None, k, :k]
    found = np.zeros(left.shape[1:])
    found[first] = 1.0
    for k in range(first + 1, size):
        found[k] = (found[first:k] * left[first:k, k]).sum(axis=0)
        found /= np.maximum(found[k], 1.0)
    return np.asarray(found / found.sum(axis=0))
