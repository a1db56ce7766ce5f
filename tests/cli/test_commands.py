from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from powercalc import __version__
from powercalc.cli.app import COMMANDS
from powercalc.evaluation import evaluate
from powercalc.site import templates
from powercalc.site.read import read_text

Command = Callable[..., Any]


@pytest.mark.parametrize("name", templates.NAMES)
def test_a_template_reads_evaluates_and_meets_its_own_target(name: str) -> None:
    site = read_text(templates.text(name), file=f"{name}.toml")
    result = evaluate(site)
    assert all(check.met for check in result.targets)
    assert not result.warnings


@pytest.mark.parametrize("name", templates.NAMES)
def test_a_template_explains_itself(name: str) -> None:
    text = templates.text(name)
    assert text.startswith("# ")
    assert sum(line.startswith("#") for line in text.splitlines()) >= 6
    assert all(len(line) <= 110 for line in text.splitlines())


def test_every_template_file_has_a_name() -> None:
    files = {path.stem for path in Path(templates.__file__).parent.glob("*.toml")}
    assert files == set(templates.NAMES)


def test_init_prints_the_template(command: Command) -> None:
    assert command("init", "--template", "2n").stdout.decode() == templates.text("2n")


def test_init_never_overwrites(command: Command, tmp_path: Path) -> None:
    assert command("init", "-t", "2n", "-o", "new.toml").returncode == 0
    kept = (tmp_path / "new.toml").read_text(encoding="utf-8")
    again = command("init", "-t", "single-path", "-o", "new.toml")
    assert (again.returncode, again.stdout) == (2, b"")
    assert b"exists already" in again.stderr
    assert (tmp_path / "new.toml").read_text(encoding="utf-8") == kept == templates.text("2n")


def test_init_says_where_it_cannot_write(command: Command) -> None:
    done = command("init", "-t", "2n", "-o", "no/such/folder/new.toml")
    assert done.returncode == 2
    assert b"cannot be written" in done.stderr


def test_the_schema_is_json(command: Command) -> None:
    assert "$schema" in json.loads(command("schema").stdout)


def test_the_catalog_of_one_kind_has_only_that_kind(command: Command) -> None:
    entries = json.loads(command("catalog", "ups", "--format", "json").stdout)
    assert {entry["kind"] for entry in entries} == {"ups"}
    assert any(figure["default"] for entry in entries for figure in entry["figures"])


def test_the_catalog_says_its_sources(command: Command) -> None:
    told = command("catalog", "grid_feed").stdout.decode()
    assert "grade A" in told
    assert "2 / year" in told


def test_the_version_is_said(command: Command) -> None:
    assert command("--version").stdout.decode() == f"powercalc {__version__}\n"


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_a_command_leads_with_an_example(command: Command, name: str) -> None:
    told = command(name, "--help").stdout.decode()
    assert f"powercalc {name}" in told.split("Options:")[0].split("\n\n", 1)[1]
    assert all(len(line) <= 80 for line in told.splitlines())


def test_tables_are_written_and_a_workbook_needs_a_file(command: Command, tmp_path: Path) -> None:
    assert command("init", "-t", "single-path", "-o", "s.toml").returncode == 0
    latex = command("tables", "s.toml", "-f", "latex", "--of", "cut-sets", "--top", "2").stdout.decode()
    assert latex.count("rack & ") == 2
    assert command("tables", "s.toml", "-f", "xlsx", "-o", "s.xlsx").returncode == 0
    assert (tmp_path / "s.xlsx").read_bytes().startswith(b"PK")
    for wrong in (("-f", "xlsx"), ("--top", "0"), ("--load", "rak")):
        assert command("tables", "s.toml", *wrong).returncode == 2


@pytest.mark.parametrize("name", ["evaluate", "check", "importance"])
def test_a_result_is_written_as_tables_for_a_document(command: Command, name: str, tmp_path: Path) -> None:
    assert command("init", "-t", "single-path", "-o", "s.toml").returncode == 0
    day = ("--today", "2026-11-21") if name == "check" else ()
    status = command(name, "s.toml", *day, "-f", "json").returncode
    for form, begins in (("latex", b"% "), ("html", b"<!doctype html>")):
        done = command(name, "s.toml", *day, "-f", form)
        assert done.stdout.startswith(begins)
        assert done.returncode == status
    assert command(name, "s.toml", *day, "-f", "xlsx", "-o", "s.xlsx").returncode == status
    assert (tmp_path / "s.xlsx").read_bytes().startswith(b"PK")
    refused = command(name, "s.toml", *day, "-f", "xlsx")
    assert refused.returncode == 2
    assert b"-o" in refused.stderr


def test_several_sites_are_one_document_and_top_limits_its_rows(command: Command) -> None:
    for design in ("single-path", "2n"):
        assert command("init", "-t", design, "-o", f"{design}.toml").returncode == 0
    told = command("evaluate", "single-path.toml", "2n.toml", "-f", "html", "--top", "1").stdout.decode()
    assert told.count("<!doctype html>") == 1
    assert told.count("loads and services</caption>") == 2
    page = command("importance", "2n.toml", "-f", "html", "--top", "3").stdout.decode()
    assert page.partition("<tbody>")[2].count("<tr>") == 3
    assert command("evaluate", "2n.toml", "--top", "1").returncode == 2
    plain = command("evaluate", "2n.toml", "--plain", "-f", "latex", "--top", "2").stdout.decode()
    assert "minimal cut sets" in plain
