"""Tables for documents: what is in them, and that no text of a file is anything but text there."""

import math
from html.parser import HTMLParser
from io import BytesIO

import pytest
from openpyxl import load_workbook

import powercalc as pc
from powercalc.evaluation.all_cut_sets import cut_sets
from powercalc.report.tables import FORMATS, written
from powercalc.report.tables.latex import escaped, number
from powercalc.report.tables.sheet import Sheet, sheet
from powercalc.report.tables.sheets import of_assumptions, of_cut_sets, of_loads, of_reasons

NASTY = ("=1+1", "+cmd", "@x", "-2", "<b>&", "\\input{x}", "a_b$%#^~", "\x1b[2J", "\tx")
GRID = pc.GridFeed("grid", failure_rate="1 / 50 year", mttr="1 h")
SITE = pc.Site(
    "two in series",
    (
        GRID,
        pc.Panel("panel", fed_by="grid", failure_rate="1 / 100 year", mttr="2 h"),
        *(pc.Server(f"rack-{place}", fed_by="panel") for place in range(4)),
    ),
)


def of_texts() -> Sheet:
    return sheet(NASTY[4], {"a": "a", "b": "b"}, [{"a": each, "b": 1.5} for each in NASTY])


def test_no_cell_of_a_workbook_is_a_formula() -> None:
    page = load_workbook(BytesIO(written([of_texts()], "xlsx"))).worksheets[0]
    cells = [cell for row in page.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert page["A2"].value == "=1+1"
    assert page["A2"].quotePrefix
    assert page["B2"].value == 1.5
    assert page["A9"].value == "\\x1b[2J"


def test_sheets_of_one_name_are_told_apart_and_none_is_refused() -> None:
    named = [Sheet(title=title, headings=("a",), rows=((1,),)) for title in ("a/b:" * 20, "a/b:" * 20, "''")]
    names = load_workbook(BytesIO(written(named, "xlsx"))).sheetnames
    assert len(set(names)) == 3
    assert all(len(name) <= 31 for name in names)


def test_html_has_no_element_of_a_text() -> None:
    seen: list[str] = []

    class Parser(HTMLParser):
        def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002
            seen.append(tag)

    Parser().feed(written([of_texts()], "html").decode())
    assert "b" not in seen
    assert seen.count("tr") == 1 + len(NASTY)


@pytest.mark.parametrize("text", NASTY)
def test_latex_has_no_command_of_a_text(text: str) -> None:
    told = escaped(text)
    assert "\\input" not in told
    for sign in "_$%#&":
        assert told.count(sign) == told.count(f"\\{sign}")


@pytest.mark.parametrize(
    ("value", "told"), [(1.5, "1.5"), (-2.0, "$-$2"), (1.234e-7, "$1.234\\times 10^{-7}$"), (3, "3")]
)
def test_latex_has_numbers_as_one_writes_them(value: float, told: str) -> None:
    assert number(value) == told


def test_latex_is_balanced() -> None:
    text = written([of_texts()], "latex").decode()
    for name in ("toprule", "midrule", "bottomrule", "begin{longtable}", "end{longtable}"):
        assert text.count(f"\\{name}") == 1


def test_equal_loads_are_one_row_with_the_closed_form() -> None:
    rows = of_loads(pc.evaluate(SITE, plain=True)).rows
    lost = 1 / 50 / 8760 * 1, 1 / 100 / 8760 * 2
    up = math.prod(1 / (1 + each) for each in lost)
    assert len(rows) == 2
    assert rows[0][1] == "rack-0 ... rack-3 (4 loads)"
    assert rows[0][2] == "99.99954 %"
    assert rows[0][3] == pytest.approx(8760 * (1 - up), rel=1e-9)


def test_every_cut_set_is_listed_and_what_is_left_out_is_counted() -> None:
    (one,) = cut_sets(SITE, load="rack-0")
    assert [each.events for each in one.sets] == [("grid",), ("panel",)]
    assert not one.left_out
    (one,) = cut_sets(SITE, top=1, load="rack-0")
    assert (len(one.sets), one.left_out) == (1, 1)
    assert of_cut_sets("s", [one]).left_out == "1 smaller cut set is left out."


def test_what_is_no_load_or_number_is_told() -> None:
    with pytest.raises(pc.CallError, match="did you mean"):
        cut_sets(SITE, load="rack-9")
    with pytest.raises(pc.CallError, match="1 or more"):
        cut_sets(SITE, top=0)


@pytest.mark.parametrize("form", FORMATS)
def test_every_table_is_written(form: str) -> None:
    result = pc.evaluate(SITE)
    assert written([of_loads(result), of_reasons(result, 1), of_assumptions(result)], form)


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(pc.CallError, match="no format"):
        written([], "doc")
