"""Static switches that say nothing of failed transfers, where there are too many to assume it of each.

Each further chance that a move fails multiplies what the loads below share. A few switches take the figure
of the catalog; of many, it is left out, and every result says so.
"""

from __future__ import annotations

from collections.abc import Iterable

from powercalc.components import Component, Sts

MOST = 4
"""So many static switches take the assumed figure."""


def taken_as_perfect(components: Iterable[Component]) -> tuple[str, ...]:
    """Return the ids of the static switches whose moves are taken never to fail; none where they are few."""
    silent = [
        each.id
        for each in components
        if isinstance(each, Sts) and each.fail_to_transfer is None and len(each.fed_by) > 1
    ]
    return tuple(silent) if len(silent) > MOST else ()
