"""Whether a switch needs to move so seldom for things that are down together that they hardly matter.

Where things take an input only together, the later loss counts for how long a stuck switch has waited, and
the time of a move by hand is one of a few that they share. That makes a diagram many times as large. Where
next to all needs come from one thing alone, the mean effect of that time is as good.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from math import comb
from typing import TYPE_CHECKING

from powercalc.engine.recording.arrays import exceeds, scalar, total
from powercalc.events.blocks import AgedBlock, Own
from powercalc.response.plan.single_causes import take_alone

if TYPE_CHECKING:
    from powercalc.response.plan.plan import Plan

TRIFLE = 1e-3
"""Up to this share of the needs that one thing alone brings about."""

Figures = tuple[float, float]
"""How likely something is down, and how often it goes down [1/h]: at most."""


def joint_needs_matter(plan: Plan, switch: str, together: Collection[int]) -> bool:
    """Tell whether needs of a switch that come from blocks only together count beside those from one alone.

    They come no more often than one of these goes down while anything else above is down, or the other way
    round; what fails on demand has no age.
    """
    blocks, left = plan.blocks, plan.switches[switch].inputs[:-1]
    if not all(blocks[each].known for each in together):
        return True
    things = [each for name in plan.wires.above(left) for each in _things(plan.own[name], blocks)]
    down, often = total(u for _, (u, _) in things), total(w for _, (_, w) in things)
    joint = total(w * down + u * often for members, (u, w) in things if not members.isdisjoint(together))
    alone = take_alone(plan.wires, plan.own, plan.blocks_above(left), left)
    return exceeds(joint, TRIFLE * total(_figures(blocks[each])[1] for each in alone))


def _things(own: Own, blocks: Sequence[AgedBlock]) -> Iterator[tuple[frozenset[int], Figures]]:
    """Yield what takes a component, with its blocks: too few of its units, or a block that takes them all."""
    for block in own.also:
        yield frozenset({block}), _figures(blocks[block])
    units = [[_figures(blocks[block]) for block in unit] for unit in own.units]
    if units:
        u, w = (max(total(each[part] for each in unit) for unit in units) for part in (0, 1))
        lost_at = own.lost_at
        ways = comb(len(units), lost_at)
        yield (
            frozenset(block for unit in own.units for block in unit),
            (ways * u**lost_at, ways * lost_at * w * u ** (lost_at - 1)),
        )


def _figures(block: AgedBlock) -> Figures:
    return scalar(block.ageing.unavailability(0.0)), scalar(block.ageing.frequency(0.0))
