from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import pytest

Command = Callable[..., Any]
Site = Callable[..., str]
FORMATS = ("text", "json", "markdown", "csv")
SMALL = """
[grid_feed.grid]
failure_rate = "2 / year"
mttr = "20 min"
[server.rack]
fed_by = "grid"
hold_up = "20 ms"
"""
MISSED = '\n[targets]\nmax_downtime = "1 s"\n'


def test_a_site_is_evaluated_and_minutes_per_year_come_first(command: Command, site: Site) -> None:
    done = command("evaluate", site())
    assert (done.returncode, done.stderr) == (0, b"")
    lines = done.stdout.decode().splitlines()
    assert lines[2:4] == ["rack", "  40 min per year without power"]
    assert lines[4].startswith("  about 2.0 times a year, more than 99 % in 5 years, for 20 min")


def test_json_has_the_fields_that_other_programs_rely_on(command: Command, site: Site) -> None:
    result = json.loads(command("evaluate", site(), "--format", "json").stdout)
    assert result["schema"] == "powercalc/evaluation/1"
    assert result["hours_per_year"] == 8760
    load = result["loads"][0]
    assert load["id"] == "rack"
    assert load["downtime_h_per_year"] == pytest.approx(load["unavailability"] * 8760)


def test_a_load_that_is_never_dark_has_null_where_a_time_is_infinite(command: Command, site: Site) -> None:
    never = site('[grid_feed.grid]\nfailure_rate = 0\n[server.rack]\nfed_by = "grid"\n')
    load = json.loads(command("evaluate", never, "--format", "json").stdout)["loads"][0]
    assert load["unavailability"] == 0
    assert load["mean_up_time_h"] is None
    assert b"never without power" in command("evaluate", never).stdout


def test_an_unknown_frequency_is_said_to_be_unknown(command: Command, site: Site) -> None:
    hidden = site('[grid_feed.grid]\nunavailability = "1 %"\n[server.rack]\nfed_by = "grid"\n')
    assert b"how often: unknown, because" in command("evaluate", hidden).stdout
    load = json.loads(command("evaluate", hidden, "--format", "json").stdout)["loads"][0]
    assert load["interruptions_per_year"] is None


def test_csv_has_a_row_per_load_and_one_for_any(command: Command, site: Site) -> None:
    table = csv.DictReader(io.StringIO(command("evaluate", site(), "--format", "csv").stdout.decode()))
    assert [(row["scope"], row["id"]) for row in table] == [("load", "rack"), ("any_load", "")]


@pytest.mark.parametrize("form", FORMATS)
def test_the_format_never_changes_the_status(command: Command, site: Site, form: str) -> None:
    assert command("evaluate", site(), "--format", form).returncode == 0
    with open(site(), "a", encoding="utf-8") as file:  # noqa: PTH123 - the path is text
        file.write(MISSED)
    assert command("evaluate", file.name, "--format", form).returncode == 1
    with open(file.name, "a", encoding="utf-8") as file:  # noqa: PTH123
        file.write("[ups.x\n")
    assert command("evaluate", file.name, "--format", form).returncode == 2


def test_a_missed_target_is_said(command: Command) -> None:
    told = command("evaluate", "-", given=(SMALL + MISSED).encode()).stdout.decode()
    assert "1 target, 1 missed" in told
    assert "missed: rack: downtime of at most 1 s per year; reached 40 min per year" in told


def test_standard_input_is_read_for_a_dash(command: Command) -> None:
    assert command("evaluate", "-", given=SMALL.encode()).returncode == 0


def test_every_problem_of_a_file_is_told_at_its_place_and_nothing_else(command: Command, site: Site) -> None:
    wrong = site('[grid_feed.grid]\nmtr = "20 min"\n[server.rack]\nfed_by = "gird"\nhold_up = "5 kW"\n')
    done = command("evaluate", wrong)
    assert (done.returncode, done.stdout) == (2, b"")
    told = done.stderr.decode().splitlines()
    assert [line.split(wrong)[1].split(":")[1] for line in told] == ["2", "4", "5"]


def test_warnings_go_to_standard_error(command: Command, site: Site) -> None:
    two = site(SMALL.replace('mttr = "20 min"', 'mttr = "20 min"\ncount = 2'))
    done = command("evaluate", two, "--format", "json")
    assert done.returncode == 0
    assert done.stderr.decode().startswith("warning: ")
    assert json.loads(done.stdout)["warnings"]
