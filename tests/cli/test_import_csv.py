"""`powercalc import csv` as a user runs it."""

import json
from pathlib import Path

import pytest

import powercalc as pc
from powercalc.cli.run import run
from powercalc.site import Site

TABLES = Path(__file__).parents[1] / "inventory" / "tables"
UPSTREAM = str(Path(__file__).parents[1] / "inventories" / "hall-upstream.toml")


@pytest.fixture
def french(tmp_path: Path) -> Path:
    output = tmp_path / "site.toml"
    table = str(TABLES / "racks-wide-fr.csv")
    call = ["import", "csv", table, "-u", UPSTREAM, "-o", str(output), "--max-utilization", "80 %"]
    assert run(call) == 0
    return output


def test_what_was_understood_is_told_before_the_result(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = str(TABLES / "racks-wide-fr.csv")
    assert run(["import", "csv", table, "-u", UPSTREAM, "-o", str(tmp_path / "site.toml")]) == 0
    shown = capsys.readouterr().out
    first, *_ = shown.splitlines()
    assert first.startswith("racks-wide-fr.csv: 40 rows below the headings in row 1, one a rack; semicolon")
    assert "  Calibre A  amps of side A     32 A tri\n" in shown
    assert "Note: no voltage is stated: 400 V is taken where three-phase" in shown
    assert shown.index("Calibre A") < shown.index("Written to")
    assert all(len(line) <= 80 for line in shown.splitlines() if str(tmp_path) not in line)


def test_the_hall_is_a_site_with_its_power(french: Path) -> None:
    site = pc.read(french)
    assert isinstance(site, Site)
    assert len(site.loads) == 40
    assert sum(getattr(load, "power", 0) for load in site.loads) == pytest.approx(166.77)
    assert site["PP-A2 Q29"].rating is not None
    assert str(site["PP-A2 Q29"].rating) == "16 A"


def test_what_goes_dark_without_a_panel_is_what_the_table_shows(
    french: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A-09 has no B feed, and the B feed of B-07 comes from PP-A1; the other 18 racks of PP-A1 keep PP-B1."""
    capsys.readouterr()
    assert run(["loads", str(french), "--out", "PP-A1", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)["loads_after"]
    states = {each["id"]: each["state"] for each in found}
    assert [name for name, state in states.items() if state == "dark"] == ["A-09", "B-07"]
    assert sum(state == "one path" for state in states.values()) == 18
    assert sum(state == "untouched" for state in states.values()) == 20


def test_the_other_side_is_too_full_for_d_08(french: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """18.06 kW of 0.8 x 400 V x 32 A x sqrt(3) = 17.736 kVA."""
    capsys.readouterr()
    assert run(["loads", str(french), "--out", "PP-A2", "--format", "json"]) == 0
    (full,) = json.loads(capsys.readouterr().out)["too_full"]
    assert (full["id"], full["beyond_limit"]) == ("PP-B2 Q38", False)
    assert full["then_kw"] == pytest.approx(18.06)
    assert full["planned_kw"] == pytest.approx(17.7362, abs=1e-4)


def test_a_second_import_changes_nothing(french: Path) -> None:
    before = french.read_bytes()
    table = str(TABLES / "racks-wide-fr.csv")
    assert run(["import", "csv", table, "-u", UPSTREAM, "-o", str(french), "--max-utilization", "80 %"]) == 0
    assert french.read_bytes() == before


def test_a_row_that_is_inserted_changes_its_own_lines_alone(french: Path, tmp_path: Path) -> None:
    """Rows move, and what they are about keeps its tables."""
    text = (TABLES / "racks-wide-fr.csv").read_text(encoding="utf-8")
    head, first, *others = text.splitlines(keepends=True)
    new = first.replace("A-01", "A-00").replace("a-01", "a-00").replace("Q1", "Q90")
    table = tmp_path / "racks-wide-fr.csv"
    table.write_text("".join([head, new, first, *others]), encoding="utf-8")
    before = french.read_text(encoding="utf-8").splitlines()
    assert (
        run(["import", "csv", str(table), "-u", UPSTREAM, "-o", str(french), "--max-utilization", "80 %"])
        == 0
    )
    after = french.read_text(encoding="utf-8").splitlines()
    gone = [line for line in before if line not in after]
    assert all(line.startswith("written = ") for line in gone)
    assert 'note = "csv: load A-00"' in after


def test_an_empty_cell_is_undocumented_and_the_results_say_so(tmp_path: Path) -> None:
    output = tmp_path / "site.toml"
    table = str(TABLES / "racks-wide-en.csv")
    assert run(["import", "csv", table, "-u", UPSTREAM, "-o", str(output)]) == 0
    load = pc.read(output)["A-09"]
    assert getattr(load, "undocumented_cords", None) == 1
    assert load.fed_by == ("pdu-a-09-a",)


def test_on_standard_output_the_understanding_is_a_comment(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["import", "csv", str(TABLES / "panel-schedule.csv"), "-u", UPSTREAM]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("# panel-schedule.csv: 79 rows")
    assert len(pc.read_text(shown).loads) == 40


def test_json_is_json(capsys: pytest.CaptureFixture[str]) -> None:
    table = str(TABLES / "racks-wide-en.csv")
    assert run(["import", "csv", table, "-u", UPSTREAM, "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["schema"] == "powercalc/import/1"


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (["nowhere.csv"], "nowhere.csv"),
        (["x.csv", "--columns", "rack"], "expected FIELD=HEADING"),
        (["x.csv", "--columns", "rack=Bay"], 'there is no column "Bay"'),
        (["x.csv", "--phases", "2"], "expected 1 or 3"),
        (["x.csv", "--voltage", "5 kW"], "--voltage"),
        (["x.csv", "--max-utilization", "120 %"], "--max-utilization"),
        (["x.csv", "--sheet", "Baies"], "is CSV, which has no sheets"),
    ],
)
def test_a_wrong_call_is_told_and_writes_nothing(
    call: list[str],
    told: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.csv").write_text("Rack,Panel A,kW\nR1,PP,1\n", encoding="utf-8")
    assert run(["import", "csv", *call, "-o", "site.toml"]) == 2
    assert told in capsys.readouterr().err
    assert not (tmp_path / "site.toml").exists()


def test_columns_may_be_named_with_commas_in_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = tmp_path / "x.csv"
    table.write_text('"Code, new",Left,Right,P\nR1,PP-A1,PP-B1,"7,2"\n', encoding="utf-8")
    output = str(tmp_path / "site.toml")
    call = ["import", "csv", str(table), "-u", _two_panels(tmp_path), "-o", output]
    assert run([*call, "--columns", "rack=Code, new,a=Left", "--columns", "b=Right,kw=P"]) == 0
    capsys.readouterr()
    assert getattr(pc.read(output)["R1"], "power", None) == pytest.approx(7.2)


def test_names_may_be_anything(tmp_path: Path) -> None:
    names = ["=cmd|' /C calc'!A0", 'a "b" \\ c', "x.y/z", "数据库", "é" * 60, "\x1b[31mred"]
    table, output = tmp_path / "x.csv", tmp_path / "site.toml"
    rows = "".join('"{}",PP-A1,PP-B1,1\n'.format(name.replace('"', '""')) for name in names)
    table.write_text(f"Rack,Panel A,Panel B,kW\n{rows}", encoding="utf-8")
    assert run(["import", "csv", str(table), "-u", _two_panels(tmp_path), "-o", str(output)]) == 0
    assert len(pc.read(output).loads) == len(names)
    assert "\x1b" not in output.read_text(encoding="utf-8")


def test_two_racks_of_one_name_are_two_loads_in_two_zones(tmp_path: Path) -> None:
    table, output = tmp_path / "x.csv", tmp_path / "site.toml"
    table.write_text(
        "Room,Rack,Panel A,Panel B,kW\nEast,01,PP-A1,PP-B1,1\nWest,01,PP-A1,PP-B1,2\n", encoding="utf-8"
    )
    call = ["import", "csv", str(table), "-u", _two_panels(tmp_path), "-o", str(output)]
    assert run(call) == 0
    one, other = pc.read(output).loads
    assert {each.split()[0] for each in (one.id, other.id)} == {"01"}
    assert one.zone != other.zone
    assert not set(one.fed_by) & set(other.fed_by)
    before = output.read_bytes()
    assert run(call) == 0
    assert output.read_bytes() == before


def test_a_thousand_racks_are_read_in_a_moment(tmp_path: Path) -> None:
    rows = "".join(f"R{n},PP-A1,{n},PP-B1,{n},2\n" for n in range(1000))
    table, output = tmp_path / "x.csv", tmp_path / "site.toml"
    table.write_text(f"Rack,Panel A,Breaker A,Panel B,Breaker B,kW\n{rows}", encoding="utf-8")
    assert run(["import", "csv", str(table), "-u", _two_panels(tmp_path), "-o", str(output)]) == 0
    assert len(pc.read(output).loads) == 1000


def _two_panels(tmp_path: Path) -> str:
    path = tmp_path / "upstream.toml"
    path.write_text('[grid_feed.g]\n[panels]\nPP-A1 = "g"\nPP-B1 = "g"\n', encoding="utf-8")
    return str(path)
