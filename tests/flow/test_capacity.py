"""Ratings in kW, kVA and A; shares that add up; what trips and what only heats."""

import math

import pytest

import powercalc as pc
from powercalc.errors import SiteError
from powercalc.flow.power_network import Element, network


def element(**keys: object) -> Element:
    site = pc.Site(
        "one",
        (
            pc.GridFeed("grid"),
            pc.Panel("panel", fed_by="grid", **keys),
            pc.Server("rack", fed_by="panel", power="8 kW"),
        ),
    )
    return network(site).elements["panel"]


@pytest.mark.parametrize(
    ("keys", "kilowatts"),
    [
        ({"rating": "300 kW"}, 300.0),
        ({"rating": "330 kVA", "power_factor": 0.9}, 297.0),
        ({"rating": "32 A", "voltage": "230 V", "phases": 1, "power_factor": 1}, 7.36),
        (
            {"rating": "63 A", "voltage": "400 V", "phases": 3, "power_factor": 0.95},
            63 * 0.4 * math.sqrt(3) * 0.95,
        ),
    ],
)
def test_a_rating_becomes_kilowatts(keys: dict[str, object], kilowatts: float) -> None:
    assert element(**keys).rating == pytest.approx(kilowatts)
    assert element(**keys).trip == pytest.approx(kilowatts)


@pytest.mark.parametrize(
    ("keys", "lacks"),
    [
        ({"rating": "330 kVA"}, "power_factor"),
        ({"rating": "32 A", "power_factor": 1}, "voltage and phases"),
        ({"rating": "300 kW", "trip": "32 A", "voltage": "230 V", "phases": 1}, "power_factor"),
    ],
)
def test_a_rating_is_never_converted_by_a_guess(keys: dict[str, object], lacks: str) -> None:
    with pytest.raises(SiteError, match=lacks):
        element(**keys)


def test_the_power_factor_of_the_loads_will_do() -> None:
    site = pc.Site(
        "one",
        (
            pc.GridFeed("grid"),
            pc.Panel("panel", fed_by="grid", rating="100 kVA"),
            pc.Server("rack", fed_by="panel", power="8 kW", power_factor=0.9),
        ),
    )
    assert network(site).elements["panel"].rating == pytest.approx(90)


def test_a_cable_only_heats_unless_it_says_otherwise() -> None:
    assert not pc.Cable("c", fed_by="x", rating="10 kW").can_trip
    assert pc.Cable("c", fed_by="x", rating="10 kW", trips=True).can_trip
    assert pc.Cable("c", fed_by="x", rating="10 kW", trip="12 kW").can_trip
    assert pc.Pdu("p", fed_by="x", rating="10 kW").can_trip
    assert not pc.Pdu("p", fed_by="x", rating="10 kW", trips=False).can_trip


def test_the_trip_level_stands_apart_from_the_rating() -> None:
    assert (element(rating="10 kW", trip="12 kW").rating, element(rating="10 kW", trip="12 kW").trip) == (
        10,
        12,
    )


@pytest.mark.parametrize(
    ("share", "flaw"),
    [([0.5, 0.4], "add up to 90 %"), ([1.0], "1 ways over 2 cords")],
)
def test_shares_must_add_up(share: list[float], flaw: str) -> None:
    with pytest.raises(SiteError, match=flaw):
        pc.Server("rack", fed_by=["a", "b"], share=share)
