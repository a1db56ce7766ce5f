"""What a scenario does to a site, against what the rules of the wires say by hand."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

import powercalc as pc
from powercalc.simulate.replay import LostInterval, Replay, replay, scenario_of

PARIS = timezone(timedelta(hours=2))


def site(*parts: Any, services: tuple[pc.Service, ...] = ()) -> pc.Site:
    return pc.Site("test", parts, services=services)


def grid(id: str = "grid") -> pc.GridFeed:  # noqa: A002
    return pc.GridFeed(id, failure_rate="1 / year", mttr="1 h")


def rack(*fed_by: str, id: str = "rack", **more: Any) -> pc.Server:  # noqa: A002
    return pc.Server(id, fed_by=fed_by, power="1 kW", **{"hold_up": "0 s", **more})


def plain(id: str, fed_by: str = "grid") -> pc.Bus:  # noqa: A002
    return pc.Bus(id, fed_by=fed_by, failure_rate="1 / year", mttr="1 h")


def ups(id: str = "ups", fed_by: str = "grid", autonomy: str = "10 min") -> pc.Ups:  # noqa: A002
    return pc.Ups(id, fed_by=fed_by, autonomy=autonomy, battery_failure="1 %")


def generator(start: str = "12 s") -> pc.Generator:
    return pc.Generator(
        "gen", start_time=start, fail_to_start="1 %", failure_rate="1 / 1000 h", mttr="24 h", start_mttr="2 h"
    )


def switched(*others: Any) -> pc.Site:
    ats = pc.Ats("ats", fed_by=["grid", "gen"], transfer_time="10 s", fail_to_transfer="1 %", mttr="5 h")
    return site(grid(), generator(), ats, *others, rack("ats"))


def event(at: Any, **acts: Any) -> dict[str, Any]:
    return {"at": at, **acts}


def played(of: pc.Site, *events: dict[str, Any], until: str = "100 h", **more: Any) -> Replay:
    values = {"scenario": {"name": "test", "until": until}, "event": list(events), **more}
    return replay(of, scenario_of(values, of))


def spans(intervals: tuple[LostInterval, ...]) -> list[Any]:
    """From when to when, in seconds."""
    return [(seconds(each.from_h), each.to_h and seconds(each.to_h)) for each in intervals]


def seconds(hours: float) -> Any:
    return pytest.approx(hours * 3600, abs=1e-3)


def dark(result: Replay, load: str = "rack") -> list[Any]:
    return spans(result.load(load).intervals)


def test_what_fails_is_down_until_it_is_restored() -> None:
    of = site(grid(), rack("grid"))
    found = played(of, event("1 h", fail="grid"), event("3 h", restore="grid"))
    assert dark(found) == [(3600, 10800)]
    assert found.load("rack").intervals[0].why == "grid failed"


def test_what_is_never_restored_stays_down_beyond_the_end() -> None:
    assert dark(played(site(grid(), rack("grid")), event("1 h", fail="grid"))) == [(3600, None)]


def test_a_thing_may_fail_again() -> None:
    of = site(grid(), rack("grid"))
    twice = [event(at, **{act: "grid"}) for at, act in
             (("1 h", "fail"), ("2 h", "restore"), ("3 h", "fail"), ("4 h", "restore"))]  # fmt: skip
    assert dark(played(of, *twice)) == [(3600, 7200), (10800, 14400)]


def test_events_are_told_in_the_order_of_time_not_of_the_file() -> None:
    of = site(grid(), rack("grid"))
    assert dark(played(of, event("3 h", restore="grid"), event("1 h", fail="grid"))) == [(3600, 10800)]


def test_a_battery_is_spent_after_its_autonomy_and_full_when_its_feed_is_back() -> None:
    of = site(grid(), ups(), rack("ups"))
    events = [event("1 h", fail="grid"), event("61 min", restore="grid"), event("62 min", fail="grid")]
    found = played(of, *events, event("2 h", restore="grid"))
    assert dark(found) == [(72 * 60, 7200)]
    (battery,) = [each for each in found.carriers if each.kind == "battery"]
    assert [each.why for each in battery.intervals] == ["on battery", "on battery", "battery spent"]


def test_a_battery_that_does_not_hold_holds_again_when_it_is_restored() -> None:
    of = site(grid(), ups(), rack("ups"))
    outage = [event("1 h", fail="grid"), event("65 min", restore="grid")]
    again = [event("2 h", fail="grid"), event("125 min", restore="grid")]
    without = played(of, event("0 h", fail="ups.battery"), *outage, *again)
    assert dark(without) == [(3600, 3900), (7200, 7500)]
    mended = played(
        of, event("0 h", fail="ups.battery"), *outage, event("70 min", restore="ups.battery"), *again
    )
    assert dark(mended) == [(3600, 3900)]


def test_a_battery_that_holds_gives_out_when_it_is_said_to() -> None:
    of = site(grid(), ups(), rack("ups"))
    events = [event("1 h", fail="grid"), event("64 min", fail="ups.battery"), event("2 h", restore="grid")]
    assert dark(played(of, *events)) == [(3840, 7200)]


def test_a_set_that_does_not_start_is_mended_in_its_time_or_when_the_scenario_says() -> None:
    lost, fails = event("0 h", fail="grid"), event("0 h", fail="gen.start")
    assert dark(played(switched(), lost, fails)) == [(0, 12 + 7200 + 10)]
    assert dark(played(switched(), lost, fails, event("1 h", restore="gen.start"))) == [(0, 3610)]
    assert dark(played(switched(), lost, fails, event("6 h", restore="gen.start"))) == [(0, 21610)]


def test_a_set_that_fails_is_down_whether_it_runs_or_not() -> None:
    lost = event("1 h", fail="grid")
    running = played(switched(), lost, event("2 h", fail="gen"), event("3 h", restore="gen"))
    assert dark(running) == [(3600, 3622), (7200, 10800)]
    resting = played(switched(), event("0 h", fail="gen"), lost, event("3 h", restore="gen"))
    assert dark(resting) == [(3600, 10810)]


def test_one_unit_of_several_may_fail() -> None:
    of = site(
        grid(),
        pc.Bus("bus", fed_by="grid", count=2, needed=1, failure_rate="1 / year", mttr="1 h"),
        rack("bus"),
    )
    one, both = event("1 h", fail="bus:1"), event("2 h", fail="bus")
    assert dark(played(of, one)) == []
    assert dark(played(of, one, both, event("3 h", restore="bus:1"))) == [(7200, 10800)]


def test_a_stuck_switch_is_moved_by_hand_or_when_the_scenario_says() -> None:
    lost, stuck = event("0 h", fail="grid"), event("0 h", fail="ats.transfer")
    assert dark(played(switched(), lost, stuck)) == [(0, 12 + 5 * 3600 + 10)]
    assert dark(played(switched(), lost, stuck, event("1 h", restore="ats.transfer"))) == [(0, 3610)]
    assert dark(played(switched(), lost, stuck, event("9 h", restore="ats.transfer"))) == [(0, 9 * 3600 + 10)]


def test_a_breaker_that_is_opened_carries_nothing_until_it_is_closed() -> None:
    breaker = pc.Breaker("q1", fed_by="grid", failure_rate="1 / year", mttr="1 h")
    of = site(grid(), breaker, rack("q1"))
    found = played(of, event("1 h", open="q1"), event("2 h", close="q1"))
    assert dark(found) == [(3600, 7200)]
    assert found.load("rack").intervals[0].why == "q1 open"


def test_a_tie_that_is_closed_by_hand_carries_at_once_and_stands_as_wired_when_opened() -> None:
    tie = pc.Tie("tie", between=["a", "b"], normally="open", transfer_time="1 min", fail_to_transfer=0)
    of = site(
        grid("ga"), grid("gb"), plain("a", "ga"), plain("b", "gb"), tie, rack("a"), rack("b", id="other")
    )
    lost = event("1 h", fail="ga")
    assert dark(played(of, lost)) == [(3600, 3660)]
    assert dark(played(of, event("0 h", close="tie"), lost)) == []
    assert dark(played(of, event("0 h", close="tie"), event("30 min", open="tie"), lost)) == [(3600, 3660)]


def test_a_path_that_does_not_close_closes_when_its_trial_is_restored() -> None:
    path = pc.Breaker("spare", fed_by="gb", normally="open", transfer_time="1 min", fail_to_transfer=0)
    bus = pc.Bus("bus", fed_by=["ga", "spare"], failure_rate="1 / year", mttr="1 h")
    of = site(grid("ga"), grid("gb"), path, bus, rack("bus"))
    events = [event("0 h", fail="spare.transfer"), event("1 h", fail="ga")]
    assert dark(played(of, *events)) == [(3600, None)]
    assert dark(played(of, *events, event("2 h", restore="spare.transfer"))) == [(3600, 7200)]
    assert dark(played(of, event("1 h", fail="ga"), event("1 h", close="spare"))) == []


def test_a_hazard_strikes_all_that_stands_in_its_zone() -> None:
    fire = pc.Hazard(name="fire", failure_rate="1 / 100 year", mttr="1 h")
    parts = (
        grid(),
        pc.Bus("bus", fed_by="grid", failure_rate="1 / year", mttr="1 h", zone="room"),
        rack("bus"),
    )
    of = pc.Site("test", parts, zones=(pc.Zone(name="room", hazards=(fire,)),))
    found = played(of, event("1 h", fail="room.fire"), event("5 h", restore="room.fire"))
    assert dark(found) == [(3600, 18000)]
    assert found.load("rack").intervals[0].why == "room.fire"


def test_a_bypass_that_does_not_carry() -> None:
    by = pc.Ups(
        "ups", fed_by="grid", autonomy="10 min", bypass=True, battery_failure="1 %", fail_to_bypass="1 %"
    )
    of = site(grid(), by, rack("ups"))
    assert dark(played(of, event("1 h", fail="ups"))) == []
    found = played(of, event("1 h", fail="ups"), event("2 h", fail="ups.bypass"), event("3 h", restore="ups"))
    assert dark(found) == [(7200, 10800)]


# services


def two_places(**more: Any) -> pc.Site:
    records = pc.Service("records", runs_on=["one", "two"], recovery_time="4 h", **more)
    loads = (rack("ga", id="one"), rack("gb", id="two"))
    return site(grid("ga"), grid("gb"), *loads, services=(records,))


def down(result: Replay, service: str = "records") -> list[Any]:
    return spans(result.service(service).intervals)


def test_a_service_recovers_after_power_is_back() -> None:
    of = two_places(needed=2)
    found = played(of, event("1 h", fail="ga"), event("2 h", restore="ga"))
    assert down(found) == [(3600, 6 * 3600)]
    assert found.service("records").intervals[0].why == "one without power, then recovers"


def test_a_service_on_both_runs_on_the_other() -> None:
    assert down(played(two_places(), event("1 h", fail="ga"), event("2 h", restore="ga"))) == []


def test_a_service_moves_and_goes_back_at_no_cost() -> None:
    of = two_places(failover_time="15 min")
    assert down(played(of, event("1 h", fail="ga"), event("2 h", restore="ga"))) == [(3600, 4500)]


def test_a_service_that_fails_to_move_waits_for_where_it_ran() -> None:
    of = two_places(failover_time="15 min")
    stuck = event("0 h", fail="records.failover")
    assert down(played(of, stuck, event("1 h", fail="ga"), event("2 h", restore="ga"))) == [(3600, 6 * 3600)]
    mended = played(of, stuck, event("1 h", fail="ga"), event("2 h", restore="records.failover"))
    assert down(mended) == [(3600, 7200 + 900)]


def test_a_service_is_down_with_what_it_depends_on() -> None:
    network = pc.Block("net", failure_rate="1 / year", mttr="1 h")
    mail = pc.Service("mail", runs_on="rack", depends_on="net")
    post = pc.Service("post", runs_on="rack", depends_on="mail")
    of = site(grid(), network, rack("grid"), services=(post, mail))
    found = played(of, event("1 h", fail="net"), event("2 h", restore="net"))
    assert down(found, "mail") == down(found, "post") == [(3600, 7200)]
    assert [service.id for service in found.services] == ["post", "mail"]
    assert found.service("post").intervals[0].why == "mail down"


def test_a_load_is_ready_after_its_recovery_and_recoveries_that_touch_are_one() -> None:
    of = site(grid(), rack("grid", recovery_time="2 h"))
    events = [event("1 h", fail="grid"), event("2 h", restore="grid"), event("3 h", fail="grid")]
    found = played(of, *events, event("4 h", restore="grid")).load("rack")
    assert spans(found.intervals) == [(3600, 7200), (10800, 14400)]
    assert found.not_ready is not None
    assert spans(found.not_ready) == [(3600, 6 * 3600)]


# what is observed, dates, JSON


def test_what_is_observed_stands_beside_what_is_computed() -> None:
    of = site(grid(), rack("grid"))
    observed = [
        {"what": "rack", "lost": "1 h", "back": "2.5 h", "source": "a witness"},
        {"what": "rack", "lost": "50 h", "back": "51 h"},
        {"what": "rack", "lost": False},
    ]
    found = played(of, event("1 h", fail="grid"), event("2 h", restore="grid"), observed=observed)
    first, second, third = found.observed
    assert (first.lost_h, first.back_h, first.computed_lost_h, first.computed_back_h) == (1, 2.5, 1, 2)
    assert (second.computed_lost_h, second.computed_back_h) == (None, None)
    assert (third.stayed, third.lost_h, third.computed_lost_h) == (True, None, 1)


def test_dates_are_told_as_they_were_written() -> None:
    of = site(grid(), rack("grid"))
    start = datetime(2024, 8, 3, 11, 20, tzinfo=PARIS)
    utc = datetime(2024, 8, 3, 10, 20, tzinfo=UTC)
    values = {
        "scenario": {"name": "test", "start": start, "until": "1 day"},
        "event": [event(utc, fail="grid"), event("2 h", restore="grid")],
    }
    told = replay(of, scenario_of(values, of)).to_dict()
    assert told["schema"] == "powercalc/replay/1"
    assert told["start"] == "2024-08-03T11:20:00+02:00"
    assert [(line["at_h"], line["at"]) for line in told["timeline"]] == [
        (1, "2024-08-03T10:20:00+00:00"),
        (1, "2024-08-03T12:20:00+02:00"),
        (2, "2024-08-03T13:20:00+02:00"),
        (2, "2024-08-03T13:20:00+02:00"),
    ]
    assert {"at_h", "at", "component", "event", "why"} <= told["timeline"][0].keys()
    (interval,) = told["loads"][0]["intervals"]
    assert interval == {"from_h": 1.0, "to_h": 2.0, "why": "grid failed"}


def test_a_trace_is_the_replay_of_one_event() -> None:
    from powercalc.simulate import trace

    short = trace(switched(ups("ups", "ats")), ["grid", "gen"], 3.0)
    long = played(
        switched(ups("ups", "ats")), event("0 h", fail=["grid", "gen.start"]), event("3 h", restore="grid")
    )
    told = [line.text for line in long.timeline if not line.stated]
    assert [line.text for line in short.lines if line.text not in ("grid: lost", "grid: back")] == told


def test_a_load_that_is_not_there_is_told_with_those_that_are() -> None:
    found = played(site(grid(), rack("grid")), event("1 h", fail="grid"), event("3 h", restore="grid"))
    with pytest.raises(pc.CallError, match=r'there is no load "rak"; there are rack'):
        found.load("rak")
    with pytest.raises(pc.CallError, match=r'there is no service "mail"; there are none'):
        found.service("mail")
