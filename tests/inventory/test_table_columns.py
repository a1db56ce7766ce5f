"""Columns are known by their headings, in English and French, or as the call says."""

from pathlib import Path

import pytest

from powercalc.errors import CallError
from powercalc.inventory.table.column_words import heading
from powercalc.inventory.table.headings import TableColumns, find_columns
from powercalc.inventory.table.sheet_rows import read_sheet


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Rack", ("rack", "", "")),
        ("BAIE", ("rack", "", "")),
        ("N° de baie", ("rack", "", "")),
        ("Hostname", ("name", "", "")),
        ("Nom", ("name", "", "")),
        ("Salle", ("room", "", "")),
        ("Rangée", ("row", "", "")),
        ("Rangee", ("row", "", "")),
        ("kW", ("power", "", "kW")),
        ("Puissance (kW)", ("power", "", "kW")),
        ("Connected kVA", ("power", "", "kVA")),
        ("Typical Power (Watt)", ("power", "", "W")),
        ("Charge (A)", ("power", "", "A")),
        ("Max Power (Watt)", ("maximum", "", "W")),
        ("kW A", ("power", "A", "kW")),
        ("Pdu_B", ("pdu", "B", "")),
        ("PDU voie A", ("pdu", "A", "")),
        ("A side PDU", ("pdu", "A", "")),
        ("Tableau A", ("panel", "A", "")),
        ("Départ B", ("circuit", "B", "")),
        ("Breaker A", ("circuit", "A", "")),
        ("Breaker (A)", ("amps", "", "")),
        ("Calibre B", ("amps", "B", "")),
        ("Voie A", ("feed", "A", "")),
        ("Alimentation secours", ("feed", "B", "")),
        ("Feed 2", ("feed", "B", "")),
        ("Voie", ("side", "", "")),
        ("Quantité", ("count", "", "")),
        ("Service_Tag", ("", "", "")),
        ("", ("", "", "")),
    ],
)
def test_a_heading(text: str, told: tuple[str, str, str]) -> None:
    found = heading(text)
    assert (found.field, found.side, found.unit) == told


def test_a_letter_in_brackets_is_a_side_where_there_is_another() -> None:
    both = frozenset({"Breaker (A)", "Breaker (B)"})
    assert heading("Breaker (A)", both).side == "A"
    assert heading("Breaker (A)", both).field == "circuit"


def _columns(tmp_path: Path, text: str, **asked: str) -> TableColumns:
    path = tmp_path / "table.csv"
    path.write_text(text, encoding="utf-8")
    return find_columns(read_sheet(path), asked)


def test_headings_may_stand_below_a_title(tmp_path: Path) -> None:
    found = _columns(tmp_path, "Salle 1;;\nrelevé du 3 mars;;\nBaie;Tableau A;kW\nA1;PP;1\n")
    assert found.header == 3
    assert [each.field for each in found.columns] == ["rack", "panel", "power"]


def test_headings_may_have_their_side_above_them(tmp_path: Path) -> None:
    found = _columns(tmp_path, ",Voie A,,Voie B,\nBaie,Tableau,Calibre,Tableau,Calibre\nA1,P1,32,P2,32\n")
    assert [(each.field, each.side) for each in found.columns] == [
        ("rack", ""), ("panel", "A"), ("amps", "A"), ("panel", "B"), ("amps", "B"),
    ]  # fmt: skip


def test_the_call_says_which_column_is_what(tmp_path: Path) -> None:
    text = "Enclosure code,Left,Right,Rack,P\nA1,PP-A,PP-B,x,2\n"
    found = _columns(tmp_path, text, rack="enclosure code", a="Left", b="Right", kw="P")
    assert [(each.field, each.side, each.unit) for each in found.columns] == [
        ("rack", "", ""), ("feed", "A", ""), ("feed", "B", ""), ("", "", ""), ("power", "", "kW"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"rck": "Baie"}, 'there is nothing called "rck" in a table; did you mean rack?'),
        ({"rack": "Baies"}, 'there is no column "Baies"; did you mean "Baie"?'),
        ({"rack": "xyz"}, 'there is no column "xyz"; there are "Baie", "Tableau A"'),
    ],
)
def test_what_is_not_there_is_told(tmp_path: Path, asked: dict[str, str], told: str) -> None:
    with pytest.raises(CallError, match=told.replace("?", "\\?")):
        _columns(tmp_path, "Baie,Tableau A\nA1,PP\n", **asked)


def test_no_known_heading_lists_those_that_are_there(tmp_path: Path) -> None:
    with pytest.raises(CallError, match='there are "x", "y"'):
        _columns(tmp_path, "x,y\n1,2\n")


def test_the_second_of_two_alike_is_not_used(tmp_path: Path) -> None:
    found = _columns(tmp_path, "Rack,Cabinet,Panel A\nA1,z,PP\n")
    assert found.columns[1].field == ""
    assert found.columns[1].why_not == '"Rack" is read as this already'
