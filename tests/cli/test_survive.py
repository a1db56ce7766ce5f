"""`powercalc survive` as a user runs it: text, JSON, a picture, wrong calls."""

import json
from pathlib import Path

import pytest

import powercalc as pc
from powercalc.cli.run import run

CASES = Path(__file__).parent.parent / "cases"
SERVICES = str(CASES / "services-on-two-sites.toml")
SITE = """
[grid_feed.grid]
failure_rate = "2 / year"
mttr = "20 min"
[ups.ups]
fed_by = "grid"
autonomy = "10 min"
battery_failure = 0
failure_rate = 0
[server.rack]
fed_by = "ups"
hold_up = "0 s"
[grid_feed.other]
failure_rate = 0
mttr = "20 min"
[server.steady]
fed_by = "other"
hold_up = "0 s"
"""


@pytest.fixture
def site(tmp_path: Path) -> str:
    path = tmp_path / "site.toml"
    path.write_text(SITE, encoding="utf-8")
    return str(path)


def test_a_person_reads_how_likely_for_how_long_and_why_no_longer(
    site: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["survive", site, "--for", "5 min, 1 h", "--lost", "grid"]) == 0
    shown = capsys.readouterr().out
    assert "At a moment at random, grid is lost and stays lost." in shown
    rows = [" ".join(line.split()) for line in shown.splitlines()]
    assert "Loads served for 5 min 1 h mean time" in rows
    assert "steady 100 % 100 % never" in rows
    assert any(row.startswith("rack 99.99") and row.endswith("0 % 10 min") for row in rows)
    assert "all of them" in shown
    assert "rack for 10 min" in " ".join(shown.split())
    assert all(len(line) <= 80 for line in shown.splitlines())


def test_many_durations_are_told_in_sentences(site: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["survive", site, "--for", ",".join(f"{number} h" for number in range(1, 30))]) == 0
    shown = capsys.readouterr().out
    assert "rack: 0 % for 1 h, 0 % for 2 h" in shown
    assert all(len(line) <= 80 for line in shown.splitlines())


def test_a_program_reads_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["survive", SERVICES, "--for", "10 min,3 day", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["schema"] == "powercalc/survival/1"
    assert told["lost"] == ["grid", "grid-b"]
    result = pc.survive(pc.read(SERVICES), ("10 min", "3 day"))
    assert [load["id"] for load in told["loads"]] == ["care", "mail-hosts", "standby"]
    care = told["loads"][0]
    assert [(each["duration"], each["hours"]) for each in care["survival"]] == [
        ("10 min", pytest.approx(1 / 6)), ("72 h", 72),
    ]  # fmt: skip
    assert care["survival"][1]["probability"] == result.load("care").probability("72 h")
    assert care["mean_hours"] == result.load("care").mean_hours
    assert set(told["any_load"]) == {"survival", "mean_hours"}
    assert [service["id"] for service in told["services"]] == ["records", "identity", "mail"]


def test_what_never_breaks_has_no_mean(site: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["survive", site, "--lost", "grid", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["loads"][1]["mean_hours"] is None
    assert told["loads"][1]["survival"][3] == {"duration": "336 h", "hours": 336.0, "probability": 1.0}


@pytest.mark.parametrize("suffix", [".png", ".svg", ".pdf"])
def test_a_picture_is_written(site: str, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"survival{suffix}"
    assert run(["survive", site, "--plot", str(path)]) == 0
    first = path.read_bytes()
    assert len(first) > 5000
    assert run(["survive", site, "--plot", str(path)]) == 0
    assert path.read_bytes() == first


def test_all_that_is_wrong_is_told(site: str, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = ["survive", site, "--for", "0 h,3 kW", "--lost", "gird", "--lost", "ups:1", "--lost", "rack"]
    assert run(wrong) == 2
    told = capsys.readouterr()
    assert not told.out
    lines = told.err.splitlines()
    assert len(lines) == 5
    assert all(line.startswith("powercalc: ") for line in lines)
    assert 'did you mean "grid"?' in lines[2]


def test_a_picture_needs_a_file_with_an_ending(site: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["survive", site, "--plot", "survival.doc"]) == 2
    assert "a picture ends in" in capsys.readouterr().err


def test_ids_of_included_files_are_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "part.toml").write_text(SITE, encoding="utf-8")
    group = tmp_path / "group.toml"
    group.write_text(
        '[include.lyon]\nfile = "part.toml"\n[include.paris]\nfile = "part.toml"\n'
        '[service.mail]\nruns_on = ["lyon/rack", "paris/rack"]\n', encoding="utf-8",
    )  # fmt: skip
    assert run(["survive", str(group), "--for", "24 h", "--lost", "lyon/grid", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    chance = {load["id"]: load["survival"][0]["probability"] for load in told["loads"]}
    assert chance["lyon/rack"] == 0
    assert chance["paris/rack"] == pytest.approx(told["services"][0]["survival"][0]["probability"])
    assert chance["paris/rack"] > 0.99
