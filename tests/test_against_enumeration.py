"""Every state of a small site, one by one: the diagrams must agree to the last digits."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import powercalc as pc
from powercalc.errors import CallError
from powercalc.evaluation import Measures
from powercalc.testing import FIELD, NASTY, Enumerated, enumerated, networks, sites, structures
from powercalc.testing.sites import Features
from powercalc.testing.structures import Structure

RELATIVE = 1e-12


def must_agree(subject: pc.Site | Structure, *, largest_frequency: float = 0.0) -> None:
    """`largest_frequency` sets what may cancel where some block is almost always down."""
    try:
        expected = enumerated(subject, most_events=15)
    except CallError:  # too large to enumerate
        assume(False)
    result = pc.evaluate(subject, plain=True)
    for load in result.loads:
        agree(load, expected[load.id], 1e-15 * largest_frequency)
    whole = expected["any load" if isinstance(subject, pc.Site) else "system"]
    agree(result.any_load, whole, 1e-15 * largest_frequency)


def agree(found: Measures, expected: Enumerated, cancelled: float) -> None:
    assert found.unavailability == pytest.approx(expected.unavailability, rel=RELATIVE, abs=0)
    if expected.failure_frequency is None:
        assert found.failure_frequency is None
    else:
        wanted = pytest.approx(expected.failure_frequency, rel=RELATIVE, abs=cancelled)
        assert found.failure_frequency == wanted


@given(sites(figures=FIELD))
def test_a_site_is_as_all_its_states_say(site: pc.Site) -> None:
    must_agree(site)


@given(sites(figures=NASTY, max_components=10, unavailabilities=False))
def test_figures_that_no_equipment_has_are_borne(site: pc.Site) -> None:
    must_agree(site, largest_frequency=1e4)


ALONE: tuple[Features, ...] = (
    {"standby": True, "always_called": False},
    {"two_standbys": True},
    {"standby_behind_standby": True},
    {"always_called": True},
    {"bypass": True},
    {"rotary": True},
    {"rotary": True, "bypass": True, "units": True},
    {"ties": True},
    {"ties": True, "supports": True},
    {"units": True, "common_cause": True},
    {"votes": True},
    {"supports": True},
    {"zones": True},
    {"standby": True, "common_cause": True},
    {"outages": True},
    {"unavailabilities": True},
)


@pytest.mark.parametrize("features", ALONE, ids=" and ".join)
@given(data=st.data())
def test_each_feature_is_as_all_its_states_say(features: Features, data: st.DataObject) -> None:
    must_agree(data.draw(sites(max_components=8, max_loads=2, **features)))


@given(structures(figures=FIELD, plain=None))
def test_a_structure_is_as_all_its_states_say(structure: Structure) -> None:
    must_agree(structure)


@given(structures(figures=NASTY))
def test_a_structure_of_nasty_figures_is_as_all_its_states_say(structure: Structure) -> None:
    must_agree(structure, largest_frequency=1e4)


@given(networks())
def test_a_network_is_as_all_its_states_say(structure: Structure) -> None:
    must_agree(structure)


def test_a_tie_whose_support_is_lost_does_not_conduct() -> None:
    perfect = {"failure_rate": "0 / year"}
    feed = {"failure_rate": "1 / year", "mttr": "10 h"}
    site = pc.Site(
        "tied",
        (
            pc.GridFeed("a", **feed),
            pc.GridFeed("b", **perfect),
            pc.Block("control", unavailability=1.0),
            pc.Bus("bus-a", fed_by="a", **perfect),
            pc.Bus("bus-b", fed_by="b", **perfect),
            pc.Tie("tie", between=("bus-a", "bus-b"), depends_on="control", **perfect),
            pc.Server("rack", fed_by="bus-a"),
        ),
    )
    assert pc.evaluate(site, plain=True).load("rack").unavailability == pytest.approx(10 / 8770)
    must_agree(site)


def tied_storage(between: tuple[str, str], *, fed_by: str = "in", bypass: bool = False) -> pc.Site:
    """A UPS with a tie beside it."""
    feed = {"failure_rate": "1 / year", "mttr": "10 h"}
    return pc.Site(
        "tied",
        (
            pc.GridFeed("grid", **feed),
            pc.Bus("in", fed_by="grid", **feed),
            pc.Ups("ups", fed_by=fed_by, bypass=bypass, fail_to_bypass=0.1 if bypass else None, **feed),
            pc.Bus("out", fed_by="ups", **feed),
            pc.Tie("tie", between=between, **feed),
            pc.Server("rack", fed_by=["out"]),
            pc.Server("plug", fed_by=["in"]),
        ),
    )


@pytest.mark.parametrize("bypass", [False, True])
@pytest.mark.parametrize("between", [("in", "out"), ("grid", "ups"), ("in", "ups"), ("grid", "out")])
def test_a_tie_beside_storage_is_as_all_its_states_say(between: tuple[str, str], *, bypass: bool) -> None:
    must_agree(tied_storage(between, bypass=bypass))


def test_what_a_tie_feeds_is_as_all_its_states_say() -> None:
    must_agree(tied_storage(("grid", "ups"), fed_by="tie"))


def test_a_set_that_every_input_must_be_live_for_is_called_always() -> None:
    site = pc.Site(
        "both",
        (
            pc.GridFeed("grid", failure_rate="1 / year", mttr="10 h"),
            pc.Generator(
                "gen", failure_rate="0 / year", fail_to_start="50 %", start_time="10 s", mttr="10 h"
            ),
            pc.Bus("bus", fed_by=["grid", "gen"], inputs_needed=2, failure_rate="0 / year"),
            pc.Server("rack", fed_by="bus"),
        ),
    )
    assert pc.evaluate(site, plain=True).load("rack").unavailability == pytest.approx(10 / 8770)
    must_agree(site)


def test_a_plain_unavailability_hides_the_frequency_where_it_matters() -> None:
    blocks = (pc.Block("plain", unavailability=0.1), pc.Block("timed", failure_rate="1 / year", mttr="8 h"))
    assert pc.evaluate(pc.parallel(*blocks)).any_load.failure_frequency is None
    sure = pc.Block("sure", failure_rate="0 / year")
    assert pc.evaluate(pc.parallel(blocks[0], sure)).any_load.failure_frequency == 0


def test_unavailability_keeps_its_digits_at_1e_20() -> None:
    pair = [pc.Block(name, failure_rate="1e-10 / hour", mttr="1 h") for name in "ab"]
    result = pc.evaluate(pc.parallel(*pair)).any_load
    assert result.unavailability == pytest.approx(1e-20 / (1 + 1e-10) ** 2, rel=1e-14, abs=0)
    assert result.failure_frequency == pytest.approx(2e-20 / (1 + 1e-10) ** 2, rel=1e-14, abs=0)


def test_what_is_too_large_to_enumerate_says_so() -> None:
    many = [pc.Block(f"b{number}", unavailability=0.5) for number in range(23)]
    with pytest.raises(CallError, match="23 events are too many"):
        enumerated(pc.series(*many))
