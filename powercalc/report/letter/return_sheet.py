"""The return sheet of the letter: a table to fill in, a row for each thing that is asked."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from powercalc.answers import AskedRow, rows
from powercalc.answers.sheet_columns import HEADINGS
from powercalc.checks import Checked, Result
from powercalc.languages import code, plainly, say, word
from powercalc.report.checks.asked_questions import asked
from powercalc.report.escape import csv_cell
from powercalc.report.letter.answerers import ANSWERERS, answerer_of

_MARK = "\ufeff"
"""By which Excel knows UTF-8."""


def render(checked: Checked) -> str:
    """Return the sheet as CSV; a semicolon between cells where a comma stands in figures."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter="," if code() == "en" else ";")
    writer.writerow([say(text) for text in HEADINGS.values()])
    writer.writerows(_row(row) for row in rows(_in_order(checked)))
    return _MARK + buffer.getvalue()


def _in_order(checked: Checked) -> list[Result]:
    """Return what is asked in the order of the letter."""
    results = [result for result, _ in asked(checked)]
    return sorted(results, key=lambda result: ANSWERERS.index(answerer_of(result.rule)))


def _row(row: AskedRow) -> Iterator[str]:
    label = row.field.label
    yield csv_cell(row.id)
    yield csv_cell(plainly(row.question))
    yield plainly(word(label)) if label == row.field.key else say(label)
    yield say(row.field.sort.value)
    yield from ("",) * 4
