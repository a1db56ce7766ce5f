"""Supports and cooling that are not wrong but probably not meant."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from powercalc.components import Cooling
from powercalc.components.problems import shown
from powercalc.errors import Problem

if TYPE_CHECKING:
    from powercalc.site.model import Site


def support_warnings(site: Site) -> Iterator[Problem]:
    """Yield what hangs on a generator that stands still, and what cools nothing."""
    waiting = set(site.graph.standby)
    used = set()
    for component in site.components:
        used |= {*component.fed_by, *component.depends_on, *component.cooled_by}
        for name in component.depends_on:
            if name in waiting:
                yield Problem(
                    path=(component.kind, component.id, "depends_on"),
                    text="is a generator that runs only when it is called: until then this is dead",
                    found=shown(name),
                    expected="what is live at all times, or fed_by for what it feeds",
                )
    for component in site.components:
        if isinstance(component, Cooling) and component.id not in used:
            yield Problem(
                path=(component.kind, component.id),
                text="cools nothing: no component names it",
                expected="cooled_by where it is needed",
            )
