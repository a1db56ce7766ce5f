"""An evaluation as JSON: every figure in full, in ASCII, so that no terminal or reader stumbles."""

from __future__ import annotations

import json

from powercalc.report.layout import Style
from powercalc.results.evaluation_result import Evaluation


def render(evaluation: Evaluation, _style: Style) -> str:
    """Return the JSON result (powercalc/evaluation/1)."""
    return json.dumps(evaluation.to_dict(), indent=2, allow_nan=False) + "\n"
