"""Services against formulas: renewal processes of loads that are lost, come back, recover and are moved.

Blocks fail at λ a year and are repaired in a mean time m; every load stands below one of its own. A load is
*ready* for the share A = e^(-λR) / (1 + λm): its next failure comes at no less than R after its repair.
"""

import math
from typing import Any

import numpy as np
import pytest

from powercalc.components import Block, Chiller, Component, Server
from powercalc.constants import HOURS_PER_YEAR as YEAR
from powercalc.report.simulated import simulation
from powercalc.simulate import ObservedService, Simulation, simulate
from powercalc.site import CommonCause, Hazard, Service, Site, Zone
from tests.simulate.sites import block, rack, site

RATE, MTTR, RECOVERY = 20 / YEAR, 10.0, 30.0
READY = math.exp(-RATE * RECOVERY) / (1 + RATE * MTTR)
LOST = READY * RATE
"""[1/h] How often a load that is ready is lost."""


def weak(name: str, **figures: Any) -> Block:
    """A block that fails twenty times a year."""
    return block(name, **{"failure_rate": "20 / year", "mttr": "10 h", **figures})


def load(name: str, *cords: str, **figures: Any) -> Server:
    return Server(name, fed_by=cords, **{"hold_up": 0, **figures})


def pair(**figures: Any) -> list[Component]:
    """Two loads, each below a weak block of its own."""
    return [weak("a", **figures), weak("b", **figures), load("on-a", "a"), load("on-b", "b")]


def simulated(parts: list[Component], *services: Service, years: int = 4000, **more: Any) -> Simulation:
    return simulate(site(*parts, services=services, **more), years=years, seed=5, processes=1)


def agrees(
    found: ObservedService,
    *,
    share: float,
    often: float | None = None,
    longer: dict[str, float] | None = None,
) -> None:
    """Hold a service to within four standard errors of its share of time down, and of numbers per hour."""
    assert found.unavailability == pytest.approx(share, abs=4 * (found.downtime_standard_error or 0) / YEAR)
    if often is not None:
        error = 4 * (found.interruptions_standard_error or 0.0)
        assert found.interruptions_per_year == pytest.approx(often * YEAR, abs=error)
    over = {each.duration: each for each in found.interruptions_longer_than or ()}
    for duration, rate in (longer or {}).items():
        assert over[duration].per_year == pytest.approx(rate * YEAR, abs=4 * over[duration].standard_error)


def test_one_load_and_its_recovery() -> None:
    """Down once from each loss of a load that was ready until it is so again; never for less than R."""
    service = Service("records", runs_on="on-a", recovery_time="30 h")
    found = simulated(pair(), service).service("records")
    agrees(found, share=1 - READY, often=LOST, longer={"24 h": LOST})


def test_the_recovery_of_the_load_holds_where_the_service_states_none() -> None:
    parts = [weak("a"), load("rack", "a", recovery_time="30 h")]
    own, stated, none = (
        Service("own", runs_on="rack"),
        Service("stated", runs_on="rack", recovery_time="2 h"),
        Service("none", runs_on="rack", recovery_time=0),
    )
    result = simulated(parts, own, stated, none)
    assert result.service("own").downtime_h_per_year == pytest.approx(
        result.load("rack").service_downtime_h_per_year or 0.0, rel=1e-3
    )
    agrees(result.service("stated"), share=1 - math.exp(-RATE * 2) / (1 + RATE * MTTR))
    agrees(result.service("none"), share=RATE * MTTR / (1 + RATE * MTTR), often=RATE / (1 + RATE * MTTR))


def test_two_independent_loads_are_both_lost_by_chance() -> None:
    service = Service("records", runs_on=["on-a", "on-b"], recovery_time="30 h")
    found = simulated(pair(), service).service("records")
    agrees(found, share=(1 - READY) ** 2, often=2 * LOST * (1 - READY))


def test_two_of_two_and_two_of_three() -> None:
    parts = [*pair(), weak("c"), load("on-c", "c")]
    both = Service("both", runs_on=["on-a", "on-b"], needed=2, recovery_time="30 h")
    most = Service("most", runs_on=["on-a", "on-b", "on-c"], needed=2, recovery_time="30 h")
    result = simulated(parts, both, most)
    down = 1 - READY
    agrees(result.service("both"), share=1 - READY**2, often=2 * READY * LOST)
    agrees(result.service("most"), share=3 * down**2 - 2 * down**3, often=6 * LOST * down * READY)


def test_two_loads_behind_one_feed_are_lost_together() -> None:
    """The feed takes both and both recover at once; by themselves they are lost by chance."""
    parts = [
        weak("feed"), *(block(name, fed_by="feed", failure_rate="5 / year", mttr="20 h") for name in "ab"),
        load("on-a", "a"), load("on-b", "b"),
    ]  # fmt: skip
    service = Service("records", runs_on=["on-a", "on-b"], recovery_time=0)
    found = simulated(parts, service).service("records")
    feed, own = RATE * MTTR / (1 + RATE * MTTR), 5 / YEAR * 20 / (1 + 5 / YEAR * 20)
    often = RATE * (1 - feed) * (1 - own**2) + (1 - feed) * 2 * own * 5 / YEAR * (1 - own)
    agrees(found, share=1 - (1 - feed) * (1 - own**2), often=often)


def test_two_loads_behind_one_feed_recover_side_by_side() -> None:
    parts = [weak("feed"), load("on-a", "feed"), load("on-b", "feed")]
    service = Service("records", runs_on=["on-a", "on-b"], recovery_time="30 h")
    agrees(simulated(parts, service).service("records"), share=1 - READY, often=LOST)


def test_a_hazard_takes_both_places() -> None:
    hazard = Hazard(name="fire", failure_rate="2 / year", mttr="10 h")
    parts = [block("a"), block("b"), load("on-a", "a", zone="hall"), load("on-b", "b", zone="hall")]
    service = Service("records", runs_on=["on-a", "on-b"], recovery_time="30 h")
    result = simulated(parts, service, zones=[Zone(name="hall", hazards=(hazard,))])
    rate = 2 / YEAR
    agrees(result.service("records"), share=1 - math.exp(-rate * 30) / (1 + rate * 10))


def test_a_common_cause_takes_both_places() -> None:
    cause = CommonCause(name="both", members=["a", "b"], beta="100 %")
    service = Service("records", runs_on=["on-a", "on-b"], recovery_time="30 h")
    found = simulated(pair(), service, common_causes=[cause]).service("records")
    agrees(found, share=1 - READY, often=LOST)


def steady() -> list[Component]:
    """A weak place, and one that never fails."""
    return [weak("a"), block("b"), load("on-a", "a"), load("on-b", "b")]


def test_a_move_takes_its_time() -> None:
    """Down for the failover time after each loss of the preferred place, and going back costs nothing."""
    service = Service("s", runs_on=["on-a", "on-b"], recovery_time="30 h", failover_time="2 h")
    found = simulated(steady(), service).service("s")
    agrees(found, share=2 * LOST, often=LOST, longer={"1 h": LOST, "8 h": 0.0})


def test_a_move_in_no_time_is_no_interruption() -> None:
    service = Service("s", runs_on=["on-a", "on-b"], recovery_time="30 h", failover_time=0)
    found = simulated(steady(), service).service("s")
    assert found.downtime_h_per_year == found.interruptions_per_year == 0.0


def test_a_move_that_fails_lasts_until_it_can_run_where_it_ran() -> None:
    """With probability q down for as long as the place takes to get ready, else for the failover time."""
    service = Service(
        "s", runs_on=["on-a", "on-b"], recovery_time="30 h", failover_time="2 h", fail_to_fail_over="25 %"
    )
    found = simulated(steady(), service).service("s")
    agrees(found, share=0.25 * (1 - READY) + 0.75 * 2 * LOST, often=LOST, longer={"8 h": 0.25 * LOST})


def test_it_runs_again_where_it_ran_before_a_move_is_over() -> None:
    """Without a recovery, an outage that is shorter than the move ends it: the mean of min(outage, F)."""
    service = Service("s", runs_on=["on-a", "on-b"], recovery_time=0, failover_time="5 h")
    found = simulated(steady(), service).service("s")
    often = RATE / (1 + RATE * MTTR)
    agrees(found, share=often * MTTR * -math.expm1(-5 / MTTR), often=often)


def test_a_move_goes_to_what_is_ready_and_is_begun_anew_where_that_is_lost() -> None:
    """Against the Markov chain of two places with exponential times, where the move takes no time.

    It is down while both are; and after a failed move until its own place is back, for the other can only be
    lost meanwhile. Where both were down and the other one is back first, it is moved with a new trial.
    """
    q, f, r = 0.3, RATE, 1 / MTTR
    service = Service(
        "s", runs_on=["on-a", "on-b"], recovery_time=0, failover_time=0, fail_to_fail_over="30 %"
    )
    found = simulated(pair(), service).service("s")
    agrees(found, share=_stuck_or_out(q, f, r))


def _stuck_or_out(q: float, f: float, r: float) -> float:
    """The share of time down; the states are told by where it ran last: there, the other place, and up."""
    both, runs_here, runs_there, stuck_a, stuck_b, out_a, out_b = range(7)
    # both: both are ready, and it runs on a; runs_here: on a, b lost; runs_there: on b, a lost;
    # stuck_x: it ran on x, which is lost, and the move to the other failed; out_x: both are lost, it ran on x
    flow = np.zeros((7, 7))
    flow[both, runs_there], flow[both, stuck_a], flow[both, runs_here] = f * (1 - q), f * q, f
    flow[runs_here, both], flow[runs_here, out_a] = r, f
    flow[runs_there, both], flow[runs_there, out_b] = r, f
    flow[stuck_a, both], flow[stuck_a, out_a] = r, f
    flow[stuck_b, both], flow[stuck_b, out_b] = r, f
    flow[out_a, runs_here], flow[out_a, runs_there], flow[out_a, stuck_a] = r, r * (1 - q), r * q
    flow[out_b, runs_there], flow[out_b, runs_here], flow[out_b, stuck_b] = r, r * (1 - q), r * q
    flow -= np.diag(flow.sum(axis=1))
    equations = np.vstack([flow.T, np.ones(7)])
    share = np.linalg.lstsq(equations, np.array([0.0] * 7 + [1.0]), rcond=None)[0]
    return float(share[[stuck_a, stuck_b, out_a, out_b]].sum())


def test_one_more_load_that_gets_ready_begins_a_new_move() -> None:
    """Three places: after a failed move to the second, the third one comes back and is tried as well.

    The first is lost, the second stands, and the third is lost half the time: a failed move is tried again
    when the third comes back before the first does.
    """
    parts = [
        weak("a"), block("b"), weak("c", failure_rate="1 / 10 h"),
        load("on-a", "a"), load("on-b", "b"), load("on-c", "c"),
    ]  # fmt: skip
    given: dict[str, Any] = {"recovery_time": 0, "failover_time": 0, "fail_to_fail_over": "50 %"}
    result = simulated(
        parts, Service("two", runs_on=["on-a", "on-b"], **given),
        Service("three", runs_on=["on-a", "on-b", "on-c"], **given), years=4000,
    )  # fmt: skip
    often = RATE / (1 + RATE * MTTR)
    agrees(result.service("two"), share=0.5 * often * MTTR, often=0.5 * often)
    # the third turns over at 1/10 h both ways; each return is one more trial: with the first back at 1/10 h,
    # D(c lost) = (1 + D(c up) / 2 · 1/10) / (2/10), D(c up) = (1 + D(c lost) · 1/10) / (2/10)
    lost = (1 / 0.2 + 0.5 * 0.5 / 0.2) / (1 - 0.5 * 0.5 * 0.5)
    up = 1 / 0.2 + 0.5 * lost
    agrees(result.service("three"), share=0.5 * often * (lost + up) / 2)


def test_the_network_is_not_power() -> None:
    """A block without feed that a service depends on: down with it, and no load recovers after that."""
    parts = [*steady(), block("network", failure_rate="4 / year", mttr="5 h")]
    rate = 4 / YEAR
    without = Service("alone", runs_on="on-b", depends_on="network", recovery_time="30 h")
    service = Service("s", runs_on="on-a", depends_on="network", recovery_time="30 h")
    result = simulated(parts, without, service)
    up = 1 / (1 + rate * 5)
    agrees(result.service("alone"), share=1 - up, often=rate * up)
    agrees(result.service("s"), share=1 - up * READY, often=up * READY * (rate + RATE))


def test_a_network_that_is_fed_goes_with_its_feed() -> None:
    parts = [weak("a"), block("network", fed_by="a"), block("b"), load("rack", "b")]
    found = simulated(parts, Service("s", runs_on="rack", depends_on="network", recovery_time="30 h"))
    up = 1 / (1 + RATE * MTTR)
    agrees(found.service("s"), share=1 - up, often=RATE * up)


def test_a_load_as_dependence_is_up_while_it_has_power() -> None:
    parts = [*pair(), load("firewall", "b", recovery_time="100 h")]
    found = simulated(parts, Service("s", runs_on="on-a", depends_on="firewall", recovery_time="30 h"))
    agrees(found.service("s"), share=1 - READY / (1 + RATE * MTTR))


def test_a_chain_of_services_is_in_series_whatever_their_order_in_the_file() -> None:
    parts = [*pair(), weak("c"), load("on-c", "c")]
    last = Service("last", runs_on="on-c", recovery_time="30 h", depends_on="middle")
    middle = Service("middle", runs_on="on-b", recovery_time="30 h", depends_on="first")
    first = Service("first", runs_on="on-a", recovery_time="30 h")
    result = simulated(parts, last, middle, first)
    assert [each.id for each in result.services] == ["last", "middle", "first"]
    agrees(result.service("last"), share=1 - READY**3, often=READY**3 * 3 * RATE)
    agrees(result.service("middle"), share=1 - READY**2, often=READY**2 * 2 * RATE)


def test_a_load_without_cooling_is_not_ready() -> None:
    parts = [
        block("b"), Chiller("chiller", fed_by="b", failure_rate="20 / year", mttr="10 h"),
        rack("b", cooled_by="chiller", thermal_autonomy=0),
    ]  # fmt: skip
    result = simulated(parts, Service("s", runs_on="rack", recovery_time="30 h"))
    assert result.load("rack").downtime_h_per_year == 0.0
    agrees(result.service("s"), share=1 - READY, often=LOST)


def test_planned_work_moves_a_service_before_it_begins() -> None:
    """What work drops is planned: no recovery, no move, no trial; without another place, it is told so."""
    kept: dict[str, Any] = {"maintenance_rate": "2 / year", "maintenance_time": "8 h"}
    parts = [block("a", **kept), block("b"), load("on-a", "a"), load("on-b", "b")]
    moved = Service("moved", runs_on=["on-a", "on-b"], recovery_time="30 h", failover_time="2 h")
    alone = Service("alone", runs_on="on-a", recovery_time="30 h")
    result = simulated(parts, moved, alone)
    for service in result.services:
        assert service.downtime_h_per_year == service.interruptions_per_year == 0.0
    assert result.service("moved").planned_downtime_h_per_year == 0.0
    assert result.service("alone").planned_downtime_h_per_year == pytest.approx(16, rel=0.02)


def test_a_mistake_in_planned_work_interrupts_and_is_recovered_from() -> None:
    kept: dict[str, Any] = {
        "maintenance_rate": "1 / year",
        "maintenance_time": "8 h",
        "maintenance_error": 0.5,
    }
    service = Service("s", runs_on="rack", recovery_time="30 h")
    found = simulated([block("a", mttr="10 h", **{**kept, "failure_rate": 0}), load("rack", "a")], service)
    records = found.service("s")
    error = 4 * (records.interruptions_standard_error or 0.0)
    assert records.interruptions_per_year == pytest.approx(0.5, abs=error)
    assert records.mean_down_time_h == pytest.approx(40, rel=0.02)
    assert records.planned_downtime_h_per_year == pytest.approx(8, rel=0.05)


def test_services_change_nothing_about_their_loads() -> None:
    """They depend on the power, and the power not on them."""
    parts = pair()
    service = Service("s", runs_on=["on-a", "on-b"], recovery_time="30 h", failover_time="2 h")
    with_it, without = simulated(parts, service, years=200), simulated(parts, years=200)
    assert with_it.loads == without.loads


def test_a_plain_unavailability_leaves_frequencies_open() -> None:
    parts = [*pair(), block("n", failure_rate=None, mttr=None, unavailability="10 %"), load("on-n", "n")]
    result = simulated(
        parts, Service("network", runs_on="on-a", depends_on="n", recovery_time="30 h"),
        Service("place", runs_on="on-n", recovery_time="30 h"),
        Service("below", runs_on="on-a", depends_on="place"),
    )  # fmt: skip
    found = result.service("network")
    agrees(found, share=1 - 0.9 * READY)
    assert found.interruptions_per_year is None
    assert result.service("place").downtime_h_per_year is result.service("below").unavailability is None


def test_a_service_is_told() -> None:
    result = simulated(
        [weak("n", failure_rate=None, mttr=None, unavailability="10 %"), load("rack", "n"), *pair()],
        Service("records", runs_on="on-a", recovery_time="30 h"),
        Service("mail", runs_on="rack", recovery_time="30 h"), years=200,
    )  # fmt: skip
    text = simulation(result)
    assert "\nrecords, a service\n  down " in text
    assert "\nmail, a service\n  down         unknown" in text
    figures = result.to_dict()["services"][0]
    assert figures["id"] == "records"
    assert {"unavailability", "downtime_standard_error", "interruptions_longer_than"} < set(figures)


def test_the_same_seed_gives_the_same_services() -> None:
    service = Service("s", runs_on=["on-a", "on-b"], failover_time="1 h", fail_to_fail_over="20 %")
    whole: Site = site(*pair(), services=[service])
    one, two = (simulate(whole, years=4001, seed=3, processes=number) for number in (1, 2))
    assert one == two
