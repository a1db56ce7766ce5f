"""The benchmarks that have a command of their own: uncertainty and cascade."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from benchmarks import cascade, uncertainty
from benchmarks.ladder.measure import call, side_by_side
from benchmarks.ladder.row import Goal, Row, row
from benchmarks.ladder.settings import Settings


def uncertain(settings: Settings) -> Iterator[Row]:
    """10,000 columns of one rack; seconds are per column."""
    columns, draws = (10_000, 100) if settings.whole else (1000, 5)
    found = uncertainty.rounds(columns, draws, settings.runs)
    ratio = median(each.repyability / each.powercalc for each in found)
    mine = median(each.powercalc for each in found)
    others = median(each.repyability for each in found)
    goal = Goal(
        others="RePyability 4 ms per draw", aim="10,000 uncertainty columns of one rack: 1000 times faster",
        measured=f"{ratio:.0f} times, {1e6 * mine:.2f} µs against {1e3 * others:.2f} ms", met=ratio >= 1000,
    )  # fmt: skip
    yield Row(
        work=f"{columns:,} columns of one rack, per column", wall=mine, cpu=mine, other="RePyability",
        other_wall=others, other_cpu=others, ratio=ratio, runs=len(found), goal=goal,
        note="wall seconds; from samples to U and frequency",
    )  # fmt: skip
    sampled = median(each.with_sampling for each in found)
    share = median(each.repyability / each.with_sampling for each in found)
    yield Row(
        work="... sampling included", wall=sampled, cpu=sampled, other="RePyability", other_wall=others,
        other_cpu=others, ratio=share, runs=len(found), note="the other's without sampling",
    )  # fmt: skip


def cascades(settings: Settings) -> Iterator[Row]:
    """Overload and cascade in a hall of 2,000 racks."""
    if not settings.whole:
        return
    for work, run in cascade.works():
        found = side_by_side(call(run), None, min(settings.runs, 3))
        yield row(f"hall of {cascade.RACKS:,} racks: {work}", found)
