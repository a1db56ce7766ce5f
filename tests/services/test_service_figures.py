"""Services against closed forms: what is lost at random, for exponential times, and recovered from."""

import math

import pytest

import powercalc as pc
from powercalc.evaluation import as_it_behaves
from powercalc.evaluation.behaviour import behaviour
from powercalc.results.service_point import ServicePoint

HOURS = 8760.0
GRID, OTHER, NETWORK = (4 / HOURS, 2.0), (6 / HOURS, 3.0), (2 / HOURS, 5.0)
"""Failures per hour while up, and the mean time to repair, [h]."""


def unready(block: tuple[float, float], recovery: float) -> tuple[float, float]:
    """V and how often it begins: down, or down within the last R; the block is up for exponential times."""
    rate, repair = block
    up = 1 / (1 + rate * repair)
    free = up * math.exp(-rate * recovery)
    return 1 - free, rate * free


def feed(name: str, block: tuple[float, float]) -> pc.GridFeed:
    return pc.GridFeed(name, failure_rate=f"{block[0]:.17g} / h", mttr=f"{block[1]} h")


def load(name: str, *fed_by: str) -> pc.Server:
    return pc.Server(name, fed_by=list(fed_by), hold_up="0 s")


def served(*services: pc.Service) -> pc.Evaluation:
    """Two loads on one feed, a third on another; a network that nothing feeds."""
    components = (
        feed("grid", GRID), feed("other", OTHER), load("a", "grid"), load("twin", "grid"), load("b", "other"),
        pc.Block("network", failure_rate=f"{NETWORK[0]:.17g} / h", mttr=f"{NETWORK[1]} h"),
    )  # fmt: skip
    return pc.evaluate(pc.Site("places", components, services=services))


def only(service: pc.Service) -> ServicePoint:
    return served(service).service(service.id)


def exact(figure: float) -> object:
    return pytest.approx(figure, rel=1e-9)


def test_one_load_is_down_while_lost_and_recovering() -> None:
    found = only(pc.Service("s", runs_on=["a"], recovery_time="10 h"))
    chance, often = unready(GRID, 10)
    assert found.unavailability == exact(chance)
    assert found.failure_frequency == exact(often)


def test_without_a_recovery_time_of_its_own_it_is_that_of_the_load() -> None:
    site = pc.Site(
        "own",
        (feed("grid", GRID), pc.Server("a", fed_by="grid", hold_up="0 s", recovery_time="7 h")),
        services=(pc.Service("s", runs_on=["a"]),),
    )
    assert pc.evaluate(site).service("s").unavailability == exact(unready(GRID, 7)[0])


def test_two_independent_loads_are_missed_together_by_chance() -> None:
    found = only(pc.Service("s", runs_on=["a", "b"], recovery_time="10 h"))
    (one, begins), (other, also) = unready(GRID, 10), unready(OTHER, 10)
    assert found.unavailability == exact(one * other)
    assert found.failure_frequency == exact(begins * other + also * one)


def test_two_loads_behind_one_feed_are_as_good_as_one() -> None:
    found = only(pc.Service("s", runs_on=["a", "twin"], recovery_time="10 h"))
    assert found.unavailability == exact(unready(GRID, 10)[0])


def test_all_of_two_loads_are_needed() -> None:
    found = only(pc.Service("s", runs_on=["a", "b"], needed=2, recovery_time="10 h"))
    (one, begins), (other, also) = unready(GRID, 10), unready(OTHER, 10)
    assert found.unavailability == exact(1 - (1 - one) * (1 - other))
    assert found.failure_frequency == exact(begins * (1 - other) + also * (1 - one))


def test_places_behind_one_feed_with_recoveries_of_their_own_are_missed_for_the_shorter() -> None:
    quick = pc.Server("a", fed_by="grid", hold_up="0 s", recovery_time="1 h")
    slow = pc.Server("b", fed_by="grid", hold_up="0 s", recovery_time="30 h")
    services = (pc.Service("one", runs_on=["a", "b"]), pc.Service("both", runs_on=["a", "b"], needed=2))
    found = pc.evaluate(pc.Site("s", (feed("grid", GRID), quick, slow), services=services))
    assert found.service("one").unavailability == exact(unready(GRID, 1)[0])
    assert found.service("both").unavailability == exact(unready(GRID, 30)[0])
    assert found.service("both").failure_frequency == pytest.approx(unready(GRID, 30)[1], rel=1e-6)


def test_a_network_that_it_depends_on_takes_it_without_recovery() -> None:
    found = only(pc.Service("s", runs_on=["a"], recovery_time="10 h", depends_on=["network"]))
    (power, _), (network, _) = unready(GRID, 10), unready(NETWORK, 0)
    assert found.unavailability == exact(1 - (1 - power) * (1 - network))
    hours = {cause.what: cause.downtime_h_per_year for cause in found.causes}
    assert hours["power"] == exact(power * HOURS)
    assert math.fsum(hours.values()) == exact(found.downtime_h_per_year)


def test_a_chain_of_services_is_down_with_any_of_them() -> None:
    records = pc.Service("records", runs_on=["a"], recovery_time="10 h", depends_on=["identity"])
    identity = pc.Service("identity", runs_on=["b"], recovery_time="2 h", depends_on=["network"])
    found = served(records, identity).service("records")
    free = [1 - unready(*each)[0] for each in ((GRID, 10), (OTHER, 2), (NETWORK, 0))]
    assert found.unavailability == exact(1 - math.prod(free))


def moved(fails: float, lasts: float, recovery: float) -> float:
    """U of a service on a, then b, with moves; exact to the first order in coincidences of more than two.

    A move after a loss of a while b is ready; after a loss of b while it ran there, when a is back first.
    """
    (one, begins), (other, also) = unready(GRID, recovery), unready(OTHER, recovery)
    longer = [repair * math.exp(-max(lasts - recovery, 0) / repair) for _, repair in (GRID, OTHER)]
    assert recovery >= lasts, longer
    first = begins * (1 - other) * ((1 - fails) * lasts + fails * (recovery + GRID[1]))
    # the second is lost while the first recovers: what is left of that, against the length of its own
    again = also * one * ((1 - fails) * lasts)
    return one * other + first + again


def test_a_move_takes_its_time_and_may_fail() -> None:
    for fails in (0.0, 0.1):
        service = pc.Service(
            "s", runs_on=["a", "b"], recovery_time="40 h", failover_time="15 min", fail_to_fail_over=fails
        )
        assert only(service).unavailability == pytest.approx(moved(fails, 0.25, 40), rel=0.1)


def test_a_move_in_no_time_that_never_fails_costs_nothing() -> None:
    at_once = only(pc.Service("s", runs_on=["a", "b"], recovery_time="10 h"))
    moving = only(pc.Service("s", runs_on=["a", "b"], recovery_time="10 h", failover_time="0 s"))
    assert moving.unavailability == exact(at_once.unavailability)


def test_a_move_that_takes_longer_than_the_loss_is_never_waited_for() -> None:
    short = only(pc.Service("s", runs_on=["a", "b"], failover_time="9 h", recovery_time="1 h"))
    alone = only(pc.Service("s", runs_on=["a"], recovery_time="1 h"))
    assert short.unavailability < alone.unavailability
    long = only(pc.Service("s", runs_on=["a", "b"], failover_time="900 h", recovery_time="1 h"))
    assert long.unavailability == pytest.approx(alone.unavailability, rel=2e-2)


def test_it_is_never_down_for_longer_than_something_more_often_than_at_all() -> None:
    found = only(pc.Service("s", runs_on=["a", "b"], recovery_time="10 h", failover_time="15 min"))
    longer = [each.per_year or 0.0 for each in found.interruptions_longer_than]
    often = [found.interruptions_per_year or 0.0, *longer]
    assert sorted(often, reverse=True) == often
    assert only(pc.Service("s", runs_on=["a"], recovery_time="10 h")).interruptions_longer_than[
        3
    ].per_year == exact(unready(GRID, 10)[1] * HOURS)


def test_reasons_of_a_service_hold_nearly_all_of_it() -> None:
    found = only(pc.Service("s", runs_on=["a"], recovery_time="10 h", depends_on=["network"]))
    assert [reason.cut_set for reason in found.reasons] == [("grid",), ("network",)]
    assert abs(found.unnamed.share) < 0.01


def test_an_unknown_service_is_told_with_those_there_are() -> None:
    with pytest.raises(pc.CallError, match="there are s"):
        served(pc.Service("s", runs_on=["a"])).service("t")


def test_sites_that_only_an_assumed_cause_joins_are_told_without_it_where_they_are_too_large(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Feeds of one substation make one large site of halls that have nothing else in common."""
    halls = "\n".join(
        f'[grid_feed.g{n}]\nsubstation = "one"\n[bus.a{n}]\nfed_by = "g{n}"\n[bus.b{n}]\nfed_by = "g{n}"\n'
        f'[server.r{n}]\nfed_by = ["a{n}", "b{n}"]\n'
        for n in range(2)
    )
    site = pc.read_text(f'[site]\nname = "two halls"\n{halls}')
    whole = behaviour

    def small(site: pc.Site, overload: object, groups: list[pc.CommonCause], *rest: object) -> object:
        if any("g0" in group.members and "g1" in group.members for group in groups):
            raise pc.EngineLimit("too large")
        return whole(site, overload, groups, *rest)  # type: ignore[arg-type]

    evaluated = pc.evaluate(site)
    monkeypatch.setattr(as_it_behaves, "behaviour", small)
    told = evaluated.with_common_cause
    assert told is not None
    assert told.groups == (("a0", "b0"), ("a1", "b1"))


def test_an_outage_that_takes_power_and_cooling_is_one_reason_and_the_others_say_what_is_lost() -> None:
    site = pc.Site(
        "cooled",
        (
            feed("grid", GRID), feed("other", OTHER), pc.Crah("crah", fed_by="grid", failure_rate="0 / year"),
            pc.Block("control", failure_rate=f"{NETWORK[0]:.17g} / h", mttr=f"{NETWORK[1]} h"),
            pc.Server("a", fed_by="grid", cooled_by="crah", depends_on="control", hold_up="0 s"),
            pc.Server("b", fed_by="other", cooled_by="crah", hold_up="0 s"),
        ),
        services=(pc.Service("s", runs_on=["a"], recovery_time="10 h"),
                  pc.Service("t", runs_on=["b"], recovery_time="10 h")),
    )  # fmt: skip
    found = pc.evaluate(site)
    first, second = found.service("s"), found.service("t")
    assert [reason.cut_set for reason in first.reasons] == [("grid",), ("control",)]
    assert "of lost support" in first.reasons[1].story
    assert abs(first.unnamed.share) < 0.02
    assert [reason.cut_set for reason in second.reasons] == [("other",), ("grid",)]
    assert "of lost cooling" in second.reasons[1].story


def test_what_nothing_ever_takes_is_never_down() -> None:
    sure = pc.GridFeed("sure", failure_rate="0 / year", mttr="1 h")
    service = pc.Service("s", runs_on=["a"], recovery_time="10 h", failover_time="1 h")
    site = pc.Site("sure", (sure, load("a", "sure")), services=(service,))
    found = pc.evaluate(site).service("s")
    assert (found.unavailability, found.failure_frequency, found.reasons) == (0.0, 0.0, ())
    assert pc.survive(site, ["1 h"], lost=["sure"]).services[0].survival[0].probability == 0.0
