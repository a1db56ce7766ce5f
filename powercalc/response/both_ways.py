"""The diagram of a response in columns, where a repair may take power as well: what is back draws again.

What reaches an age only ever takes power away, and what only ends a gap is no failure: so far, the frequency
is a sum of differences, as in a coherent diagram. Any other failure or repair may turn it either way.
"""

from __future__ import annotations

from numpy.typing import NDArray

from powercalc.engine.diagram import Diagram
from powercalc.engine.recording.arrays import np
from powercalc.engine.whole_columns import Whole
from powercalc.measures.flips import most_values, probability_and_frequency

Floats = NDArray[np.float64]


class BothWays(Whole):
    """The sums of a diagram that is not coherent."""

    def __init__(self, diagram: Diagram, *, often: bool) -> None:
        """`often`: it is asked how often, too. Raises `EngineLimit` where that would take too long."""
        super().__init__(diagram)
        if often:
            self.nodes = most_values(diagram)

    def of_columns(self, q: Floats, w: Floats) -> tuple[Floats, Floats]:
        """P and the frequency, (roots, columns)."""
        ends = w < 0
        found, often = probability_and_frequency(self.diagram, q, np.where(ends, 0.0, w))
        if ends.any():
            often = often + self.diagram.probability_and_frequency(q, np.where(ends, w, 0.0))[1]
        return found, often
