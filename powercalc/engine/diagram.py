"""Reduced ordered decision diagrams: the exact form that all measures are read from."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from powercalc.engine import evaluation
from powercalc.engine.construct import construct
from powercalc.engine.formula import Formulas, Not
from powercalc.engine.order import Order, orders
from powercalc.engine.table import Table, TableFullError
from powercalc.errors import EngineLimit

Floats = NDArray[np.float64]
Indices = NDArray[np.int32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """How large a diagram may become while it is built, in nodes."""

    nodes: int = 5_000_000


@dataclass(frozen=True, kw_only=True, eq=False)
class Diagram:
    """Boolean functions of independent variables, one per root, decided node by node.

    Node i asks `variable[i]` and goes on to node `low[i]` when it is false, `high[i]` when
    true.  Node 0 is false, node 1 true (their own three entries mean nothing); branches
    have smaller numbers than the node itself.
    """

    variable: Indices
    low: Indices
    high: Indices
    roots: Indices
    variables: int
    coherent: bool = False
    """Made without negation: more true variables never make a root false."""

    def __len__(self) -> int:
        """How many nodes there are, the two constants included."""
        return len(self.variable)

    def probability(self, q: ArrayLike) -> Floats:
        """P(root) when variable b is true with probability q_b.

        q (variables,) gives (roots,); q (variables, columns) gives (roots, columns).
        """
        return evaluation.probability(self, self._checked(q))

    def probability_and_frequency(self, q: ArrayLike, w: ArrayLike) -> tuple[Floats, Floats]:
        """P(root) and w_root = sum over b of w_b [P(root | b) - P(root | not b)], [1/h].

        w_b is the failure frequency of variable b, shape as q.  IEC 61078:2016, 10.3.
        """
        return evaluation.probability_and_frequency(self, self._checked(q), self._checked(w))

    def birnbaum(self, q: ArrayLike, root: int) -> Floats:
        """P(root | b) - P(root | not b) for each variable b; shape as q."""
        return evaluation.birnbaum(self, self._checked(q), root)

    @cached_property
    def heights(self) -> Indices:
        """How far each node is from the constants, the longest way."""
        return evaluation.heights(self.low, self.high)

    def _checked(self, figures: ArrayLike) -> Floats:
        """The figures as an array with a row for each variable."""
        array = np.asarray(figures, dtype=np.float64)
        if array.ndim not in (1, 2) or len(array) != self.variables:
            message = f"figures of shape {array.shape} for {self.variables} variables"
            raise ValueError(message)
        return array


def build(formulas: Formulas, roots: Sequence[int], *, budget: Budget = Budget()) -> Diagram:
    """The diagram of the roots, in the best of several orders.

    Raises EngineLimit when it outgrows the budget in all of them.
    """
    allowed = min(budget.nodes, 20_000)
    while True:
        best = _best(formulas, roots, allowed)
        if best is not None:
            return best
        if allowed == budget.nodes:
            raise EngineLimit(_too_large(formulas, roots, budget))
        allowed = min(budget.nodes, 8 * allowed)


def _best(formulas: Formulas, roots: Sequence[int], allowed: int) -> Diagram | None:
    """The smallest diagram that some order gives within the nodes allowed."""
    best = None
    for order in orders(formulas, roots):
        table = Table(len(order), allowed)
        try:
            numbers = construct(formulas, roots, order, table)
        except TableFullError:
            continue
        found = _frozen(formulas, roots, order, table, numbers)
        if best is None or len(found) < len(best):
            best, allowed = found, len(table)
    return best


def _frozen(
    formulas: Formulas, roots: Sequence[int], order: Order, table: Table, numbers: list[int]
) -> Diagram:
    """The nodes of the table that the roots need, renumbered without gaps."""
    level, low, high = (np.array(each, dtype=np.int32) for each in (table.level, table.low, table.high))
    kept = reachable(low, high, np.array(numbers, dtype=np.int32))
    renumbered = np.zeros(len(level), dtype=np.int32)
    renumbered[kept] = np.arange(len(kept), dtype=np.int32)
    asked = np.array([*order, 0], dtype=np.int32)
    negated = any(isinstance(formulas.node(h), Not) for h in formulas.reachable(roots))
    return Diagram(
        variable=asked[level[kept]],
        low=renumbered[low[kept]],
        high=renumbered[high[kept]],
        roots=renumbered[np.array(numbers, dtype=np.int32)],
        variables=len(formulas.variables),
        coherent=not negated,
    )


def reachable(low: Indices, high: Indices, roots: Indices) -> Indices:
    """The nodes below the roots, themselves and the two constants included, ascending."""
    marked = np.zeros(len(low), dtype=bool)
    marked[:2] = True
    fresh = np.unique(roots[~marked[roots]])
    while len(fresh):
        marked[fresh] = True
        below = np.concatenate([low[fresh], high[fresh]])
        fresh = np.unique(below[~marked[below]])
    return np.flatnonzero(marked).astype(np.int32)


def _too_large(formulas: Formulas, roots: Sequence[int], budget: Budget) -> str:
    """What was too large, and what can be done."""
    handles = formulas.reachable(roots)
    return (
        f"the decision diagram of {len(roots)} functions ({len(handles)} formulas) needs more "
        f"than {budget.nodes} nodes in every variable order tried; allow more nodes, "
        "evaluate fewer loads at once, or split the model where its parts are independent"
    )
