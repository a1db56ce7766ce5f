"""Blocks that make a switch move, or a path close, only with another one: two units of a bank of UPSs.

A column is about one such block, and leaves the other to chance.  That a move fails would count in the column
of either; it counts in that of the block that went down last, which is this one with the share U(t) / U(0)
of the cases, t its age, where both are alike.  How often it begins is counted at age 0 of that block.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from powercalc.diagram.response.ages import LIVE, Ages
from powercalc.diagram.response.columns import Columns
from powercalc.diagram.response.plan import Plan
from powercalc.dynamics.ages import FOREVER


def only_together(plan: Plan) -> frozenset[int]:
    """Return the blocks that make no switch and no path move alone, whatever holds or not."""
    size = len(plan.second)
    if not size:
        return frozenset()
    down = {b: np.where(np.arange(size) == place, 1.0, LIVE) for place, b in enumerate(plan.second)}
    failed = {bus: np.full(size, FOREVER) for bus in plan.doubted}
    ages = Ages(plan, down, failed, size, holds=False)
    movers = [*plan.movers, *plan.returning.values()]
    alone = np.logical_or.reduce([np.zeros(size, dtype=bool), *(ages.is_needed(mover) for mover in movers)])
    return frozenset(b for b, one in zip(plan.second, alone.tolist(), strict=True) if not one)


def share_of_last(plan: Plan, together: frozenset[int], columns: Columns) -> NDArray[np.float64]:
    """Return in how many cases the block that a column is about went down last, (columns,)."""
    share = np.ones(len(columns))
    for b in together & columns.ages.keys():
        ages, block = columns.ages[b], plan.blocks[b].ageing
        given = (ages > LIVE) & (columns.wu != 0)
        share[given] *= block.unavailability(ages[given]) / block.unavailability(0.0)
    return share
