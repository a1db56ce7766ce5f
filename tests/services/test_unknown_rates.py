"""A plain unavailability has no rate: a service that it takes is told without recovery from it."""

import pytest

import powercalc as pc


def test_the_frequency_is_unknown_and_never_nought() -> None:
    components = (pc.GridFeed("grid", unavailability=0.01), pc.Server("a", fed_by="grid", hold_up="0 s"))
    service = pc.Service("s", runs_on=["a"], recovery_time="10 h")
    result = pc.evaluate(pc.Site("unknown", components, services=(service,)))
    found = result.service("s")
    assert found.failure_frequency is None
    assert found.unavailability == pytest.approx(0.01)
    assert {each.per_year for each in found.interruptions_longer_than} == {None}
    assert any(left.what == "recovery_of_services" for left in result.not_considered)


def test_what_is_always_dark_serves_nobody_and_moves_to_what_is_not() -> None:
    components = (
        pc.Solar("sun"),
        pc.GridFeed("grid", failure_rate="2 / year", mttr="3 h"),
        pc.Server("dark", fed_by="sun", hold_up="0 s"),
        pc.Server("lit", fed_by="grid", hold_up="0 s"),
    )
    services = (
        pc.Service("alone", runs_on=["dark"], recovery_time="3 h"),
        pc.Service("both", runs_on=["dark", "lit"], failover_time="1 h"),
        pc.Service("lit only", runs_on=["lit"]),
    )
    result = pc.evaluate(pc.Site("dark", components, services=services))
    assert result.service("alone").unavailability == pytest.approx(1.0)
    alone = result.service("lit only").unavailability
    assert result.service("both").unavailability == pytest.approx(alone, rel=1e-6)
