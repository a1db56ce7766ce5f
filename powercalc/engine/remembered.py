"""Diagrams of formulas that come again: variants of a model differ in figures more often than in shape."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from powercalc.engine.diagram import DEFAULT, Budget, Diagram, build
from powercalc.engine.formula import Formulas, Node
from powercalc.errors import EngineLimit

Pairs = tuple[tuple[int, int], ...]
Key = tuple[tuple[Node, ...], tuple[int, ...], Budget, tuple[int, ...], Pairs, tuple[int, ...]]


@dataclass(frozen=True)
class Remembered:
    """Builds diagrams, and keeps those that it built last: equal formulas have equal diagrams.

    That some are too large is kept as well.
    """

    keeps: int = 8
    _kept: dict[Key, Diagram | EngineLimit] = field(default_factory=dict)

    def build(
        self,
        formulas: Formulas,
        roots: Sequence[int],
        *,
        budget: Budget = DEFAULT,
        varying: Sequence[int] = (),
        beside: Sequence[tuple[int, int]] = (),
        first: Sequence[int] = (),
    ) -> Diagram:
        """The diagram of the roots. Raises `EngineLimit` when it outgrows the budget."""
        key = formulas.nodes, tuple(roots), budget, tuple(varying), tuple(beside), tuple(first)
        found = self._kept.pop(key) if key in self._kept else _built(formulas, *key[1:])
        self._kept[key] = found
        if len(self._kept) > self.keeps:
            del self._kept[next(iter(self._kept))]
        if isinstance(found, EngineLimit):
            raise found
        return found


def _built(
    formulas: Formulas,
    roots: Sequence[int],
    budget: Budget,
    varying: Sequence[int],
    beside: Pairs,
    first: Sequence[int],
) -> Diagram | EngineLimit:
    try:
        return build(formulas, roots, budget=budget, varying=varying, beside=beside, first=first)
    except EngineLimit as limit:
        return limit
