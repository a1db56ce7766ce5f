"""The checks as text, JSON, Markdown, JUnit, SARIF or annotations. Each renderer is loaded when asked for."""

from __future__ import annotations

from importlib import import_module

from powercalc.checks import Checked
from powercalc.errors import CallError
from powercalc.report.layout import PLAIN, Style

_HOMES = {
    "text": "powercalc.report.checks.checks_text",
    "json": "powercalc.report.checks.checks_json_result",
    "markdown": "powercalc.report.checks.checks_markdown",
    "junit": "powercalc.report.checks.junit",
    "sarif": "powercalc.report.checks.sarif",
    "github": "powercalc.report.checks.github",
}
FORMATS = tuple(_HOMES)
"""The formats, the one for people first."""


def render(checked: Checked, form: str = "text", *, style: Style = PLAIN) -> str:
    """Return the checks in one of `FORMATS`, ending with a new line."""
    if form not in _HOMES:
        raise CallError(f'there is no format "{form}"; there are {", ".join(FORMATS)}')
    text: str = import_module(_HOMES[form]).render(checked, style)
    return text
