"""Values changed in the text of a file: the rest of it stays character by character."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from powercalc.errors import CallError
from powercalc.serve.file_text import NewValue, with_table, with_values
from powercalc.site.toml_text import Value

FILE = """# a hall
[ups.ups-a]
autonomy = "10 min"   # from the nameplate
fed_by   = ["board", "spare"]

# the second
[ups."ups b"]
fed_by = "board"
"""


def changed(text: str, key: str, value: Value | None, *, of: tuple[str, ...] = ("ups", "ups-a")) -> str:
    return with_values(text, (NewValue(table=of, key=key, value=value),))


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
    with pytest.raises(CallError, match="change it there"):
        changed('[ups]\na = { mttr = "1 h" }\n', "mttr", None, of=("ups", "a"))


def test_a_table_stands_at_the_end() -> None:
    added = with_table("[a.b]\nx = 1", ("ups", "ups b"), {"fed_by": ("x", "y"), "bypass": True})
    assert added == '[a.b]\nx = 1\n\n[ups."ups b"]\nfed_by = ["x", "y"]\nbypass = true\n'
    assert with_table("[a]\r\n", ("b", "c"), {}) == "[a]\r\n\r\n[b.c]\r\n"


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
