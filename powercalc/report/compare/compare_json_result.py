"""A comparison as JSON."""

from __future__ import annotations

import json

from powercalc.report.compare.comparison import Comparison
from powercalc.report.layout import Style


def render(comparison: Comparison, _style: Style) -> str:
    """Return the JSON result (powercalc/comparison/1)."""
    return json.dumps(comparison.to_dict(), indent=2, allow_nan=False) + "\n"
