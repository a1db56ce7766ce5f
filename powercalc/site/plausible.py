"""Figures that can be read and are probably not meant: far from all that is known of their kind.

"250.000 h" is 250 h here, as a point is a decimal point; where the thousandfold would be like what the
catalog knows of such a component, and what was read is not, that is told. So is a rate or a restoration time
a hundred times out of what is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from powercalc import catalog
from powercalc.components import Component
from powercalc.components.problems import shown
from powercalc.errors import Problem
from powercalc.units import ValueProblem, hours, rate

NEAR = 10.0
"""How far beyond the lowest and highest known value a figure is still like them."""
FAR = 100.0
"""How far beyond them a figure is doubtful, whatever its form."""

_GROUPED = re.compile(r"\s*(\d{1,3})\.(\d{3})(?=\D)")
_RECIPROCAL = {"mtbf": "failure_rate"}


def implausible(components: Iterable[Component]) -> Iterator[Problem]:
    """Yield the figures that are far from what the catalog knows of the kind."""
    for component in components:
        for key in ("failure_rate", "mtbf", "mttr"):
            if key in component.model_fields_set and (
                known := _known(component.kind, _RECIPROCAL.get(key, key))
            ):
                yield from _doubts(component, key, known)


def _doubts(component: Component, key: str, known: tuple[float, float, str]) -> Iterator[Problem]:
    value, stated = getattr(component, key), component.given.get(key)
    low, high, span = known
    figure = 1 / value if key in _RECIPROCAL and value else value
    if not figure:
        return
    grouped = _GROUPED.match(stated) if isinstance(stated, str) else None
    meant = figure / 1000 if key in _RECIPROCAL else figure * 1000
    if grouped and not _within(figure, low, high, NEAR) and _within(meant, low, high, NEAR):
        whole = _GROUPED.sub(r"\1\2", str(stated)).strip()
        text = (
            f"is read as {value:g} h: a point is a decimal point" if key != "failure_rate" else "is doubtful"
        )
        yield _doubt(component, key, text, stated, f'"{whole}" if thousands are meant; known are {span}')
    elif not _within(figure, low, high, FAR):
        text = f"is far from what is known of a {component.kind}"
        yield _doubt(component, key, text, stated, f"something like {span}")


def _doubt(component: Component, key: str, text: str, stated: object, expected: str) -> Problem:
    found = None if stated is None else shown(stated)
    return Problem(path=(component.kind, component.id, key), text=text, found=found, expected=expected)


def _within(value: float, low: float, high: float, factor: float) -> bool:
    return low / factor <= value <= high * factor


@cache
def _known(kind: str, parameter: str) -> tuple[float, float, str] | None:
    """Return the lowest and the highest value that the catalog knows, and how it prints them."""
    figure = catalog.load().default(kind, parameter)
    if figure is None:
        return None
    read = rate if parameter == "failure_rate" else hours
    try:
        low, high = read(figure.low or figure.typical), read(figure.high or figure.typical)
    except ValueProblem:
        return None
    return (low, high, figure.span or figure.typical) if low > 0 else None
