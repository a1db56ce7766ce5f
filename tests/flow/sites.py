"""Sites with ratings and powers: those of the package's own strategy, with what they carry stated."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from powercalc.components import Component, Generator, Server, Tie, Ups
from powercalc.site import Site
from powercalc.testing import sites

MOST_EVENTS = 7


@st.composite
def loaded_sites(draw: st.DrawFn) -> Site:
    """Generate a small site of which a few units fail, with powers, ratings, losses and shares."""
    site = draw(
        sites(
            max_components=10,
            min_loads=2,
            max_loads=4,
            outages=False,
            restorations=False,
            unavailabilities=False,
            common_cause=False,
            transfers=False,
        )
    )
    left = MOST_EVENTS
    changes: dict[str, dict[str, Any]] = {}
    for component in draw(st.permutations(site.components)):
        keys = carried(draw, component)
        if not component.is_load:
            fails = component.count <= left and draw(st.integers(0, 3)) > 0
            left -= component.count if fails else 0
            keys |= {} if fails else sound(component)
        changes[component.id] = keys
    return site.changed(changes)


def sound(component: Component) -> dict[str, Any]:
    never = {"failure_rate": 0, "mtbf": None}
    if isinstance(component, Generator):
        return never | {"fail_to_start": 0}
    return never | ({"fail_to_bypass": 0} if isinstance(component, Ups) and component.bypass else {})


def carried(draw: st.DrawFn, component: Component) -> dict[str, Any]:
    """What it carries: powers of a few kW, ratings that are sometimes too small for them."""
    if isinstance(component, Server):
        keys: dict[str, Any] = {"power": f"{draw(st.integers(1, 6))} kW", "count": draw(st.integers(1, 2))}
        if len(component.fed_by) == 2 and draw(st.booleans()):
            keys["share"] = draw(st.sampled_from([[0.5, 0.5], [0.75, 0.25], [1.0, 0.0]]))
        return keys
    keys = {}
    if draw(st.integers(0, 3)):
        keys["rating"] = f"{draw(st.sampled_from([3, 4, 5, 6, 8, 10, 12, 15, 20, 30]))} kW"
        keys["trips"] = draw(st.sampled_from([True, True, True, False]))
    if draw(st.booleans()) and not isinstance(component, Tie):
        keys["efficiency"] = draw(st.sampled_from([0.5, 0.9, 1.0]))
    if isinstance(component, Generator) and "rating" in keys:
        keys["trip"] = "9 kW" if keys["trips"] and draw(st.booleans()) else None
    return keys
