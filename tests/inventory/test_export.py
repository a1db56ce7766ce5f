"""The CSV that NetBox's lists export, against the answers of the same NetBox; and what may be wrong."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from powercalc.cli.run import run
from powercalc.errors import SiteError
from powercalc.inventory.inventory_model import Inventory
from powercalc.inventory.netbox.folder import read_folder
from powercalc.inventory.netbox.netbox_inventory import netbox_inventory
from powercalc.inventory.to_site import to_site
from tests.inventory.answers import MadeUp, two_sides
from tests.inventory.awkward import awkward
from tests.inventory.exported import exported

INVENTORIES = Path(__file__).parent.parent / "inventories"


def _read(folder: Path) -> Inventory:
    return netbox_inventory(read_folder(folder))


def _bare(inventory: Inventory) -> Inventory:
    """Without where it comes from, and what was told of the reading."""
    return replace(inventory, came_from="", remarks=())


@pytest.mark.parametrize("name", ["hall", "demo"])
def test_an_export_holds_what_the_answers_hold(name: str) -> None:
    assert _bare(_read(INVENTORIES / f"{name}-export")) == _bare(_read(INVENTORIES / name))


def test_the_site_is_the_same_but_for_what_csv_does_not_tell(hall: Inventory, upstream: Path) -> None:
    """Its version; and of two devices of one name in one rack, whose ports are whose."""
    found = to_site(_read(INVENTORIES / "hall-export"), upstream)
    told = [each.text for each in found.findings if each.what == "not-understood"]
    assert told == [
        "power-panels.csv has fields that are not known here and say nothing to it: Main breaker (A)",
        "devices of one name in one place: whose ports are whose is taken by their order: db01",
    ]
    rest = tuple(each for each in found.findings if each.what != "not-understood")
    assert rest == to_site(hall, upstream).findings


@pytest.mark.parametrize(("delimiter", "encoding"), [(",", "utf-8"), (";", "utf-8-sig"), ("|", "utf-16")])
def test_awkward_names_join_all_the_same(tmp_path: Path, delimiter: str, encoding: str) -> None:
    made = awkward()
    folder = exported(made, tmp_path / "lists", delimiter=delimiter, encoding=encoding)
    assert _bare(_read(folder)) == _bare(_read(made.written(tmp_path / "answers")))


def test_files_are_found_as_a_browser_saves_them(tmp_path: Path) -> None:
    made = awkward()
    folder = exported(made, tmp_path / "lists")
    before = _read(folder)
    for path in tuple(folder.iterdir()):
        path.rename(folder / f"netbox_{path.stem.replace('-', ' ')}.csv")
    path = folder / "netbox_racks.csv"
    (folder / "netbox_racks (1).csv.gz").write_bytes(gzip.compress(path.read_bytes()))
    assert _read(folder) == before


FRENCH = {
    "Name": "Nom", "ID": "IDENTIFIANT", "Slug": "Identifiant", "Location": "Emplacement",
    "Facility ID": "ID de l’établissement", "Tenant": "Entité", "Power Panel": "Panneau d'alimentation",
    "Rack": "Baie", "Status": "Statut", "Supply": "Approvisionnement", "Voltage": "tension",
    "Amperage": "Ampérage", "Max Utilization": "Utilisation maximale", "Cable": "câble",
    "Link Peers": "Lier les pairs", "Mark Connected": "Marquer comme connecté", "Device": "Appareil",
    "Label": "Libellé", "Maximum draw (W)": "Tirage maximal (W)", "Allocated draw (W)": "Tirage alloué (W)",
    "Power Port": "Port d'alimentation", "Feed leg": "Patte d'alimentation", "Role": "Rôle",
    "Termination A": "Terminaison A", "Termination B": "Terminaison B", "Device A": "Appareil A",
    "Device B": "Appareil B", "Rack A": "Baie A", "Rack B": "Baie B", "Device Site": "Site de l'appareil",
    "Device Location": "Emplacement de l'appareil", "Device Status": "État de l'appareil",
    "Manufacturer": "Fabricant", "Asset tag": "Étiquette d'actif", "Parent Device": "Appareil parent",
    "Active": "Actif", "Planned": "Planifié", "Failed": "Échoué", "Offline": "Hors ligne",
    "Decommissioning": "Démantèlement", "Connected": "Connecté", "Single phase": "Monophasé",
    "Primary": "Primaire", "Redundant": "Redondant", "Enabled": "Activé", "Faulty": "Défectueux",
}  # fmt: skip
"""The French titles and words of NetBox 4.6."""


def test_an_export_in_french_is_read(tmp_path: Path) -> None:
    made = awkward()
    folder = exported(made, tmp_path / "lists", delimiter="|")
    before = _read(folder)
    for path in folder.iterdir():
        lines = path.read_text(encoding="utf-8").splitlines()
        cells = [[FRENCH.get(cell, cell) for cell in line.split("|")] for line in lines]
        path.write_text("\n".join("|".join(each) for each in cells), encoding="utf-8")
    assert _bare(_read(folder)) == _bare(before)


def _twins() -> MadeUp:
    made, rack, a, b = two_sides()
    for number in (0, 1):
        made.server("twin", rack, a[number], b[number])
    return made


def test_devices_of_one_name_in_two_racks_are_told_apart_by_their_cables(tmp_path: Path) -> None:
    made, _, a, b = two_sides()
    for number, name in enumerate(("R2", "R3")):
        made.server("twin", made.rack(name), a[number], b[number])
    ports = made.tables["power-ports"]
    ports[-4:] = [ports[-2], ports[-1], ports[-4], ports[-3]]
    for row, id_ in zip(ports[-4:], (901, 902, 903, 904), strict=True):  # the later device has the lower ids
        for cable in made.tables["cables"]:
            for end in (*cable["a_terminations"], *cable["b_terminations"]):
                if end == {"object_type": "dcim.powerport", "object_id": row["id"]}:
                    end["object_id"] = id_
        row["id"] = id_
    found = _read(exported(made, tmp_path / "lists"))
    assert _bare(found) == _bare(made.inventory())
    assert not found.remarks


def test_devices_of_one_name_in_one_rack_are_told(tmp_path: Path) -> None:
    made = _twins()
    found = _read(exported(made, tmp_path / "lists"))
    assert _bare(found) == _bare(made.inventory())
    assert [each.text for each in found.remarks] == [
        "devices of one name in one place: whose ports are whose is taken by their order: twin"
    ]


def test_racks_of_one_name_in_one_room_leave_their_devices_without_a_rack(tmp_path: Path) -> None:
    made, _, a, b = two_sides()
    made.server("s", made.rack("R1"), a[0], b[0])
    found = _read(exported(made, tmp_path / "lists"))
    assert {each.space for each in found.loads} == {f"site {made.site['id']}"}
    assert "racks of the name R1 cannot be told apart; left without a rack" in found.remarks[0].text


def test_a_feed_of_a_panel_that_two_sites_have_is_left_out_and_told(tmp_path: Path) -> None:
    made, rack, a, b = two_sides()
    made.server("s", rack, a[0], b[0])
    other = made.add("sites", name="T", slug="t")
    made.panel("PP-A")["site"] = other
    panel = made.tables["power-panels"][0]
    made.feed(panel, "F-9")
    found = _read(exported(made, tmp_path / "lists"))
    assert [each.name for each in found.feeds] == ["F-A", "F-B"]  # their rack says which site they are in
    said = "panels of the name PP-A cannot be told apart; feeds left out: F-9"
    assert said in [each.text for each in found.remarks]


def test_without_cables_the_ends_say_what_hangs_together(tmp_path: Path) -> None:
    made, rack, a, b = two_sides()
    made.server("s", rack, a[0], b[0])
    made.tables["cables"][-1]["status"] = {"value": "planned"}
    folder = exported(made, tmp_path / "lists")
    assert [each.state for each in _read(folder).loads[0].cords] == ["documented", "planned"]
    (folder / "cables.csv").unlink()
    found = _read(folder)
    assert [each.state for each in found.loads[0].cords] == ["documented", "documented"]
    assert "planned count as connected" in found.remarks[0].text


def test_a_cable_to_what_no_file_has_is_undocumented(tmp_path: Path) -> None:
    made, rack, a, b = two_sides()
    made.server("s", rack, a[0], b[0])
    folder = exported(made, tmp_path / "lists")
    path = folder / "power-outlets.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if "> PSU2" not in line), encoding="utf-8")
    assert [each.state for each in _read(folder).loads[0].cords] == ["documented", "undocumented"]


def test_a_later_version_has_more_columns_and_states(tmp_path: Path) -> None:
    made, rack, a, b = two_sides()
    made.server("s", rack, a[0], b[0], status={"value": "hibernating"})
    folder = exported(made, tmp_path / "lists")
    path = folder / "power-outlets.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    more = [f"{'Aura' if not number else 'blue'},{line}" for number, line in enumerate(lines)]
    path.write_text("\n".join(more), encoding="utf-8")
    found = _read(folder)
    told = " ".join(each.text for each in found.remarks)
    assert "power-outlets.csv has fields that are not known here and say nothing to it: Aura" in told
    assert "hibernating" in told
    assert _bare(found) == _bare(made.inventory())


def test_json_goes_before_csv(tmp_path: Path) -> None:
    made = _twins()
    folder = exported(made, made.written(tmp_path / "both"))
    found = _read(folder)
    assert _bare(found) == _bare(made.inventory())
    assert "has JSON answers and CSV exports; the JSON is read" in found.remarks[0].text


def _edit(name: str, change: Callable[[str], str]) -> Callable[[Path], object]:
    def edit(folder: Path) -> None:
        path = folder / f"{name}.csv"
        path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")

    return edit


BROKEN = [
    (lambda folder: (folder / "racks.csv").unlink(), "the folder has no racks.csv; expected the export of"),
    (lambda folder: (folder / "racks.csv").rename(folder / "rakcs.csv"), "did you mean rakcs.csv?"),
    (_edit("racks", lambda _: ""), "racks.csv: the file is empty"),
    (_edit("power-ports", lambda text: text.replace("Link Peers", "Links")),
     "power-ports.csv:1: there is no column Link Peers"),
    (_edit("power-feeds", lambda _: "Name,Power Panel,Rack,Status\n"),
     "there is no columns"),
    (_edit("devices", lambda text: text.replace("Name", "Bezeichnung").replace("Role", "Rolle")),
     "with NetBox in English or French"),
    (_edit("racks", lambda text: text.rstrip()[:-4]), "cells and the headings are"),
    (_edit("racks", lambda text: text + '9,"half'), "racks.csv:3: from here on this is no table"),
    (_edit("racks", lambda text: text.replace("\n1", "\n#1", 1).replace("\n2", "\n#2", 1)),
     "racks.csv:2: the row has no number under ID"),
    (lambda folder: (folder / "racks.csv").write_bytes(b"PK\x03\x04\0\0"), "it has zero bytes"),
    (lambda folder: (folder / "racks.csv").write_bytes(gzip.compress(b"ID")[:12]), "cannot be read"),
    (shutil.rmtree, "is not there"),
    (lambda folder: [path.unlink() for path in folder.iterdir()],
     "the folder has neither answers nor exports of a NetBox"),
]  # fmt: skip


@pytest.mark.parametrize(("harm", "said"), BROKEN)
def test_an_export_that_is_not_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str],
    harm: Callable[[Path], object], said: str,
) -> None:  # fmt: skip
    made = _twins()
    folder = exported(made, tmp_path / "lists")
    harm(folder)
    monkeypatch.chdir(tmp_path)
    assert run(["import", "netbox", str(folder), "-o", "new.toml"]) == 2
    told = capfd.readouterr().err
    assert said in told
    assert "Traceback" not in told
    assert not Path("new.toml").exists()


def test_the_other_import_says_which_one_reads_it(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    folder = exported(_twins(), tmp_path / "lists")
    assert run(["import", "csv", str(folder)]) == 2
    assert f"powercalc import netbox {folder}" in capfd.readouterr().err


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    folder = exported(_twins(), tmp_path / "lists")
    (folder / "racks.csv").unlink()
    (folder / "devices.csv").write_text("Name\nx\n", encoding="utf-8")
    (folder / "power-ports.csv").write_text("ID;Name\n", encoding="utf-8")
    with pytest.raises(SiteError) as refused:
        read_folder(folder)
    assert len(refused.value.problems) == 3
