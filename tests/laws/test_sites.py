"""What holds for any site, whatever is in it."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import powercalc as pc
from powercalc.components import Component, Generator
from powercalc.testing import sites

LINKS = ("fed_by", "bypass_fed_by", "depends_on", "cooled_by", "between")


def unavailabilities(site: pc.Site) -> dict[str, float]:
    result = pc.evaluate(site, plain=True)
    return {load.id: load.unavailability for load in result.loads} | {"": result.any_load.unavailability}


def never_better(worse: pc.Site, site: pc.Site) -> None:
    before, after = unavailabilities(site), unavailabilities(worse)
    assert all(after[load] >= before[load] * (1 - 1e-12) for load in before)


def chosen(site: pc.Site, data: st.DataObject, key: str) -> Component:
    """One of the components that state a figure."""
    having = [component for component in site.components if key in component.given]
    assume(having)
    return data.draw(st.sampled_from(having))


def renamed(site: pc.Site) -> pc.Site:
    """Every id written backwards, with a letter before."""

    def new(name: str) -> str:
        return "x" + name[::-1]

    def links(component: Component) -> dict[str, Any]:
        return {
            key: [new(name) for name in getattr(component, key)] for key in LINKS if key in component.given
        }

    components = tuple(
        type(component)(new(component.id), **{**component.given, **links(component)})
        for component in site.components
    )
    groups = tuple(
        pc.CommonCause(name=group.name, members=tuple(map(new, group.members)), beta=group.beta)
        for group in site.common_causes
    )
    return replace(site, components=components, common_causes=groups)


@given(sites(), st.data())
def test_a_slower_repair_never_helps(site: pc.Site, data: st.DataObject) -> None:
    component = chosen(site, data, "mttr")
    factor = data.draw(st.floats(1.0, 100.0))
    slower = {"mttr": f"{(component.mttr or 0.0) * factor!r} h"}
    never_better(site.changed({component.id: slower}), site)


@given(sites(common_cause=False), st.data())
def test_a_higher_failure_rate_never_helps(site: pc.Site, data: st.DataObject) -> None:
    component = chosen(site, data, "failure_rate")
    factor = data.draw(st.floats(1.0, 100.0))
    worse = {"failure_rate": f"{(component.failure_rate or 0.0) * factor!r} / hour"}
    never_better(site.changed({component.id: worse}), site)


# Not with common causes: a member's own part and the common one in series make a little less than the whole.
@given(sites(standby=True, common_cause=False), st.data())
def test_a_set_that_starts_less_surely_never_helps(site: pc.Site, data: st.DataObject) -> None:
    component = chosen(site, data, "fail_to_start")
    assert isinstance(component, Generator)
    worse = {"fail_to_start": data.draw(st.floats(component.fail_to_start or 0.0, 1.0))}
    never_better(site.changed({component.id: worse}), site)


@given(sites(), st.data())
def test_one_more_cord_never_hurts(site: pc.Site, data: st.DataObject) -> None:
    load = data.draw(st.sampled_from(site.loads))
    others = [each.id for each in site.components if not (each.is_load or each.kind in {"generator", "tie"})]
    cords = [*load.fed_by, data.draw(st.sampled_from(others))]
    never_better(site, site.changed({load.id: {"fed_by": cords}}))


@given(sites(common_cause=False), st.data())
def test_one_more_unit_never_hurts(site: pc.Site, data: st.DataObject) -> None:
    component = data.draw(st.sampled_from([each for each in site.components if not each.is_load]))
    more = {"count": component.count + 1, "needed": component.units_needed}
    never_better(site, site.changed({component.id: more}))


@given(sites(ties=False, two_paths=True, common_cause=False), st.data())
def test_a_tie_between_two_paths_never_hurts(site: pc.Site, data: st.DataObject) -> None:
    ends = [each.id for each in site.components if each.kind in {"bus", "pdu", "transformer"}]
    assume(len(ends) > 1)
    one, other = data.draw(st.lists(st.sampled_from(ends), min_size=2, max_size=2, unique=True))
    tie = pc.Tie("tie", between=(one, other), failure_rate="0.1 / year", mttr="10 h")
    tied = unavailabilities(replace(site, components=(*site.components, tie)))
    before = unavailabilities(site)
    assert all(tied[load] <= before[load] * (1 + 1e-12) for load in before)


@given(sites(zones=True), st.data())
def test_one_more_hazard_never_helps(site: pc.Site, data: st.DataObject) -> None:
    storm = pc.Hazard(name="storm", failure_rate="0.1 / year", mttr="10 h")
    zone = data.draw(st.sampled_from(site.zones))
    stricken = zone.model_copy(update={"hazards": (*zone.hazards, storm)})
    zones = tuple(stricken if each is zone else each for each in site.zones)
    never_better(replace(site, zones=zones), site)


@given(sites())
def test_renaming_changes_nothing(site: pc.Site) -> None:
    assert list(unavailabilities(renamed(site)).values()) == pytest.approx(
        list(unavailabilities(site).values()), rel=1e-12, abs=0
    )


@given(sites(), st.data())
def test_reordering_the_file_changes_nothing(site: pc.Site, data: st.DataObject) -> None:
    components = tuple(data.draw(st.permutations(site.components)))
    found = unavailabilities(replace(site, components=components))
    assert found == pytest.approx(unavailabilities(site), rel=1e-12, abs=0)


@given(sites(min_loads=2, max_loads=4))
def test_any_load_is_at_least_each_load_and_at_most_their_sum(site: pc.Site) -> None:
    result = pc.evaluate(site, plain=True)
    each = [load.unavailability for load in result.loads]
    assert max(each) * (1 - 1e-12) <= result.any_load.unavailability <= sum(each) * (1 + 1e-12)


@given(sites(min_loads=2, max_loads=4, unavailabilities=False))
def test_interruptions_of_any_load_are_at_most_those_of_all(site: pc.Site) -> None:
    result = pc.evaluate(site, plain=True)
    each = [load.failure_frequency or 0.0 for load in result.loads]
    assert result.any_load.failure_frequency is not None
    assert result.any_load.failure_frequency <= sum(each) * (1 + 1e-12)


@given(sites())
def test_what_is_between_never_and_always_is_a_probability(site: pc.Site) -> None:
    assert all(0 <= found <= 1 for found in unavailabilities(site).values())


@given(sites(min_loads=1, max_loads=1))
def test_a_load_beside_its_twin_changes_nothing(site: pc.Site) -> None:
    load = site.loads[0]
    twin = type(load)("twin", **load.given)
    found = unavailabilities(replace(site, components=(*site.components, twin)))
    assert found["twin"] == found[load.id] == pytest.approx(found[""], rel=1e-12, abs=0)
    assert found[load.id] == pytest.approx(unavailabilities(site)[load.id], rel=1e-12, abs=0)
