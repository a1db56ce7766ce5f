"""Whatever a table holds, the answer is an inventory or one of our errors."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from powercalc.errors import CallError, SiteError
from powercalc.inventory.table.column_words import CORDS, WORDS
from powercalc.inventory.table.table_inventory import table_inventory

_HEADINGS = st.sampled_from(
    [f"{word}{side}" for words in WORDS.values() for word in words[:2] for side in ("", " A", " B", " (A)")]
    + ["kW", "kVA A", "Puissance", *(each.replace(" ", "_") for each in CORDS)]
)
_CELLS = st.sampled_from(
    ["", "-", "n/a", "?", "A", "A-01", "A-02", "PP-A1", "PP-A1/12", "Q1", "1,3,5", "32", "32 A tri", "3x32A",
     "1,98", "1.234", "1,234", "-1", "7,2 kW", "5 V", "=1+1", "Total", "dcim.powerport", "dcim.poweroutlet",
     "dcim.powerfeed", "planned", "1e400", "9" * 400, "²", "٣", "\x00"]
) | st.text(max_size=12)  # fmt: skip


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    headings=st.lists(_HEADINGS, min_size=1, max_size=8),
    rows=st.lists(st.lists(_CELLS, max_size=9), max_size=6),
    separator=st.sampled_from(",;\t|"),
)
def test_any_table(headings: list[str], rows: list[list[str]], separator: str, tmp_path: Path) -> None:
    text = io.StringIO()
    csv.writer(text, delimiter=separator).writerows([headings, *rows])
    path = tmp_path / "table.csv"
    path.write_bytes(text.getvalue().encode("utf-8", "surrogatepass"))
    try:
        found, _ = table_inventory(path)
    except (CallError, SiteError):
        return
    keys = {each.key for each in (*found.feeds, *found.strips, *found.intermediates)}
    assert all(cord.to in keys for load in found.loads for cord in load.cords if cord.to is not None)
    assert all(load.cords for load in found.loads)
    assert len({load.key for load in found.loads}) == len(found.loads)
    assert {each.panel for each in found.feeds} <= {each.key for each in found.panels}
    assert {each.space for each in found.loads} <= {None, *(each.key for each in found.spaces)}


@pytest.mark.parametrize("size", [0, 1, 7, 100])
def test_any_bytes(tmp_path: Path, size: int) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(bytes((17 * place + size) % 256 for place in range(size)))
    with pytest.raises((CallError, SiteError)):
        table_inventory(path)
