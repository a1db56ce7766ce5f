"""An evaluation as JSON: every figure in full, in ASCII, so that no terminal or reader stumbles."""

from __future__ import annotations

from powercalc.report.json_text import json_text
from powercalc.report.layout import Style
from powercalc.results.evaluation_result import Evaluation


def render(evaluation: Evaluation, _style: Style) -> str:
    """Return the JSON result (powercalc/evaluation/1)."""
    return json_text(evaluation.to_dict())
