"""What every element carries, and what becomes of every load with something out, as tables for a document."""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.flow.loading import Loads
from powercalc.report.loads_csv import element_rows, load_rows
from powercalc.report.tables.sheet import Sheet, sheet

_ELEMENTS = {
    "id": "element", "kind": "kind", "limit_kw": "limit, kW", "planned_kw": "to be planned with, kW",
    "normal_kw": "now, kW", "then_kw": "then, kW", "worst_kw": "after the worst failure, kW",
    "worst_out": "that failure", "head_room_kw": "head-room, kW", "stranded_kw": "stranded, kW",
    "excess_kw": "too much, kW", "trips": "trips",
}  # fmt: skip
_LOADS = {
    "id": "load", "state": "then", "room": "room", "rack": "rack", "count": "units", "power_kw": "power, kW",
    "cords": "cords", "live_cords": "live cords", "undocumented_cords": "undocumented cords",
    "by_overload": "by overload", "one_path_before": "on one path before", "left_on": "left on",
}  # fmt: skip


def of_carried(loads: Loads) -> Iterator[Sheet]:
    """Yield a table of the elements, after one of the loads where something is out."""
    if loads.after is not None:
        yield sheet(f"{loads.site}: loads with {loads.out_told} out", _LOADS, load_rows(loads))
    yield sheet(f"{loads.site}: what elements carry", _ELEMENTS, element_rows(loads))
