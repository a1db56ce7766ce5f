"""What an evaluation says of a site that is too full already."""

import pytest

import powercalc as pc
from powercalc.errors import SiteError

TOO_FULL = """
[grid_feed.grid]
failure_rate = 0
[default.ups]
rating = "30 kW"
failure_rate = 0
[ups.a]
fed_by = "grid"
[ups.b]
fed_by = "grid"
[server.rack]
fed_by = ["a", "b"]
power = "80 kW"
"""


def test_a_load_above_its_feeders_is_reported() -> None:
    result = pc.evaluate(pc.read_text(TOO_FULL))
    assert result.unavailability == 1
    assert any("a would carry 40 kW of 30 kW and trips" in text for text in result.warnings)
    (reason,) = result.load("rack").reasons
    assert reason.story.startswith("nothing is down: a would carry 40 kW of 30 kW")
    assert reason.share == 1


def test_what_only_heats_is_reported_as_well() -> None:
    result = pc.evaluate(pc.read_text(TOO_FULL.replace("[default.ups]", "[default.ups]\ntrips = false")))
    assert result.unavailability == 0
    assert any("a carries 40 kW of 30 kW" in text for text in result.warnings)


def test_a_rating_that_cannot_be_compared_is_told_with_its_line() -> None:
    with pytest.raises(SiteError) as caught:
        pc.evaluate(pc.read_text(TOO_FULL.replace('rating = "30 kW"', 'rating = "30 kVA"')))
    assert {problem.place.line for problem in caught.value.problems} == {7, 9}
