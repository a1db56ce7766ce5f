"""The documentation: built without a warning, and every block of code in it run.

A page runs from top to bottom in a folder of its own that has the examples and a `site.toml` (two paths).
Shell blocks may end with 1, for a target that is missed, and not with more; a block of TOML is a site, or a
part of one; a recipe of a pipeline runs its own powercalc commands.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

import powercalc as pc
from powercalc.cli.app import COMMANDS
from powercalc.site import templates
from powercalc.sweeping.sweep_file import sweep_of

DOCS = Path(__file__).parent.parent / "docs"
INVENTORIES = Path(__file__).parent / "inventories"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
SHOWN = re.compile(r"<!-- output: powercalc (.+?) -->\n```text\n(.*?)```", re.DOTALL)
"""What a page shows of a command, as in the README."""
SITE = templates.text("2n")
RUN = {"python", "sh", "toml", "yaml"}


def pages() -> Iterator[Path]:
    for path in sorted(DOCS.rglob("*.md")):
        if not {"_build", "generated"} & set(path.parts) and RUN & {
            language for language, _ in BLOCK.findall(path.read_text())
        }:
            yield path


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(DOCS.parent / "examples", tmp_path / "examples")
    shutil.copytree(INVENTORIES / "hall", tmp_path / "answers")
    shutil.copy(INVENTORIES / "hall-upstream.toml", tmp_path / "upstream.toml")
    (tmp_path / "site.toml").write_text(SITE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(DOCS)))
def test_every_block_of_a_page_runs(page: Path, folder: Path) -> None:
    names: dict[str, Any] = {"__name__": page.stem}
    for language, block in BLOCK.findall(page.read_text(encoding="utf-8")):
        match language:
            case "python":
                exec(compile(block, str(page), "exec"), names)  # noqa: S102 - our own text
            case "sh":
                for line in block.splitlines():
                    shell(line, folder)
            case "toml":
                site_or_part(block)
            case "yaml":
                for command in re.findall(r"(?:run: |- )(powercalc .*)", block):
                    shell(command, folder)


@pytest.mark.parametrize("page", [page for page in pages() if SHOWN.search(page.read_text())], ids=str)
def test_the_output_shown_is_what_the_command_prints(page: Path, *, pytestconfig: pytest.Config) -> None:
    """`--restate` writes it anew."""
    text = page.read_text(encoding="utf-8")
    stated = SHOWN.sub(lambda m: f"<!-- output: powercalc {m[1]} -->\n```text\n{output(m[1])}```", text)
    if pytestconfig.getoption("--restate"):
        page.write_text(stated, encoding="utf-8")
    assert page.read_text(encoding="utf-8") == stated


def test_the_first_page_shows_what_its_code_prints(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    blocks = BLOCK.findall((DOCS / "two-answers.md").read_text(encoding="utf-8"))
    (code,) = [block for language, block in blocks if language == "python"]
    (shown,) = [block for language, block in blocks if language == "text"]
    (folder / "two-paths.toml").write_text(SITE, encoding="utf-8")
    exec(compile(code, "two-answers.md", "exec"), {})  # noqa: S102 - our own text
    assert [line.rstrip() for line in capsys.readouterr().out.splitlines()] == shown.splitlines()


@pytest.mark.parametrize(
    ("page", "outputs"),
    [("index.md", 3), ("incident.md", 7), ("how-to/spreadsheet.md", 4), ("how-to/netbox.md", 5)],
)
def test_a_page_that_is_one_session_shows_what_its_commands_print(
    page: str, outputs: int, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    blocks = BLOCK.findall((DOCS / page).read_text(encoding="utf-8"))
    compared = 0
    for (language, code), (following, shown) in pairwise(blocks):
        if following != "text" or language not in {"sh", "python"}:
            continue
        if language == "sh":
            printed = shell(code, folder)
        else:
            exec(compile(code, page, "exec"), {})  # noqa: S102 - our own text
            printed = capsys.readouterr().out
        assert printed.rstrip().splitlines() == shown.rstrip().splitlines()
        compared += 1
    assert compared == outputs


def test_the_page_of_variants_shows_what_its_commands_print(folder: Path) -> None:
    blocks = BLOCK.findall((DOCS / "how-to" / "thousand-variants.md").read_text(encoding="utf-8"))
    shown = [
        (code, text)
        for (language, code), (following, text) in pairwise(blocks)
        if (language, following) == ("sh", "text")
    ]
    *quick, _ = shown  # ten thousand rows are for people
    assert len(quick) == 2
    for code, text in quick:
        assert shell(code, folder).splitlines() == text.splitlines()


def test_the_first_page_comes_first() -> None:
    text = (DOCS / "index.md").read_text(encoding="utf-8")
    (first, *_) = re.findall(r"```\{toctree\}\n(?::.*\n)*\n(.*)\n", text)
    assert first == "two-answers"


def test_the_tutorial_says_what_its_files_say() -> None:
    today = pc.read_text(templates.text("n-plus-1"))
    before, fuel, paths = (
        pc.evaluate(site).load("rack")
        for site in (today, today.changed({"gen": {"fuel_autonomy": "14 day"}}), pc.read_text(SITE))
    )
    assert set(before.reasons[0].cut_set) == {"tx", "gen"}
    assert [each.cut_set for each in before.reasons[1:3]] == [("pdu",), ("output",)]
    assert fuel.downtime_h_per_year < before.downtime_h_per_year / 2
    assert before.interruptions_per_year is not None
    assert fuel.interruptions_per_year is not None
    assert fuel.interruptions_per_year > 0.8 * before.interruptions_per_year
    assert paths.downtime_h_per_year < before.downtime_h_per_year / 100
    assert set(paths.reasons[0].cut_set) == {"grid", "gen"}


def output(arguments: str) -> str:
    command = [sys.executable, "-m", "powercalc", *arguments.split()]
    return subprocess.run(command, capture_output=True, text=True, check=True, cwd=DOCS.parent).stdout


def test_the_page_of_the_letter_shows_parts_of_what_is_written(folder: Path) -> None:
    blocks = BLOCK.findall((DOCS / "how-to" / "letter.md").read_text(encoding="utf-8"))
    shown = [(code, text) for (_, code), (language, text) in pairwise(blocks) if language == "markdown"]
    assert len(shown) == 2
    for code, text in shown:
        written = shell(code, folder)
        assert [part for part in text.split("\n[...]\n") if part.strip() not in written] == []


def shell(command: str, folder: Path) -> str:
    """Run a line with our own powercalc in front, and return what it prints."""
    own = f'powercalc() {{ "{sys.executable}" -m powercalc "$@"; }}\n'
    done = subprocess.run(
        ["bash", "-c", own + command], cwd=folder, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(DOCS.parent)},
    )  # fmt: skip
    assert done.returncode in {0, 1}, (command, done.stderr)
    assert "error in powercalc" not in done.stderr
    return done.stdout


def site_or_part(block: str) -> None:
    """Read a whole site, or what may be added to the two-path template; or a sweep."""
    if re.search(r"^\[(sweep\.|sample\])", block, re.MULTILINE):
        sweep_of(tomllib.loads(block))
        return
    try:
        pc.read_text(block)
    except pc.SiteError:
        pc.read_text(SITE.partition("[targets]")[0] + block)


def test_the_manual_page_tells_every_command(tmp_path: Path) -> None:
    pytest.importorskip("sphinx", reason="sphinx is not installed")
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "-q", "-b", "man", str(DOCS), str(tmp_path)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    page = (tmp_path / "powercalc.1").read_text(encoding="utf-8")
    assert (done.returncode, done.stderr) == (0, "")
    assert all(f"powercalc {name}" in page.lower().replace("\\-", "-") for name in COMMANDS)


def test_the_pages_are_built_without_a_warning(tmp_path: Path) -> None:
    pytest.importorskip("sphinx", reason="sphinx is not installed")
    pytest.importorskip("furo", reason="furo is not installed")
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", str(DOCS), str(tmp_path)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    for page in ("tutorial", "reference/generated/site-file", "reference/generated/catalog"):
        assert (tmp_path / f"{page}.html").exists()
