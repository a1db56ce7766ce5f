"""What the page says of services while something is out, against powercalc's own reading of them."""

from __future__ import annotations

from dataclasses import replace
from importlib.resources import files
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import powercalc as pc
from powercalc.flow.power_network import network
from powercalc.flow.served import unserved
from powercalc.flow.states import outages_of, settle
from powercalc.report.one_line.drawing import drawing
from powercalc.report.page.page_data import data
from powercalc.services.joint_outages import ServicePlace
from powercalc.services.service_moves import Need, courses
from powercalc.services.site_services import Services
from powercalc.testing import sites
from tests.browser.conftest import Show
from tests.browser.test_live_model import outages
from tests.browser.test_report import click

SCRIPTS = "".join(
    files("powercalc.report.page").joinpath(name).read_text(encoding="utf-8")
    for name in ("live.js", "services.js")
)
ASKED = """
const model = Live.model(JSON.parse(arguments[0]));
const normal = Live.settle(model, new Map());
const finite = (hours) => hours === Infinity ? null : hours;
return arguments[1].map((out) => [...Serving.of(model, normal, Live.settle(model, new Map(out)))].map(
  ([id, each]) => [id, finite(each.stops), each.down, each.after]));
"""
CASE = pc.read(str(Path(__file__).parents[1] / "cases" / "services-on-two-sites.toml"))


@pytest.fixture(scope="module")
def served(browser: Any) -> Any:
    browser.get("about:blank")
    return lambda values, states: browser.execute_script(SCRIPTS + ASKED, values, states)


def needs(site: pc.Site) -> dict[str, Need]:
    asked = Services(site)
    return {service.id: asked._need(service) for service in site.services}


def lost_places(
    site: pc.Site, need: Need, unready: dict[str, bool], lost: dict[str, bool]
) -> frozenset[ServicePlace]:
    """The places of a service that are not ready, by the load that it runs on or the component it needs."""
    found = set[ServicePlace]()
    for each in need.all():
        service = next(one for one in site.services if one.id == each.id)
        found |= {place for name, place in zip(service.runs_on, each.places, strict=True) if unready[name]}
        found |= {place for place in each.components if lost[place.watched.id]}
    return frozenset(found)


def shown(served: Any, site: pc.Site, states: list[dict[str, int]]) -> Any:
    values = data(site, drawing(site), pc.evaluate(site, plain=True))
    return served(values, [list(state.items()) for state in states])


def expected(
    site: pc.Site, states: list[dict[str, int]]
) -> list[dict[str, tuple[Need, frozenset[ServicePlace]]]]:
    """In each state, the places of each service that are not ready."""
    net = network(site)
    settled = settle(net, outages_of(states))
    lost = {id: np.broadcast_to(each, settled.count) for id, each in settled.lost.items()}  # noqa: A001
    unready = {load.id: unserved(net, settled, load.id) for load in site.loads}
    asked = needs(site)
    return [
        {
            id: (
                need,
                lost_places(site, need, *({k: bool(v[number]) for k, v in each.items()} for each in both)),
            )
            for id, need in asked.items()  # noqa: A001
        }
        for both in [(unready, {**lost, **unready})]
        for number in range(len(states))
    ]


@given(drawn=st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=25)
def test_services_stop_where_powercalc_reads_that_they_are_down(served: Any, drawn: Any) -> None:
    site = drawn.draw(sites(services=True))
    states = outages(drawn.draw, site)
    for found, told in zip(shown(served, site, states), expected(site, states), strict=True):
        for id, stops, _, _ in found:  # noqa: A001
            assert (stops is not None) == told[id][0].is_down(told[id][1]), id


FEEDS = ("f", "g", "h")
LONG = 4096.0
"""[h]"""


@st.composite
def services_on_feeds(draw: Any) -> pc.Site:
    """Loads that are lost at once, one or two on a feed, with services that move, or not, and need others."""
    loads = [
        pc.Server(f"{feed}{n}", fed_by=feed, hold_up="0 s", recovery_time=f"{(place + 1) * n} h")
        for place, feed in enumerate(FEEDS)
        for n in (1, 2)
    ]
    services: list[pc.Service] = []
    for number in range(3):
        runs_on = draw(
            st.lists(st.sampled_from([load.id for load in loads]), min_size=1, max_size=4, unique=True)
        )
        below = [*(each.id for each in services), "network"]
        figures: dict[str, Any] = {
            "needed": draw(st.integers(1, len(runs_on))),
            "recovery_time": draw(st.sampled_from([None, "0 s", "41 h"])),
            "failover_time": draw(st.sampled_from([None, "0 s", "15 min", "3 h"])),
            "depends_on": draw(st.lists(st.sampled_from(below), max_size=2, unique=True)),
        }
        stated = {key: value for key, value in figures.items() if value not in (None, [])}
        services.append(pc.Service(f"s{number}", runs_on=runs_on, **stated))
    parts = (*(pc.GridFeed(feed) for feed in FEEDS), pc.Block("network", unavailability=0.01), *loads)
    return pc.Site("feeds", parts, services=tuple(services))


@given(site=services_on_feeds())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
def test_moves_and_recoveries_last_as_long_as_powercalc_reads(served: Any, site: pc.Site) -> None:
    things = (*FEEDS, "network")
    states = [dict.fromkeys(some, 1) for number in range(5) for some in combinations(things, number)]
    for found, told in zip(shown(served, site, states), expected(site, states), strict=True):
        for id, stops, down, after in found:  # noqa: A001
            need, gone = told[id]
            assert (stops is not None) == need.is_down(gone), id
            lasts = down if stops is None else LONG + after
            assert lasts == pytest.approx(down_for(need, gone), abs=1e-9), (id, gone)


def down_for(need: Need, gone: frozenset[ServicePlace]) -> float:
    """For how long it is down when its places are lost for long, and no move fails, [h]."""
    if not gone:
        return 0.0
    until = {place: np.array([LONG + place.recovery]) for place in gone}
    succeeds = max(courses(_sure(need), until, frozenset()), key=lambda each: float(each.chance[0]))
    return float(succeeds.down[need.id][0])


def _sure(need: Need) -> Need:
    return replace(need, fail_to_fail_over=0.0, services=tuple(_sure(each) for each in need.services))


def test_the_page_says_which_services_stop_and_for_how_long(show: Show) -> None:
    browser = show(CASE)
    click(browser, "ups")
    said = browser.find_element("id", "said").text
    assert "Service mail stops at once" in said
    assert "4 h more" in said
    assert "Service records moves to standby at once (5 % of moves fail): down for 15 min." in said
    click(browser, "network")
    said = browser.find_element("id", "said").text
    assert "Service records stops at once, as network is lost" in said
    states = browser.execute_script(
        "return [...document.querySelectorAll('#serving button')].map((each) => [each.dataset.service, "
        "each.dataset.state])"
    )
    assert dict(states) == {"records": "dark", "identity": "", "mail": "dark"}
    assert browser.get_log("browser") == []


def test_a_service_marks_the_loads_that_carry_it(show: Show) -> None:
    browser = show(CASE)
    marked = browser.execute_script(
        """
        const button = document.querySelector('#serving [data-service="records"]');
        button.click();
        const cards = (name) => [...document.querySelectorAll(`.card.${name}`)];
        const named = (name) => cards(name).map((each) => each.dataset.id);
        const found = [named("carries"), named("needed")];
        button.click();
        return found;
        """
    )
    assert marked == [["care", "standby"], ["network"]]


def test_a_service_with_a_name_that_is_code_stays_text(show: Show) -> None:
    nasty = "</script><img src=x onerror='window.broken=1'>"
    service = pc.Service(nasty, name=nasty, runs_on=["standby"], recovery_time="1 h")
    browser = show(pc.Site("s", CASE.components, zones=CASE.zones, services=(service,)))
    assert browser.execute_script("return window.broken") is None
    assert nasty in browser.find_element("id", "services").text
    assert browser.get_log("browser") == []
