"""The page as text: one file, nothing from outside, nothing of a file that could be code."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path

import pytest

import powercalc as pc
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
