"""A real browser: Debian's chromium, driven by its own driver. Without one these tests are skipped."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import powercalc as pc
from powercalc.languages.spoken import code
from powercalc.report.page.build import render

Browser = Any
Show = Callable[..., Browser]

QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-dev-shm-usage",
)  # fmt: skip


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    pytest.importorskip("selenium", reason="selenium is not installed")
    if found() is None:
        pytest.skip("no chromium with its driver is installed")
    driver = started(tmp_path_factory.mktemp("profile"))
    yield driver
    driver.quit()


def found() -> tuple[str, str] | None:
    """Return the browser of this machine and its driver."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    chromedriver = shutil.which("chromedriver")
    return (chromium, chromedriver) if chromium and chromedriver else None


def started(profile: Path) -> Browser:
    """Start the browser without a window."""
    from selenium import webdriver

    there = found()
    assert there is not None, "no chromium with its driver is installed"
    options = webdriver.ChromeOptions()
    options.binary_location = there[0]
    for flag in (*QUIET, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(there[1]))
    driver.set_script_timeout(20)
    return driver


_PAGES: dict[tuple[str, str], str] = {}
"""The pages that were written already, by their input and their language."""


def page_of(site: pc.Site) -> str:
    """Return the report of a site in the language that is spoken; of one that was read, written once."""
    if site.sources is None:
        return render(site, pc.evaluate(site))
    key = (site.sources.sha256, code())
    if key not in _PAGES:
        _PAGES[key] = render(site, pc.evaluate(site))
    return _PAGES[key]


def resize(browser: Browser, width: int) -> None:
    metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)


def seen(browser: Browser, *, dark: bool = False, media: str = "") -> None:
    """Show pages by day or by night, on a screen or on paper: the browser keeps to it for all that follow."""
    scheme = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": media, "features": scheme})


@pytest.fixture
def show(browser: Browser, tmp_path: Path) -> Show:
    """Return a function that opens the report of a site in a window of some width, by day or by night."""

    def shown(site: pc.Site, *, width: int = 1280, dark: bool = False) -> Browser:
        page = tmp_path / "report.html"
        page.write_text(page_of(site), encoding="utf-8")
        resize(browser, width)
        seen(browser, dark=dark)
        browser.get_log("browser")
        browser.get(page.as_uri())
        return browser

    return shown
