"""A variant built in proportion to what changes is the one that is built and looked over as a whole."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import powercalc as pc
from powercalc.errors import SiteError
from powercalc.site import Site, model
from powercalc.testing import sites

Changes = dict[str, dict[str, Any]]

FIGURES: Mapping[str, tuple[Any, ...]] = {
    "failure_rate": ("1 / year", 0, None),
    "mtbf": ("9 years", None),
    "mttr": ("7 h", "7 kg"),
    "unavailability": (0.01, None),
    "restoration": ("fixed", "slow"),
    "count": (1, 2, 3),
    "needed": (1, 2, "auto"),
    "beta": (0.1, None),
    "dormant_failure_rate": ("1 / 20 years", None),
    "test_interval": ("1 year",),
    "maintenance_rate": ("1 / year", "3 / year", None),
    "maintenance_time": ("2 h", "4000 h", None),
    "maintenance_error": (0.01,),
    "rating": ("40 kW", None),
    "trip": ("50 kW",),
    "power": ("30 kW", None),
    "efficiency": (0.9, 0),
    "catalog": ("no entry", None),
    "normally": ("open", "closed"),
    "fail_to_transfer": (0.02, None),
    "autonomy": ("12 min",),
    "fail_to_start": (0.03,),
    "recovery_time": ("4 h", None),
    "note": ("seen",),
    "zone": ("room", "elsewhere"),
    "inputs_needed": (1, 2, 3),
    "cooling_needed": (1, 2),
}
LINKS = "fed_by", "bypass_fed_by", "depends_on", "cooled_by", "between", "runs_on"
GRAPH = (
    "ties", "feeders", "fed", "needs", "consumers", "groups", "callers", "always", "standby", "called_behind",
    "passing",
)  # fmt: skip
LONG_ROW = "\n".join(
    ['[grid_feed.g]\n[ats.c0]\nfed_by = ["g", "gen"]\n[generator.gen]']
    + [f'[cable.c{n}]\nfed_by = "c{n - 1}"' for n in range(1, 25)]
    + ['[server.r]\nfed_by = "c24"\n[server.s]\nfed_by = "c24"\n[zone.room]']
)


@contextmanager
def looked_over() -> Iterator[None]:
    """Every variant is built as a whole."""
    with patch.object(model, "variant", lambda site, stated: replace(site, **stated)):
        yield


@st.composite
def changes_of(draw: st.DrawFn, site: Site) -> Changes:
    """Changes of some components and services, sound or not."""
    ids = [*site.by_id, *(service.id for service in site.services)]
    found: Changes = {}
    for name in draw(st.lists(st.sampled_from(ids), min_size=1, max_size=3, unique=True)):
        kind = type(site.by_id[name]) if name in site.by_id else pc.Service
        may = [key for key in (*FIGURES, *LINKS) if key in kind.model_fields]
        keys = draw(st.lists(st.sampled_from(may), min_size=1, max_size=2, unique=True))
        targets = st.lists(st.sampled_from([*ids, "nowhere"]), min_size=1, max_size=2)
        found[name] = {
            key: draw(st.sampled_from(FIGURES[key]) if key in FIGURES else targets) for key in keys
        }
    return found


def built(site: Site, changes: Changes) -> Site | tuple[object, ...]:
    try:
        return site.changed(changes)
    except SiteError as error:
        return error.problems


def told(site: Site) -> dict[str, Any]:
    """All that a site says of itself."""
    short = site.contracted
    return {
        "site": site,
        "complete": site.complete,
        "assumptions": site.assumptions,
        "neighbours": site.neighbours,
        "stands at": site.stands_at,
        "warnings": site.warnings,
        "by id": site.by_id,
        "rows": dict(short.rows),
        "contracted": short,
        "is long": short is site,
        "contracted, complete": short.complete,
        "components": site.graph.components,
        "of the contracted": short.graph.components,
        "graph": [getattr(site.graph, name) for name in GRAPH],
        "graph of the contracted": [getattr(short.graph, name) for name in GRAPH],
    }


def agree(site: Site, data: st.DataObject) -> None:
    """Two changes, one after the other, with what was asked in between known or not."""
    fast, slow = site, replace(site)
    for _ in range(2):
        if data.draw(st.booleans()):
            told(fast)
        changes = data.draw(changes_of(fast))
        found = built(fast, changes)
        with looked_over():
            expected = built(slow, changes)
        if isinstance(found, Site) and isinstance(expected, Site):
            assert told(found) == told(expected)
            fast, slow = found, expected
        else:
            assert found == expected


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(data=st.data(), site=sites(services=True))
def test_a_variant_of_any_site_is_the_one_that_is_looked_over(data: st.DataObject, site: Site) -> None:
    agree(site, data)


@given(data=st.data())
def test_a_variant_of_a_long_row_is_the_one_that_is_looked_over(data: st.DataObject) -> None:
    agree(pc.read_text(LONG_ROW), data)


def by_proportion(changes: Changes, text: str = LONG_ROW) -> bool:
    return pc.read_text(text).changed(changes).restates is not None


@pytest.mark.parametrize(
    "changes",
    [
        {"c7": {"failure_rate": "1 / year"}},
        {"cable": {"mttr": "30 h"}, "gen": {"fail_to_start": 0.1}},
        {"gen": {"count": 2, "needed": 1}},
        {"r": {"recovery_time": "4 h", "note": "slow"}},
    ],
)
def test_figures_are_stated_anew_without_looking_over_the_others(changes: Changes) -> None:
    assert by_proportion(changes)
    site = pc.read_text(LONG_ROW)
    with patch.object(model, "site_problems", side_effect=AssertionError):
        variant = site.changed(changes)
    assert len(variant.contracted.components) == len(site.contracted.components) == 6


@pytest.mark.parametrize(
    "changes",
    [
        {"c7": {"fed_by": "c5"}},
        {"c7": {"zone": "room"}},
        {"c7": {"unavailability": 0.01}},
        {"c7": {"maintenance_rate": "1 / year", "maintenance_time": "8 h"}},
        {"c0": {"fed_by": ["gen", "g"]}},
    ],
)
def test_what_others_see_is_looked_over_as_a_whole(changes: Changes) -> None:
    assert not by_proportion(changes)


def test_a_bank_that_follows_its_load_is_sized_anew() -> None:
    text = """
[grid_feed.g]
[ups.u]
fed_by = "g"
count = 4
needed = "auto"
rating = "100 kW"
[server.r]
fed_by = "u"
power = "150 kW"
"""
    site = pc.read_text(text)
    assert [site.graph.components["u"].units_needed, site.changed({"r": {"power": "250 kW"}})["u"].count] == [
        2,
        4,
    ]
    assert site.changed({"r": {"power": "250 kW"}}).graph.components["u"].units_needed == 3
    assert not by_proportion({"r": {"note": "same power"}}, text)


def test_a_row_that_one_change_takes_apart_is_told_in_two() -> None:
    site = pc.read_text(LONG_ROW.replace("range(1, 25)", ""))
    assert len(site.contracted.rows) == 1
    tested: Changes = {"c20": {"dormant_failure_rate": "1 / 20 years", "test_interval": "1 year"}}
    rows = site.changed(tested).contracted.rows
    assert [*rows] == ["c19"]
    assert len(rows["c19"]) == 19


def test_a_breaker_that_is_open_passes_nothing_on() -> None:
    text = '[grid_feed.g]\n[breaker.k]\nfed_by = "g"\n[server.r]\nfed_by = "k"'
    site = pc.read_text(text)
    assert site.graph.passing == {"k": "g", "r": "k"}
    assert site.changed({"k": {"normally": "open"}}).graph.passing == {}
