"""`powercalc loads --out` as a user runs it: one screen, a table, and names that may be anything."""

import csv
import io
import json
from pathlib import Path

import pytest

from powercalc.cli.run import run

RACKS = str(Path(__file__).parents[2] / "examples" / "five-racks.toml")


@pytest.fixture
def shown(capsys: pytest.CaptureFixture[str]) -> str:
    assert run(["loads", RACKS, "--out", "PP-A"]) == 0
    return capsys.readouterr().out


def test_it_tells_who_is_dark_by_room_and_rack(shown: str) -> None:
    dark = shown[shown.index("Dark:") : shown.index("Left on one path")]
    assert dark.splitlines() == [
        "Dark: 3 loads (7 units), 8.21 kW",
        "  Room 1, A-03: srv-a-03-1",
        "  Room 1, A-09: srv-a-09",
        "  Room 1, B-07: srv-b-07",
    ]


def test_it_tells_apart_what_nobody_documented(shown: str) -> None:
    assert "Undocumented: 2 loads, 0.2 kW" in shown
    assert (
        "dark, unless a cord holds of which nobody documented where it leads:\n    Room 1, A-01: srv-u"
        in shown
    )


def test_the_untouched_are_counted_and_not_listed(shown: str) -> None:
    assert "Untouched: 1 load, 0.06 kW; of them 1 on one path as before" in shown
    assert "tor-a-03" not in shown


def test_it_tells_what_to_do_before(shown: str) -> None:
    assert "D-08B: 18.06 kW of 17.74 kW planned (22.17 kW at most), 102 %; 9.03 kW now" in shown
    todo = shown[shown.index("To do before") :]
    assert "- take 0.3238 kW off D-08B, for instance gpu (6 kW)" in todo
    assert "- feed A-09 and B-07 from elsewhere: nothing that feeds loads there is live" in todo
    assert "- a cord of srv-a-03-1 to A-03B, which is live" in todo


def test_every_line_fits(shown: str) -> None:
    assert all(len(line) <= 80 for line in shown.splitlines())


def test_it_is_a_table_for_a_spreadsheet(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["loads", RACKS, "--out", "PP-A", "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    loads = {row["id"]: row for row in rows if row["scope"] == "load"}
    assert (loads["srv-a-09"]["state"], loads["srv-a-09"]["rack"], loads["srv-a-09"]["room"]) == (
        "dark",
        "A-09",
        "Room 1",
    )
    assert loads["gpu"]["left_on"] == "D-08B, PP-B, ups-b, ats-b"
    (full,) = (row for row in rows if row["state"] == "too full")
    assert (full["scope"], full["id"], full["then_kw"]) == ("element", "D-08B", "18.06")


def test_without_anything_out_the_table_is_of_elements(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["loads", RACKS, "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert {row["scope"] for row in rows} == {"element"}


def test_json_has_it_all(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["loads", RACKS, "--out", "PP-A", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["schema"] == "powercalc/loads/1"
    assert len(found["loads_after"]) == 10
    assert found["too_full"][0]["move"] == [{"load": "gpu", "units": 1, "kw": pytest.approx(6)}]
    assert run(["loads", RACKS, "--format", "json"]) == 0
    assert "loads_after" not in json.loads(capsys.readouterr().out)


def test_a_name_is_no_formula(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = tmp_path / "site.toml"
    site.write_text('[grid_feed.g]\n[server."=cmd()"]\nfed_by = "g"\n', encoding="utf-8")
    assert run(["loads", str(site), "--out", "g", "--format", "csv"]) == 0
    assert "load,'=cmd" in capsys.readouterr().out


def test_a_hall_of_300_racks_fits_a_screen(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = tmp_path / "hall.toml"
    site.write_text("\n".join(_hall(300)), encoding="utf-8")
    assert run(["loads", str(site), "--out", "PP-A"]) == 0
    shown = capsys.readouterr().out
    assert "Dark: 100 loads" in shown
    assert "Left on one path: 200 loads" in shown
    assert len(shown.splitlines()) <= 50


def _hall(racks: int) -> list[str]:
    """Return a site in which every third rack has no B feed."""
    found = ["[grid_feed.grid]"]
    found += [f'[panel.PP-{side}]\nfed_by = "grid"' for side in "AB"]
    for number in range(racks):
        rack, sides = f"R{number:03d}", "A" if number % 3 == 0 else "AB"
        found += [f'[breaker."{rack}{side}"]\nfed_by = "PP-{side}"\nrating = "7 kW"' for side in sides]
        cords = ", ".join(f'"{rack}{side}"' for side in sides)
        found.append(f'[server.srv-{rack}]\nfed_by = [{cords}]\npower = "4 kW"\nzone = "{rack}"')
        found.append(f'[zone.{rack}]\nwithin = "Room {number // 20}"')
    rooms = range((racks + 19) // 20)
    return [*found, *(f'[zone."Room {room}"]\nkind = "room"' for room in rooms)]
