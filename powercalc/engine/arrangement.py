"""Orders in which what stands in one formula stands together: FORCE.

Every formula pulls its parts, and itself, to the middle of where they stand, again and again; of all the
arrangements that are passed the one with the shortest formulas is kept. F. Aloul, I. Markov, K. Sakallah,
"FORCE: a fast and easy-to-implement variable-ordering heuristic", Great Lakes Symposium on VLSI (2003).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from powercalc.engine.formula import Formulas, Not, Variable, parts_of
from powercalc.engine.order import Order

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
PULLS = 200
PATIENCE = 10
"""So many times without a better arrangement are enough."""


def drawn_together(formulas: Formulas, roots: Sequence[int], order: Order, *, small: bool) -> Order:
    """An order, drawn together from another; where `small`, formulas of few parts pull more than others."""
    handles = [h for h in formulas.reachable(roots) if not isinstance(formulas.node(h), Not)]
    number = {handle: place for place, handle in enumerate(handles)}
    spans = [
        [number[handle], *(number[_itself(formulas, part)] for part in parts_of(formulas.node(handle)))]
        for handle in handles
        if parts_of(formulas.node(handle))
    ]
    if not spans:
        return order
    place = _pulled(spans, _first_places(formulas, handles, order), small=small)
    variables = [(place[number[handle]], formulas.node(handle)) for handle in handles]
    found = sorted((at, node.index) for at, node in variables if isinstance(node, Variable))
    return [index for _, index in found]


def _itself(formulas: Formulas, handle: int) -> int:
    """What a formula stands with: its opposite stands in the same place."""
    node = formulas.node(handle)
    return _itself(formulas, node.part) if isinstance(node, Not) else handle


def _first_places(formulas: Formulas, handles: Sequence[int], order: Order) -> Floats:
    """Variables as ordered, each formula in the middle of its parts."""
    rank = {variable: place for place, variable in enumerate(order)}
    place: dict[int, float] = {}
    for handle in handles:
        node = formulas.node(handle)
        parts = [place[_itself(formulas, part)] for part in parts_of(node)]
        place[handle] = rank[node.index] if isinstance(node, Variable) else sum(parts) / max(1, len(parts))
    return np.array([place[handle] for handle in handles])


def _pulled(spans: Sequence[Sequence[int]], place: Floats, *, small: bool) -> Floats:
    """The best arrangement of those passed."""
    count = len(place)
    sizes = np.array([len(span) for span in spans])
    formula, member = np.repeat(np.arange(len(spans)), sizes), np.concatenate(spans)
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    pull = (1.0 / sizes if small else np.ones(len(sizes)))[formula]
    whole = np.maximum(np.bincount(member, pull, minlength=count), 1e-300)
    best, shortest, since = place, np.inf, 0
    for _ in range(PULLS):
        middle = np.bincount(formula, place[member], minlength=len(sizes)) / sizes
        drawn = np.bincount(member, pull * middle[formula], minlength=count) / whole
        place = np.empty(count)
        place[np.argsort(drawn, kind="stable")] = np.arange(count)
        stands = place[member]
        length = float((np.maximum.reduceat(stands, starts) - np.minimum.reduceat(stands, starts)).sum())
        best, shortest, since = (place, length, 0) if length < shortest else (best, shortest, since + 1)
        if since > PATIENCE:
            break
    return best
