"""An evaluation as CSV: a row per load and service and one for any load, figures in full, unknown ones empty.

`scope` tells the sorts of row apart, since a load may bear any name.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from powercalc.report.escape import csv_cell
from powercalc.report.layout import Style
from powercalc.results.evaluation_result import Evaluation

FIGURES = (
    "availability", "unavailability", "downtime_h_per_year", "interruptions_per_year", "mean_down_time_h",
    "mean_up_time_h", "cooling_unavailability", "cooling_downtime_h_per_year",
    "cooling_interruptions_per_year", "service_unavailability", "service_downtime_h_per_year",
)  # fmt: skip
PLANNED = ("planned_downtime_h_per_year", "planned_interruptions_per_year")
"""What planned work itself takes; empty for a load without any."""
COLUMNS = ("scope", "id", "count", *FIGURES, *PLANNED, "assumed_share", "method")


def render(evaluation: Evaluation, _style: Style) -> str:
    """Return the table with its header."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, restval="", extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(_rows(evaluation))
    return out.getvalue()


def _rows(evaluation: Evaluation) -> Iterator[dict[str, Any]]:
    common = {"assumed_share": evaluation.assumed_share, "method": csv_cell(evaluation.method)}
    for load in evaluation.loads:
        yield {"scope": "load", **load.to_dict(), **common, "id": csv_cell(load.id)}
    yield {"scope": "any_load", **evaluation.any_load.to_dict(), **common}
    for service in evaluation.services:
        yield {
            "scope": "service",
            **service.to_dict(),
            **common,
            "assumed_share": None,
            "id": csv_cell(service.id),
        }
