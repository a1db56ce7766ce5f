"""The report in a real browser: what a click shows and changes, what a file may not do, how wide it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import powercalc as pc
from powercalc.languages.spoken import CODES, speaking
from powercalc.report.escape import plain
from powercalc.report.one_line.drawing import key
from tests.browser.conftest import Show, resize, seen
from tests.browser.large_site import large_site

EXAMPLES = sorted(Path(__file__).parents[2].joinpath("examples").glob("*.toml"))
CLICK = """
const card = [...document.querySelectorAll(".card")].find((each) => each.dataset.id === arguments[0]);
card.dispatchEvent(new MouseEvent("click", {bubbles: true}));
document.body.getBoundingClientRect();
"""
DARK = """
return [...document.querySelectorAll(".card.server[data-id]")]
  .filter((each) => ["dark", "battery"].includes(each.dataset.state)).map((each) => each.dataset.id);
"""
NASTY = (
    "</script><script>window.broken = 1</script>\"'><img src=x onerror='window.broken=1'>"
    "]]>=cmd()<!--${7*7}\u202e\\\x07"
)


def click(browser: Any, name: str) -> None:
    """Click a card, and let everything be shown."""
    browser.execute_script(CLICK, name)


def dark_loads(site: pc.Site, *out: str) -> set[str]:
    """The loads that powercalc finds dark when these are down and everything else is sound."""
    never = {"unavailability": 0.0} | dict.fromkeys(("failure_rate", "mtbf", "mttr"))
    changes: dict[str, dict[str, Any]] = {}
    for each in site.components:
        if not each.is_load:
            changes[each.id] = {**never, "unavailability": 1.0 if each.id in out else 0.0}
        for figure in ("maintenance_rate", "maintenance_time", "maintenance_error"):
            if getattr(each, figure) is not None:
                changes.setdefault(each.id, {})[figure] = None
        if each.kind == "generator":
            changes[each.id]["fail_to_start"] = 0.0
        if each.kind == "grid_feed":
            changes[each.id]["outages"] = None
    found = pc.evaluate(pc.Site(site.name, site.changed(changes).components), plain=True)
    return {load.id for load in found.loads if load.unavailability > 0.5}


def shown_dark(browser: Any, site: pc.Site) -> set[str]:
    """The loads that the page shows dark: every load of a card, since loads with the same cords share one."""
    cards = set(browser.execute_script(DARK))
    model = browser.execute_script(
        "return [...Diagram.model.elements.values()].map((each) => [each.id, each.members])"
    )
    members = dict(model)
    assert cards <= {load.id for load in site.loads}
    return {load for card in cards for load in members[card]}


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_click_takes_a_component_out_and_the_right_loads_go_dark(path: Path, show: Show) -> None:
    site = pc.read(path)
    browser = show(site)
    for component in site.components:
        if not component.is_load:
            click(browser, component.id)
            assert shown_dark(browser, site) == dark_loads(site, component.id), component.id
            click(browser, component.id)
            assert shown_dark(browser, site) == set()
    assert browser.get_log("browser") == []


def test_two_clicks_take_two_components_out(show: Show) -> None:
    site = pc.read(EXAMPLES[-1].with_name("two-path-hall.toml"))
    browser = show(site)
    for first, second in [("ups-a", "pdu-b"), ("grid", "gen"), ("tx-a", "ats-a"), ("tx-a", "tx-b")]:
        click(browser, first)
        click(browser, second)
        assert shown_dark(browser, site) == dark_loads(site, first, second), (first, second)
        browser.execute_script("document.getElementById('restore').click()")


def test_a_lost_grid_is_told_with_the_minutes_that_the_batteries_hold(show: Show) -> None:
    browser = show(pc.read(EXAMPLES[-1].with_name("small-server-room.toml")))
    click(browser, "grid")
    assert "without power after 10 min on battery" in browser.find_element("id", "said").text


def test_where_the_load_moves_is_told(show: Show) -> None:
    site = pc.Site(
        "two",
        (
            pc.GridFeed("grid"),
            pc.Ups("ups-a", fed_by="grid", rating="60 kW"),
            pc.Ups("ups-b", fed_by="grid", rating="60 kW"),
            pc.Server("rack", fed_by=["ups-a", "ups-b"], power="80 kW"),
        ),
    )
    browser = show(site)
    click(browser, "ups-a")
    said = browser.find_element("id", "said").text
    assert "ups-b would carry 80 kW and trips" in said
    assert "rack without power" in said


def test_nothing_in_a_file_can_do_anything_on_the_page(show: Show) -> None:
    facts = {"name": NASTY, "note": NASTY, "source": NASTY}
    site = pc.Site(
        NASTY,
        (
            pc.GridFeed(NASTY, supplier=NASTY, **facts),
            pc.Ups("=cmd()", fed_by=NASTY, zone=[NASTY], **facts),
            pc.Server("<b>rack</b>", fed_by="=cmd()", power="3 kW", **facts),
        ),
        zones=(pc.Zone(name=NASTY),),
    )
    browser = show(site)
    assert browser.get_log("browser") == []
    click(browser, key(NASTY))
    assert browser.execute_script("return window.broken === undefined")
    assert browser.execute_script("return document.querySelectorAll('main b').length >= 1")
    assert browser.execute_script("return document.querySelectorAll('img, main script').length") == 0
    assert browser.title == plain(NASTY, 120)
    assert shown_dark(browser, site) == {"<b>rack</b>"}
    assert browser.get_log("browser") == []


def test_the_policy_of_the_page_stops_foreign_code(show: Show) -> None:
    browser = show(pc.read(EXAMPLES[0]))
    browser.execute_script(
        "const foreign = document.createElement('script'); foreign.textContent = 'window.broken = 1';"
        "document.body.append(foreign)"
    )
    assert browser.execute_script("return window.broken === undefined")
    assert "Content Security Policy" in browser.get_log("browser")[0]["message"]


def test_the_keyboard_does_what_the_pointer_does(show: Show) -> None:
    from selenium.webdriver.common.keys import Keys

    site = pc.read(EXAMPLES[-1].with_name("small-server-room.toml"))
    browser = show(site)
    browser.execute_script("document.querySelector('.card[tabindex=\"0\"]').focus()")
    browser.switch_to.active_element.send_keys(Keys.ARROW_DOWN)
    assert browser.execute_script("return document.activeElement.dataset.id") == "board"
    assert not browser.find_element("id", "figures").get_property("hidden")
    browser.switch_to.active_element.send_keys(Keys.ENTER)
    assert shown_dark(browser, site) == {"rack"}
    browser.switch_to.active_element.send_keys(Keys.ESCAPE)
    assert shown_dark(browser, site) == set()


def test_a_reason_is_shown_in_the_diagram(show: Show) -> None:
    site = pc.read(EXAMPLES[-1].with_name("two-path-hall.toml"))
    browser = show(site)
    browser.execute_script("document.querySelector('button.show').click()")
    assert shown_dark(browser, site) == {"rack"}


def test_a_fire_is_shown_as_all_that_stands_in_its_zone(show: Show) -> None:
    browser = show(pc.read(EXAMPLES[-1].with_name("hospital-host.toml")))
    browser.execute_script(
        "[...document.querySelectorAll('.reasons li')].find((each) => each.textContent.includes('fire in'))"
        ".querySelector('button.show').click()"
    )
    assert shown_dark(browser, pc.read(EXAMPLES[-1].with_name("hospital-host.toml"))) == {
        "administration", "care-applications"
    }  # fmt: skip
    assert browser.execute_script("return document.querySelectorAll('button.show[hidden]').length") == 0


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
@pytest.mark.parametrize("dark", [False, True])
def test_no_width_makes_the_page_scroll_sideways(width: int, *, dark: bool, show: Show) -> None:
    browser = show(pc.read(EXAMPLES[-1].with_name("hospital-host.toml")), width=width, dark=dark)
    assert browser.execute_script("return document.documentElement.scrollWidth") <= width


def test_night_is_dark_and_day_is_light(show: Show) -> None:
    site = pc.read(EXAMPLES[0])
    ground = "return getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)"
    assert sum(show(site).execute_script(ground)) > 600
    assert sum(show(site, dark=True).execute_script(ground)) < 150


def test_bars_of_reasons_are_on_one_scale_at_every_width(show: Show) -> None:
    site = pc.read(EXAMPLES[-1].with_name("hospital-host.toml"))
    browser = show(site)
    for width in (320, 375, 768, 1280):
        resize(browser, width)
        widths = browser.execute_script(
            "return [...document.querySelectorAll('.reasons .bar')]"
            ".filter((each) => each.getClientRects().length)"
            ".map((each) => Math.round(each.getBoundingClientRect().width))"
        )
        assert len(widths) > 10
        assert max(widths) - min(widths) <= 1, width


CUT = """
const meet = (a, b) => a.x < b.x + b.width && b.x < a.x + a.width
  && a.y < b.y + b.height && b.y < a.y + a.height;
return [...document.querySelectorAll(".lengths svg")].flatMap((svg) => {
  const curve = svg.querySelector("path:not(.axis)");
  const texts = [...svg.querySelectorAll("text")].map((text) => [text.textContent, text.getBBox()]);
  const whole = curve.getTotalLength();
  const points = Array.from({length: 600}, (_, at) => curve.getPointAtLength(whole * at / 599));
  const dots = points.map(({x, y}) => ({x, y, width: 0, height: 0}));
  const {width, height} = svg.viewBox.baseVal;
  const isWithin = ({x, y, width: w, height: h}) => x >= 0 && y >= 0 && x + w <= width && y + h <= height;
  return texts.flatMap(([text, box], place) => {
    const covered = texts.slice(place + 1).filter(([, other]) => meet(other, box));
    return [
      ...(dots.some((dot) => meet(dot, box)) ? [`${text} cuts the curve`] : []),
      ...covered.map(([other]) => `${text} covers ${other}`),
      ...(isWithin(box) ? [] : [`${text} is cut off`]),
    ];
  });
});
"""


@pytest.mark.parametrize("name", ["hospital-host", "two-path-hall", "small-server-room", "ups-n-plus-1"])
def test_no_label_of_the_curve_of_outages_cuts_it_or_another(name: str, show: Show) -> None:
    site = pc.read(EXAMPLES[-1].with_name(f"{name}.toml"))
    for language in CODES:
        with speaking(language):
            browser = show(site)
        assert browser.execute_script("return document.querySelectorAll('.lengths svg').length") >= 1
        assert browser.execute_script(CUT) == []


def test_on_a_phone_every_figure_says_whose_it_is(show: Show) -> None:
    browser = show(pc.read(EXAMPLES[-1].with_name("hospital-host.toml")), width=375)
    first = (
        "return [...document.querySelectorAll('.assumed tbody tr')].map((each) => each.firstChild.innerText)"
    )
    names = browser.execute_script(first)
    assert len(names) > 10
    assert all(names)


def test_every_link_leads_to_a_section_and_the_verdict_has_one(show: Show) -> None:
    browser = show(pc.read(EXAMPLES[-1].with_name("hospital-host.toml")))
    targets = browser.execute_script(
        "return [...document.querySelectorAll('nav a')].map((each) => each.hash.slice(1))"
    )
    assert {"verdict", "importance", "checks"} <= set(targets)
    order = "return arguments[0].map((id) => document.getElementById(id).getBoundingClientRect().top)"
    tops = browser.execute_script(order, targets)
    assert tops == sorted(tops)


WATCH = """
window.seen = {added: [], attributes: 0};
new MutationObserver((changes) => {
  for (const change of changes) {
    if (change.type === "attributes") window.seen.attributes += 1;
    for (const node of change.addedNodes) if (node.nodeType === 1) window.seen.added.push(node.tagName);
  }
}).observe(document.body, {subtree: true, childList: true, attributes: true});
"""
CARDS = """
return [...document.querySelectorAll(".card[data-id]")].map((each) => [each.dataset.id, each.dataset.state]);
"""


def test_a_click_in_a_large_site_changes_what_it_must_and_draws_nothing_anew(show: Show) -> None:
    """How long it takes is measured by benchmarks/report.py and benchmarks/clicks.py."""
    site = large_site()
    assert len(site.components) >= 300
    browser = show(site)
    assert len(browser.page_source.encode()) < 2_000_000
    assert browser.execute_script("return document.querySelectorAll('*').length") < 60 * len(site.components)
    browser.execute_script(WATCH)
    before = dict(browser.execute_script(CARDS))
    for name in ("grid-a", "gen", "ups-a-0", "tx-b", "pdu-b-3-4"):
        browser.execute_script("window.seen.added = []; window.seen.attributes = 0")
        click(browser, name)
        seen, after = browser.execute_script("return window.seen"), dict(browser.execute_script(CARDS))
        beside = {"LI", "SPAN", "BUTTON", "STRONG", "DL"}  # what is said of it, and its figures
        assert set(seen["added"]) <= beside  # no part of the diagram
        assert len(seen["added"]) < 40
        changed = sum(after[each] != before[each] for each in after)
        assert changed >= 1
        wires = (
            10 * changed + 300
        )  # of a card its state, label and bar, and the wires at it; folds and the rest
        assert seen["attributes"] < wires, (name, changed)
        before = after
    assert browser.get_log("browser") == []


GROUNDS = """
const shown = [...document.querySelectorAll("body, section, .load, pre, .cover")];
return [
  ...shown.map((each) => getComputedStyle(each).backgroundColor),
  ...[...document.querySelectorAll(".one-line .ground")].map((each) => getComputedStyle(each).fill),
];
"""
WIDER = """
return [...document.querySelectorAll("td, th, .share, .story, h1, h2, h3, p")]
  .filter((each) => getComputedStyle(each).display !== "inline" && each.scrollWidth > each.clientWidth + 1)
  .map((each) => each.textContent.slice(0, 60));
"""


def test_on_paper_it_is_light_by_night_too_and_nothing_is_cut(show: Show) -> None:
    browser = show(pc.read(EXAMPLES[-1].with_name("hospital-host.toml")), width=680)  # A4 within its margins
    seen(browser, dark=True, media="print")
    grounds = browser.execute_script(GROUNDS)
    assert set(grounds) <= {"rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"}
    wider = browser.execute_script(WIDER)
    assert wider == []
    assert browser.execute_script("return document.documentElement.scrollWidth") <= 680
