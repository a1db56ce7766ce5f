"""Small pieces of HTML. Whatever comes from a file passes through `safe`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from powercalc.languages import say, tell
from powercalc.report.escape import plain


def safe(text: str, most: int | None = None) -> str:
    """Return a text that HTML shows as it is, in elements and in quoted attributes alike; a message told."""
    return escape(plain(tell(text), most), quote=True)


def bar(share: float, sort: str = "") -> str:
    """Return a bar for a share of the whole; its figure stands beside it, so readers of screens skip it."""
    width = 100 * min(max(share, 0.0), 1.0)
    return (
        f'<svg class="bar {sort}" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect class="whole" width="100" height="6"/><rect width="{width:.2f}" height="6"/></svg>'
    )


def table(header: Sequence[str], rows: Iterable[Sequence[str]], sort: str = "") -> str:
    """Return a table of cells that are HTML; each cell says its column for narrow screens."""
    return table_of_groups(header, [rows], sort)


def table_of_groups(header: Sequence[str], groups: Iterable[Iterable[Sequence[str]]], sort: str = "") -> str:
    """Return a table whose rows belong together in groups, which stay on one page in print.

    Where a screen is too narrow for a head, each cell says its column, and the table that of its first.
    """
    head = "".join(f'<th scope="col">{cell}</th>' for cell in header)
    bodies = "".join(f"<tbody>\n{_rows(header, rows)}\n</tbody>" for rows in groups)
    return f'<table class="{sort}" data-of="{header[0]}"><thead><tr>{head}</tr></thead>{bodies}</table>'


def _rows(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    return "\n".join(
        "<tr>" + "".join(_cell(name, cell) for name, cell in zip(header, row, strict=True)) + "</tr>"
        for row in rows
    )


def _cell(name: str, cell: str) -> str:
    return f'<td data-name="{name}">{cell}</td>'


def section(name: str, title: str, *content: str) -> str:
    """Return a section that the navigation leads to, its title of the catalogs; nothing without content."""
    inner = "\n".join(each for each in content if each)
    return f'<section id="{name}"><h2>{say(title)}</h2>\n{inner}\n</section>' if inner else ""


def items(texts: Iterable[str], sort: str = "") -> str:
    """Return a list of texts that are HTML."""
    inner = "".join(f"<li>{text}</li>\n" for text in texts)
    return f'<ul class="{sort}">\n{inner}</ul>' if inner else ""
