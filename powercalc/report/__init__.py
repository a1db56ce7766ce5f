"""An evaluation as text, JSON, Markdown or CSV. Each renderer is loaded when it is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from powercalc.errors import CallError
from powercalc.report.layout import PLAIN, Style

if TYPE_CHECKING:
    from powercalc.evaluation import Evaluation

_HOMES = {
    "text": "powercalc.report.text",
    "json": "powercalc.report.json_result",
    "markdown": "powercalc.report.markdown",
    "csv": "powercalc.report.csv_table",
}
FORMATS = tuple(_HOMES)
"""The formats, the one for people first."""


def render(evaluation: Evaluation, form: str = "text", *, style: Style = PLAIN) -> str:
    """Return an evaluation in one of `FORMATS`, ending with a new line."""
    if form not in _HOMES:
        raise CallError(f'there is no format "{form}"; there are {", ".join(FORMATS)}')
    text: str = import_module(_HOMES[form]).render(evaluation, style)
    return text
