"""The result of a fault tree as text."""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.fault_tree import FaultTreeResult
from powercalc.report.escape import plain
from powercalc.report.layout import table


def render(result: FaultTreeResult) -> str:
    """Return the probability and, where asked for, the number of minimal cut sets by order."""
    return "\n".join(_lines(result)) + "\n"


def _lines(result: FaultTreeResult) -> Iterator[str]:
    yield f"{plain(result.top)}: probability {result.probability:.12g}, computed without approximation"
    if result.by_order is None:
        return
    yield f"{result.minimal_cut_sets:,} minimal cut sets"
    rows = [(str(order), f"{count:,}") for order, count in enumerate(result.by_order) if count]
    yield from table([("order", "cut sets"), *rows])
