"""The outage response against the event-by-event simulation: within 1 % and 3 standard errors.

Feeds are lost often and generators fail often, so that few years tell much. Of the generated sites one of
each kind; five of each kind, with a table: `python -m tests.compare_generated 5`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pytest

import powercalc as pc
from powercalc.components import Component
from powercalc.constants import HOURS_PER_YEAR
from powercalc.response import Interruptions, respond
from powercalc.simulate import Observed, simulate
from tests.compare_generated import FEATURES, comparisons
from tests.often_lost import generator, grid, switch

YEARS = 4000


def ups(name: str, feeder: str, **given: Any) -> pc.Ups:
    figures = {"failure_rate": "1 / year", "mttr": "4 h", "autonomy": "5 min", "battery_failure": "10 %"}
    return pc.Ups(name, fed_by=feeder, **(figures | given))


def rack(*inputs: str) -> pc.Server:
    return pc.Server("rack", fed_by=inputs, hold_up="20 ms")


def tie(one: str, other: str, **given: Any) -> pc.Tie:
    figures = {"failure_rate": "1 / year", "mttr": "6 h", "transfer_time": 0, "fail_to_transfer": 0}
    return pc.Tie("tie", between=(one, other), **(figures | given))


def around(
    *storage: pc.Ups, feeder: str = "grid", feed: Mapping[str, Any] | None = None, out: Sequence[str] = ()
) -> list[Component]:
    """A bus above storage and one below it."""
    above = [] if feeder != "grid" else [grid(**(feed or {}))]
    below = out or tuple(each.id for each in storage)
    buses = [pc.Bus("in", fed_by=feeder, failure_rate=0), pc.Bus("out", fed_by=below, failure_rate=0)]
    return [*above, *storage, *buses]


STICKS = {"fail_to_transfer": "8 %", "manual_transfer_time": "1 h"}

SITES: dict[str, Callable[[], list[Component]]] = {
    "two standby buses with their own callers": lambda: [
        grid("a"), grid("b"), generator("gen-a"), generator("gen-b", count=3, needed=2),
        switch("ats-a", "a", "gen-a"), switch("ats-b", "b", "gen-b"),
        ups("ups-a", "ats-a"), ups("ups-b", "ats-b", autonomy="15 min"), rack("ups-a", "ups-b"),
    ],
    "a standby behind a standby": lambda: [
        grid(), generator("one"), generator("two", start_time="40 s"), switch("ats", "grid", "one", "two"),
        ups("ups", "ats", autonomy="30 s"), rack("ups"),
    ],
    "a second set that is tried before the switches have moved to the first": lambda: [
        grid(mttr="6 h"), generator("one", failure_rate="1 / 30 h"), generator("two", fail_to_start="20 %"),
        switch("first", "grid", "one"), switch("second", "first", "two"), ups("ups", "second"), rack("ups"),
    ],
    "a second set that starts sooner than the first, and a battery in between": lambda: [
        grid(), generator("one", start_time="30 s"), generator("two", start_time="10 s", fail_to_start=0.2),
        switch("ats", "grid", "one", "two", **STICKS), ups("ups", "ats", autonomy="20 s"), rack("ups"),
    ],
    "sets that are repaired in a fixed time": lambda: [
        grid(), generator(mttr="3 h", restoration="fixed"), switch("ats", "grid", "gen"), ups("ups", "ats"),
        rack("ups"),
    ],
    "sets that are repaired in a lognormal time": lambda: [
        grid(), generator(count=2, needed=1, fail_to_start="20 %", restoration="lognormal"),
        switch("ats", "grid", "gen"), ups("ups", "ats"), rack("ups"),
    ],
    "a switch that sticks, and a short battery": lambda: [
        grid(), generator(count=2, needed=1), switch("ats", "grid", "gen", **STICKS),
        ups("ups", "ats", autonomy="16 s"), rack("ups"),
    ],
    "a switch behind the UPSs": lambda: [
        grid("a"), grid("b"), ups("ups-a", "a"), ups("ups-b", "b"),
        pc.Sts("sts", fed_by=["ups-a", "ups-b"], failure_rate=0, transfer_time="100 ms", **STICKS),
        rack("sts"),
    ],
    "a switch behind banks of UPSs, either of which works while one of two units does": lambda: [
        grid("a", failure_rate=0), grid("b", failure_rate=0),
        ups("ups-a", "a", count=2, needed=1, failure_rate="40 / year"),
        ups("ups-b", "b", count=2, needed=1, failure_rate="4 / year"),
        pc.Sts("sts", fed_by=["ups-a", "ups-b"], failure_rate=0, transfer_time="3 s", **STICKS), rack("sts"),
    ],
    "a maintenance bypass as a tie, with a load on either side of the UPS": lambda: [
        *around(ups("ups", "in", bypass=True, fail_to_bypass="5 %")), tie("in", "out"), rack("out"),
        pc.Server("plug", fed_by="in", hold_up="20 ms"),
    ],
    "a tie around two UPSs in parallel": lambda: [
        *around(ups("ups", "in"), ups("other", "in", autonomy="15 min")), tie("in", "out"), rack("out"),
    ],
    "a tie around two UPSs in series": lambda: [
        *around(ups("upper", "in"), ups("ups", "upper", autonomy="15 min"), out=("ups",)),
        tie("in", "out"), rack("out"),
    ],
    "a tie that closes around a UPS": lambda: [
        *around(ups("ups", "in"), feed={"failure_rate": "4 / year"}),
        tie("in", "out", normally="open", transfer_time="10 min"), rack("out"),
    ],
    "a tie around a UPS that a generator feeds too": lambda: [
        grid("first"), generator(), switch("ats", "first", "gen", **STICKS),
        *around(ups("ups", "in"), feeder="ats"), tie("in", "out"), rack("out"),
    ],
    "a tie that feeds a UPS and a rack": lambda: [
        grid(), tie("grid", "ups"), ups("ups", "tie"), rack("tie"),
    ],
    "bypass, tie and generators always called": lambda: [
        grid(), generator(fail_to_start=0), switch("ats", "gen", "grid"),
        pc.Bus("bus-a", fed_by="ats", failure_rate=0),
        grid("other", restoration="fixed"), pc.Bus("bus-b", fed_by="other", failure_rate=0),
        pc.Tie("tie", between=["bus-a", "bus-b"], failure_rate="5 / year", mttr="10 h"),
        ups("ups", "bus-b", bypass=True, failure_rate="20 / year"), rack("ups"),
    ],
}  # fmt: skip


def figures(
    found: Interruptions, seen: Observed
) -> Iterator[tuple[float | None, float | None, float | None]]:
    """What was computed, what was seen, and its standard error; per year, the first per hour."""
    yield found.unavailability, seen.downtime_h_per_year, seen.downtime_standard_error
    yield found.failure_frequency, seen.interruptions_per_year, seen.interruptions_standard_error
    for often, longer in zip(found.longer_than.values(), seen.interruptions_longer_than or (), strict=True):
        yield often, longer.per_year, longer.standard_error


@pytest.mark.parametrize("name", SITES)
def test_computed_and_simulated_agree(name: str) -> None:
    site = pc.Site(name, tuple(SITES[name]()))
    seen = simulate(site, years=YEARS, seed=5).loads[0]
    for often, simulated, error in figures(respond(site).loads["rack"], seen):
        assert often is not None
        assert simulated is not None
        assert error is not None
        computed = often * HOURS_PER_YEAR
        # of what happens a few times in all years, the error seen says little
        floor = (computed / YEARS) ** 0.5
        assert abs(computed - simulated) <= 0.01 * simulated + 3 * max(error, floor)


@pytest.mark.parametrize("kind", FEATURES)
def test_a_generated_site_is_computed_as_it_is_simulated(kind: str) -> None:
    (rows,) = comparisons(kind, 1)
    assert [row for row in rows if not row.agrees] == []
