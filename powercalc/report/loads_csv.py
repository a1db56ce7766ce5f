"""What every element carries and what becomes of every load, as CSV: a row each, `scope` tells them apart."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from powercalc.flow.loading import Loads
from powercalc.report.escape import csv_cell

COLUMNS = (
    "scope", "id", "state", "room", "rack", "count", "power_kw", "cords", "live_cords", "undocumented_cords",
    "by_overload", "one_path_before", "left_on", "kind", "limit_kw", "planned_kw", "normal_kw", "then_kw",
    "excess_kw", "trips", "worst_kw", "worst_out", "head_room_kw", "stranded_kw",
)  # fmt: skip


def loads_csv(loads: Loads) -> str:
    """Return the table with its header: loads first, where something is out, then elements."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, restval="", extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    for row in (*load_rows(loads), *element_rows(loads)):
        writer.writerow(
            {key: csv_cell(value) if isinstance(value, str) else value for key, value in row.items()}
        )
    return out.getvalue()


def load_rows(loads: Loads) -> Iterator[dict[str, Any]]:
    """Yield a row for each load: what becomes of it, where something is out."""
    for each in loads.after.loads if loads.after is not None else ():
        yield {"scope": "load", **asdict(each), "left_on": ", ".join(each.left_on)}


def element_rows(loads: Loads) -> Iterator[dict[str, Any]]:
    """Yield a row for each element, with what is too full then."""
    too_full = {each.id: each for each in loads.after.too_full} if loads.after is not None else {}
    for each in loads.elements:
        row = {"scope": "element", **asdict(each), "then_kw": each.asked_kw}
        if (full := too_full.get(each.id)) is not None:
            row |= {"state": "too full", **full.to_dict(), "kind": each.kind}
        yield row
