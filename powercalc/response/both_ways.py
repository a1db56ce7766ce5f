"""The diagram of a response in columns, where a repair may take power as well: what is back draws again.

What reaches an age only ever takes power away, and what only ends a gap is no failure: so far, the frequency
is a sum of differences, as in a coherent diagram. Any other failure or repair may turn it either way.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from numpy.typing import NDArray

from powercalc.engine.diagram import Diagram
from powercalc.engine.figures_in_columns import FiguresInColumns
from powercalc.engine.recording.arrays import np
from powercalc.measures.flips import most_values, probability_and_frequency

Floats = NDArray[np.float64]


class BothWays:
    """The same as `engine.columns.Parted`, of a diagram that is not coherent."""

    def __init__(self, diagram: Diagram, *, often: bool) -> None:
        """`often`: it is asked how often, too. Raises `EngineLimit` where that would take too long."""
        self.diagram, self.variables = diagram, diagram.variables
        self.nodes = most_values(diagram) if often else len(diagram)
        """How many values each column costs."""

    def extended(self, figures: FiguresInColumns, often: object = None) -> tuple[Floats, Floats]:  # noqa: ARG002
        """The chance and the frequency weight [1/h] of every variable, in the columns."""
        return figures.whole()

    def prepare(self, q: Floats, w: Floats, runs: Iterable[slice]) -> None:
        """Prepare nothing: every column is worked out as a whole."""

    def probability(self, q: Floats, weights: Floats) -> Floats:
        """Sums of weight times P over the columns, (roots, sums), for weights (columns, sums)."""
        return self.diagram.probability(q) @ weights

    def probability_and_frequency(
        self, q: Floats, w: Floats, weights: Floats, by_frequency: Floats
    ) -> tuple[Floats, Floats]:
        """The same, and the sums of weights `by_frequency` (columns, sums) times the frequency."""
        found, often = self._both(q, w)
        return found @ weights, often @ by_frequency

    def each(self, q: Floats, w: Floats, roots: Sequence[int]) -> tuple[Floats, Floats]:
        """P and the frequency of some roots in each column, both (roots, columns)."""
        found, often = self._both(q, w)
        return found[roots], often[roots]

    def _both(self, q: Floats, w: Floats) -> tuple[Floats, Floats]:
        """P and the frequency, (roots, columns)."""
        ends = w < 0
        found, often = probability_and_frequency(self.diagram, q, np.where(ends, 0.0, w))
        if ends.any():
            often = often + self.diagram.probability_and_frequency(q, np.where(ends, w, 0.0))[1]
        return found, often
