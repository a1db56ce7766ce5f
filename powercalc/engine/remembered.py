"""Diagrams that are kept: the variants of a model differ in figures more often than in shape."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from powercalc.engine.diagram import DEFAULT, NO_HINTS, Budget, Diagram, build
from powercalc.engine.formula import AtLeast, Formulas, Not, Variable, Weighted
from powercalc.engine.order import Hints
from powercalc.errors import EngineLimit


@dataclass(frozen=True)
class Remembered:
    """Builds diagrams, and keeps those that it built last: formulas of one shape have diagrams of one shape.

    Only what the roots are made of counts, and of variables only in which order they were made. That some
    are too large is kept as well.
    """

    keeps: int = 8
    _kept: dict[Hashable, tuple[tuple[int, ...], Diagram | EngineLimit]] = field(default_factory=dict)
    """With the variables that each was built for, in their order."""

    def build(
        self, formulas: Formulas, roots: Sequence[int], *, budget: Budget = DEFAULT, hints: Hints = NO_HINTS
    ) -> Diagram:
        """The diagram of the roots. Raises `EngineLimit` when it outgrows the budget."""
        shape, variables = _shape(formulas, roots)
        key = shape, budget, hints.numbered({variable: n for n, variable in enumerate(variables)})
        kept = self._kept.pop(key, None) or (variables, _built(formulas, roots, budget, hints))
        self._kept[key] = kept
        if len(self._kept) > self.keeps:
            del self._kept[next(iter(self._kept))]
        before, found = kept
        if isinstance(found, EngineLimit):
            raise EngineLimit(*found.args)  # a new one: the one that is kept would collect tracebacks
        if before == variables and found.variables == len(formulas.variables):
            return found
        return _renamed(found, dict(zip(before, variables, strict=True)), len(formulas.variables))


def _shape(formulas: Formulas, roots: Sequence[int]) -> tuple[Hashable, tuple[int, ...]]:
    """What roots are made of, formulas and variables by their place among these; and the variables."""
    handles = formulas.reachable(roots)
    nodes = [formulas.node(handle) for handle in handles]
    variables = tuple(sorted(node.index for node in nodes if isinstance(node, Variable)))
    place = {handle: n for n, handle in enumerate(handles)}
    rank = {variable: n for n, variable in enumerate(variables)}
    told: list[Hashable] = []
    for node in nodes:
        match node:
            case Variable(index):
                told.append(rank[index])
            case AtLeast(k, parts):
                told.append((k, *(place[part] for part in parts)))
            case Not(part):
                told.append((Not, place[part]))
            case Weighted(threshold, weights, parts):
                told.append((Weighted, threshold, weights, *(place[part] for part in parts)))
            case _:
                told.append(node)
    return (tuple(told), tuple(place[root] for root in roots)), variables


def _renamed(diagram: Diagram, names: dict[int, int], variables: int) -> Diagram:
    """The same with other variables, in the same order."""
    number = np.zeros(diagram.variables, dtype=diagram.variable.dtype)
    number[[*names]] = [*names.values()]
    return replace(diagram, variable=number[diagram.variable], variables=variables)


def _built(formulas: Formulas, roots: Sequence[int], budget: Budget, hints: Hints) -> Diagram | EngineLimit:
    try:
        return build(formulas, roots, budget=budget, hints=hints)
    except EngineLimit as limit:
        return limit.with_traceback(None)  # its frames hold all that was built
