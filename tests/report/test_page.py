"""The page as text: one file, nothing from outside, nothing of a file that could be code."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path

import pytest

import powercalc as pc
from powercalc.propagation.propagate import evaluate_uncertainty
from powercalc.report.one_line.drawing import key
from powercalc.report.page.build import render

EXAMPLES = sorted(Path(__file__).parents[2].joinpath("examples").glob("*.toml"))
NASTY = "</script><script>x</script><!--]]>'\"&=cmd()\u2028\u202e${x}"


def page(site: pc.Site) -> str:
    return render(site, pc.evaluate(site))


@pytest.fixture(scope="module", params=EXAMPLES, ids=lambda path: path.stem)
def written(request: pytest.FixtureRequest) -> tuple[pc.Site, str]:
    site = pc.read(request.param)
    return site, page(site)


def test_it_refers_to_nothing_outside(written: tuple[pc.Site, str]) -> None:
    _, html = written
    shown = html.replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"""(?:src|href|action)\s*=\s*["'](?!#|data:,)""", shown)
    assert not re.search(r"@import|url\(", shown)


def test_its_policy_names_its_own_style_and_script(written: tuple[pc.Site, str]) -> None:
    _, html = written
    for tag in ("style", "script"):
        (code,) = re.findall(rf"<{tag}>(.*?)</{tag}>", html, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in html
    assert "default-src 'none'" in html
    assert not re.search(r'<[a-z][^>]* style="', html)
    assert not re.search(r'<[a-z][^>]* on[a-z]+="', html)


def test_it_has_what_the_evaluation_says(written: tuple[pc.Site, str]) -> None:
    site, html = written
    result = pc.evaluate(site)
    assert result.input_sha256 is not None
    assert result.input_sha256 in html
    for load in result.loads[:9]:
        assert load.id in html
    for name in ("loads", "diagram", "reasons", "importance", "checks", "assumed", "input"):
        assert f'<section id="{name}">' in html


def test_it_tells_standby_planned_work_and_how_long_interruptions_last() -> None:
    html = page(pc.read(EXAMPLES[0].with_name("planned-work.toml")))
    assert '<section id="standby">' in html
    assert '<section id="planned">' in html
    assert "called about" in html
    assert "it takes the power from telephones" in html
    assert "besides, without power for planned work" in html
    assert "longer than 20 ms" in html


def test_a_component_is_blamed_by_the_reasons_and_not_by_the_plain_diagram() -> None:
    html = page(pc.read(EXAMPLES[0].with_name("hospital-host.toml")))
    (data,) = re.findall(r'id="powercalc-model">(.*?)</script>', html)
    said = dict(json.loads(data)["figures"]["tx-a"])
    assert said["has a part in"].endswith("of the downtime of administration")
    assert float(said["has a part in"].split()[0]) > 50  # by the plain diagram, below one percent


def test_the_share_of_interruptions_stands_below_that_of_the_downtime() -> None:
    html = page(pc.read(EXAMPLES[0].with_name("hospital-host.toml")))
    assert re.search(r'<span class="share">[\d.]+ %<small>\d+ % of interruptions</small></span>', html)


def test_the_data_cannot_end_its_block() -> None:
    site = pc.Site(NASTY, (pc.GridFeed(NASTY, note=NASTY), pc.Server("rack", fed_by=NASTY, name=NASTY)))
    html = page(site)
    (data,) = re.findall(r'<script type="application/json"[^>]*>(.*?)</script>', html, re.DOTALL)
    assert not set("<>&\u2028") & set(data)
    assert json.loads(data)["elements"][0]["id"] == key(NASTY)
    assert html.count("<script") == 2
    assert "$" not in re.sub(r"<script.*?</script>|<style.*?</style>", "", html, flags=re.DOTALL).replace(
        "${x}", ""
    )


def test_the_same_site_gives_the_same_page() -> None:
    site = pc.read(EXAMPLES[0])
    assert page(site) == page(site)


def test_how_far_it_is_known_is_told_when_asked() -> None:
    site = pc.read(EXAMPLES[0].with_name("small-server-room.toml"))
    result = pc.evaluate(site)
    html = render(site, result, evaluate_uncertainty(site, 16, 0, plain=True))
    assert '<section id="known">' in html
    assert "Which figure to measure better" in html
    assert re.search(r'data-name="with 90 % chance">[\d.,]+ \w+ to [\d.,]+ \w+<', html)
    assert '<section id="known">' not in render(site, result)


def test_a_check_asks_the_same_question_once() -> None:
    html = page(pc.read(EXAMPLES[0].with_name("two-path-hall.toml")))
    for listed in re.findall(r"<ul class=\"\">\n(.*?)</ul>", html, re.DOTALL):
        asked = re.findall(r"<li>(.*?)</li>", listed)
        assert len(asked) == len(set(asked))
    titles = set(re.findall(r"<b>[A-Z]{3}\d{3}</b> (.*?)(?:<ul|</td>)", html))
    assert titles
    assert not titles & set(re.findall(r"<li>(.*?)</li>", html))
