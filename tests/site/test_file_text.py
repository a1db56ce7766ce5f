"""Values changed in the text of a file: the rest of it stays character by character."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from powercalc.errors import CallError
from powercalc.site import toml_text
from powercalc.site.file_text import TableChange, with_changes, with_tables, without_tables
from powercalc.site.toml_text import TomlTable, Value

FILE = """# a hall
[ups.ups-a]
autonomy = "10 min"   # from the nameplate
fed_by   = ["board", "spare"]

# the second
[ups."ups b"]
fed_by = "board"
"""


def changed(text: str, key: str, value: Value | None, *, of: tuple[str, ...] = ("ups", "ups-a")) -> str:
    return with_changes(
        text, {of: TableChange(values={key: None if value is None else toml_text.text(value)})}
    )


def test_a_value_is_replaced_and_what_is_said_beside_it_stays() -> None:
    assert changed(FILE, "autonomy", "15 min") == FILE.replace('"10 min"', '"15 min"')
    assert changed(FILE, "fed_by", "board") == FILE.replace('["board", "spare"]', '"board"')
    assert changed(FILE, "fed_by", ("a", "b")) == FILE.replace('["board", "spare"]', '["a", "b"]')


def test_a_key_that_is_not_there_stands_after_the_last_one_of_its_table() -> None:
    assert changed(FILE, "count", 2) == FILE.replace('"spare"]\n', '"spare"]\ncount = 2\n')
    assert changed(FILE, "mttr", "7 h", of=("ups", "ups b")) == FILE + 'mttr = "7 h"\n'


def test_a_statement_that_is_taken_back_leaves_no_line() -> None:
    assert changed(FILE, "autonomy", None) == FILE.replace('autonomy = "10 min"   # from the nameplate\n', "")
    assert changed(FILE, "mttr", None) == FILE


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('[ups]\na = { fed_by = "g" } # here', '[ups]\na = { fed_by = "g", count = 2 } # here'),
        ("[ups]\na = {}", "[ups]\na = { count = 2 }"),
        ('ups.a.fed_by = "g"\n', 'ups.a.fed_by = "g"\nups.a.count = 2\n'),
        ('[ups]\n  a.fed_by = "g"', '[ups]\n  a.fed_by = "g"\n  a.count = 2\n'),
        ("[ups.a]", "[ups.a]\ncount = 2\n"),
        ("[ups.a] # one\r\nx = 1\r\n", "[ups.a] # one\r\nx = 1\r\ncount = 2\r\n"),
        ("\ufeff[ups.a]\nx = 'é' # ü\n", "\ufeff[ups.a]\nx = 'é' # ü\ncount = 2\n"),
        ('[ups.a]\nx = """\n[ups.a]\n"""\n[b]\n', '[ups.a]\nx = """\n[ups.a]\n"""\ncount = 2\n[b]\n'),
        ("[ups.a]\ncount = 1#x\n", "[ups.a]\ncount = 2#x\n"),
        ("[ups]\na = { count = 1 }", "[ups]\na = { count = 2 }"),
    ],
)
def test_however_the_table_is_written(before: str, after: str) -> None:
    if before.startswith("\ufeff"):
        assert changed(before, "count", 2, of=("ups", "a")) == after
        return
    assert changed(before, "count", 2, of=("ups", "a")) == after
    assert tomllib.loads(after)["ups"]["a"]["count"] == 2


def test_what_cannot_be_changed_in_place_is_refused_and_named() -> None:
    with pytest.raises(CallError, match=r"ups\.a\.mttr is written in the file in a way"):
        changed('[ups.a]\n[ups.a.mttr]\nlow = "1 h"\n', "mttr", "2 h", of=("ups", "a"))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('[ups]\na = { mttr = "1 h" }\n', "[ups]\na = {}\n"),
        ('[ups]\na = { mttr = "1 h", x=1 } # here', "[ups]\na = { x=1 } # here"),
        ('[ups]\na = { x=1, mttr = "1 h", y=2 }', "[ups]\na = { x=1, y=2 }"),
        ('[ups]\na = { x=1, mttr = "1 h" }', "[ups]\na = { x=1 }"),
        ('ups.a.x = 1\nups.a.mttr = "1 h"\n', "ups.a.x = 1\n"),
    ],
)
def test_a_key_is_taken_out_however_the_table_is_written(before: str, after: str) -> None:
    assert changed(before, "mttr", None, of=("ups", "a")) == after


def test_keys_come_and_go_at_once_in_braces() -> None:
    change = TableChange(values={"y": None, "x": "2", "z": None, "w": "3"}, comments=["as told"])
    assert with_changes("[ups]\n  a = { x=1, y=1, z=1 }\n", {("ups", "a"): change}) == (
        "[ups]\n  a = { x=2, w = 3 }\n  # as told\n"
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('[ups.a]\nx = 1\n[ups.a.mttr]\nlow = "1 h"\n# b\n[ups.b]\n', "# b\n[ups.b]\n"),
        ("[ups]\na = { x=1 }\nb = {}\n", "[ups]\nb = {}\n"),
        ("ups = { a = { x=1 }, b = {} }\n", "ups = { b = {} }\n"),
        ("ups.a.x = 1 # one\nups.b.x = 2\nups.a.y = 3\n", "ups.b.x = 2\n"),
        ("[ups.b]\nx = 1\n", "[ups.b]\nx = 1\n"),
    ],
)
def test_a_table_is_taken_out_however_it_is_written(before: str, after: str) -> None:
    assert without_tables(before, [("ups", "a")]) == after


def test_a_table_stands_at_the_end() -> None:
    one = TomlTable(heading=("ups", "ups b"), keys={"fed_by": ("x", "y"), "bypass": True})
    added = with_tables("[a.b]\nx = 1", [one])
    assert added == '[a.b]\nx = 1\n\n[ups."ups b"]\nfed_by = ["x", "y"]\nbypass = true\n'
    assert with_tables("[a]\r\n", [TomlTable(heading=("b", "c"), keys={})]) == "[a]\r\n\r\n[b.c]\r\n"


values = st.one_of(
    st.text(max_size=20),
    st.integers(-9, 9),
    st.booleans(),
    st.lists(st.text(max_size=5), max_size=3).map(tuple),
)


@given(key=st.sampled_from(["autonomy", "fed_by", "note", "b c"]), value=values)
def test_any_value_comes_back_as_it_was_given(key: str, value: Value) -> None:
    found = tomllib.loads(changed(FILE, key, value))["ups"]["ups-a"][key]
    assert found == (list(value) if isinstance(value, tuple) else value)
