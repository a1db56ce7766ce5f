"""openDCIM's tables, five racks of the hall: panels below panels, a FailSafe PDU, supplies not plugged in."""

import json
import shutil
from pathlib import Path

import pytest

import powercalc as pc
from powercalc.cli.run import run
from powercalc.errors import CallError, SiteError
from powercalc.inventory.table.opendcim import read_opendcim

FOLDER = Path(__file__).parents[1] / "inventories" / "opendcim"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "dcim"))


@pytest.fixture
def site(tmp_path: Path) -> str:
    upstream, output = tmp_path / "upstream.toml", tmp_path / "site.toml"
    upstream.write_text('[grid_feed.grid]\n[panels]\nUTILITY = "grid"\n', encoding="utf-8")
    assert run(["import", "csv", str(FOLDER), "-u", str(upstream), "-o", str(output)]) == 0
    return str(output)


def test_the_tables() -> None:
    found = read_opendcim(FOLDER)
    assert (len(found.panels), len(found.strips), len(found.intermediates), len(found.loads)) == (7, 9, 1, 25)
    above = {each.name: each.upstream_panel for each in found.panels}
    assert (above["UTILITY"], above["PP-A1"], above["UPS-A"]) == (None, "panel 2", "panel 1")
    (switch,) = found.intermediates
    assert [each.to for each in switch.cords] == ["pdu 267", "pdu 268"]
    feed = next(each for each in found.feeds if each.name == "pdu-a-01-a feed")
    assert (feed.amperage, feed.voltage, feed.phases, feed.panel) == (32, 400, 3, "panel 4")


def test_panels_below_panels_are_in_the_site(site: str) -> None:
    found = pc.read(site)
    assert found["PP-A1"].fed_by == ("UPS-A",)
    assert found["UPS-A"].fed_by == ("UTILITY",)
    assert found["UTILITY"].fed_by == ("grid",)


def test_what_goes_dark_without_a_panel(site: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A-09 has PDU A alone, both cords of srv-a-03-1 are on PDU A; the ATS of C-04 is on the other panels."""
    capsys.readouterr()
    assert run(["loads", site, "--out", "PP-A1", "--format", "json"]) == 0
    loads = json.loads(capsys.readouterr().out)["loads_after"]
    states = {each["id"]: (each["room"], each["state"]) for each in loads}
    assert {room for room, state in states.values() if state == "dark"} == {"A-09", "A-03"}
    assert {state for room, state in states.values() if room == "C-04"} == {"untouched"}


def test_a_supply_that_no_row_plugs_in_is_undocumented(folder: Path) -> None:
    ports = folder / "fac_PowerPorts.csv"
    rows = [row for row in ports.read_text(encoding="utf-8").splitlines() if not row.startswith("110,2,")]
    ports.write_text("\n".join(rows), encoding="utf-8")
    (load,) = (each for each in read_opendcim(folder).loads if each.name == "srv-a-01-1")
    assert [each.state for each in load.cords] == ["documented", "undocumented"]


def test_a_table_that_is_missing_is_told(folder: Path) -> None:
    (folder / "fac_Device.csv").unlink()
    with pytest.raises(CallError, match=r"fac_Device\.csv is not there"):
        read_opendcim(folder)


def test_a_column_that_is_missing_is_told(folder: Path) -> None:
    (folder / "fac_PowerPanel.csv").write_text("PanelID,Name\n1,x\n", encoding="utf-8")
    with pytest.raises(CallError, match="there is no column PanelLabel; there are PanelID, Name"):
        read_opendcim(folder)


def test_figures_that_are_none_are_told_with_their_rows(folder: Path) -> None:
    path = folder / "fac_PowerDistribution.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",32,1-3-5", ",x,1-3-5", 2), encoding="utf-8")
    with pytest.raises(SiteError) as raised:
        read_opendcim(folder)
    assert [str(each) for each in raised.value.problems] == [
        'fac_PowerDistribution.csv:3: BreakerSize: is no number (found "x")',
        'fac_PowerDistribution.csv:4: BreakerSize: is no number (found "x")',
    ]


def test_a_folder_of_something_else(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["import", "csv", str(tmp_path)]) == 2
    assert "a folder without fac_PowerPanel.csv" in capsys.readouterr().err
