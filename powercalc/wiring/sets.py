"""Who is dark when some components are dead: the wires at rest, for sets of names instead of chances."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

import numpy as np

from powercalc.components import Component, Path, Renewable
from powercalc.site.graph import Graph
from powercalc.wiring.reading import Reading
from powercalc.wiring.state_truths import FALSE, TRUE, StateTruths, Truths


class Dark(Reading[Truths]):
    """Who is dark in each of several cases, in each of which some components are dead."""

    def __init__(
        self,
        graph: Graph,
        cases: Sequence[Collection[str]],
        *,
        by_hand: bool = True,
        by_bypass: bool = True,
    ) -> None:
        """Without `by_hand`, paths that are closed by hand stay open.

        Without `by_bypass`, what is dead passes nothing through: as if a hazard had struck it, or somebody
        had taken it away.
        """
        super().__init__(graph, StateTruths())
        self._dead = _told(cases)
        self._by_hand, self._by_bypass = by_hand, by_bypass

    def lost_of(self, node: Component) -> Truths:
        """The output of a node is lost; of what only passes on, that of its input, where it is not dead."""
        feeder = None if node.id in self._dead else self.graph.passing.get(node.id)
        return super().lost_of(node) if feeder is None else self.lost[feeder]

    def own(self, node: Component) -> Truths:
        """It is dead; sun and wind that cannot supply alone always are."""
        return TRUE if is_idle(node) else self._dead.get(node.id, FALSE)

    def struck(self, node: Component) -> Truths:
        """It is dead with its bypass; a path that nobody closes is as dead."""
        if not self._by_hand and is_by_hand(node):
            return TRUE
        return FALSE if self._by_bypass else self._dead.get(node.id, FALSE)


def _told(cases: Sequence[Collection[str]]) -> Mapping[str, Truths]:
    found: dict[str, Truths] = {}
    for place, dead in enumerate(cases):
        for name in dead:
            found.setdefault(name, np.zeros(len(cases), dtype=bool))[place] = True
    return found


def dark(
    graph: Graph,
    cases: Sequence[Collection[str]],
    within: Iterable[str] | None = None,
    *,
    by_hand: bool = True,
    by_bypass: bool = True,
) -> Mapping[str, Truths]:
    """Return in which cases each node is dark, (cases,), of all nodes or of some and all that feeds them."""
    reading = Dark(graph, cases, by_hand=by_hand, by_bypass=by_bypass)
    if within is None:
        reading.tell()
    else:
        looked_at = graph.for_power(within)
        reading.tell(group for group in graph.groups if group[0] in looked_at)
    return reading.lost


def is_by_hand(component: Component) -> bool:
    """Tell whether somebody has to close it."""
    return isinstance(component, Path) and component.normally == "open" and component.manual


def is_idle(component: Component) -> bool:
    """Tell whether it is sun or wind that cannot supply alone."""
    return isinstance(component, Renewable) and not component.islanding
