"""The strategies give what they are asked for."""

import pytest
from hypothesis import find, given
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument

import powercalc as pc
from powercalc.components import Generator, Switch, Tie, Ups
from powercalc.testing import Features, networks, sites, structures
from powercalc.testing.structures import Structure

SIMPLEST = ["grid-a", "load-0"]


def kinds(site: pc.Site) -> list[str]:
    return [component.kind for component in site.components]


@given(sites(min_loads=2, max_loads=3))
def test_a_generated_site_states_all_its_figures(site: pc.Site) -> None:
    assert site.assumptions == ()
    assert 2 <= len(site.loads) <= 3


@given(sites(standby=True, always_called=False))
def test_standby_gives_a_generator_that_waits(site: pc.Site) -> None:
    sets = {each.id for each in site.components if isinstance(each, Generator)}
    assert sets
    assert not sets & site.graph.always


@given(sites(always_called=True))
def test_always_called_gives_a_generator_that_runs(site: pc.Site) -> None:
    assert "gen-running" in site.graph.always


@given(sites(two_standbys=True, standby_behind_standby=False, always_called=False, max_components=6))
def test_two_standbys_have_their_own_callers(site: pc.Site) -> None:
    sets = [each.id for each in site.components if isinstance(each, Generator)]
    callers = [each.id for each in site.components if set(sets) & set(each.fed_by)]
    assert sets == ["gen-a-1", "gen-b-1"]
    assert len(callers) == 2


@given(sites(standby_behind_standby=True, transfers=True))
def test_a_standby_stands_behind_a_standby(site: pc.Site) -> None:
    sets = [each for each in site.components if isinstance(each, Generator)]
    assert len(sets) >= 2
    assert any(isinstance(each, Switch) and each.fail_to_transfer is not None for each in site.components)


@given(sites(ties=True, bypass=True, votes=True, zones=True))
def test_ties_bypasses_votes_and_zones_come_when_asked(site: pc.Site) -> None:
    assert any(isinstance(each, Tie) for each in site.components)
    assert all(each.bypass for each in site.components if isinstance(each, Ups))
    assert any(each.inputs_needed == 2 and len(each.fed_by) == 3 for each in site.components)
    assert site.zones


@given(sites(autonomies=True))
def test_autonomies_hold(site: pc.Site) -> None:
    assert any(each.autonomy for each in site.components if isinstance(each, Ups))


@given(sites(standby=False, ties=False, units=False, always_called=False, common_cause=False))
def test_what_is_not_wanted_does_not_come(site: pc.Site) -> None:
    assert not {"generator", "tie"} & set(kinds(site))
    assert all(each.count == 1 and each.beta is None for each in site.components)
    assert site.common_causes == ()


@pytest.mark.parametrize("name", Features.__annotations__)
@given(data=st.data())
def test_every_feature_can_be_asked_for_and_declined(name: str, data: st.DataObject) -> None:
    features: Features = {name: data.draw(st.booleans())}  # type: ignore[misc]  # the name is one of its keys
    assert data.draw(sites(max_components=6, **features)).loads


def test_features_that_exclude_each_other_are_refused() -> None:
    with pytest.raises(InvalidArgument, match="ties cannot be without two_paths"):
        find(sites(ties=True, two_paths=False), lambda _: True)


def test_a_misspelt_feature_is_refused() -> None:
    with pytest.raises(InvalidArgument, match="unknown features tie"):
        find(sites(tie=True), lambda _: True)  # type: ignore[call-arg]  # that is the mistake


def test_sites_shrink_to_one_feed_and_one_load() -> None:
    smallest = find(sites(), lambda site: len(site.components) >= 2)
    assert [each.id for each in smallest.components] == SIMPLEST


def test_sites_shrink_to_the_feature_that_matters() -> None:
    smallest = find(sites(), lambda site: "generator" in kinds(site))
    assert len(smallest.components) <= 5


@given(structures(), networks())
def test_structures_and_networks_can_be_evaluated(structure: Structure, net: Structure) -> None:
    for each in (structure, net):
        assert 0 <= pc.evaluate(each).unavailability <= 1
