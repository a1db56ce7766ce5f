"""The one-line diagram of a site: what stands in it, where it is drawn, and as SVG, DOT or Mermaid."""

from __future__ import annotations

from importlib import import_module

from powercalc.errors import CallError
from powercalc.site import Site

_HOMES = {
    "svg": "powercalc.report.one_line.svg",
    "dot": "powercalc.report.one_line.dot",
    "mermaid": "powercalc.report.one_line.mermaid",
}
FORMATS = tuple(_HOMES)


def render(site: Site, form: str = "svg") -> str:
    """Return the one-line diagram in one of `FORMATS`, ending with a new line."""
    if form not in _HOMES:
        raise CallError(f'there is no format "{form}"; there are {", ".join(FORMATS)}')
    text: str = import_module(_HOMES[form]).render(site)
    return text
