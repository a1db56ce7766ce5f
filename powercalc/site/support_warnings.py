"""Supports and cooling that are not wrong but probably not meant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from powercalc.components import Component, Cooling
from powercalc.components.problems import shown
from powercalc.errors import Problem
from powercalc.site.graph import Graph


def support_warnings(components: Sequence[Component], graph: Graph) -> Iterator[Problem]:
    """Yield what hangs on a generator that stands still, and what cools nothing."""
    waiting = set(graph.standby)
    used = set()
    for component in components:
        used |= {*component.fed_by, *component.depends_on, *component.cooled_by}
        for name in component.depends_on:
            if name in waiting:
                yield Problem(
                    path=(component.kind, component.id, "depends_on"),
                    text="is a generator that runs only when it is called: until then this is dead",
                    found=shown(name),
                    expected="what is live at all times, or fed_by for what it feeds",
                )
    for component in components:
        if isinstance(component, Cooling) and component.id not in used:
            yield Problem(
                path=(component.kind, component.id),
                text="cools nothing: no component names it",
                expected="cooled_by where it is needed",
            )
