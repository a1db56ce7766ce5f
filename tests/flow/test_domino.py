"""The domino effect of the HP ProLiant BL e-Class guide: one power supply fails and both PDUs go.

Four enclosures of 10 A on two PDUs of 24 A. The guide says that 40 A fall on the second PDU: all four. Where
the supply that failed stood on the second PDU, its enclosure cannot move there, and 30 A fall on it; the
outcome is the same.
"""

import pytest

import powercalc as pc
from powercalc.flow.power_network import network
from powercalc.flow.states import outages_of, settle

SITE = """
[grid_feed.grid]
failure_rate = 0
[default.pdu]
failure_rate = 0
rating       = "24 A"
voltage      = "230 V"
phases       = 1
power_factor = 1
[pdu.first]
fed_by = "grid"
[pdu.second]
fed_by = "grid"
[block.supply]
fed_by = "second"
failure_rate = "1 / year"
mttr = "8 h"
[default.server]
power = "2.3 kW"
[server.one]
fed_by = ["first", "second"]
[server.two]
fed_by = ["first", "second"]
[server.three]
fed_by = ["first", "second"]
[server.four]
fed_by = ["first", "supply"]
"""
AMPERE = 0.23
"""kW at 230 V."""


def test_domino_hp_proliant_bl_e_class() -> None:
    net = network(pc.read_text(SITE))
    sound, failed, without_first = range(3)
    found = settle(net, outages_of([{}, {"supply": 1}, {"first": 1}]))
    assert found.through["first"][sound] == pytest.approx(20 * AMPERE)
    assert not found.tripped["first"][sound]
    assert found.at_first["first"][failed] == pytest.approx(25 * AMPERE)
    assert (found.tripped["first"][failed], found.tripped["second"][failed]) == (1, 2)
    assert found.at_first["second"][failed] == pytest.approx(30 * AMPERE)
    assert found.at_first["second"][without_first] == pytest.approx(40 * AMPERE)
    assert all(found.lost[net.by_load[load]][failed] for load in net.by_load)


def test_the_domino_effect_is_in_the_availability() -> None:
    result = pc.evaluate(pc.read_text(SITE), plain=True)
    down = 8 / 8760 / (1 + 8 / 8760)
    for load in result.loads:
        assert load.unavailability == pytest.approx(down, rel=1e-12)
        assert load.interruptions_per_year == pytest.approx(1 / (1 + 8 / 8760), rel=1e-12)
    (reason,) = result.load("one").reasons
    assert reason.cut_set == ("supply",)
    assert "first would carry 5.75 kW of 5.52 kW and trips, then second" in reason.story


def test_without_ratings_overload_is_told_as_not_considered() -> None:
    text = SITE.replace('rating       = "24 A"\n', "")
    result = pc.evaluate(pc.read_text(text), plain=True)
    assert result.unavailability == 0
    assert "overload" in {item.what for item in result.not_considered}


def test_with_ratings_overload_is_considered() -> None:
    result = pc.evaluate(pc.read_text(SITE), plain=True)
    assert "overload" not in {item.what for item in result.not_considered}
