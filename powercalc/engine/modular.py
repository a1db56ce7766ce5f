"""One large function, a diagram for each of its modules: what fault trees are evaluated by.

The function is first written with fewer gates (`rewriting`) and taken apart where its parts are independent
(`modules`): a module is a variable of what is above it. Which order keeps a diagram small is found by a race:
many orders with room for few nodes, then those that came farthest with room for more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import islice

import numpy as np
from numpy.typing import ArrayLike, NDArray

from powercalc.engine.arrangement import drawn_together
from powercalc.engine.cut_sets import Counts, counts_by_order, is_coherent, minimal_cut_sets
from powercalc.engine.diagram import (
    DEFAULT,
    MOST_IN_PYTHON,
    Budget,
    Diagram,
    in_order,
    tidily,
    too_large,
)
from powercalc.engine.formula import AtLeast, Constant, Formulas, Not, Variable, Weighted, parts_of
from powercalc.engine.modules import modules_below
from powercalc.engine.order import Order, as_written, gates_first, load_first, small_first
from powercalc.engine.rewriting import rewritten
from powercalc.engine.table import Table
from powercalc.errors import EngineLimit

Floats = NDArray[np.float64]

HEATS = ((3_000, 20), (15_000, 6), (60_000, 1))
"""Room in nodes, and how many orders are given it."""
HEATS_IN_PYTHON = (*HEATS[:-1], (60_000, 4), (400_000, 3), (2_000_000, 2), (MOST_IN_PYTHON, 1))
"""Without numba."""
HOPEFUL = 2 / 3
"""Who has not come so far in the last heat needs a better order, not more room."""
ROOM, MORE_ROOM = 400_000, 1_500_000
"""For orders as they are, in compiled code: some tenths of a second, and a second."""
SIFTED, MOVES = 100_000, 30
"""Where variables change places while the diagram is built, they do so in tables of up to so many nodes."""
WITHOUT_END = 1 << 31


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """A part of a function with a diagram of its own."""

    handle: int
    diagram: Diagram
    origins: tuple[int, ...]
    """What each variable of the diagram stands for: the handle of a module, or -1 minus a variable."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModularDiagram:
    """The modules of one function, parts first; the last is the function itself."""

    modules: tuple[Module, ...]

    def __len__(self) -> int:
        """How many nodes all diagrams have."""
        return sum(len(each.diagram) for each in self.modules)

    def probability(self, q: ArrayLike) -> Floats:
        """P when variable b is true with probability q_b; q (variables, ...) gives (...)."""
        figures = np.asarray(q, dtype=np.float64)
        found: dict[int, Floats] = {}
        for module in self.modules:
            rows = [found[each] if each >= 0 else figures[-1 - each] for each in module.origins]
            given = np.array(rows).reshape(len(rows), *figures.shape[1:])
            found[module.handle] = module.diagram.probability(given)[0]
        return found[self.modules[-1].handle]

    @property
    def varies(self) -> bool:
        """Whether no module is always, or never, true."""
        return all(each.diagram.roots[0] > 1 for each in self.modules)

    @property
    def is_coherent(self) -> bool:
        """Whether no variable that becomes true ever makes its module false."""
        return all(each.diagram.coherent or is_coherent(each.diagram, 0) for each in self.modules)

    def cut_sets_by_order(self, *, budget: Budget = DEFAULT) -> Counts:
        """How many minimal cut sets have 0, 1, 2... variables.

        Those of a module take its place in those of what is above it. Raises EngineLimit where a module is
        not coherent.
        """
        found: dict[int, Counts] = {}
        for module in self.modules:
            sets = minimal_cut_sets(module.diagram, 0, budget=budget)
            of_each = [found[each] if each >= 0 else (0, 1) for each in module.origins]
            found[module.handle] = counts_by_order(sets.solutions, of_each)
        return found[self.modules[-1].handle]


def build_in_modules(formulas: Formulas, root: int, *, budget: Budget = DEFAULT) -> ModularDiagram:
    """The diagrams of the modules of a function.

    Raises EngineLimit when one of them outgrows the budget in every order tried.
    """
    fewer, top = rewritten(formulas, root)
    handles = modules_below(fewer, top)
    stand_ins = set(handles)
    return ModularDiagram(modules=tuple(_module(fewer, each, stand_ins, budget) for each in handles))


def _module(formulas: Formulas, handle: int, modules: set[int], budget: Budget) -> Module:
    """The part of the function that a module is made of, down to the modules below it."""
    fresh = Formulas()
    done = {formulas.never: fresh.never, formulas.always: fresh.always}
    origins = []
    for each in _down_to(formulas, handle, modules):
        node = formulas.node(each)
        if each != handle and each in modules:
            origins.append(each)
            done[each] = fresh.variable()
        elif isinstance(node, Variable):
            origins.append(-1 - node.index)
            done[each] = fresh.variable()
        else:
            done[each] = _copied(fresh, formulas, each, done)
    diagram = _diagram(fresh, done[handle], budget)
    return Module(handle=handle, diagram=diagram, origins=tuple(origins))


def _down_to(formulas: Formulas, handle: int, modules: set[int]) -> list[int]:
    """What a module is made of down to the modules below it, parts first."""
    met, pending = {handle}, [handle]
    while pending:
        each = pending.pop()
        if each == handle or each not in modules:
            fresh = set(parts_of(formulas.node(each))) - met
            met |= fresh
            pending += fresh
    return sorted(met)


def _copied(fresh: Formulas, formulas: Formulas, handle: int, done: Mapping[int, int]) -> int:
    match formulas.node(handle):
        case Constant(value):
            return fresh.always if value else fresh.never
        case AtLeast(k, parts):
            return fresh.at_least(k, [done[part] for part in parts])
        case Weighted(threshold, weights, parts):
            return fresh.weighted(threshold, weights, [done[part] for part in parts])
        case Not(part):
            return fresh.negation(done[part])
        case Variable():
            raise AssertionError("variables are made by the caller")


def _diagram(formulas: Formulas, root: int, budget: Budget) -> Diagram:
    """The diagram in the order that wins the race."""
    compiled = find_spec("numba") is not None
    race = _raced(formulas, root, HEATS if compiled else HEATS_IN_PYTHON, budget.nodes)
    found = race.found
    if found is None and compiled and budget.nodes > HEATS[-1][0]:
        found = _compiled(formulas, root, race, budget.nodes)
    if found is None:
        raise EngineLimit(too_large(formulas, [root], budget))
    return found


def _compiled(formulas: Formulas, root: int, race: _Race, nodes: int) -> Diagram | None:
    """What lost all heats: the best order with more room, another, then one that is improved on the way."""
    along = gates_first(formulas, [root])
    if race.farthest > HOPEFUL:
        drawn = drawn_together(formulas, [root], along, small=True)
        for order, room in ((race.orders[0], ROOM), (drawn, MORE_ROOM)):
            found = tidily(formulas, [root], order, min(room, nodes), sift=0)
            if found is not None:
                return found
    return tidily(formulas, [root], along, min(WITHOUT_END, nodes), sift=SIFTED, moves=MOVES)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Race:
    """What came out: the diagram, or which orders came farthest, and how far: a share of the formulas."""

    found: Diagram | None
    orders: Sequence[Order]
    farthest: float = 1.0


def _raced(formulas: Formulas, root: int, heats: Sequence[tuple[int, int]], nodes: int) -> _Race:
    """Give the orders room, those that came farthest more, until one has enough."""
    orders: Iterable[Order] = _different(_orders(formulas, root))
    farthest = 0.0
    for room, starters in heats:
        came: list[tuple[int, Order]] = []
        for order in islice(orders, starters):
            done: dict[int, int] = {}
            found = in_order(formulas, [root], order, Table(len(order), min(room, nodes)), done)
            if found is not None:
                return _Race(found=found, orders=[order])
            came.append((len(done), order))
        came.sort(key=lambda each: -each[0])
        orders, farthest = [order for _, order in came], came[0][0] / len(formulas.reachable([root]))
        if room >= nodes:
            break
    return _Race(found=None, orders=list(orders), farthest=farthest)


def _different(orders: Iterable[Order]) -> Iterator[Order]:
    """Each order once, worked out when asked for: most modules are small in the first."""
    seen: set[tuple[int, ...]] = set()
    for order in orders:
        if tuple(order) not in seen:
            seen.add(tuple(order))
            yield order


def _orders(formulas: Formulas, root: int) -> Iterator[Order]:
    """Orders along the formulas, and drawn together from these."""
    for heuristic in (gates_first, as_written, small_first, load_first):
        order = heuristic(formulas, [root])
        yield order
        for small in (True, False):
            drawn = drawn_together(formulas, [root], order, small=small)
            yield from (drawn, drawn[::-1])
