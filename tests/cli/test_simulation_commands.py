"""simulate and trace through the command: text, JSON, pictures, wrong calls."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parent.parent.parent / "examples"
SITE = str(EXAMPLES / "small-server-room.toml")
HALL = str(EXAMPLES / "two-path-hall.toml")


def powercalc(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "powercalc", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_incident_of_a_host_is_told_second_by_second() -> None:
    told = powercalc("trace", HALL, "--fail", "grid", "--fail", "gen", "--for", "3 h").stdout
    assert "12 s  gen: 3 of 3 do not start" in told
    assert "rack: dark for 2 h 50 min, power back after 3 h, service back after 7 h" in told


def test_a_timeline_is_json_too() -> None:
    told = json.loads(powercalc("trace", HALL, "--fail", "grid", "--format", "json").stdout)
    assert told["schema"] == "powercalc/trace/1"
    assert told["loads"][0]["interruptions"] == 0


def test_simulation_and_evaluation_tell_the_same_site() -> None:
    told = json.loads(powercalc("simulate", SITE, "--years", "20000", "--format", "json").stdout)
    (load,) = told["loads"]
    evaluated = json.loads(powercalc("evaluate", SITE, "--format", "json").stdout)["loads"][0]
    for figure, error in (
        ("downtime_h_per_year", "downtime_standard_error"),
        ("interruptions_per_year", "interruptions_standard_error"),
    ):
        apart = abs(load[figure] - evaluated[figure])
        assert apart < 4 * load[error] + 0.01 * evaluated[figure]


@pytest.mark.parametrize("suffix", [".png", ".svg"])
def test_pictures_are_written(tmp_path: Path, suffix: str) -> None:
    year, event = tmp_path / f"year{suffix}", tmp_path / f"event{suffix}"
    powercalc("simulate", SITE, "--years", "500", "--plot", str(year))
    powercalc("trace", HALL, "--fail", "grid", "--plot", str(event))
    assert year.stat().st_size > 5000
    assert event.stat().st_size > 5000


@pytest.mark.parametrize(
    "arguments",
    [
        ("trace", HALL, "--fail", "nothing"),
        ("trace", HALL, "--fail", "grid", "--for", "soon"),
        ("trace", HALL, "--fail", "grid", "--plot", "picture.doc"),
        ("simulate", HALL, "--years", "0"),
    ],
)
def test_a_wrong_call_ends_with_two_and_says_nothing_on_standard_output(arguments: tuple[str, ...]) -> None:
    done = powercalc(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr
