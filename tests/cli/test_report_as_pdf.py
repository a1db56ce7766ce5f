"""`powercalc report -o FILE.pdf`: printed by a browser, or a clear sentence where there is none."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import powercalc as pc
from powercalc.errors import CallError
from powercalc.report.page import pdf
from powercalc.report.page.build import render
from tests.cli.conftest import Command

SMALL = str(Path(__file__).parents[2] / "examples" / "small-server-room.toml")


def test_without_a_browser_it_is_an_error_of_the_call(command: Command, tmp_path: Path) -> None:
    result = command(
        "report", SMALL, "-o", str(tmp_path / "site.pdf"), PATH=str(tmp_path), POWERCALC_BROWSER=""
    )
    assert result.returncode == 2
    assert "no Chromium or Chrome is on the PATH" in " ".join(result.stderr.decode().split())
    assert not (tmp_path / "site.pdf").exists()


def test_a_browser_that_is_named_and_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(pdf.VARIABLE, "no-such-browser")
    with pytest.raises(CallError, match="no-such-browser"):
        pdf.browser()


def test_a_pdf_needs_a_file(command: Command) -> None:
    result = command("report", SMALL, "--format", "pdf")
    assert result.returncode == 2
    assert b"needs a file" in result.stderr


@pytest.mark.skipif(os.name == "nt", reason="a script stands for the browser")
def test_the_browser_gets_the_page_an_empty_profile_and_no_network(command: Command, tmp_path: Path) -> None:
    """A script that writes its own call as the PDF."""
    script = tmp_path / "printer"
    script.write_text(
        '#!/bin/sh\nfor each in "$@"; do case "$each" in --print-to-pdf=*) to="${each#*=}";; esac; done\n'
        'printf "%s\\n" "$@" > "$to"\n'
    )
    script.chmod(0o755)
    target = tmp_path / "site.pdf"
    assert command("report", SMALL, "-o", str(target), POWERCALC_BROWSER=str(script)).returncode == 0
    called = target.read_text().split("\n")
    assert "--headless" in called
    assert "--host-resolver-rules=MAP * ~NOTFOUND" in called
    (profile,) = [each for each in called if each.startswith("--user-data-dir=")]
    assert not Path(profile.partition("=")[2]).exists()


def test_the_text_of_the_file_can_stay_out(command: Command) -> None:
    named = Path(SMALL).read_bytes().splitlines()[-1]
    assert named in command("report", SMALL).stdout
    without = command("report", SMALL, "--no-text").stdout
    assert named not in without
    assert b"SHA-256 of the input" in without


def test_the_cover_has_the_verdict_and_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    site = pc.read(SMALL)
    page = render(site, pc.evaluate(site))
    cover = page[page.index('<div class="cover"') : page.index("<header>")]
    assert "2023-11-14" in cover
    assert "hospital" in cover
