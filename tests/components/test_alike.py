"""Components that are alike but for their place: copies say all that each would say by itself."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from powercalc.components import Cable, Component, Server, Ups
from powercalc.components.alike import Alike, stated_alike
from powercalc.errors import SiteError
from powercalc.site import Site, catalog_figures
from powercalc.testing import sites

CHANGES: tuple[dict[str, Any], ...] = (
    {"mttr": "7 h"},
    {"failure_rate": "2 / year", "mtbf": None},
    {"count": 3, "needed": 2},
    {"count": 2, "needed": 3},
    {"unavailability": 0.01},
    {"note": "seen"},
    {"inputs_needed": True},
    {"share": [0.5, 0.5]},
)


def said(component: Component) -> tuple[object, ...]:
    """All that it says of itself: figures, what was stated and in which order, what was set."""
    return component, [*component.given.items()], repr(component), component.model_fields_set


def result(make: Any) -> object:
    try:
        return said(make())
    except SiteError as error:
        return error.problems


@given(sites(zones=True, units=True, unavailabilities=True), st.lists(st.sampled_from(CHANGES), min_size=1))
def test_a_change_of_many_is_the_change_of_each(site: Site, changes: list[dict[str, Any]]) -> None:
    alike = Alike()
    for stated in changes:
        for each in site.components:
            found = result(lambda each=each, stated=stated: alike.changed(each, stated))
            assert found == result(lambda each=each, stated=stated: each.changed(**stated))


@pytest.mark.parametrize("kind", [Cable, Server])
def test_what_the_catalog_completes_is_the_same_for_each(kind: type[Component]) -> None:
    places: list[dict[str, Any]] = [
        {"fed_by": "one"},
        {"fed_by": ["two"], "zone": "room"},
        {"fed_by": "three", "zone": ["room", "building"]},
        {"fed_by": ["one", "two"], "mttr": "3 h"},
        {"fed_by": ["two", "three"], "mttr": "3 h", "note": "new"},
        {"mttr": "3 h", "fed_by": ["two", "one"]},
    ]
    components = [kind(f"c{n}{again}", **place) for again in "ab" for n, place in enumerate(places)]
    together = [catalog_figures.completed(each) for each in components]
    for each, (complete, assumed) in zip(components, together, strict=True):
        catalog_figures._alike.clear()  # as if there were no other
        alone, told = catalog_figures.completed(kind(each.id, **each.given))
        assert said(complete) == said(alone)
        assert assumed == told


def test_tables_lists_and_places_are_not_taken_for_alike() -> None:
    cable = Cable(
        "c", fed_by="a", failure_rate={"typical": "1 / year", "low": "0.5 / year", "high": "2 / year"}
    )
    assert stated_alike(cable, {"mttr": "1 h"}) is None
    assert stated_alike(Cable("c", fed_by="a"), {"fed_by": "b"}) is None
    assert stated_alike(Ups("u", fed_by="a", bypass=True), {}) != stated_alike(
        Ups("u", fed_by="a", bypass=False), {}
    )
    one, other = (stated_alike(Cable(name, fed_by=name), {"count": 1}) for name in "ab")
    assert one == other
    assert one != stated_alike(Cable("a", fed_by=["a", "b"]), {"count": 1})
    assert one != stated_alike(Cable("a", fed_by="a"), {"count": True})
