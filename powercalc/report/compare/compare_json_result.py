"""A comparison as JSON."""

from __future__ import annotations

from powercalc.report.compare.comparison import Comparison
from powercalc.report.json_text import json_text
from powercalc.report.layout import Style


def render(comparison: Comparison, _style: Style) -> str:
    """Return the JSON result (powercalc/comparison/1)."""
    return json_text(comparison.to_dict())
