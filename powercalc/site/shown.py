"""A component as a row of a table, where a notebook shows a site."""

from __future__ import annotations

from powercalc.components import Component
from powercalc.tabular import Row


def row_of(component: Component) -> Row:
    """Return what a component is and where its power comes from."""
    return {
        "id": component.id,
        "kind": component.kind,
        "count": component.count,
        "fed_by": component.fed_by,
    }
