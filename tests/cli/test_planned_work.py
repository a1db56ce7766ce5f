"""Planned work as `evaluate`, `maintain` and `simulate` tell it."""

import json
from pathlib import Path

import pytest

from powercalc.cli.run import run

HALL = str(Path(__file__).parents[2] / "examples" / "planned-work.toml")


def test_the_text_tells_planned_downtime_apart(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["evaluate", HALL]) == 0
    text = " ".join(capsys.readouterr().out.split())
    assert "besides, without power for planned work: 3.9 h a year, about 1.5 times a year" in text
    assert "Planned maintenance tx-a: about once in 3.0 years for 8.0 h" in text
    assert "it takes the power from telephones" in text
    assert "something fails while ats-a is in service" in text
    assert "planned maintenance: no component" not in text


def test_the_markdown_lists_the_windows(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["evaluate", HALL, "--format", "markdown"]) == 0
    assert "## Planned maintenance" in capsys.readouterr().out


@pytest.mark.parametrize("options", [[], ["--plain"]])
def test_json_has_planned_figures_and_the_risk_of_each_window(
    options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["evaluate", HALL, "--format", "json", *options]) == 0
    result = json.loads(capsys.readouterr().out)
    telephones = next(load for load in result["loads"] if load["id"] == "telephones")
    assert telephones["planned_interruptions_per_year"] == pytest.approx(1.5)
    assert telephones["planned_downtime_h_per_year"] == pytest.approx(4, rel=0.05)
    windows = {window["component"]: window for window in result["maintenance"]}
    assert list(windows) == ["tx-a", "tx-b", "gen", "ats-a", "ats-b", "ups-a", "ups-b", "pdu-a", "pdu-b"]
    assert windows["pdu-a"]["dropped"] == ["telephones"]
    assert windows["gen"]["per_year"] == pytest.approx(4)
    assert windows["gen"]["duration_h"] == 6
    assert 0 < windows["gen"]["chance_of_interruption"] < 0.01
    assert windows["gen"]["downtime_h_per_year"] > 0


def test_maintain_has_the_risk_that_evaluate_tells(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["evaluate", HALL, "--format", "json"]) == 0
    evaluated = json.loads(capsys.readouterr().out)["maintenance"]
    pdu = next(window for window in evaluated if window["component"] == "pdu-b")
    assert run(["maintain", HALL, "pdu-b", "--for", "2 h", "--format", "json"]) == 0
    alone = json.loads(capsys.readouterr().out)
    assert alone["chance"]["telephones"] == pytest.approx(pdu["chance_of_interruption"], rel=0.01)


def test_with_all_sets_out_no_generator_comes(capsys: pytest.CaptureFixture[str]) -> None:
    """The grid is lost twice a year for 20 min on average, the batteries hold for 10."""
    assert run(["maintain", HALL, "gen:2", "--for", "8 h", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["chance"]["servers"] == pytest.approx(2 * 8 / 8760 * 0.6065, rel=0.03)


def test_simulate_tells_planned_work(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["simulate", HALL, "--years", "2000", "--seed", "1"]) == 0
    assert "planned work" in capsys.readouterr().out
