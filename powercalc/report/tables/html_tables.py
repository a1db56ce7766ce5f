"""Tables as a page of HTML that needs nothing else: to be opened, printed, or pasted into a document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from powercalc.report.escape import plain
from powercalc.report.tables.sheet import Cell, Sheet

_STYLE = (
    "body{font:15px/1.45 system-ui,sans-serif;margin:2rem;color:#1c2430}"
    "table{border-collapse:collapse;margin:0 0 2rem}"
    "caption{text-align:left;font-weight:600;padding:.3rem 0}"
    "th,td{padding:.25rem .7rem;text-align:left;vertical-align:top;border-bottom:1px solid #e7ebf0}"
    "thead th{border-bottom:2px solid #5d6878}"
    ".n{text-align:right;font-variant-numeric:tabular-nums}"
)


def written(sheets: Sequence[Sheet]) -> bytes:
    """Return the page."""
    title = _text(", ".join(each.title for each in sheets))
    head = f'<meta charset="utf-8"><title>{title}</title><style>{_STYLE}</style>'
    lines = ["<!doctype html>", f'<html lang="en"><head>{head}</head><body>']
    lines += [line for each in sheets for line in _lines(each)]
    return "\n".join([*lines, "</body></html>", ""]).encode("utf-8")


def _lines(sheet: Sheet) -> Iterator[str]:
    yield f"<table><caption>{_text(sheet.title)}</caption>"
    yield f"<thead><tr>{_cells(sheet, sheet.headings, 'th')}</tr></thead><tbody>"
    yield from (f"<tr>{_cells(sheet, row, 'td')}</tr>" for row in sheet.rows)
    yield "</tbody></table>"
    if sheet.left_out:
        yield f"<p>{_text(sheet.left_out)}</p>"


def _cells(sheet: Sheet, row: Sequence[Cell], tag: str) -> str:
    return "".join(
        f'<{tag} class="n">{_told(value)}</{tag}>' if numeric else f"<{tag}>{_told(value)}</{tag}>"
        for value, numeric in zip(row, sheet.numeric, strict=True)
    )


def _told(value: Cell) -> str:
    match value:
        case None:
            return ""
        case float():
            return f"{value:.4g}"
        case _:
            return _text(str(value))


def _text(text: str) -> str:
    return escape(plain(text))
