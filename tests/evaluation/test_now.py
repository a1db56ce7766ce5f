"""A site at this moment: against closed forms and exact Markov chains; what it says of state and failures."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.linalg import expm

import powercalc as pc
from powercalc.errors import CallError
from powercalc.proofs.window import window
from tests.markov_chain import stationary

Floats = NDArray[np.float64]
QUIET = {"failure_rate": "0 / h"}
TIMES = (1.0, 8.0, 24.0)


def battery(**grid: Any) -> pc.Site:
    """A feed that does not fail again, and a battery of ten minutes."""
    figures = {"failure_rate": "1e-9 / year", "mttr": "20 min", **grid}
    return pc.Site(
        "battery",
        (
            pc.GridFeed("grid", **figures),
            pc.Ups("ups", fed_by="grid", autonomy="10 min", battery_failure=0.0, **QUIET),
            pc.Server("rack", fed_by="ups", hold_up="0 s"),
        ),
    )


def genset(**given: Any) -> pc.Site:
    """A feed with a set behind it, which takes over in no time."""
    figures = {"start_time": "0 s", "fail_to_start": 0.02, "failure_rate": "1e-3 / h", "mttr": "20 h"}
    switch = {"transfer_time": "0 s", "fail_to_transfer": 0.0, **QUIET}
    return pc.Site(
        "set",
        (
            pc.GridFeed("grid", failure_rate="1e-3 / h", mttr="1 h"),
            pc.Generator("gen", **{**figures, **given}),
            pc.Ats("ats", fed_by=["grid", "gen"], **switch),
            pc.Server("rack", fed_by="ats", hold_up="0 s"),
        ),
    )


def hall(**given: Mapping[str, Any]) -> pc.Site:
    """One path with two sets, of which one carries the load, and a UPS."""
    sets = {
        "count": 2,
        "needed": 1,
        "start_time": "12 s",
        "fail_to_start": "3 %",
        "failure_rate": "1 / 300 h",
    }
    ups = {"autonomy": "10 min", "battery_failure": 0.0, "failure_rate": "1 / 5000 h", "mttr": "8 h"}
    return pc.Site(
        "hall",
        (
            pc.GridFeed("grid", failure_rate="20 / year", mttr="1 h"),
            pc.Generator("gen", **{**sets, "mttr": "20 h", **given.get("gen", {})}),
            pc.Ats("ats", fed_by=["grid", "gen"], transfer_time="1 s", fail_to_transfer=0.0, **QUIET),
            pc.Ups("ups", fed_by="ats", **{**ups, **given.get("ups", {})}),
            pc.Server("rack", fed_by="ups", hold_up="0 s", **given.get("rack", {})),
        ),
    )


def within(result: pc.Now, load: str = "rack") -> list[float]:
    return [each.probability for each in result.load(load).interruption]


# -- how likely: closed forms ------------------------------------------------------------------


def test_a_battery_holds_what_is_left_of_it() -> None:
    """5 of 10 minutes are gone: dark where the feed is not back in the 5 that are left, e^(−5/20)."""
    found = pc.now(battery(), ["grid@5 min"], hours=("4 min", "6 min", "24 h"))
    assert within(found)[0] == pytest.approx(0.0, abs=1e-9)
    assert within(found)[1:] == pytest.approx([math.exp(-5 / 20)] * 2, rel=1e-6)


@pytest.mark.parametrize("share", [0.1, 0.4, 0.9, 1.0])
def test_a_battery_holds_what_is_said_to_be_in_it(share: float) -> None:
    found = pc.now(battery(), ["grid@5 min"], battery={"ups": share})
    assert within(found) == pytest.approx([math.exp(-share * 10 / 20)] * 3, rel=1e-6)


def test_a_fixed_restoration_counts_from_the_loss() -> None:
    """Of 12 minutes 5 are over: the battery is spent 2 minutes before the end. Of 9 none is ever dark."""
    for length, dark in (("12 min", 1.0), ("9 min", 0.0)):
        site = battery(mttr=length, restoration="fixed")
        assert within(pc.now(site, ["grid@5 min"])) == pytest.approx([dark] * 3, abs=1e-9)


def test_outages_of_several_sorts_are_the_longer_ones_the_longer_they_last() -> None:
    """Each sort is as likely as it is frequent and still there after 2 minutes; the battery holds 8 more."""
    sorts = [(20.0, 1 / 60), (2.0, 6.0)]
    outages = [
        pc.Outage(name=f"sort {n}", failure_rate=f"{rate * 1e-9} / year", mttr=f"{mean} h")
        for n, (rate, mean) in enumerate(sorts)
    ]
    site = battery()
    feed = pc.GridFeed("grid", outages=outages)
    site = pc.Site("sorts", (feed, *(each for each in site.components if each.id != "grid")))
    left = [sum(rate * math.exp(-at / 60 / mean) for rate, mean in sorts) for at in (2, 10)]
    assert within(pc.now(site, ["grid@2 min"])) == pytest.approx([left[1] / left[0]] * 3, rel=1e-6)


def test_a_feed_that_is_up_fails_as_it_does_in_the_long_run() -> None:
    """Nothing is known: in repair already with U, or failing at λ. 1 − (1 − U) e^(−λ t)."""
    site = pc.Site(
        "feed",
        (
            pc.GridFeed("grid", failure_rate="1 / 100 h", mttr="5 h"),
            pc.Server("rack", fed_by="grid", hold_up="0 s"),
        ),
    )
    found = pc.now(site, [])
    assert within(found) == pytest.approx([1 - 100 / 105 * math.exp(-at / 100) for at in TIMES], rel=1e-9)
    assert found.load("rack").interrupted_already == pytest.approx(5 / 105, rel=1e-9)


# -- how likely: exact Markov chains -----------------------------------------------------------


def test_of_two_feeds_one_is_out() -> None:
    """Dark when both are: (a, b) up, a down, b down, both. Breaks come too soon by λ m, once in 10⁴."""
    rate, back = 1 / 50000, 1 / 5
    feeds = [pc.GridFeed(name, failure_rate=f"{rate} / h", mttr="5 h") for name in ("a", "b")]
    site = pc.Site("feeds", (*feeds, pc.Server("rack", fed_by=["a", "b"], hold_up="0 s")))
    moves = np.array([[0, rate, rate, 0], [back, 0, 0, rate], [back, 0, 0, rate], [0, 0, 0, 0]])
    moves -= np.diag(moves.sum(axis=1))
    down = rate / (rate + back)
    expected = [float((np.array([0, 1 - down, 0, down]) @ expm(moves * at))[3]) for at in TIMES]
    found = pc.now(site, ["a"])
    assert within(found) == pytest.approx(expected, rel=3e-4)
    assert found.load("rack").one_away == ("b",)


def chain(
    rate: float, back: float, start: float, run: float, mend: float, *, held: bool, lost: bool
) -> Floats:
    """Feed and set: 0 both well, 1 set in repair, 2 on the set, 3 dark; `held`: the feed stays away."""
    moves = np.zeros((4, 4))
    moves[0, 2], moves[0, 3] = rate * (1 - start), rate * start
    moves[1, 0], moves[1, 3] = mend, rate
    moves[2, 0], moves[2, 3] = 0.0 if held else back, run
    if not lost:
        moves[3, 2], moves[3, 1] = mend, 0.0 if held else back
    return np.asarray(moves - np.diag(moves.sum(axis=1)))


def exact(figures: Sequence[float], since: float) -> list[float]:
    """From the long run with the feed up: it is lost, stays away, and then comes back or not."""
    rate, back, start, run, mend = figures
    long_run = stationary(np.maximum(chain(rate, back, start, run, mend, held=False, lost=False), 0.0))
    ready, mended = long_run[:2] / long_run[:2].sum()
    begin = np.array([0, 0, ready * (1 - start), ready * start + mended])
    now = begin @ expm(chain(rate, back, start, run, mend, held=True, lost=False) * since)
    return [
        float((now @ expm(chain(rate, back, start, run, mend, held=False, lost=True) * at))[3])
        for at in TIMES
    ]


@pytest.mark.parametrize("since", [0.0, 0.5, 6.0])
@pytest.mark.parametrize(
    ("mend", "tolerance"),
    # breaks come too soon by the share λ m of what is repaired meanwhile: 0.001 × 20 h, at most
    [(1 / 20, 1e-3), (1e-7, 1e-6)],
)
def test_a_feed_is_lost_and_a_set_called(since: float, mend: float, tolerance: float) -> None:
    figures = (1e-3, 1.0, 0.02, 1e-3, mend)
    if mend < 1e-6:  # a set that is not repaired is down for good in the long run, if it is called for ever
        figures = (1e-12, 1.0, 0.02, 1e-3, mend)
    site = genset(mttr=f"{1 / mend} h").changed({"grid": {"failure_rate": f"{figures[0]} / h"}})
    assert within(pc.now(site, [f"grid@{since} h"])) == pytest.approx(exact(figures, since), rel=tolerance)


def test_a_set_is_out_for_repair() -> None:
    """Dark when the feed fails before it is back, or the set then does not start."""
    rate, start = 1e-5, 0.02
    site = genset(mttr="10 h").changed({"grid": {"failure_rate": f"{rate} / h", "mttr": "0.01 h"}})
    expected = [rate * ((1 - start) * 10 * -math.expm1(-at / 10) + start * at) + 1e-5 * 0.01 for at in TIMES]
    assert within(pc.now(site, ["gen"])) == pytest.approx(expected, rel=1e-3)


def test_it_agrees_with_survive_where_nothing_comes_back() -> None:
    site = hall().changed({"grid": {"mttr": "1e7 h"}})
    lasting = pc.survive(site, ("1 h", "8 h", "24 h"), ["grid"]).load("rack")
    assert within(pc.now(site, ["grid"])) == pytest.approx(
        [1 - each.probability for each in lasting.survival], rel=1e-3
    )


def test_it_agrees_with_evaluate_where_nothing_is_down() -> None:
    site = hall()
    load = pc.evaluate(site).load("rack")
    u, w = load.unavailability, (load.interruptions_per_year or 0.0) / 8760
    expected = [1 - (1 - u) * math.exp(-w * at / (1 - u)) for at in TIMES]
    assert within(pc.now(site)) == pytest.approx(expected, rel=1e-6)


# -- the state ---------------------------------------------------------------------------------


def test_what_a_load_is_fed_from() -> None:
    slow = hall(gen={"start_time": "8 min"})
    bypass = hall(ups={"bypass": True})
    cases = (
        (hall(), ["gen:1"], "normal"),
        (hall(), ["grid@5 min"], "on generator"),
        (slow, ["grid@5 min"], "on battery"),
        (hall(), ["grid@5 min", "gen"], "on battery"),
        (hall(), ["grid@5 min", "gen@1 min"], "on battery"),
        (hall(), ["grid@11 min", "gen@11 min"], "dark"),
        (bypass, ["ups"], "on bypass"),
        (hall(), ["ups"], "dark"),
    )
    for site, down, state in cases:
        assert pc.now(site, down).load("rack").state == state, down


def test_how_long_a_battery_lasts() -> None:
    slow = hall(gen={"start_time": "8 min"})
    for given, left in (({}, 5 / 60), ({"ups": "40 %"}, 4 / 60), ({"ups": "100 %"}, 10 / 60)):
        (deadline,) = pc.now(slow, ["grid@5 min"], battery=given).deadlines
        assert (deadline.id, deadline.what) == ("ups", "battery")
        assert deadline.hours == pytest.approx(left, rel=1e-9)
        assert deadline.fed_again_hours == pytest.approx((3 * 60 + 1) / 3600, rel=1e-6)


def test_how_long_the_fuel_lasts() -> None:
    site = hall(gen={"fuel_autonomy": "10 h"})
    for given, left in (({}, 8.0), ({"gen": "90 min"}, 1.5)):
        (deadline,) = pc.now(site, ["grid@2 h"], fuel=given).deadlines
        assert (deadline.id, deadline.what) == ("gen", "fuel")
        assert deadline.hours == pytest.approx(left, rel=1e-9)


def test_when_a_load_goes_dark_and_when_it_is_back() -> None:
    waiting = pc.now(hall(), ["grid@5 min", "gen"]).load("rack")
    assert waiting.dark_in_hours == pytest.approx(5 / 60, rel=1e-9)
    dark = pc.now(hall(gen={"mttr": "20 h"}), ["grid@11 min", "gen@11 min"])
    assert within(dark) == [1.0, 1.0, 1.0]
    # when the feed is back, or the first of two sets: 1 / (1 + 2/20)
    assert dark.load("rack").back_hours == pytest.approx(1 / 1.1, rel=1e-3)


def test_a_load_that_is_dark_until_a_set_has_started_is_back_then() -> None:
    site = genset(start_time="12 s")
    found = pc.now(site, ["grid"]).load("rack")
    assert found.state == "dark"
    assert found.back_hours == pytest.approx(12 / 3600, rel=1e-6)


# -- one more failure --------------------------------------------------------------------------


def test_which_single_further_failure_takes_the_load() -> None:
    cases: tuple[tuple[pc.Site, list[str], tuple[str, ...]], ...] = (
        (hall(), [], ("ats", "ups")),
        (hall(), ["gen"], ("grid", "ats", "ups")),
        (hall(), ["gen:1", "grid@5 min"], ("gen", "ats", "ups")),
        (hall(), ["grid@5 min"], ("ats", "ups")),
        (hall(gen={"needed": 2}), ["grid@5 min"], ("gen", "ats", "ups")),
        (hall(ups={"count": 3, "needed": 2}), ["ups:1"], ("ats", "ups")),
        (hall(ups={"bypass": True}), ["ups"], ("ats",)),
    )
    for site, down, taken in cases:
        assert pc.now(site, down).load("rack").one_away == taken, down


def test_a_failure_that_a_set_takes_over_from_is_told_apart() -> None:
    found = pc.now(genset(start_time="12 s")).load("rack")
    assert found.one_away == ("ats",)
    assert found.one_away_briefly == ("grid",)


def test_a_load_on_its_last_battery_is_taken_sooner_by_what_it_stands_on() -> None:
    found = pc.now(hall(), ["grid@5 min", "gen"]).load("rack")
    assert found.one_away == ("ups",)


def test_supports_and_cooling_take_what_needs_them() -> None:
    chillers = [
        pc.Chiller(name, fed_by="grid", failure_rate="1 / 400 h", mttr="24 h") for name in ("c1", "c2")
    ]
    site = pc.Site(
        "cooled",
        (
            pc.GridFeed("grid", failure_rate="1 / year", mttr="1 h"),
            pc.Block("control", unavailability=0),
            *chillers,
            pc.Ups("ups", fed_by="grid", autonomy="10 min", depends_on=["control"], **QUIET),
            pc.Server(
                "rack", fed_by="ups", cooled_by=["c1", "c2"], cooling_needed=1, thermal_autonomy="10 min"
            ),
        ),
    )
    found = pc.now(site, ["c1@1 h"]).load("rack")
    assert found.one_away == ("grid", "control", "c2", "ups")
    assert found.needs[0].probability > found.interruption[0].probability
    gone = pc.now(site, ["c1@4 min", "c2@4 min"])
    assert gone.load("rack").lacks == ("cooling",)
    (deadline,) = gone.deadlines
    assert (deadline.id, deadline.what) == ("rack", "cooling")
    assert deadline.hours == pytest.approx(0.1, rel=1e-6)


# -- what to mend first ------------------------------------------------------------------------


def test_the_repair_that_lowers_it_most_comes_first() -> None:
    found = pc.now(hall(), ["grid@1 min", "gen"])
    first, second = found.repair_first
    assert first.interruption == second.interruption == found.any_load.probability("24 h")
    for each in found.repair_first:
        others = [f"{down.id}@1 min" for down in found.down if down.id != each.id]
        alone = pc.now(hall(), others)
        assert each.interruption_without == pytest.approx(alone.any_load.probability("24 h"), rel=1e-9)
        assert dict(each.loads)["rack"] == pytest.approx(within(alone)[-1], rel=1e-9)
    assert first.interruption_without <= second.interruption_without


# -- services ----------------------------------------------------------------------------------


def test_a_service_of_two_places_is_interrupted_when_both_are() -> None:
    def place(name: str) -> tuple[Any, ...]:
        feed = pc.GridFeed(f"grid-{name}", failure_rate="1e-9 / year", mttr="20 min")
        ups = pc.Ups(f"ups-{name}", fed_by=feed.id, autonomy="10 min", battery_failure=0.0, **QUIET)
        return feed, ups, pc.Server(name, fed_by=ups.id, hold_up="0 s", recovery_time="1 h")

    site = pc.Site("s", (*place("a"), *place("b")), services=(pc.Service("it", runs_on=["a", "b"]),))
    found = pc.now(site, ["grid-a@0 min", "grid-b@5 min"])
    chances = math.exp(-10 / 20), math.exp(-5 / 20)
    assert found.service("it").state == "up"
    assert found.service("it").probability("24 h") == pytest.approx(chances[0] * chances[1], rel=1e-6)
    assert found.any_load.probability("24 h") == pytest.approx(
        1 - (1 - chances[0]) * (1 - chances[1]), rel=1e-6
    )
    dark = pc.now(site, ["grid-a@20 min", "grid-b@20 min"]).service("it")
    assert (dark.state, dark.probability("1 h")) == ("down", 1.0)
    alone = pc.now(site, ["grid-a@20 min"]).service("it")
    assert alone.state == "up"
    assert alone.one_away == ("grid-b", "ups-b")


# -- what cannot be asked ----------------------------------------------------------------------


def test_all_that_is_wrong_with_a_call_is_told_at_once() -> None:
    site = hall()
    with pytest.raises(CallError) as told:
        pc.now(
            site,
            ["grd", "gen:3", "ats@-1 h", "ups@3 kg", "rack", "grid@2999-01-01T00:00", "grid", "grid"],
            battery={"ups": "140 %", "ats": "4 %"},
            fuel={"gen": "3 h", "gen2": "1 h"},
            hours=("0 h", "soon"),
        )
    text = "\n".join(told.value.told)
    for said in (
        'no component "grd"; did you mean grid?',
        '"gen:3": gen has 2 units',
        '"-1 h" is negative',
        'unknown unit "kg"',
        "rack is a load",
        "lies in the future",
        '"grid" is said to be down twice',
        '"140 %" is outside 0 to 1',
        "ats is a ats and has no battery",
        "gen has no fuel_autonomy",
        'no component "gen2"; did you mean "gen"?',
        "0 h is no time to ask for",
        '"soon"',
    ):
        assert said in text, said


def test_what_would_be_back_by_now_cannot_be_down() -> None:
    with pytest.raises(CallError, match="fixed"):
        pc.now(battery(mttr="3 min", restoration="fixed"), ["grid@5 min"])


def test_what_nobody_says_a_repair_of_stays_down() -> None:
    block = pc.Block("supply", unavailability=0.01)
    site = pc.Site("block", (block, pc.Server("rack", fed_by="supply", hold_up="0 s")))
    found = pc.now(site, ["supply"])
    assert found.down[0].back_hours is None
    assert found.load("rack").back_hours is None
    assert any(each.what == "repair" for each in found.not_considered)


def test_a_date_time_says_since_when() -> None:
    from datetime import datetime, timedelta

    then = (datetime.now().astimezone() - timedelta(minutes=5)).isoformat(timespec="seconds")
    found = pc.now(battery(), [f"grid@{then}"])
    assert found.down[0].since_hours == pytest.approx(5 / 60, abs=0.01)


def test_what_is_not_said_since_when_has_been_down_for_as_long_as_the_oldest_of_the_others() -> None:
    found = pc.now(hall(), ["gen:1", "grid@5 min"])
    assert [each.since_hours for each in found.down] == pytest.approx([5 / 60, 5 / 60])


def test_it_says_what_maintain_says_of_one_more_failure() -> None:
    site = hall(ups={"count": 3, "needed": 2})
    for asked in ("gen", "gen:1", "ups:1", "grid"):
        taken = window(site, asked, 8.0).must_not_fail.get("rack", ())
        found = pc.now(site, [asked]).load("rack").one_away
        assert found == tuple(name.partition(":")[0] for name in taken), asked
