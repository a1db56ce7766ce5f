"""Connectivity of networks whose edges and nodes fail, by a frontier.

Edges are decided one after the other.  What has been decided matters later only through
which frontier vertices (those with decided and undecided edges) reach which: a relation.
States with the same relation are one, so each layer holds every relation once and the
layers are a decision diagram, whatever cycles the network has.  All states of a layer are
worked on together, slot by slot.  After K. Sekine and H. Imai, "A unified approach via BDD to the network
reliability and path numbers" (1995), here with a relation in place of a partition,
so that edges may have a direction.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from powercalc.engine.diagram import Budget, Diagram
from powercalc.errors import EngineLimit

Row = NDArray[np.uint64]
"""For one vertex slot u: bit v in row[s] where u reaches v in state s, (states,)."""
Rows = dict[int, Row]
"""The row of each slot that reaches anything in any state."""
Numbers = NDArray[np.int64]

SOURCE, TARGET = 0, 1
APART, JOINED = -1, -2
SLOTS = 62


STATES = Budget(nodes=5_000_000)
"""States of the frontier, all layers together: more would take minutes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectedNetwork:
    """Nodes 0, 1... and edges between them; each may fail by a variable of its own, or not at all.

    `edge_variables[i]` is the variable that is true when edge i has failed, None for a
    perfect edge; `node_variables` the same for nodes.
    """

    nodes: int
    edges: Sequence[tuple[int, int]]
    directed: bool = False
    edge_variables: Sequence[int | None] | None = None
    node_variables: Sequence[int | None] | None = None

    def edge_variable(self, edge: int) -> int | None:
        """The variable of an edge."""
        return None if self.edge_variables is None else self.edge_variables[edge]

    def node_variable(self, node: int) -> int | None:
        """The variable of a node."""
        return None if self.node_variables is None else self.node_variables[node]


@dataclass(frozen=True, slots=True, kw_only=True)
class EliminationStep:
    """Arcs that are there together unless a variable is true."""

    arcs: tuple[tuple[int, int], ...]
    variable: int | None


def disconnected(
    network: ConnectedNetwork,
    sources: Sequence[int],
    targets: Sequence[int],
    *,
    variables: int,
    budget: Budget = STATES,
) -> Diagram:
    """The diagram of "no working path leads from any source to any target", one root.

    Raises EngineLimit when the frontier or the number of its states is too large.
    """
    used = [v for v in [*(network.edge_variables or ()), *(network.node_variables or ())] if v is not None]
    if len(set(used)) < len(used) or any(not 0 <= variable < variables for variable in used):
        raise ValueError("each failing edge or node needs a variable of its own, below `variables`")
    steps = _best_steps(network, sources, targets)
    return _assembled(_Frontier(steps).layers(budget.nodes), variables)


# -- in which order --------------------------------------------------------------------


def _best_steps(
    network: ConnectedNetwork, sources: Sequence[int], targets: Sequence[int]
) -> list[EliminationStep]:
    """The steps in the order, of those tried, whose frontier stays smallest."""
    orders = (list(range(network.nodes)), _by_distance(network, sources), _by_distance(network, targets))
    candidates = [_steps(network, order, sources, targets) for order in orders]
    return min(candidates, key=_width)


def _by_distance(network: ConnectedNetwork, starts: Sequence[int]) -> list[int]:
    """The nodes by distance from the starts, those out of reach last."""
    near: list[list[int]] = [[] for _ in range(network.nodes)]
    for tail, head in network.edges:
        near[tail].append(head)
        near[head].append(tail)
    order = dict.fromkeys(starts)
    pending = list(order)
    for node in pending:
        fresh = [each for each in near[node] if each not in order]
        order |= dict.fromkeys(fresh)
        pending += dict.fromkeys(fresh)
    return list(order | dict.fromkeys(range(network.nodes)))


def _steps(
    network: ConnectedNetwork, order: Sequence[int], sources: Sequence[int], targets: Sequence[int]
) -> list[EliminationStep]:
    """Node after node: its edges to earlier nodes, then the node itself.

    Vertex 2 + 2n is where node n is entered and 2 + 2n + 1 where it is left; one vertex
    is enough for a node that cannot fail.
    """
    place = {node: rank for rank, node in enumerate(order)}
    edges: list[list[int]] = [[] for _ in order]
    for number, (tail, head) in enumerate(network.edges):
        edges[max(place[tail], place[head])].append(number)
    steps = []
    for rank, node in enumerate(order):
        if node in sources:
            steps.append(EliminationStep(arcs=((SOURCE, _entry(node)),), variable=None))
        earliest_first = sorted(edges[rank], key=lambda each: min(place[v] for v in network.edges[each]))
        steps += [
            EliminationStep(arcs=_arcs(network, each), variable=network.edge_variable(each))
            for each in earliest_first
        ]
        if network.node_variable(node) is not None:
            through = ((_entry(node), _exit(network, node)),)
            steps.append(EliminationStep(arcs=through, variable=network.node_variable(node)))
        if node in targets:
            steps.append(EliminationStep(arcs=((_exit(network, node), TARGET),), variable=None))
    return steps


def _entry(node: int) -> int:
    return 2 + 2 * node


def _exit(network: ConnectedNetwork, node: int) -> int:
    return _entry(node) + (network.node_variable(node) is not None)


def _arcs(network: ConnectedNetwork, edge: int) -> tuple[tuple[int, int], ...]:
    """The arc of a directed edge, both arcs of an undirected one."""
    tail, head = network.edges[edge]
    there = (_exit(network, tail), _entry(head))
    back = (_exit(network, head), _entry(tail))
    return (there,) if network.directed else (there, back)


def _width(steps: Sequence[EliminationStep]) -> float:
    """How much room the frontier of these steps takes: two to its size, summed."""
    first: dict[int, int] = {}
    last: dict[int, int] = {}
    for time, step in enumerate(steps):
        for vertex in {vertex for arc in step.arcs for vertex in arc}:
            first.setdefault(vertex, time)
            last[vertex] = time
    size, total = 0, 0.0
    changes = [0] * (len(steps) + 1)
    for vertex, time in first.items():
        changes[time] += 1
        changes[last[vertex]] -= 1
    for change in changes:
        size += change
        total += 2.0 ** min(size, 1000)
    return total


# -- the frontier ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """Where each state goes: a state of the next layer, APART or JOINED; (states,) each.

    `low` while the step's variable is false and its arcs are there, `high` while not.
    """

    variable: int | None
    low: Numbers
    high: Numbers


@dataclass(slots=True)
class _Frontier:
    """The slots of the frontier's vertices, and how many arcs into and out of each are to come."""

    steps: list[EliminationStep]
    slot: dict[int, int] = field(default_factory=lambda: {SOURCE: SOURCE, TARGET: TARGET})
    free: list[int] = field(default_factory=lambda: list(range(SLOTS - 1, 1, -1)))
    entering: dict[int, int] = field(default_factory=dict)
    leaving: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Count the arcs to come."""
        for tail, head in (arc for step in self.steps for arc in step.arcs):
            self.leaving[tail] = self.leaving.get(tail, 0) + 1
            self.entering[head] = self.entering.get(head, 0) + 1

    def layers(self, limit: int) -> Iterator[Layer]:
        """One layer per step that may fail, as many states in all as the limit allows.

        Arcs that cannot fail part no states: which of them have become equal is looked at with the next that
        can, or at the end.
        """
        rows: Rows = {}
        states, total = 1, 0
        for step in self.steps:
            self._enter(step)
            joined = self._with_arcs(rows, step, states)
            self._count_off(step)
            if step.variable is None and step is not self.steps[-1]:
                rows = self._canonical(joined)
                self._release(step)
                continue
            both = joined if step.variable is None else _one_after_the_other(joined, rows, states)
            size = states if step.variable is None else 2 * states
            number, rows, found = self._classes(self._canonical(both), size)
            yield Layer(variable=step.variable, low=number[:states], high=number[-states:])
            self._release(step)
            states = found
            total += states
            if total > limit:
                raise EngineLimit(
                    f"the frontier of the network passes through more than {limit} states; "
                    "allow more nodes, or split the network where few edges join its parts"
                )

    def _enter(self, step: EliminationStep) -> None:
        """Give slots to the vertices that the step meets first."""
        for vertex in (vertex for arc in step.arcs for vertex in arc):
            if vertex not in self.slot:
                if not self.free:
                    raise EngineLimit(
                        f"the frontier of the network has more than {SLOTS - 2} vertices; "
                        "split the network where few edges join its parts"
                    )
                self.slot[vertex] = self.free.pop()

    def _with_arcs(self, rows: Rows, step: EliminationStep, states: int) -> Rows:
        """The relations with the step's arcs, closed: who reaches a tail reaches all the head does."""
        rows = dict(rows)
        for tail, head in step.arcs:
            u, v = self.slot[tail], self.slot[head]
            gained = rows[v] | _bit(v) if v in rows else np.full(states, _bit(v))
            for w, row in rows.items():
                if w != u:
                    rows[w] = np.where(row & _bit(u), row | gained, row)
            rows[u] = rows[u] | gained if u in rows else gained
        return rows

    def _count_off(self, step: EliminationStep) -> None:
        for tail, head in step.arcs:
            self.leaving[tail] -= 1
            self.entering[head] -= 1

    def _release(self, step: EliminationStep) -> None:
        """Free the slots of vertices that nothing to come touches."""
        for vertex in dict.fromkeys(vertex for arc in step.arcs for vertex in arc):
            done = not self.leaving.get(vertex, 0) and not self.entering.get(vertex, 0)
            if done and vertex not in (SOURCE, TARGET):
                self.free.append(self.slot.pop(vertex))

    def _canonical(self, rows: Rows) -> Rows:
        """Forget what cannot matter: how to reach what the source reaches, what to reach beyond the target.

        A row matters only while arcs may still enter its vertex, a column only while
        arcs may still leave it.
        """
        columns = _bit(TARGET) | _bits(self.slot[v] for v in self.slot if self.leaving.get(v, 0))
        kept = [SOURCE, *(self.slot[v] for v in self.slot if self.entering.get(v, 0) and v > TARGET)]
        reached = rows.get(SOURCE)
        short = {}
        for u in kept:
            if u not in rows:
                continue
            row = rows[u] & columns & ~_bit(u) & ~_bit(SOURCE)
            if u != SOURCE and reached is not None:
                row = np.where(reached & _bit(u), np.uint64(0), row & ~reached)
            row = np.where(row & _bit(TARGET), _bit(TARGET), row)
            if row.any():
                short[u] = row
        return short

    def _classes(self, rows: Rows, states: int) -> tuple[Numbers, Rows, int]:
        """The number of each state among the different ones, APART or JOINED; these states, and how many."""
        nothing = np.zeros(states, dtype=np.uint64)
        joined = (rows.get(SOURCE, nothing) & _bit(TARGET)) != 0
        apart = ~joined & (self._source_stuck(rows, nothing) | self._target_stuck(rows, nothing))
        open_ = np.flatnonzero(~joined & ~apart)
        number = np.where(joined, JOINED, APART).astype(np.int64)
        rows = {u: row[open_] for u, row in rows.items()}
        first, number[open_] = _different(rows, len(open_))
        return number, {u: row[first] for u, row in rows.items()}, len(first)

    def _source_stuck(self, rows: Rows, nothing: Row) -> NDArray[np.bool_]:
        """Where the source reaches nothing that goes on."""
        stuck: NDArray[np.bool_] = rows.get(SOURCE, nothing) == 0
        return stuck & np.bool_(self.leaving.get(SOURCE, 0) == 0)

    def _target_stuck(self, rows: Rows, nothing: Row) -> NDArray[np.bool_]:
        """Where nothing that can still be reached leads to the target."""
        led: Row = np.bitwise_or.reduce([nothing, *rows.values()]) & _bit(TARGET)
        stuck: NDArray[np.bool_] = led == 0
        return stuck & np.bool_(self.entering.get(TARGET, 0) == 0)


def _one_after_the_other(one: Rows, other: Rows, states: int) -> Rows:
    """The states of both, those of one first."""
    nothing = np.zeros(states, dtype=np.uint64)
    return {u: np.concatenate([one.get(u, nothing), other.get(u, nothing)]) for u in one | other}


_ODD = np.uint64(0x9E3779B97F4A7C15)


def _bit(slot: int) -> np.uint64:
    return np.uint64(1 << slot)


def _bits(slots: Iterator[int]) -> np.uint64:
    return np.uint64(sum({1 << slot for slot in slots}))


def _different(rows: Rows, states: int) -> tuple[Numbers, Numbers]:
    """The first of each different state, and for each state which of these it equals.

    States are told apart by one number mixed from their rows; that none met another by chance is looked at.
    """
    mixed = np.zeros(states, dtype=np.uint64)
    for row in rows.values():
        mixed = (mixed ^ row) * _ODD
        mixed ^= mixed >> np.uint64(29)
    first, number = _kinds(mixed)
    if all(np.array_equal(row[first][number], row) for row in rows.values()):
        return first, number
    for row in rows.values():  # two different states have one number: refine what it tells
        number = _kinds(number << 32 | _kinds(row)[1])[1]
    return _kinds(number)


def _kinds(keys: NDArray[Any]) -> tuple[Numbers, Numbers]:
    """Where each different key stands first, and the number of each key among them.

    As `np.unique` tells it; what comes in runs is sorted soonest by a sort that keeps the order of equals.
    """
    by_key = np.argsort(keys, kind="stable")
    ranked = keys[by_key]
    fresh = np.ones(len(keys), dtype=bool)
    np.not_equal(ranked[1:], ranked[:-1], out=fresh[1:])
    number = np.empty(len(keys), dtype=np.int64)
    number[by_key] = np.cumsum(fresh) - 1
    return by_key[fresh], number


# -- the diagram -----------------------------------------------------------------------


def _assembled(found: Iterable[Layer], variables: int) -> Diagram:
    """The reduced diagram of the layers, from the last back to the first."""
    layers = list(found)
    height = np.zeros(2 + sum(len(layer.low) for layer in layers), dtype=np.int32)
    variable, low, high = [np.zeros(2, dtype=np.int32)], [np.arange(2)], [np.arange(2)]
    size = 2
    node = np.zeros(0, dtype=np.int64)
    for layer in reversed(layers):
        following = np.concatenate([node, [0, 1]])  # JOINED = -2 is false, APART = -1 is true
        below, above = following[layer.low], following[layer.high]
        node = below.copy()
        split = np.flatnonzero(below != above)
        below, above = below[split], above[split]
        first, place = _kinds(below << 32 | above)
        node[split] = size + place
        variable.append(np.full(len(first), layer.variable or 0, dtype=np.int32))
        low.append(below[first])
        high.append(above[first])
        height[size : size + len(first)] = 1 + np.maximum(height[low[-1]], height[high[-1]])
        size += len(first)
    diagram = Diagram(
        variable=np.concatenate(variable),
        low=np.concatenate(low).astype(np.int32),
        high=np.concatenate(high).astype(np.int32),
        roots=(node[:1] if len(node) else np.array([1])).astype(np.int32),
        variables=variables,
        coherent=True,
    )
    vars(diagram)["heights"] = height[:size]  # known layer by layer: the property would go node by node
    return diagram
