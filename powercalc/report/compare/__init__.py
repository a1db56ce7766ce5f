"""Designs side by side: what each reaches, and what is different between them. The first is the yardstick."""

from __future__ import annotations

from importlib import import_module

from powercalc.errors import CallError
from powercalc.report.compare.comparison import Comparison, Design, compare
from powercalc.report.layout import PLAIN, Style

__all__ = ["FORMATS", "Comparison", "Design", "compare", "render"]

_HOMES = {
    "text": "powercalc.report.compare.compare_text",
    "json": "powercalc.report.compare.compare_json_result",
    "markdown": "powercalc.report.compare.compare_markdown",
}
FORMATS = tuple(_HOMES)


def render(comparison: Comparison, form: str = "text", *, style: Style = PLAIN) -> str:
    """Return a comparison in one of `FORMATS`, ending with a new line."""
    if form not in _HOMES:
        raise CallError(f'there is no format "{form}"; there are {", ".join(FORMATS)}')
    text: str = import_module(_HOMES[form]).render(comparison, style)
    return text
