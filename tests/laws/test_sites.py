"""What holds for any site, whatever is in it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, reject, settings
from hypothesis import strategies as st

import powercalc as pc
from powercalc.components import Component, Generator
from powercalc.errors import EngineLimit, SiteError
from powercalc.testing import sites

LINKS = ("fed_by", "bypass_fed_by", "depends_on", "cooled_by", "between")


Figures = dict[str, tuple[float, float]]
"""Per load, and for any of them, its unavailability and how far that may be off."""


@dataclass(frozen=True, kw_only=True)
class Method:
    """A way to evaluate sites, and the sites that laws are shown on."""

    plain: bool
    most: int
    """Components of a site."""
    share: int
    """One in so many of the usual number of examples."""

    @property
    def without_moves(self) -> dict[str, bool]:
        """A switch that may stick is tried less often the longer its first choice is out: that may help."""
        return {} if self.plain else {"transfers": False}

    def sites(self, **features: Any) -> st.SearchStrategy[pc.Site]:
        return sites(max_components=self.most, **features)

    def evaluated(self, site: pc.Site) -> pc.Evaluation:
        """What is beyond the method says nothing of a law."""
        try:
            return pc.evaluate(site, plain=self.plain)
        except (EngineLimit, SiteError):
            reject()

    def figures(self, site: pc.Site) -> Figures:
        result = self.evaluated(site)
        off = {load.id: load.unavailability_error or 0.0 for load in result.loads}
        off[""] = sum(off.values())
        found = {load.id: load.unavailability for load in result.loads} | {"": result.any_load.unavailability}
        return {name: (each, off[name] + 1e-12 * each) for name, each in found.items()}

    def never_better(self, worse: pc.Site, site: pc.Site) -> None:
        after = self.figures(worse)
        for load, (before, error) in self.figures(site).items():
            assert after[load][0] >= before - error - after[load][1], load


PLAIN = Method(plain=True, most=12, share=1)
RESPONSE = Method(plain=False, most=7, share=5)


def law(body: Callable[[Method, st.DataObject], None]) -> Callable[[Method], None]:
    """A law, shown by either method."""

    @pytest.mark.parametrize("method", [PLAIN, RESPONSE], ids=["plain", "as it behaves"])
    def shown(method: Method) -> None:
        @settings(
            max_examples=settings().max_examples // method.share,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(st.data())
        def example(data: st.DataObject) -> None:
            body(method, data)

        example()

    return shown


def same(one: Figures, other: Figures) -> None:
    assert one.keys() == other.keys()
    for load, (unavailability, error) in one.items():
        assert abs(other[load][0] - unavailability) <= error + other[load][1], load


def chosen(site: pc.Site, data: st.DataObject, key: str) -> Component:
    """One of the components that state a figure."""
    having = [component for component in site.components if key in component.given]
    assume(having)
    return data.draw(st.sampled_from(having))


def new(name: str) -> str:
    """An id written backwards, with a letter before."""
    return "x" + name[::-1]


def renamed(site: pc.Site) -> pc.Site:
    """Every id written anew."""

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


@law
def test_a_slower_repair_never_helps(method: Method, data: st.DataObject) -> None:
    site = data.draw(method.sites(**method.without_moves))
    component = chosen(site, data, "mttr")
    factor = data.draw(st.floats(1.0, 100.0))
    slower = {"mttr": f"{(component.mttr or 0.0) * factor!r} h"}
    method.never_better(site.changed({component.id: slower}), site)


@law
def test_a_higher_failure_rate_never_helps(method: Method, data: st.DataObject) -> None:
    site = data.draw(method.sites(common_cause=False, **method.without_moves))
    component = chosen(site, data, "failure_rate")
    factor = data.draw(st.floats(1.0, 100.0))
    worse = {"failure_rate": f"{(component.failure_rate or 0.0) * factor!r} / hour"}
    method.never_better(site.changed({component.id: worse}), site)


@law  # not with common causes: a member's own part and the common one in series make less than the whole
def test_a_set_that_starts_less_surely_never_helps(method: Method, data: st.DataObject) -> None:
    site = data.draw(method.sites(standby=True, common_cause=False))
    component = chosen(site, data, "fail_to_start")
    assert isinstance(component, Generator)
    worse = {"fail_to_start": data.draw(st.floats(component.fail_to_start or 0.0, 1.0))}
    method.never_better(site.changed({component.id: worse}), site)


@law
def test_one_more_cord_never_hurts(method: Method, data: st.DataObject) -> None:
    site = data.draw(method.sites())
    load = data.draw(st.sampled_from(site.loads))
    others = [each.id for each in site.components if not (each.is_load or each.kind in {"generator", "tie"})]
    cords = [*load.fed_by, data.draw(st.sampled_from(others))]
    method.never_better(site, site.changed({load.id: {"fed_by": cords}}))


@law
def test_one_more_unit_never_hurts(method: Method, data: st.DataObject) -> None:
    site = data.draw(method.sites(common_cause=False))
    component = data.draw(st.sampled_from([each for each in site.components if not each.is_load]))
    more = {"count": component.count + 1, "needed": component.units_needed}
    method.never_better(site, site.changed({component.id: more}))


@law
def test_a_tie_between_two_paths_never_hurts(method: Method, data: st.DataObject) -> None:
    site = data.draw(method.sites(ties=False, two_paths=True, common_cause=False))
    ends = [each.id for each in site.components if each.kind in {"bus", "pdu", "transformer"}]
    assume(len(ends) > 1)
    one, other = data.draw(st.lists(st.sampled_from(ends), min_size=2, max_size=2, unique=True))
    tie = pc.Tie("tie", between=(one, other), failure_rate="0.1 / year", mttr="10 h")
    method.never_better(site, replace(site, components=(*site.components, tie)))


@law
def test_one_more_hazard_never_helps(method: Method, data: st.DataObject) -> None:
    site = data.draw(method.sites(zones=True))
    storm = pc.Hazard(name="storm", failure_rate="0.1 / year", mttr="10 h")
    zone = data.draw(st.sampled_from(site.zones))
    stricken = zone.model_copy(update={"hazards": (*zone.hazards, storm)})
    zones = tuple(stricken if each is zone else each for each in site.zones)
    method.never_better(replace(site, zones=zones), site)


@law
def test_renaming_changes_nothing(method: Method, data: st.DataObject) -> None:
    site = data.draw(method.sites())
    found = {name and new(name): figures for name, figures in method.figures(site).items()}
    same(found, method.figures(renamed(site)))


@law
def test_reordering_the_file_changes_nothing(method: Method, data: st.DataObject) -> None:
    site = data.draw(method.sites())
    components = tuple(data.draw(st.permutations(site.components)))
    same(method.figures(replace(site, components=components)), method.figures(site))


@law
def test_any_load_is_at_least_each_load_and_at_most_their_sum(method: Method, data: st.DataObject) -> None:
    site = data.draw(method.sites(min_loads=2, max_loads=4))
    found = method.figures(site)
    (any_load, error), each = found.pop(""), found.values()
    assert max(u - off for u, off in each) - error <= any_load <= sum(u + off for u, off in each) + error


@law
def test_interruptions_of_any_load_are_at_most_those_of_all(method: Method, data: st.DataObject) -> None:
    site = data.draw(method.sites(min_loads=2, max_loads=4, unavailabilities=False))
    result = method.evaluated(site)
    each = [load.failure_frequency or 0.0 for load in result.loads]
    assert result.any_load.failure_frequency is not None
    assert result.any_load.failure_frequency <= sum(each) * (1 + 1e-12)


@law
def test_what_is_between_never_and_always_is_a_probability(method: Method, data: st.DataObject) -> None:
    site = data.draw(method.sites())
    assert all(0 <= found <= 1 for found, _ in method.figures(site).values())


@law
def test_a_load_beside_its_twin_changes_nothing(method: Method, data: st.DataObject) -> None:
    site = data.draw(method.sites(min_loads=1, max_loads=1))
    load = site.loads[0]
    twin = type(load)("twin", **load.given)
    found = method.figures(replace(site, components=(*site.components, twin)))
    alone = method.figures(site)
    same(dict.fromkeys(alone, found["twin"]), {name: found[name] for name in alone})
    same({load.id: found[load.id]}, {load.id: alone[load.id]})
