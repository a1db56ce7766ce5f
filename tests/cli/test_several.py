"""Several files in one call, results into files, and what an earlier run knew."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from defusedxml.ElementTree import fromstring

from powercalc.cli.app import COMMANDS
from tests.cli.conftest import SMALL

Command = Callable[..., Any]
MISSED = SMALL + '[targets.rack]\nmax_downtime = "1 s"\n'


@pytest.fixture
def two(tmp_path: Path) -> tuple[str, str]:
    for name, text in (("one.toml", SMALL), ("two.toml", MISSED)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return "one.toml", "two.toml"


def test_the_status_of_several_is_the_gravest(command: Command, two: tuple[str, str]) -> None:
    assert command("evaluate", two[0]).returncode == 0
    assert command("evaluate", *two).returncode == 1


def test_what_is_wrong_in_any_is_told_at_once(command: Command, two: tuple[str, str], tmp_path: Path) -> None:
    for name in two:
        (tmp_path / name).write_text(SMALL.replace("fed_by", "fed_bye"), encoding="utf-8")
    done = command("evaluate", *two)
    assert done.returncode == 2
    assert done.stdout == b""
    assert {line.split(b":")[0] for line in done.stderr.splitlines()} == {b"one.toml", b"two.toml"}


def test_json_of_several_is_a_list_and_of_one_is_not(command: Command, two: tuple[str, str]) -> None:
    several = json.loads(command("evaluate", *two, "--format", "json").stdout)
    alone = json.loads(command("evaluate", two[0], "--format", "json").stdout)
    assert several[0] == alone
    assert len(several) == 2


def test_csv_of_several_has_one_header(command: Command, two: tuple[str, str]) -> None:
    rows = list(csv.DictReader(io.StringIO(command("evaluate", *two, "--format", "csv").stdout.decode())))
    assert [row["file"] for row in rows] == ["1", "1", "2", "2"]
    assert {row["scope"] for row in rows} == {"load", "any_load"}


def test_sarif_and_junit_of_several_are_one_document(command: Command, two: tuple[str, str]) -> None:
    sarif = json.loads(command("check", *two, "--format", "sarif").stdout)
    assert len(sarif["runs"]) == 2
    root = fromstring(command("check", *two, "--format", "junit").stdout)
    suites = root.findall("testsuite")
    assert len(suites) == 2
    assert int(root.get("tests", 0)) == sum(len(suite.findall("testcase")) for suite in suites)


def test_standard_input_is_read_once(command: Command) -> None:
    done = command("evaluate", "-", "-", given=SMALL.encode())
    assert (done.returncode, b"once" in done.stderr) == (2, True)


@pytest.mark.parametrize("name", [*(name for name in COMMANDS if name != "import"), "import csv"])
def test_every_command_can_write_to_a_file(command: Command, name: str) -> None:
    assert b"--output" in command(*name.split(), "--help").stdout


def test_a_result_in_a_file_is_what_would_have_been_printed(
    command: Command, two: tuple[str, str], tmp_path: Path
) -> None:
    printed = command("check", two[0], "--today", "2026-06-01")
    done = command("check", two[0], "--today", "2026-06-01", "-o", "told.txt")
    assert (done.returncode, done.stdout) == (printed.returncode, b"")
    assert (tmp_path / "told.txt").read_bytes() == printed.stdout


def test_what_the_baseline_knows_fails_no_more(
    command: Command, two: tuple[str, str], tmp_path: Path
) -> None:
    first = command("check", two[0], "--format", "json", "-o", "known.json")
    assert first.returncode == 1
    again = command("check", two[0], "--baseline", "known.json")
    assert again.returncode == 0
    assert b"known from the baseline" in again.stdout
    worse = SMALL.replace(
        '[server.rack]\nfed_by = "grid"',
        '[ups.u]\nfed_by = "grid"\nautonomy = "1 s"\n[server.rack]\nfed_by = "u"',
    )
    (tmp_path / two[0]).write_text(worse, encoding="utf-8")
    new = command("check", two[0], "--baseline", "known.json", "--format", "json")
    assert new.returncode == 1
    before, after = json.loads((tmp_path / "known.json").read_text()), json.loads(new.stdout)
    known = {(each["rule"], each["findings"][0]["text"]) for each in before["results"] if each["findings"]}
    assert not known & {
        (each["rule"], each["findings"][0]["text"]) for each in after["results"] if each["findings"]
    }


@pytest.mark.parametrize("text", ["{}", "[1]", "no json", '{"schema": "powercalc/evaluation/1"}'])
def test_what_is_no_baseline_is_refused(
    command: Command, two: tuple[str, str], tmp_path: Path, text: str
) -> None:
    (tmp_path / "b.json").write_text(text, encoding="utf-8")
    done = command("check", two[0], "--baseline", "b.json")
    assert (done.returncode, b"--baseline b.json" in done.stderr) == (2, True)


def test_init_lists_its_designs(command: Command) -> None:
    assert b"2n" in command("init", "--list").stdout.split()
    assert command("init").returncode == 2
