"""The live page in a real browser: a figure is changed, undone, written; a file is wrong, deleted, mended."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest

from tests.browser.conftest import Browser, resize, seen

pytest.importorskip("uvicorn", reason="the extra serve is not installed")

SITE = """# our hall
[site]
name = "Hall"

[grid_feed.grid]
failure_rate = "2 / year"   # from the bill
mttr = "20 min"

[ups.ups-a]
fed_by = "grid"
autonomy = "10 min"         # from the nameplate

[server.rack]
fed_by = "ups-a"
power = "3 kW"
"""
Open = Callable[..., Browser]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "site.toml"
    found.write_text(SITE, encoding="utf-8")
    return found


@pytest.fixture
def live(browser: Browser, path: Path, request: pytest.FixtureRequest) -> Iterator[Browser]:
    """The page of the file, opened by its address as `powercalc serve` prints it."""
    command = [sys.executable, "-m", "powercalc", "serve", str(path), "--port", "0", "--no-browser"]
    command += getattr(request, "param", [])
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={**os.environ}
    ) as server:
        assert server.stdout is not None
        address = server.stdout.readline().decode().split(" at ")[1].strip()
        seen(browser)
        resize(browser, 1280)
        browser.get(address)
        until(
            browser, "document.querySelector('.stage') && document.getElementById('serve').dataset.tried", 90
        )
        browser.get_log("browser")
        yield browser
        browser.get("about:blank")
        server.send_signal(signal.SIGINT)
        assert server.wait(20) == 0


def until(browser: Browser, script: str, seconds: float = 20) -> Any:
    """Wait until a script says something true; a page may be loaded anew meanwhile."""
    from selenium.common.exceptions import JavascriptException, WebDriverException

    end = perf_counter() + seconds
    while perf_counter() < end:
        try:
            if found := browser.execute_script(f"return {script}"):
                return found
        except (JavascriptException, WebDriverException):
            continue
    raise AssertionError(script)


CHOOSE = """
const which = document.getElementById("serve-which");
which.value = arguments[0];
which.dispatchEvent(new Event("change"));
"""
STATE = """
const input = document.querySelector(`#serve-fields [data-key="${arguments[0]}"] input`);
input.value = arguments[1];
input.dispatchEvent(new Event("change", {bubbles: true}));
"""


def state(browser: Browser, name: str, key: str, value: str) -> None:
    browser.execute_script(CHOOSE, name)
    browser.execute_script(STATE, key, value)


def row(name: str = "rack") -> str:
    return f"document.querySelector('#serve-rows tr[data-of=\"{name}\"]')"


def changed(browser: Browser, what: str) -> None:
    until(browser, f"{row()}.lastChild.textContent.includes('{what}')")


def pressed(browser: Browser, name: str) -> None:
    browser.execute_script(f"document.getElementById('serve-{name}').click()")


def test_a_figure_is_changed_undone_and_written_with_its_comments(live: Browser, path: Path) -> None:
    state(live, "ups-a", "autonomy", "30 min")
    changed(live, "less")
    assert path.read_text(encoding="utf-8") == SITE
    state(live, "grid", "failure_rate", "9 / year")
    until(live, "document.querySelectorAll('#serve-edits li').length === 2")
    pressed(live, "undo")
    until(live, "document.querySelectorAll('#serve-edits li').length === 1")
    live.refresh()
    changed(live, "less")  # a page that is loaded again has lost nothing
    pressed(live, "write")
    until(live, "document.querySelectorAll('#serve-edits li').length === 0")
    assert path.read_text(encoding="utf-8") == SITE.replace("10 min", "30 min")
    changed(live, "as before")
    told = "document.getElementById('serve-written').textContent.includes('1 change is in the file')"
    until(live, told)
    live.refresh()
    until(live, told)
    assert not [each for each in live.get_log("browser") if each["level"] == "SEVERE"]


def test_undone_is_as_before(live: Browser) -> None:
    state(live, "ups-a", "count", "2")
    changed(live, "more")  # both units are taken to be needed
    until(live, "document.getElementById('serve-warned').textContent.includes('how many are needed')")
    pressed(live, "undo-all")
    changed(live, "as before")


def test_an_error_of_the_file_stands_on_the_page_with_its_line(live: Browser, path: Path) -> None:
    path.write_text(SITE.replace('fed_by = "ups-a"', 'fed_by = "ups-b"'), encoding="utf-8")
    until(live, "!document.getElementById('serve-trouble').hidden")
    told = live.find_element("id", "serve-trouble").text
    assert "site.toml:14" in told
    assert 'did you mean "ups-a"?' in told
    state(live, "ups-a", "autonomy", "30 min")
    changed(live, "less")  # the last good page stays usable
    path.write_text(SITE.replace("3 kW", "4 kW"), encoding="utf-8")
    until(live, "document.getElementById('serve-trouble').hidden")
    until(live, "document.getElementById('input') && document.body.textContent.includes('4 kW')", 90)
    changed(live, "less")


def test_a_deleted_file_is_told_and_can_be_written_again(live: Browser, path: Path) -> None:
    path.unlink()
    until(live, "document.getElementById('serve-status').textContent.includes('is not there any more')")
    pressed(live, "tab-dies")
    until(live, "document.getElementById('serve-again').getClientRects().length")  # whatever is looked at
    pressed(live, "again")
    until(live, "document.getElementById('serve-status').dataset.state === 'sound'")
    assert path.read_text(encoding="utf-8") == SITE


def test_a_component_is_added_by_the_form(live: Browser, path: Path) -> None:
    live.execute_script(
        "document.getElementById('serve-id').value = 'ups-b';"
        "const cords = document.querySelector('#serve-keys [data-key=fed_by] input'); cords.value = 'grid';"
        "cords.dispatchEvent(new Event('change'));"
        "document.getElementById('serve-add').requestSubmit();"
    )
    until(live, "document.getElementById('serve-edits').textContent.includes('new: UPS ups-b')")
    state(live, "rack", "fed_by", "ups-b")
    changed(live, "less")
    pressed(live, "write")
    until(live, "document.querySelectorAll('#serve-edits li').length === 0")
    text = path.read_text(encoding="utf-8")
    assert 'fed_by = ["ups-a", "ups-b"]' in text
    assert text.endswith('[ups.ups-b]\nfed_by = "grid"\n')


def test_this_moment_and_what_dies(live: Browser) -> None:
    pressed(live, "tab-now")
    live.execute_script(
        "document.getElementById('serve-down-id').value = 'grid';"
        "document.getElementById('serve-now-form').requestSubmit();"
    )
    until(live, "document.getElementById('serve-moment').textContent.includes('on battery')")
    pressed(live, "tab-dies")
    live.execute_script(
        "document.getElementById('serve-out-id').value = 'ups-a';"
        "document.getElementById('serve-dies-form').requestSubmit();"
    )
    until(live, "document.getElementById('serve-states').textContent.includes('Dark: 1 load')")
    assert live.execute_script("return Diagram.out.has('ups-a')")


@pytest.mark.parametrize("width", [320, 768])
def test_no_width_makes_the_panel_scroll_sideways(live: Browser, width: int) -> None:
    resize(live, width)
    for tab in ("design", "now", "dies"):
        pressed(live, f"tab-{tab}")
        state(live, "ups-a", "autonomy", "30 min")
        assert live.execute_script("return document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("live", [["--lang", "fr"]], indirect=True)
def test_in_french_the_panel_and_the_report_below_it_speak_french(live: Browser, path: Path) -> None:
    assert live.execute_script("return document.documentElement.lang") == "fr"
    assert live.find_element("id", "serve-tab-design").text == "tel que conçu"
    state(live, "ups-a", "autonomy", "30 min")
    changed(live, "de moins")
    assert "par an" in live.find_element("id", "serve-rows").text
    assert live.find_element("id", "serve-chosen").text == "ups-a, onduleur"
    pressed(live, "tab-dies")
    live.execute_script(
        "document.getElementById('serve-out-id').value = 'ups-a';"
        "document.getElementById('serve-dies-form').requestSubmit();"
    )
    until(
        live, "document.getElementById('serve-states').textContent.includes('Sans alimentation : 1 charge')"
    )
    path.unlink()
    until(live, "document.getElementById('serve-status').textContent.includes('n’existe plus')")
    assert not [each for each in live.get_log("browser") if each["level"] == "SEVERE"]
