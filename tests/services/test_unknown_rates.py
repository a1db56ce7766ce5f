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
