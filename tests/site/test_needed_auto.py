"""`needed = "auto"`: as many units as carry what is behind them."""

import pytest

import powercalc as pc
from powercalc.errors import SiteError
from powercalc.site import Site


def plant(power: str = "5 kW", **keys: object) -> Site:
    """Eight racks behind a bank of UPS units, cooling beside them, four generator sets for all."""
    return pc.Site(
        "plant",
        (
            pc.GridFeed("grid"),
            pc.Generator("gen", count=4, needed="auto", rating="30 kW"),
            pc.Ats("ats", fed_by=["grid", "gen"]),
            pc.Ups("ups", fed_by="ats", **{"count": 4, "needed": "auto", "rating": "22 kW", **keys}),
            pc.Chiller("chiller", fed_by="ats", count=2, needed=1, power="10 kW"),
            pc.Server("racks", fed_by="ups", power=power, count=8),
        ),
    )


def needed(site: Site) -> dict[str, int]:
    return {each.id: each.units_needed for each in site.complete}


def test_a_bank_needs_what_the_load_behind_it_asks_for() -> None:
    assert needed(plant()) == {**needed(plant()), "ups": 2, "gen": 2}
    assert needed(plant("6 kW"))["ups"] == 3


def test_losses_and_cooling_are_carried_too() -> None:
    """40 kW of racks at half efficiency are 80 kW, and one chiller draws 10 kW: three sets of 30 kW."""
    assert needed(plant(efficiency=0.5))["gen"] == 3


def test_a_load_with_another_path_counts_in_full() -> None:
    bank = {"count": 3, "needed": "auto", "rating": "4 kW"}
    site = pc.Site(
        "two paths",
        (
            pc.GridFeed("grid"),
            pc.Ups("a", fed_by="grid", **bank),
            pc.Ups("b", fed_by="grid", **bank),
            pc.Server("rack", fed_by=["a", "b"], power="8 kW"),
        ),
    )
    assert needed(site) == {**needed(site), "a": 2, "b": 2}


def test_it_follows_the_load() -> None:
    assert needed(plant().changed({"racks": {"count": 12}}))["ups"] == 3


def test_it_gives_the_figures_of_the_number() -> None:
    stated = plant().changed({"ups": {"needed": 2}, "gen": {"needed": 2}})
    assert pc.evaluate(plant()).unavailability == pc.evaluate(stated).unavailability


def test_more_than_there_are_is_told() -> None:
    site = plant("20 kW")
    assert needed(site)["ups"] == 4
    assert any("asks for 8 units, and there are 4" in str(each) for each in site.warnings)


@pytest.mark.parametrize(
    ("make", "flaw"),
    [
        (lambda: pc.Ups("u", fed_by="grid", count=2, needed="auto"), "no rating"),
        (lambda: pc.Chiller("c", fed_by="grid", count=2, needed="auto", rating="5 kW"), "carries nothing"),
        (
            lambda: pc.Ups("u", fed_by="grid", count=2, needed="some", rating="5 kW"),
            'a whole number or "auto"',
        ),
        (lambda: plant("0 kW"), "nothing behind it states a power"),
        (lambda: plant(rating="22 kVA"), "power_factor"),
    ],
)
def test_what_cannot_be_told_is_refused(make: object, flaw: str) -> None:
    assert callable(make)
    with pytest.raises(SiteError, match=flaw):
        make()
