"""`powercalc now` as a user runs it: text, JSON, wrong calls."""

import json
from pathlib import Path

import pytest

import powercalc as pc
from powercalc.cli.run import run

SITE = """
[site]
name = "One path \\u001b[31m"
[grid_feed.grid]
failure_rate = "2 / year"
mttr = "20 min"
[generator.gen]
count = 2
needed = 1
start_time = "8 min"
fuel_autonomy = "10 h"
mttr = "20 h"
[ats.ats]
fed_by = ["grid", "gen"]
[ups.ups]
fed_by = "ats"
autonomy = "10 min"
[server.rack]
fed_by = "ups"
recovery_time = "1 h"
[service.records]
runs_on = ["rack"]
"""


@pytest.fixture
def site(tmp_path: Path) -> str:
    path = tmp_path / "site.toml"
    path.write_text(SITE, encoding="utf-8")
    return str(path)


def shown(capsys: pytest.CaptureFixture[str]) -> list[str]:
    out = capsys.readouterr().out
    assert all(len(line) <= 80 for line in out.splitlines())
    assert "\x1b" not in out
    return [" ".join(line.split()) for line in out.splitlines()]


def test_a_person_reads_the_state_the_deadlines_and_what_to_mend(
    site: str, capsys: pytest.CaptureFixture[str]
) -> None:
    call = [
        "now",
        site,
        "--down",
        "grid@5 min",
        "--down",
        "gen:1",
        "--battery",
        "ups=40 %",
        "--for",
        "1 h,8 h",
    ]
    assert run(call) == 0
    rows = shown(capsys)
    assert "Down for 5.0 min: grid (back in 20 min on average)" in rows
    assert "Down for 5.0 min: gen, 1 of 2 units (back in 20 h on average)" in rows
    assert "rack: on battery" in rows
    assert "records: up" in rows
    assert any(row.startswith("ups: 4.0 min left (battery), fed again in") for row in rows)
    assert "gen: 9.9 h left (fuel)" in rows
    assert "rack, service records: one unit of gen, ats and ups" in rows
    assert any(row.startswith("Interrupted within 1 h 8 h") for row in rows)
    assert "Repair first (rack interrupted within 8 h)" in rows
    assert any(row.startswith("grid ") and "->" in row for row in rows)


def test_a_load_that_is_dark_is_told_first_and_loudly(site: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["now", site, "--down", "ups@1 h"]) == 0
    rows = shown(capsys)
    assert any(row.startswith("rack: DARK, back in") for row in rows)
    assert "records: down" in rows
    assert "rack certain certain certain" in rows


def test_nothing_down_is_a_state_too(site: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["now", site]) == 0
    rows = shown(capsys)
    assert "Nothing is said to be down." in rows
    assert "rack: normal" in rows


def test_a_program_reads_the_same_as_the_library_gives(site: str, capsys: pytest.CaptureFixture[str]) -> None:
    call = [
        "now",
        site,
        "--down",
        "grid@5min",
        "--battery",
        "ups=40%",
        "--fuel",
        "gen=2 h",
        "--format",
        "json",
    ]
    assert run(call) == 0
    told = json.loads(capsys.readouterr().out)
    result = pc.now(pc.read(site), ["grid@5min"], battery={"ups": "40%"}, fuel={"gen": "2 h"})
    assert told == json.loads(json.dumps(result.to_dict()))
    assert told["schema"] == "powercalc/now/1"
    assert [each["id"] for each in told["down"]] == ["grid"]
    (load,) = told["loads"]
    assert {"id", "state", "one_away", "interruption"} <= load.keys()
    assert [each["duration"] for each in load["interruption"]] == ["1 h", "8 h", "24 h"]
    assert [each.keys() >= {"id", "interruption_without"} for each in told["repair_first"]] == [True]
    assert [(each["id"], each["what"]) for each in told["deadlines"]] == [("ups", "battery"), ("gen", "fuel")]


def test_all_that_is_wrong_with_the_call_is_told_at_once(
    site: str, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = ["--down", "gird", "--down", "gen:3", "--battery", "gen=4 %", "--fuel", "gen=soon", "--for", "8"]
    assert run(["now", site, *wrong]) == 2
    told = capsys.readouterr().err
    for said in ('"gird"; did you mean grid?', "gen has 2 units", "has no battery", '"soon"', '"8"'):
        assert said in told
    assert run(["now", site, "--battery", "ups"]) == 2
    assert "expected ID=VALUE" in capsys.readouterr().err
