"""A diagram in columns of which nothing is worked out beforehand: each column is evaluated as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from powercalc.engine.diagram import Diagram
    from powercalc.engine.figures_in_columns import FiguresInColumns


class Whole:
    """The same sums as of `columns.Parted`, of arrays of numbers or of recorded ones."""

    def __init__(self, diagram: Diagram) -> None:
        self.diagram, self.variables = diagram, diagram.variables
        self.nodes = len(diagram)
        """How many values each column costs."""

    def extended(self, figures: FiguresInColumns, often: Any = None) -> tuple[Any, Any]:  # noqa: ARG002
        """The chance and the frequency weight [1/h] of every variable, in the columns."""
        return figures.whole()

    def prepare(self, q: Any, w: Any, runs: Iterable[slice]) -> None:
        """Prepare nothing."""

    def probability(self, q: Any, weights: Any) -> Any:
        """Sums of weight times P over the columns, (roots, sums), for weights (columns, sums)."""
        return self.diagram.probability(q) @ weights

    def probability_and_frequency(self, q: Any, w: Any, weights: Any, by_frequency: Any) -> tuple[Any, Any]:
        """The same, and the sums of weights `by_frequency` (columns, sums) times the frequency."""
        found, often = self.of_columns(q, w)
        return found @ weights, often @ by_frequency

    def each(self, q: Any, w: Any, roots: Sequence[int]) -> tuple[Any, Any]:
        """P and the frequency of some roots in each column, both (roots, columns)."""
        found, often = self.of_columns(q, w)
        return found[list(roots)], often[list(roots)]

    def of_columns(self, q: Any, w: Any) -> tuple[Any, Any]:
        """P and the frequency in each column, (roots, columns)."""
        return self.diagram.probability_and_frequency(q, w)
