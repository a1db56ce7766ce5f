"""How far off a result may be is stated, and holds: of the downtime and of the interruptions."""

import math
from pathlib import Path

import pytest

import powercalc as pc
from powercalc.response.columns import age_columns
from powercalc.results.evaluation_result import LoadPoint
from powercalc.simulate import simulate
from tests.compare_generated import FEATURES, generated

CASES = Path(__file__).parent / "cases"


def load(name: str, of: str) -> LoadPoint:
    return pc.evaluate(pc.read(CASES / f"{name}.toml")).load(of)


def within(load: LoadPoint, hours: tuple[float, float], interruptions: tuple[float, float]) -> bool:
    """Tell whether both figures are right within three standard errors and what the result states."""
    assert load.unavailability_error is not None
    assert load.frequency_error is not None
    assert load.interruptions_per_year is not None
    off = load.unavailability_error * 8760, load.frequency_error * 8760
    return (
        abs(load.downtime_h_per_year - hours[0]) <= off[0] + 3 * hours[1]
        and abs(load.interruptions_per_year - interruptions[0]) <= off[1] + 3 * interruptions[1]
    )


def test_a_weak_grid() -> None:
    """A Markov chain: 810.907 h and 78.838 interruptions a year."""
    assert within(load("called-half-the-time", "load"), (810.907, 5e-4), (78.838, 5e-4))


@pytest.mark.parametrize(("site", "of"), [("fuel-crossed", "on-a"), ("fuel-two-paths", "rack")])
def test_fuel_that_ends_while_another_set_has_failed(site: str, of: str) -> None:
    """Simulated: 2.6149 ± 0.0038 h and 0.577 ± 0.001, of which 0.47148 ± 0.0007 longer than an hour."""
    found = load(site, of)
    assert within(found, (2.6149, 0.0038), (0.577, 0.001))
    assert found.interruptions_longer_than is not None
    hour = next(each.per_year for each in found.interruptions_longer_than if each.duration == "1 h")
    assert hour == pytest.approx(0.47148, abs=3 * 0.0007)


@pytest.mark.parametrize("site", ["sts-beside", "sts-beside-without"])
def test_a_switch_beside_a_load_changes_nothing(site: str) -> None:
    """Simulated: 0.05046 ± 0.00023 h and 0.01838 ± 0.00006 interruptions a year."""
    assert within(load(site, "dual"), (0.05046, 0.00023), (0.01838, 0.00006))


@pytest.mark.parametrize("kind", FEATURES)
def test_what_is_approximate_states_its_error(kind: str) -> None:
    for site in generated(kind, 2):
        result = pc.evaluate(site)
        for each in result.loads:
            assert each.unavailability_error is not None
            assert result.method != "exact" or each.unavailability_error == 0
            assert (each.frequency_error is None) == (each.interruptions_per_year is None)


def test_who_runs_already_is_not_called_again() -> None:
    """Simulated: 2.982 calls a year of either set, one for each outage of the grid."""
    calls = pc.evaluate(pc.read(CASES / "fuel-crossed.toml")).standby
    often = 3 / (1 + 60 / 8760)
    assert [each.calls_per_year for each in calls] == pytest.approx([often, often], rel=1e-3)


def test_a_plain_block_diagram_states_none() -> None:
    found = pc.evaluate(pc.read(CASES / "fuel-crossed.toml"), plain=True).load("on-a")
    assert found.unavailability_error is None
    assert found.frequency_error is None
    assert found.to_dict()["interruptions_error_per_year"] is None


CALLED_BY_TRIALS = """
[grid_feed.grid]
failure_rate = "11 / year"
mttr = "26 h"
[generator.other]
failure_rate = "1 / 33 h"
mttr = "5.6 h"
start_time = "10 s"
fail_to_start = 0.01
[generator.gen]
failure_rate = "1 / 100 h"
mttr = "3 h"
start_time = "2 min"
fail_to_start = 0
[ats.ats]
fed_by = ["grid", "other"]
failure_rate = 0
transfer_time = 0
fail_to_transfer = 0.15
[sts.sts]
fed_by = ["ats", "gen"]
failure_rate = 0
transfer_time = 0
fail_to_transfer = 0
[server.rack]
fed_by = "sts"
"""


@pytest.mark.parametrize("start", ["0 s", "1e-6 s", "10 s"])
def test_the_use_of_generators(start: str) -> None:
    """Calls, hours of calls and of sets: a switch that is stuck calls the second set."""
    site = pc.read_text(CALLED_BY_TRIALS.replace('start_time = "10 s"', f'start_time = "{start}"'))
    years = 4000
    seen = {each.id: each for each in simulate(site, years=years, seed=1, processes=1).standby}
    for each in pc.evaluate(site).standby:
        did = seen[each.id]
        calls = did.calls_per_year
        share = 3 * (2 / (calls * years)) ** 0.5
        assert abs(each.calls_per_year - calls) <= each.calls_error_per_year + share * calls
        off, hours = each.running_error_h_per_year, did.called_h_per_year
        assert abs(each.running_h_per_year - hours) <= off + share * hours
        off, hours = each.set_hours_error_per_year, did.running_h_per_year
        assert abs(each.set_hours_per_year - hours) <= off + share * hours


def test_generators_that_only_feeds_call_are_certain() -> None:
    for each in pc.evaluate(pc.read(CASES / "fuel-crossed.toml")).standby:
        assert each.calls_error_per_year < 1e-3 * each.calls_per_year


@pytest.mark.parametrize("autonomy", [0.5, 1.0, 8.0])
def test_a_set_that_is_called_when_a_battery_is_spent(autonomy: float) -> None:
    """Called w e^(−t/m) times an hour: not by outages that the battery holds."""
    site = pc.Site(
        "spent",
        (
            pc.GridFeed("grid", failure_rate="12 / year", mttr="2 h"),
            pc.Ups("ups", fed_by="grid", failure_rate=0, autonomy=f"{autonomy} h", battery_failure=0),
            pc.Generator("gen", failure_rate=0, mttr="1 h", fail_to_start=0, start_time=0),
            pc.Sts("sts", fed_by=["ups", "gen"], failure_rate=0, fail_to_transfer=0, transfer_time=0),
            pc.Server("rack", fed_by="sts"),
        ),
    )
    often = 12 / (1 + 24 / 8760) * math.exp(-autonomy / 2)
    (used,) = pc.evaluate(site).standby
    assert used.calls_per_year == pytest.approx(often, rel=1e-3)
    assert used.running_h_per_year == pytest.approx(2 * often, rel=5e-3)


def test_the_use_of_sets_that_no_load_needs() -> None:
    """A second set is called when the first refuses, until that is repaired or the feed is back."""
    site = pc.Site(
        "beside",
        (
            pc.GridFeed("grid", failure_rate="6 / year", mttr="5 h"),
            pc.Generator("g1", failure_rate=0, mttr="2 h", fail_to_start="10 %", start_time=0),
            pc.Generator("g2", failure_rate=0, mttr="1 h", fail_to_start=0, start_time=0),
            pc.Ats("ats", fed_by=["grid", "g1", "g2"], failure_rate=0, fail_to_transfer=0, transfer_time=0),
            pc.Panel("panel", fed_by="ats", failure_rate=0),
            pc.Server("rack", fed_by="grid", hold_up="20 ms"),
        ),
    )
    often = 6 / (1 + 30 / 8760)
    first, second = pc.evaluate(site).standby
    assert (first.calls_per_year, first.running_h_per_year) == pytest.approx((often, 5 * often), rel=1e-3)
    assert second.calls_per_year == pytest.approx(0.1 * often, rel=5e-3)
    assert second.running_h_per_year == pytest.approx(0.1 * often * 10 / 7, rel=5e-3)
    assert second.calls_error_per_year < 0.01 * second.calls_per_year


def test_a_set_that_fails_in_the_gap_until_a_switch_stands_on_it() -> None:
    """Started after 2 min, stood on after 3: one that fails in between makes the gap longer than that.

    So does one that refused, and is repaired in the minute in which the switch moves to the other.
    """
    often, rate, refuses, mttr, feed = 20.0, 0.1, 0.3, 3.48, 0.15
    site = pc.Site(
        "gap",
        (
            pc.GridFeed("grid", failure_rate=f"{often} / year", mttr=f"{feed} h"),
            pc.Generator(
                "g1", failure_rate=f"{rate} / h", mttr=f"{mttr} h", fail_to_start=refuses, start_time="2 min"
            ),
            pc.Generator("g2", failure_rate=0, mttr="1 h", fail_to_start=0, start_time="2 min"),
            pc.Ats(
                "ats", fed_by=["grid", "g1", "g2"], failure_rate=0, fail_to_transfer=0, transfer_time="1 min"
            ),
            pc.Server("rack", fed_by="ats", hold_up=0),
        ),
    )
    found = pc.evaluate(site).load("rack")
    assert found.interruptions_longer_than is not None
    assert found.frequency_error is not None
    (longer,) = (each.per_year for each in found.interruptions_longer_than if each.duration == "3 min")
    truth = often * math.exp(-0.05 / feed) * ((1 - refuses) * rate + refuses / mttr) / 60
    assert longer is not None
    assert abs(longer - truth) <= found.frequency_error * 8760 < 0.01 * often


def test_a_second_set_that_takes_over_from_one_which_a_stuck_switch_has_called() -> None:
    """It counts as called for as long as the switch is stuck, and is called when the first set fails."""
    never = {"failure_rate": 0, "fail_to_transfer": 0, "mttr": "1 h"}
    gen = {"fail_to_start": 0, "start_time": "10 s"}
    site = pc.Site(
        "a stuck switch above two sets",
        (
            pc.GridFeed("grid", failure_rate="30 / year", mttr="10 h"),
            pc.GridFeed("sound", failure_rate=0, mttr="1 h"),
            pc.Generator("g1", failure_rate="1 / 80 h", mttr="27 h", **gen),
            pc.Generator("g2", failure_rate="1 / 22 h", mttr="3.4 h", **gen),
            pc.Ats("ats", fed_by=["grid", "sound"], **never | {"fail_to_transfer": 0.3, "mttr": "20 h"}),
            pc.Ats("next", fed_by=["ats", "g1"], transfer_time="5 s", **never),
            pc.Sts("sts", fed_by=["next", "g2"], transfer_time="4 ms", **never),
            pc.Server("rack", fed_by="sts", hold_up=0),
        ),
    )
    found, seen = pc.evaluate(site).load("rack"), simulate(site, years=10_000, seed=1, processes=1)
    (rack,) = seen.loads
    assert rack.interruptions_per_year is not None
    assert rack.interruptions_standard_error is not None
    hours = rack.downtime_h_per_year, rack.downtime_standard_error
    assert within(found, hours, (rack.interruptions_per_year, rack.interruptions_standard_error))


def test_a_set_that_two_feeds_call_has_another_behind_it_for_each() -> None:
    """Of the calls of the set, each second one gets those alone that its own feed made: w q (1 - U)."""
    rates = {"a": "27 / year", "b": "7 / year"}
    shared = pc.Generator(
        "gen", failure_rate=0, mttr="1 h", start_mttr="1 s", fail_to_start=0.1, start_time=0
    )
    parts = [
        part
        for path, rate in rates.items()
        for part in (
            pc.GridFeed(f"grid-{path}", failure_rate=rate, mttr="2 h"),
            pc.Generator(f"gen-{path}", failure_rate=0, mttr="1 h", fail_to_start=0, start_time=0),
            ats(f"ats-{path}", f"grid-{path}", "gen"),
            ats(f"next-{path}", f"ats-{path}", f"gen-{path}"),
            pc.Server(f"rack-{path}", fed_by=f"next-{path}"),
        )
    ]
    down = {path: (x := float(rate.split()[0]) * 2 / 8760) / (1 + x) for path, rate in rates.items()}
    often = {path: down[path] / 2 * 8760 for path in rates}
    used = {each.id: each.calls_per_year for each in pc.evaluate(pc.Site("two", (shared, *parts))).standby}
    assert used["gen-a"] == pytest.approx(0.1 * often["a"] * (1 - down["b"]), rel=1e-4)
    assert used["gen-b"] == pytest.approx(0.1 * often["b"] * (1 - down["a"]), rel=1e-4)


def ats(name: str, *inputs: str) -> pc.Ats:
    return pc.Ats(name, fed_by=inputs, failure_rate=0, mttr=0, fail_to_transfer=0, transfer_time=0)


FIGURES = [
    ("20 min", "2 / year", "130 h"),
    ("5.5 min", "3.8 / year", "95 h"),
    ("90 min", "0.4 / year", "30 h"),
    ("8 min", "8 / year", "350 h"),
    ("40 min", "1 / year", "60 h"),
]
"""Of the grid and of the transformers: how long outages last, how often, how long a repair takes."""


@pytest.mark.parametrize(("outage", "often", "repair"), FIGURES)
def test_pieces_of_ages_that_were_merged(
    outage: str, often: str, repair: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Against eight points in every piece, none of them merged: within 2·10⁻⁴ and what is stated."""
    hall = pc.read(Path(__file__).parent.parent / "examples" / "two-path-hall.toml")
    changes: dict[str, dict[str, object]] = {"tx-a": {"mttr": repair}}
    changes["grid"] = {"mttr": outage, "failure_rate": often}
    site = hall.changed(changes)
    found = pc.evaluate(site).loads[0]
    monkeypatch.setattr(age_columns, "_grid", lambda order, *_, **__: (8, 1e-13) if order < 3 else (2, 0.01))
    fine = pc.evaluate(site).loads[0]
    assert fine.interruptions_per_year is not None
    assert within(found, (fine.downtime_h_per_year, 0.0), (fine.interruptions_per_year, 0.0))
    assert found.downtime_h_per_year == pytest.approx(fine.downtime_h_per_year, rel=2e-4)
    assert found.interruptions_per_year == pytest.approx(fine.interruptions_per_year, rel=2e-4)
