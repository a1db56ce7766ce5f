"""Buses that are called together: what the state of one says about the state of another.

They have the last calls in common: how long ago those were, how long they lasted, how many failed.  The chain
of all buses together keeps that.  Its stationary state π at a call is told as nodes: the states of all buses
but the last one with their probability, and for each of them the state of the last one,

    π(i, j) = P(first buses in i) · P(last bus in j | i),

so that buses are independent at each node and their mean over the nodes is exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

from numpy.typing import NDArray

from powercalc.dynamics.standby import StandbyGroup
from powercalc.dynamics.upstream import ALONE, Begins, Upstream
from powercalc.engine.recording.arrays import chosen, np, scalar

Floats = NDArray[np.float64]

LARGEST = 128
"""The most states of a chain of several buses."""
NODES, SELDOM = 8, 1e-3
"""The most nodes, and the least probability of one; those below are told as one, with their mean."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Call:
    """Calls of one sort: how often, [1/h], how long, as points [h] with weights, which buses they reach."""

    rate: float
    begins: Begins | None = None
    """How often by the state of the callers; none: the same in all of them."""
    lengths: Floats
    weights: Floats
    called: tuple[bool, ...]


def states_at_call(
    buses: Sequence[StandbyGroup], calls: Sequence[Call], upstream: Upstream = ALONE
) -> tuple[list[float], list[Floats]]:
    """Return the weights of the nodes, and per bus its state at a call at each node, (nodes, states)."""
    sizes = [len(bus.chain.well) for bus in buses]
    joint = _at_call(buses, calls, upstream).reshape(-1, sizes[-1])
    weights = joint.sum(axis=1)
    seen = weights > 0
    first = [rows[seen] for rows in _each(sizes[:-1])]
    return _fewer(weights[seen], [*first, joint[seen] / weights[seen, None]])


def _at_call(buses: Sequence[StandbyGroup], calls: Sequence[Call], upstream: Upstream) -> Floats:
    """π, the fixed point over a call and the time at rest after it."""
    rest = reduce(_kron_sum, [bus.chain.idle for bus in buses])
    return upstream.found(
        rest, [(upstream.begins(call.rate, call.begins), _over(buses, call)) for call in calls]
    )


def _over(buses: Sequence[StandbyGroup], call: Call) -> Floats:
    """The transition over a call, averaged over its length; who is not called rests."""
    steps = [
        bus.over(call.lengths) if on else bus.idle.matrices(call.lengths)
        for bus, on in zip(buses, call.called, strict=True)
    ]
    return np.asarray(np.tensordot(call.weights, reduce(_kron_each, steps), 1))


def _kron_each(one: Floats, other: Floats) -> Floats:
    """The Kronecker products of matrices that belong together, (times, states, states)."""
    size = one.shape[1] * other.shape[1]
    return np.asarray(np.einsum("tij,tkl->tikjl", one, other).reshape(-1, size, size))


def _kron(one: Floats, other: Floats) -> Floats:
    return np.asarray(np.kron(one, other), dtype=np.float64)


def _kron_sum(one: Floats, other: Floats) -> Floats:
    return _kron(one, np.eye(len(other))) + _kron(np.eye(len(one)), other)


def _each(sizes: Sequence[int]) -> list[Floats]:
    """Per bus, its certain state at each node, over all combinations of states."""
    places = np.indices(sizes).reshape(len(sizes), -1)
    return [np.eye(size)[at] for size, at in zip(sizes, places, strict=True)]


def _fewer(weights: Floats, states: list[Floats]) -> tuple[list[float], list[Floats]]:
    """The nodes, the least probable ones put together."""
    order = np.argsort(-chosen(weights), kind="stable")
    many = min(NODES - 1, max(1, int((weights >= SELDOM).sum())))
    kept, rest = order[:many], order[many:]
    if len(rest) < 2:
        return weights[order].tolist(), [rows[order] for rows in states]
    share = weights[rest] / weights[rest].sum()
    merged = [np.concatenate([rows[kept], (share @ rows[rest])[None]]) for rows in states]
    return [*weights[kept].tolist(), scalar(weights[rest].sum())], merged
