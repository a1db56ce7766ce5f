"""Data that contradict themselves are refused, every problem with its file and place."""

import shutil
from pathlib import Path

import pytest

from powercalc.catalog import CatalogError
from powercalc.catalog.reader import DATA, read

GOOD = """
version = 1
[source]
title = "A survey"
year = 2020
url = "id"
read = "in the source"
[every_figure]
grade = "A"
[entry.a-pump]
kind = "pump"
title = "A pump"
where = "table 1"
failure_rate.typical = "1 / year"
mttr = { typical = "8 h", grade = "C", reason = "a guess" }
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DATA, tmp_path / "data"))


def refused(folder: Path, text: str, file: str = "extra.toml") -> str:
    (folder / file).write_text(text, encoding="utf-8")
    with pytest.raises(CatalogError) as caught:
        read(folder)
    return str(caught.value)


def test_what_figures_share_stands_once_and_the_nearest_holds(folder: Path) -> None:
    (folder / "extra.toml").write_text(GOOD, encoding="utf-8")
    figures = read(folder).entry("a-pump").figures
    assert [(f.grade, f.where) for f in figures.values()] == [("A", "table 1"), ("C", "table 1")]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("version = 1", "version = 2", "unknown version (found 2)"),
        ("version = 1", "version = 1\nauthor = 3", "author: unknown key"),
        ('url = "id"', 'url = ""', "source.url: is missing"),
        ("year = 2020", 'year = "2020"', "source.year: is missing; expected int"),
        ('read = "in the source"', "", "source.read: is missing"),
        ('grade = "A"', "", "entry.a-pump.failure_rate: has no grade"),
        ('grade = "A"', 'grade = "Z"', "entry.a-pump.failure_rate: has no grade"),
        ('where = "table 1"', "", "failure_rate: does not say where in the source"),
        ('kind = "pump"', 'kind = "pmup"', "entry.a-pump: unknown kind (found pmup)"),
        ('title = "A pump"', "", "entry.a-pump: has no title"),
        (', reason = "a guess"', "", "mttr: is an assumption without a reason"),
        ("failure_rate.typical", "failure_rate.low", "failure_rate: has no typical value"),
        ("failure_rate.typical", "failure_rate.tipical", "failure_rate.tipical: unknown key"),
        ("failure_rate.typical", "autonomy.typical", "entry.a-pump.autonomy: unknown key"),
        ('typical = "8 h"', 'typical = "8 h", low = "1 h"', "mttr: has only one of low and high"),
        ("failure_rate.typical = ", "failure_rate = ", "failure_rate: is not a table"),
    ],
)
def test_a_flaw_is_told_with_its_file_and_place(folder: Path, old: str, new: str, said: str) -> None:
    assert old in GOOD
    text = refused(folder, GOOD.replace(old, new, 1))
    assert "extra.toml" in text
    assert said in text


def test_two_files_do_not_define_one_entry(folder: Path) -> None:
    (folder / "extra.toml").write_text(GOOD, encoding="utf-8")
    assert "a-pump: is also in extra.toml" in refused(folder, GOOD, "more.toml")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("version = 1", "version = 0", "defaults.toml: unknown version"),
        ('hold_up = "server-iti-curve"', "", "server.hold_up: has no default"),
        ('hold_up = "server-iti-curve"', 'hold_up = "nowhere"', "without this figure (found nowhere)"),
        ('hold_up = "server-iti-curve"', 'hold_up = "pump"', "without this figure (found pump)"),
        ("[server]", "[block]", "block: is not a kind with a catalog"),
    ],
)
def test_a_default_points_to_a_figure_of_its_kind(folder: Path, old: str, new: str, said: str) -> None:
    text = (folder / "defaults.toml").read_text(encoding="utf-8")
    assert old in text
    assert said in refused(folder, text.replace(old, new, 1), "defaults.toml")


def test_all_problems_are_told_at_once(folder: Path) -> None:
    text = GOOD.replace('where = "table 1"', "").replace('title = "A pump"', "")
    assert len(refused(folder, text).splitlines()) == 3
