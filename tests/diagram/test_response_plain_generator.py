"""A generator with a plain unavailability: down for the whole of a call, with that chance."""

import pytest

import powercalc as pc
from powercalc.response import respond
from powercalc.site import Site


def site(**of_generator: object) -> Site:
    return pc.Site(
        "plain",
        (
            pc.GridFeed("grid", failure_rate="3 / year", mttr="1.5 h"),
            pc.Generator("gen", start_time="0 s", **of_generator),
            pc.Ats("ats", fed_by=["grid", "gen"], failure_rate=0, fail_to_transfer=0, transfer_time="0 s"),
            pc.Server("rack", fed_by="ats", hold_up="0 s"),
        ),
    )


@pytest.mark.parametrize("chance", [0.3, 1.0])
def test_it_is_down_in_that_share_of_the_calls(chance: float) -> None:
    found = respond(site(unavailability=chance, fail_to_start=0)).loads["rack"]
    down = 4.5 / 8764.5
    assert found.unavailability == pytest.approx(down * chance, rel=1e-9)
    assert found.failure_frequency == pytest.approx(down / 1.5 * chance, rel=1e-9)
