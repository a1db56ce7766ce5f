"""Windows of planned work in plain blocks, by all states: those with the unit out, those from before it."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import powercalc as pc
from powercalc.cascade.windows_at_rest import plain_windows
from powercalc.components import Component
from powercalc.errors import CallError
from powercalc.events.planned_work import ComponentWork
from powercalc.response import respond
from powercalc.response.response_windows import respond_in_windows
from powercalc.testing import FIELD, Enumerated, enumerated, sites
from powercalc.testing.sites import Features

PLAIN: Features = {
    "common_cause": False, "zones": False, "outages": False, "cooling": False, "support_loops": False,
}  # fmt: skip
TIMELESS: Features = {
    **PLAIN, "standby": False, "always_called": False, "autonomies": False, "transfers": False,
    "restorations": False, "bypass": False,
}  # fmt: skip
TIMES = ("autonomy", "battery_failure", "transfer_time", "fail_to_transfer", "hold_up")
NOTHING: dict[str, Any] = {"failure_rate": None, "mtbf": None, "mttr": None, "unavailability": None}
HOURS = 8.0


def out(component: Component) -> Component:
    """The component while one of its units is in service."""
    if component.count > component.units_needed:
        return component.changed(count=component.count - 1, needed=component.units_needed)
    return component.changed(**{**NOTHING, "unavailability": 1.0}, beta=None)


def since(component: Component, hours: float) -> Component:
    """The component, down only if it has been for so long: as rarely as that, by a lower rate."""
    rate, mttr = component.rate, component.mttr
    if component.is_load or not rate or not mttr:
        return component
    x = rate * mttr
    q = x / (1 + x) * math.exp(-hours / mttr)
    return component.changed(mtbf=None, failure_rate=f"{q / (1 - q) / mttr!r} / h", mttr=f"{mttr!r} h")


def states(site: pc.Site, served: str, hours: float | None = None) -> dict[str, Enumerated]:
    parts = [out(part) if part.id == served else part for part in site.complete]
    if hours is not None:
        parts = [
            part if part.id == served and part.unavailability == 1 else since(part, hours) for part in parts
        ]
    return enumerated(pc.Site(site.name, tuple(parts)), most_events=12)


@settings(deadline=None, max_examples=25)
@given(sites(figures=FIELD, max_components=7, max_loads=2, **PLAIN), st.data())
def test_what_begins_within_a_window_is_what_all_states_say(site: pc.Site, data: st.DataObject) -> None:
    served = data.draw(st.sampled_from([part.id for part in site.complete if not part.is_load]))
    try:
        within = states(site, served)
    except CallError:  # too large to enumerate
        assume(False)
    nodes, weights = np.polynomial.legendre.leggauss(12)
    before = [states(site, served, HOURS * (node + 1) / 2) for node in nodes.tolist()]
    (window,) = plain_windows(site, [ComponentWork(component=served, per_hour=1e-5, hours=HOURS)])
    for name, inside in (*window.loads.items(), ("any load", window.any_load)):
        u = within[name].unavailability
        old = sum(w / 2 * each[name].unavailability for w, each in zip(weights, before, strict=True))
        assert inside.unavailability == pytest.approx(u - old, rel=1e-6, abs=1e-13)
        often = within[name].failure_frequency
        if often is not None and not inside.planned_interruptions:
            assert inside.interruptions == pytest.approx(often * HOURS, rel=1e-9, abs=1e-14)
        assert inside.planned_hours in {0.0, HOURS}


@settings(deadline=None, max_examples=15)
@given(sites(figures=FIELD, max_components=7, max_loads=2, **TIMELESS), st.data())
def test_without_times_the_outage_response_says_the_same(site: pc.Site, data: st.DataObject) -> None:
    quick: dict[str, dict[str, Any]] = {
        part.id: {key: 0 for key in TIMES if key in type(part).model_fields} for part in site.complete
    }
    timeless = site.changed(quick)
    served = data.draw(st.sampled_from([part.id for part in site.complete if not part.is_load]))
    service = ComponentWork(component=served, per_hour=1e-5, hours=HOURS)
    (plain,) = plain_windows(timeless, [service])
    (found,) = respond_in_windows(timeless, [service], respond(timeless)).windows
    for name, inside in found.loads.items():
        other = plain.loads[name]
        assert inside.unavailability == pytest.approx(other.unavailability, rel=0.02, abs=1e-12)
        assert inside.counted == pytest.approx(other.counted, rel=0.01, abs=1e-12)
        assert inside.planned_interruptions == pytest.approx(other.planned_interruptions)
