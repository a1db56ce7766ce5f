"""Reduced ordered decision diagrams: the exact form that all measures are read from."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from itertools import chain, tee
from typing import cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from powercalc.engine import evaluation
from powercalc.engine.construct import DecisionTable, construct, construct_tidily
from powercalc.engine.formula import Formulas, Not
from powercalc.engine.order import (
    Hints,
    Order,
    as_proposed,
    as_written,
    gates_first,
    load_first,
    orders,
    orders_after,
    orders_beside,
    orders_by_columns,
    orders_with_first,
    small_first,
)
from powercalc.engine.recording import diagrams as recorded_passes
from powercalc.engine.recording.recorded import Recorded
from powercalc.engine.table import Table, TableFullError
from powercalc.errors import EngineLimit

Floats = NDArray[np.float64]
Indices = NDArray[np.int32]


SMALL = 5_000
"""With so many nodes every order is tried: that takes some hundredths of a second."""
SMALL_PER_FORMULA = 20
"""A large model may take more than SMALL, in proportion."""
MOST_IN_PYTHON = 5_000_000
"""Without compiled code, more nodes would take minutes and all memory."""
LARGER = 40_000
"""What is evaluated for many columns is worth more building."""
GOOD = 8
"""Where no more nodes per formula were made on the way, no other order is tried."""
SLIM = 2
"""Nor with so few nodes per formula in the diagram itself."""
KNOWN = 64
"""Nor with so few per formula in an order that whoever made the formulas suggests."""
PROMISING = 2
"""So many orders are tried to the end, however slowly they begin."""

AT_FIRST = 2_500
"""Where any order will do, each is tried with so many nodes first."""
SIFTED = 20_000
"""Variables change places in tables of up to so many nodes: beyond, it costs more than it saves."""

MOVES = 100
"""Each time, so many nodes are moved for each that there is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """How large a diagram may become while it is built, in nodes."""

    nodes: int = 4_000_000
    """Takes seconds, and no more than half a gigabyte, until it is told that they do not suffice."""
    any_order: bool = False
    """An order of what belongs together will do, where it keeps within the budget: none is looked for that
    gives a smaller diagram."""


DEFAULT = Budget()
NO_HINTS = Hints()
LARGE = Budget(nodes=24_000_000)
"""For single large models: minutes, and more than a gigabyte."""


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
        if isinstance(q, Recorded):
            return cast("Floats", recorded_passes.probability(self, q))
        return evaluation.probability(self, self._checked(q))

    def probability_and_frequency(self, q: ArrayLike, w: ArrayLike) -> tuple[Floats, Floats]:
        """P(root) and w_root = sum over b of w_b [P(root | b) - P(root | not b)], [1/h].

        w_b is the failure frequency of variable b, shape as q.  IEC 61078:2016, 10.3.
        """
        if isinstance(q, Recorded) or isinstance(w, Recorded):
            return cast("tuple[Floats, Floats]", recorded_passes.probability_and_frequency(self, q, w))
        return evaluation.probability_and_frequency(self, self._checked(q), self._checked(w))

    def birnbaum(self, q: ArrayLike, root: int) -> Floats:
        """P(root | b) - P(root | not b) for each variable b; shape as q."""
        return evaluation.birnbaum(self, self._checked(q), root)

    def below(self, root: int) -> Indices:
        """The nodes that a root is made of: the constants, then ascending to the root itself."""
        return reachable(self.low, self.high, self.roots[[root]])

    def rests_on(self, marked: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Whether each root depends on one of the marked variables; marked (variables,) gives (roots,)."""
        if not marked.any():
            return np.zeros(len(self.roots), dtype=bool)
        return self.resting(marked)[self.roots]

    def resting(self, marked: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Whether each node asks one of the marked variables, or leads to one that does, (nodes,)."""
        asked = marked[self.variable[2:]].tolist()
        found = [False, False]
        for asks, low, high in zip(asked, self.low[2:].tolist(), self.high[2:].tolist(), strict=True):
            found.append(asks or found[low] or found[high])
        return np.array(found, dtype=bool)

    @cached_property
    def heights(self) -> Indices:
        """How far each node is from the constants, the longest way."""
        return evaluation.heights(self.low, self.high)

    @cached_property
    def spent(self) -> list[tuple[int, ...]]:
        """For each node but the constants: the nodes whose values nothing after it needs."""
        return evaluation.last_needs(self.low, self.high, self.roots)

    def _checked(self, figures: ArrayLike) -> Floats:
        """The figures as an array with a row for each variable."""
        array = np.asarray(figures, dtype=np.float64)
        if array.ndim not in (1, 2) or len(array) != self.variables:
            message = f"figures of shape {array.shape} for {self.variables} variables"
            raise ValueError(message)
        return array


def build(
    formulas: Formulas, roots: Sequence[int], *, budget: Budget = DEFAULT, hints: Hints = NO_HINTS
) -> Diagram:
    """The diagram of the roots, in the best of several orders.

    Where no order is small, and columns are many, the one that came farthest is given more room first. Raises
    EngineLimit when it outgrows the budget in all orders.
    """
    small = min(budget.nodes, max(SMALL, SMALL_PER_FORMULA * len(formulas.reachable(roots))))
    if hints.varying:
        small = min(budget.nodes, max(small, LARGER))
    candidates = _candidates(formulas, roots, hints)
    suggested = _suggested(formulas, roots, budget, hints)
    if suggested is not None:
        return suggested
    if budget.any_order:
        belonging = orders_beside(formulas, roots, hints.beside, hints.varying)
        found = _any(formulas, roots, [*belonging, *candidates], budget.nodes)
        if found is None:
            raise EngineLimit(too_large(formulas, roots, budget))
        return found
    found, farthest = _best(formulas, roots, candidates, small)
    if found is None and hints.varying and small < min(SITE.nodes, budget.nodes):
        found = in_order(formulas, roots, farthest, Table(len(farthest), min(SITE.nodes, budget.nodes)))
    if found is not None:
        return found
    ladder = LADDER if find_spec("numba") is not None else LADDER_IN_PYTHON
    for rung in (SITE, *ladder) if hints.varying else ladder:
        allowed = min(rung.nodes, budget.nodes)
        found = rung.build(formulas, roots, rung.order(formulas, roots), allowed) if allowed > small else None
        if found is not None:
            return found
    raise EngineLimit(too_large(formulas, roots, budget))


def _suggested(formulas: Formulas, roots: Sequence[int], budget: Budget, hints: Hints) -> Diagram | None:
    """A diagram in one of the orders that the hints suggest, if one of these is good enough."""
    enough = budget.nodes if budget.any_order else KNOWN * len(formulas.reachable(roots))
    suggested = chain(
        ((order, SITE.nodes) for order in orders_with_first(formulas, roots, hints.first)),
        ((order, enough) for order in orders_after(formulas, roots, hints)),
    )
    for order, nodes in suggested:
        found = in_order(formulas, roots, order, Table(len(order), min(nodes, budget.nodes)))
        if found is not None:
            return found
    return None


def _candidates(formulas: Formulas, roots: Sequence[int], hints: Hints) -> Iterator[Order]:
    """The orders worth trying, the most promising first."""
    yield from orders_beside(formulas, roots, hints.beside)
    yield from orders_after(formulas, roots, hints)
    once, again = tee(orders(formulas, roots))
    if hints.varying:
        yield from orders_by_columns(formulas, roots, hints.varying, once)
    yield from as_proposed(formulas, roots, hints.proposed)
    yield from again


class Attempt:
    """A diagram in the making, in one order: where room ends, it goes on from there when there is more."""

    def __init__(self, formulas: Formulas, roots: Sequence[int], order: Order) -> None:
        self.order, self.table = order, Table(len(order), 0)
        self._formulas, self._roots = formulas, roots
        self._done: dict[int, int] = {}

    def within(self, nodes: int, steps: int | None = None) -> Diagram | None:
        """The diagram, if there is room for it in so many nodes, and so many steps of work."""
        self.table.allow(nodes, steps)
        return in_order(self._formulas, self._roots, self.order, self.table, self._done)

    @property
    def reached(self) -> tuple[int, int]:
        """How far it came: how many formulas are done, and how many steps that took."""
        return len(self._done), self.table.steps


def _attempts(formulas: Formulas, roots: Sequence[int], candidates: Iterable[Order]) -> Iterator[Attempt]:
    """Yield an attempt for each order, each once."""
    tried: set[tuple[int, ...]] = set()
    for order in candidates:
        if tuple(order) not in tried:
            tried.add(tuple(order))
            yield Attempt(formulas, roots, order)


def _best(
    formulas: Formulas, roots: Sequence[int], candidates: Iterable[Order], allowed: int
) -> tuple[Diagram | None, Order]:
    """The smallest diagram that one of the orders gives within the nodes allowed; else the farthest order.

    An order that makes few nodes on the way is good, and no other is looked for: each is tried on so many
    first. Then the most promising orders, and those others that came far, are given twice as many, and so on.
    """
    asked = len(formulas.reachable(roots))
    attempts = []
    for attempt in _attempts(formulas, roots, candidates):
        found = attempt.within(min(GOOD * asked, allowed))
        if found is not None:
            return found, attempt.order
        attempts.append(attempt)
    room, kept = min(GOOD * asked, allowed), attempts
    while room < allowed:
        room, kept = min(2 * room, allowed), [*kept[:PROMISING], *_farthest(kept[PROMISING:])]
        best = _smallest(kept, room, SLIM * asked)
        if best is not None:
            return best, kept[0].order
    return None, _farthest(attempts)[0].order


def _farthest(attempts: Sequence[Attempt]) -> list[Attempt]:
    """The half of the attempts that came farthest, the farthest first."""
    ranked = sorted(attempts, key=lambda attempt: attempt.reached, reverse=True)
    return ranked[: (len(ranked) + 1) // 2]


def _smallest(attempts: Iterable[Attempt], room: int, small: int) -> Diagram | None:
    """The smallest diagram that one of the attempts comes to in so many nodes; the first that is small.

    None is given more nodes than the best so far has taken, nor more work.
    """
    best, steps = None, None
    for attempt in attempts:
        found = attempt.within(room, steps)
        if found is not None and (best is None or len(found) < len(best)):
            best, room, steps = found, len(attempt.table), attempt.table.steps
            if len(best) <= small:
                break
    return best


def _any(
    formulas: Formulas, roots: Sequence[int], candidates: Iterable[Order], allowed: int
) -> Diagram | None:
    """A diagram in one of some orders: all are tried on little room, those that came far on twice as much.

    The one that came farthest is given all room.
    """
    attempts, room = list(_attempts(formulas, roots, candidates)), min(AT_FIRST, allowed)
    while True:
        for attempt in attempts:
            found = attempt.within(room)
            if found is not None:
                return found
        attempts, room = _farthest(attempts), min(2 * room, allowed)
        if len(attempts) == 1:
            return attempts[0].within(allowed)


def _plain(formulas: Formulas, roots: Sequence[int], order: Order, allowed: int) -> Diagram | None:
    """A diagram in this order within the nodes allowed, in plain Python."""
    return in_order(formulas, roots, order, Table(len(order), allowed))


def in_order(
    formulas: Formulas,
    roots: Sequence[int],
    order: Order,
    table: DecisionTable,
    done: dict[int, int] | None = None,
) -> Diagram | None:
    """A diagram in this order, if the table has room for it; `done` takes the formulas there was room for."""
    try:
        numbers = construct(formulas, roots, order, table, done)
    except TableFullError:
        return None
    return _frozen(formulas, roots, order, table.nodes, numbers)


def _compiled(formulas: Formulas, roots: Sequence[int], order: Order, allowed: int) -> Diagram | None:
    """The same by compiled code, which takes a while to load."""
    return tidily(formulas, roots, order, allowed, sift=0)


def _reordered(formulas: Formulas, roots: Sequence[int], order: Order, allowed: int) -> Diagram | None:
    """A diagram whose order is improved while it is built: slower, but often far smaller."""
    return tidily(formulas, roots, order, allowed, sift=SIFTED)


def tidily(
    formulas: Formulas, roots: Sequence[int], order: Order, allowed: int, *, sift: int, moves: int = MOVES
) -> Diagram | None:
    """A diagram by compiled code that drops nodes once they are not needed any more."""
    from powercalc.engine.reordering import ReorderingTable

    table = ReorderingTable(len(order), allowed, sift=sift, moves=moves)
    try:
        numbers = construct_tidily(formulas, roots, order, table)
    except TableFullError:
        return None
    nodes, places = table.diagram_nodes(numbers)
    return _diagram(formulas, roots, np.array([*order, 0], dtype=np.int32)[nodes[:, 0]], nodes, places)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """A way to build what no order keeps small, and how many nodes it is given."""

    build: Callable[[Formulas, Sequence[int], Order, int], Diagram | None]
    order: Callable[[Formulas, Sequence[int]], Order]
    nodes: int


WITHOUT_END = 1 << 31

SITE = Rung(build=_plain, order=load_first, nodes=250_000)
"""Tried first where there are columns: many loads are built in this order without compiled code."""

LADDER = (
    Rung(build=_plain, order=load_first, nodes=20_000),
    Rung(build=_plain, order=gates_first, nodes=100_000),  # takes less time than loading numba
    Rung(build=_compiled, order=gates_first, nodes=3_000_000),
    Rung(build=_compiled, order=load_first, nodes=200_000),
    Rung(build=_reordered, order=gates_first, nodes=WITHOUT_END),
)
"""Tried one after the other, so that what is cheap to find is found before what is dear."""

LADDER_IN_PYTHON = tuple(
    Rung(build=_plain, order=order, nodes=nodes)
    for nodes in (100_000, 2_000_000, MOST_IN_PYTHON)
    for order in (gates_first, small_first, as_written, load_first)
)
"""Without numba."""


def _frozen(
    formulas: Formulas, roots: Sequence[int], order: Order, nodes: Indices, numbers: list[int]
) -> Diagram:
    """The nodes of the table that the roots need, renumbered without gaps."""
    level, low, high = nodes.T
    kept = reachable(low, high, np.array(numbers, dtype=np.int32))
    renumbered = np.zeros(len(level), dtype=np.int32)
    renumbered[kept] = np.arange(len(kept), dtype=np.int32)
    asked = np.array([*order, 0], dtype=np.int32)[level[kept]]
    nodes = np.stack([asked, renumbered[low[kept]], renumbered[high[kept]]], axis=1)
    return _diagram(formulas, roots, asked, nodes, renumbered[np.array(numbers, dtype=np.int32)])


def _diagram(
    formulas: Formulas, roots: Sequence[int], asked: Indices, nodes: Indices, places: Indices
) -> Diagram:
    """The nodes (anything, low, high) that ask these variables, with the roots at their places."""
    negated = any(isinstance(formulas.node(handle), Not) for handle in formulas.reachable(roots))
    return Diagram(
        variable=asked,
        low=np.ascontiguousarray(nodes[:, 1]),
        high=np.ascontiguousarray(nodes[:, 2]),
        roots=places,
        variables=len(formulas.variables),
        coherent=not negated,
    )


def reachable(low: Indices, high: Indices, roots: Indices) -> Indices:
    """The nodes below the roots, themselves and the two constants included, ascending."""
    if evaluation.worth_compiling(len(low)):
        from powercalc.engine.compiled_passes import reachable as compiled_reachable

        return compiled_reachable(low, high, roots)
    below, above = low.tolist(), high.tolist()
    marked = bytearray(len(below))
    marked[:2] = b"\1\1"
    pending: list[int] = roots.tolist()
    while pending:
        node = pending.pop()
        if not marked[node]:
            marked[node] = 1
            pending += below[node], above[node]
    return np.flatnonzero(np.frombuffer(marked, dtype=np.uint8)).astype(np.int32)


def too_large(formulas: Formulas, roots: Sequence[int], budget: Budget) -> str:
    """What was too large, and what can be done."""
    handles = formulas.reachable(roots)
    return (
        f"the decision diagram of {len(roots)} functions ({len(handles)} formulas) needs more "
        f"than {budget.nodes} nodes in every variable order tried; "
        "evaluate fewer loads at once, or split the model where its parts are independent"
    )
