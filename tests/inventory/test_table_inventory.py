"""A hall of 40 racks in four tables; the expected figures were added up by hand from the hall."""

import io
from pathlib import Path

import pytest

from powercalc.errors import CallError, SiteError
from powercalc.inventory.inventory_model import CordedDevice, Inventory, InventoryEntry, PanelFeed
from powercalc.inventory.table.table_inventory import TableUnderstood, table_inventory
from powercalc.inventory.table.table_reader import TableChoices

TABLES = Path(__file__).parent / "tables"
RATINGS = '"32 A", "32 A tri" or "3x32 A"'
WIDE = ["racks-wide-en.csv", "racks-wide-fr.csv"]


def read(name: str) -> Inventory:
    return table_inventory(TABLES / name)[0]


def written(
    tmp_path: Path, text: str | bytes, choices: TableChoices | None = None, **columns: str
) -> Inventory:
    path = tmp_path / "table.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return table_inventory(path, columns=columns, choices=choices)[0]


def named(things: tuple[InventoryEntry, ...], name: str) -> InventoryEntry:
    (found,) = (each for each in things if each.name == name)
    return found


def load(found: Inventory, name: str) -> CordedDevice:
    thing = named(found.loads, name)
    assert isinstance(thing, CordedDevice)
    return thing


def feed(found: Inventory, key: str | None) -> PanelFeed:
    """Return a feed by its key, or that of a PDU."""
    strips = {each.key: each.cord.to for each in found.strips}
    (thing,) = (each for each in found.feeds if each.key == strips.get(key or "", key))
    return thing


def problems(tmp_path: Path, text: str) -> list[str]:
    with pytest.raises(SiteError) as raised:
        written(tmp_path, text)
    return [str(each) for each in raised.value.problems]


# -- the hall ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", WIDE)
def test_all_racks_with_their_power(name: str) -> None:
    """Racks of 1.98 (16), 1.86 (3), 5.78 (16), 5.66 (3), 4.98 (2) kW, and C-04, D-08, D-10."""
    found = read(name)
    assert [each.name for each in found.panels] == ["PP-A1", "PP-A2", "PP-B1", "PP-B2"]
    assert len(found.loads) == 40
    assert sum(each.draw or 0 for each in found.loads) == pytest.approx(166_770)
    assert load(found, "D-08").draw == pytest.approx(18_060)


@pytest.mark.parametrize("name", WIDE)
def test_each_side_of_a_rack_is_a_pdu_on_a_breaker_of_a_panel(name: str) -> None:
    found = read(name)
    a, b = load(found, "A-01").cords
    assert (a.name, b.name) == ("A", "B")
    assert named(found.strips, "pdu-a-01-b").key == b.to
    assert feed(found, b.to).panel == named(found.panels, "PP-B1").key
    assert (feed(found, b.to).amperage, feed(found, b.to).voltage, feed(found, b.to).phases) == (32, 400, 3)


@pytest.mark.parametrize("name", WIDE)
def test_the_odd_racks(name: str) -> None:
    found = read(name)
    assert [feed(found, each.to).amperage for each in load(found, "C-09").cords] == [16, 32]
    both = {feed(found, each.to).panel for each in load(found, "B-07").cords}
    assert both == {named(found.panels, "PP-A1").key}


def test_an_empty_cell_is_undocumented_and_a_dash_is_nothing() -> None:
    english, french = (load(read(name), "A-09") for name in WIDE)
    assert [each.state for each in english.cords] == ["documented", "undocumented"]
    assert [each.state for each in french.cords] == ["documented", "not connected"]
    assert french.back == "csv: load A-09 (voie B à tirer)"


def test_merged_cells_say_the_same_as_above() -> None:
    found = read("racks-wide-fr.csv")
    rooms = {each.key: each.name for each in found.spaces if each.kind == "room"}
    racks = {each.name: rooms[each.within or ""] for each in found.spaces if each.kind == "rack"}
    assert sorted(set(rooms.values())) == ["Rangée A", "Rangée B", "Rangée C", "Rangée D"]
    assert racks == {each.name: f"Rangée {each.name[0]}" for each in found.loads}


def test_what_is_assumed_is_told() -> None:
    voltage, phases = table_inventory(TABLES / "racks-wide-fr.csv")[1].assumed
    assert voltage[0].startswith("no voltage is stated: 400 V is taken")
    assert phases[0].startswith("phases that are not stated are taken as those of the other side")
    assert len(phases[1]) == 39
    assert table_inventory(TABLES / "racks-wide-en.csv")[1].assumed == ()
    assert read("racks-wide-fr.csv").remarks == ()


def test_a_panel_schedule() -> None:
    """Each side states its half of a rack; A-09 has one, and B-07 two on one breaker."""
    found = read("panel-schedule.csv")
    assert (len(found.panels), len(found.feeds), len(found.loads), len(found.strips)) == (4, 78, 40, 0)
    assert [each.allocated for each in load(found, "D-08").cords] == pytest.approx([9_030, 9_030])
    assert [each.passes_through for each in load(found, "A-01").cords] == ["1,3,5", "1,3,5"]
    assert len(load(found, "A-09").cords) == 1
    assert len({each.to for each in load(found, "B-07").cords}) == 1
    assert feed(found, load(found, "A-02").cords[1].to).name == "PP-B1 4,6,8"


def test_cords_one_by_one() -> None:
    found = read("cords-long.csv")
    assert len(found.loads) == 35
    both = load(found, "srv-a-03-1").cords
    assert both[0].to == both[1].to
    assert len({each.to for each in load(found, "srv-a-01-1").cords}) == 2
    assert [each.name for each in found.panels][:3] == ["pdu-a-01-a", "pdu-a-01-b", "pdu-a-02-a"]
    ((text, pdus),) = table_inventory(TABLES / "cords-long.csv")[1].assumed
    assert text == "PDUs that no row feeds are panels of the upstream file"
    assert len(pdus) == len(found.panels) == 17


def test_what_was_understood_is_there_to_look_at() -> None:
    _, found = table_inventory(TABLES / "racks-wide-fr.csv")
    assert isinstance(found, TableUnderstood)
    assert (found.how, found.row_is, found.rows) == (
        "semicolon between cells, UTF-8, decimal comma",
        "rack",
        40,
    )
    told = {each.heading: each.read_as for each in found.columns}
    assert told["Rangée"] == "row"
    assert told["kW"] == "power, kW"
    assert told["Calibre B"] == "amps of side B"


# -- other tables --------------------------------------------------------------------------


def test_servers_share_the_pdus_of_their_rack(tmp_path: Path) -> None:
    found = written(
        tmp_path,
        "Rack,Hostname,W,PDU A,Panel A,PDU B,Panel B\n"
        "R1,s1,450,p1a,PA,p1b,PB\n,s2,300,p1a,PA,p1b,PB\n,s3,100,p1a,PA,,\nR2,s4,50,?,?,p2b,\n",
    )
    names = {each.key: each.name for each in found.spaces}
    assert [names[each.space or ""] for each in found.loads] == ["R1", "R1", "R1", "R2"]
    assert [each.name for each in found.strips] == ["p1a", "p1b", "p2b"]
    assert [each.draw for each in found.loads] == [450, 300, 100, 50]
    assert [[each.state for each in load(found, name).cords] for name in ("s3", "s4")] == [
        ["documented", "undocumented"],
        ["undocumented", "documented"],
    ]
    (strip,) = (each for each in found.strips if each.name == "p2b")
    assert strip.cord.state == "undocumented"


def test_a_feed_may_name_its_panel_and_its_circuit(tmp_path: Path) -> None:
    found = written(tmp_path, "Rack,Feed A,Feed B,kW\nR1,PP-A/12,PP-B/12,2\nR2,PP-A/13,PP-B Q13,2\n")
    assert [each.name for each in found.panels] == ["PP-A", "PP-B"]
    assert [each.name for each in found.feeds] == ["PP-A 12", "PP-A 13", "PP-B 12", "PP-B Q13"]


def test_floor_pdus_without_a_panel_are_the_panels(tmp_path: Path) -> None:
    found = written(tmp_path, "Hostname,Pdu_A,Pdu_B,W\ns1,PDU-1,PDU-2,100\ns2,PDU-1,PDU-2,100\n")
    assert [each.name for each in found.panels] == ["PDU-1", "PDU-2"]
    assert [each.name for each in found.feeds] == ["s1 A", "s1 B", "s2 A", "s2 B"]


@pytest.mark.parametrize(
    ("heading", "cell", "watts"),
    [("kW", "7,2", 7200), ("W", "450", 450), ("Puissance", "7,2 kW", 7200), ("kVA", "1,5", 1500)],
)
def test_heading_or_cell_tells_the_unit(tmp_path: Path, heading: str, cell: str, watts: float) -> None:
    found = written(tmp_path, f"Baie;Tableau A;{heading}\nR1;P;{cell}\n")
    assert found.loads[0].draw == pytest.approx(watts)


def test_a_current_is_power_by_the_feed_that_it_flows_on(tmp_path: Path) -> None:
    found = written(tmp_path, "Baie;Tableau A;Calibre A;Charge (A)\nR1;P;16 A mono;5\nR2;P;16 A tri;5\n")
    assert found.loads[0].draw == pytest.approx(5 * 230)
    assert found.loads[1].draw == pytest.approx(5 * 400 * 3**0.5)


def test_the_call_tells_the_unit_where_nothing_else_does(tmp_path: Path) -> None:
    text = "Baie;Tableau A;Puissance\nR1;P;7,2\nR2;P;3\n"
    (told,) = problems(tmp_path, text)
    assert told.startswith("table.csv:1:3: Puissance: does not say its unit; expected a heading such as kW")
    assert written(tmp_path, text, TableChoices(unit="kW")).loads[0].draw == 7200


def test_sides_add_up(tmp_path: Path) -> None:
    assert written(tmp_path, "Rack,Panel A,Panel B,kW A,kW B\nR1,P,Q,1.5,2\n").loads[0].draw == 3500


def test_sums_and_repeated_headings_are_no_racks(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("Baie;Tableau A;kW\nR1;P;1\nBaie;Tableau A;kW\nR2;P;2\nTotal;;3\n", encoding="utf-8")
    found, understood = table_inventory(path)
    assert [each.name for each in found.loads] == ["R1", "R2"]
    assert understood.assumed == (("rows that are sums or headings are left out", ("row 3", "row 5")),)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_any_separator_and_encoding(tmp_path: Path, separator: str, encoding: str) -> None:
    text = "Rangée;Baie;Tableau A;W\né;R1;P;1\n;R2;P;2\n".replace(";", separator)
    found = written(tmp_path, text.encode(encoding))
    assert [each.name for each in found.loads] == ["R1", "R2"]
    assert found.spaces[-1].name == "Rangée é"


# -- what is wrong -------------------------------------------------------------------------


def test_all_that_is_wrong_is_told_at_once_with_row_and_column(tmp_path: Path) -> None:
    text = "Rack,Panel A,Amps A,kW\nR1,P,x,abc\nR1,P,32,1\n,P,32,2\nR3,P,32,-1\nR4,P,32,=1+1\n"
    assert problems(tmp_path, text) == [
        f'table.csv:2:3: Amps A: is no rating of a breaker (found "x"); expected {RATINGS}',
        'table.csv:2:4: kW: is no number (found "abc")',
        'table.csv:3:1: Rack: stands in row 2 already (found "R1"); expected each name once',
        "table.csv:4: has no name in Rack",
        'table.csv:5:4: kW: is below 0 (found "-1")',
        'table.csv:6:4: kW: is a formula without a saved value (found "=1+1")',
    ]


def test_a_pdu_that_hangs_on_two_feeds_is_told(tmp_path: Path) -> None:
    text = "Server,PDU A,Panel A,Breaker A\ns1,p,PA,1\ns2,p,PB,1\n"
    (told,) = problems(tmp_path, text)
    assert told.startswith("table.csv:3:2: PDU A: hangs on PB 1 here, on PA 1 elsewhere")


def test_a_breaker_of_two_sizes_is_told(tmp_path: Path) -> None:
    text = "Panel,Circuit,Rack,Amps\nP,1,R1,32\nP,1,R2,16\n"
    (told,) = problems(tmp_path, text)
    assert told.startswith("table.csv:3:4: Amps: P 1 is rated otherwise in another row")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is empty"),
        (b"\n;;\n", "is empty"),
        (b"\x7fELF\x00\x01", "is no table but a file of another sort"),
        (b"PK\x03\x04rubbish", "is no Excel file that can be read"),
        (b"hello\nworld\n", "no column is known by its heading"),
        (b"Rack,kW\nR1,2\n", "no column says what feeds a rack"),
        (b"Panel A,kW\nP,2\n", "no column says what each row is about"),
        (b"Rack,Panel A\n", "no row below the headings"),
    ],
)
def test_a_file_that_is_no_table_of_racks(tmp_path: Path, content: bytes, told: str) -> None:
    with pytest.raises(CallError, match=told):
        written(tmp_path, content)


def test_a_formula_is_a_name_and_nothing_else(tmp_path: Path) -> None:
    found = written(tmp_path, "Rack,Panel A,kW\n=cmd|' /C calc'!A0,P,1\n")
    assert found.loads[0].name == "=cmd|' /C calc'!A0"


# -- Excel ---------------------------------------------------------------------------------


def _workbook(tmp_path: Path) -> Path:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.title = "Lisez-moi"
    sheet = book.create_sheet("Baies")
    for row in (
        ["Relevé", None, None, None, None],
        ["Rangée", "Baie", "Tableau A", "Calibre A", "kW"],
        ["A", "A-01", "PP-A", "32 A tri", 1.234],
        [None, "A-02", "PP-A", "32 A tri", "=E3*2"],
        ["B", "B-01", "PP-A", "32 A tri", 7],
    ):
        sheet.append(row)
    sheet.merge_cells("A3:A4")
    path = tmp_path / "baies.xlsx"
    book.save(path)
    return path


def test_excel_with_merged_cells_and_a_formula_that_was_never_worked_out(tmp_path: Path) -> None:
    with pytest.raises(SiteError) as raised:
        table_inventory(_workbook(tmp_path))
    (problem,) = raised.value.problems
    assert str(problem) == 'baies.xlsx:4:5: kW: is a formula without a saved value (found "=E3*2")'


def test_excel_as_it_was_saved(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    path = _workbook(tmp_path)
    book = openpyxl.load_workbook(path)
    book["Baies"]["E4"] = 2.5
    book.save(path)
    found, understood = table_inventory(path, sheet="Baies")
    assert understood.how == 'sheet "Baies", decimal point'
    assert [each.draw for each in found.loads] == pytest.approx([1234, 2500, 7000])
    assert {each.name: each.within for each in found.spaces if each.kind == "rack"} == {
        "A-01": "/row Rangée A",
        "A-02": "/row Rangée A",
        "B-01": "/row Rangée B",
    }


def test_a_sheet_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CallError, match="did you mean Baies"):
        table_inventory(_workbook(tmp_path), sheet="Baie")


def test_excel_needs_its_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _workbook(tmp_path)
    monkeypatch.setitem(__import__("sys").modules, "openpyxl", None)
    with pytest.raises(CallError, match="powercalc\\[excel\\]"):
        table_inventory(path)


def test_an_old_excel_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "baies.xls"
    path.write_bytes(io.BytesIO(b"\xd0\xcf\x11\xe0").getvalue())
    with pytest.raises(CallError, match="save it as"):
        table_inventory(path)


# -- one name at several places ------------------------------------------------------------


def test_two_rooms_may_have_a_rack_of_one_name(tmp_path: Path) -> None:
    found = written(
        tmp_path, "Salle;Baie;kW;Tableau A;PDU A\nS1;01;1;P1;pdu-a\nS2;01;2;P2;pdu-a\nS2;02;3;P2;pdu-b\n"
    )
    assert [(each.name, each.draw) for each in found.loads] == [("01", 1000), ("01", 2000), ("02", 3000)]
    assert len({each.key for each in found.loads}) == len({each.back for each in found.loads}) == 3
    assert [each.within for each in found.spaces if each.name == "01"] == ["/room Salle S1", "/room Salle S2"]
    one, other, _ = (feed(found, load.cords[0].to) for load in found.loads)
    assert one.panel != other.panel
    assert [each.name for each in found.strips] == ["pdu-a", "pdu-a", "pdu-b"]


def test_one_room_may_not(tmp_path: Path) -> None:
    (told,) = problems(tmp_path, "Salle,Rack,kW,Panel A\nS1,01,1,P1\n,01,2,P2\n")
    assert told.startswith("table.csv:3:2: Rack: stands in row 2 already")


def test_two_racks_may_have_a_server_of_one_name(tmp_path: Path) -> None:
    found = written(tmp_path, "Rack,Server,W,PDU A,Panel A\nR1,db,1,p1,P\nR2,db,2,p2,P\n")
    assert [each.apart for each in found.loads] == [("R1",), ("R2",)]
    assert [each.back for each in found.loads] == ["csv: load db in R1", "csv: load db in R2"]
