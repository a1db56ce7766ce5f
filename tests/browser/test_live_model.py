"""The page's model of who has power and what flows, against powercalc's own power flow, state by state."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import powercalc as pc
from powercalc.flow.power_network import network
from powercalc.flow.protection import held_up
from powercalc.flow.single import parts
from powercalc.flow.states import outages_of, settle
from powercalc.report.one_line.drawing import drawing
from powercalc.report.page.page_data import data
from powercalc.testing import sites
from tests.flow.sites import loaded_sites

LIVE = files("powercalc.report.page").joinpath("live.js").read_text(encoding="utf-8")
ASKED = """
const model = Live.model(JSON.parse(arguments[0]));
return arguments[1].map((out) => {
  const found = Live.settle(model, new Map(out));
  return {held: [...found.held], lost: [...found.lost],
    through: [...found.through], tripped: [...found.tripped]};
});
"""


@pytest.fixture(scope="module")
def model(browser: Any) -> Any:
    browser.get("about:blank")
    return lambda values, states: browser.execute_script(LIVE + ASKED, values, states)


def outages(draw: Any, site: pc.Site) -> list[dict[str, int]]:
    """The normal state, and a few with some units out."""
    net = network(site)
    some = st.dictionaries(st.sampled_from(parts(net)), st.integers(1, 3), max_size=4)
    drawn = draw(st.lists(some, min_size=3, max_size=6))
    counts = {name: net.elements[name].component.count for name in parts(net)}
    return [{}, *({name: min(units, counts[name]) for name, units in state.items()} for state in drawn)]


def held(model: Any, site: pc.Site, states: list[dict[str, int]]) -> None:
    drawn = drawing(site)
    expected = settle(drawn.network, outages_of(states))
    held_behind = held_up(drawn.network, expected)
    found = model(data(site, drawn, pc.evaluate(site, plain=True)), [list(state.items()) for state in states])
    for place, state in enumerate(found):
        assert dict(state["lost"]) == {name: bool(each[place]) for name, each in expected.lost.items()}
        assert dict(state["held"]) == {name: bool(each[place]) for name, each in held_behind.items()}
        rounds = {name: int(each[place]) for name, each in expected.tripped.items() if each[place]}
        assert dict(state["tripped"]) == rounds
        through = dict(state["through"])
        for name, each in expected.through.items():
            assert np.isclose(through[name], each[place], rtol=1e-9, atol=1e-9), (name, states[place])


@given(drawn=st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_loads_that_trip_what_carries_them_are_as_the_power_flow_computes_them(
    model: Any, drawn: Any
) -> None:
    site = drawn.draw(loaded_sites())
    held(model, site, outages(drawn.draw, site))


@given(drawn=st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_any_wiring_goes_dark_as_the_power_flow_computes_it(model: Any, drawn: Any) -> None:
    site = drawn.draw(sites())
    held(model, site, outages(drawn.draw, site))
