"""replay through the command: text, JSON, a picture, and what is wrong with its files."""

import json
import subprocess
import sys
from pathlib import Path

GROUP = Path(__file__).parent.parent.parent / "examples" / "hospital-group"
SITE, CUT = str(GROUP / "group.toml"), str(GROUP / "2024-08-03.toml")


def powercalc(*arguments: str, given: str | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "powercalc", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, input=given)


def test_an_incident_is_told_again() -> None:
    done = powercalc("replay", SITE, CUT)
    assert (done.returncode, done.stderr) == (0, "")
    assert "11:10  host/grid-a: fails (assumed: both feeds, from one substation)" in done.stdout
    assert "without power 2024-08-03 11:20 to 14:30, 3 h 10 min: host/grid-a failed;" in done.stdout
    assert "down 2024-08-03 11:20 to 2024-08-05 07:30, 44 h 10 min: network down;" in done.stdout
    assert "  never down: dispatch" in done.stdout
    assert "records                 08-03 11:20  08-03 11:20  08-05 07:20  08-05 07:30" in done.stdout
    assert all(len(line) <= 80 for line in done.stdout.splitlines())


def test_a_replay_is_json_and_a_picture(tmp_path: Path) -> None:
    picture = tmp_path / "replay.svg"
    told = json.loads(powercalc("replay", SITE, CUT, "--format", "json", "--plot", str(picture)).stdout)
    assert told["schema"] == "powercalc/replay/1"
    assert {"timeline", "loads", "services", "observed"} <= told.keys()
    assert picture.stat().st_size > 10_000


def test_what_is_wrong_in_the_site_and_in_the_scenario_is_told_together(tmp_path: Path) -> None:
    site, scenario = tmp_path / "site.toml", tmp_path / "scenario.toml"
    site.write_text('[server.rack]\nfed_by = "nothing"\n', encoding="utf-8")
    scenario.write_text('[scenario]\nname = "x"\n[[event]]\nat = "soon"\nfail = "y"\n', encoding="utf-8")
    done = powercalc("replay", str(site), str(scenario))
    assert (done.returncode, done.stdout) == (2, "")
    assert f"{site}:2:10: " in done.stderr
    assert f"{scenario}:4:6: " in done.stderr


def test_only_one_of_the_two_is_read_from_standard_input() -> None:
    assert powercalc("replay", "-", "-", given="").returncode == 2
    assert powercalc("replay", SITE, "-", given=Path(CUT).read_text(encoding="utf-8")).returncode == 0
