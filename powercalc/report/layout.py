"""Lines of at most 80 columns: headings, paragraphs, tables; colour only for a terminal that wants it."""

from __future__ import annotations

import os
import textwrap
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TextIO

WIDTH = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How a report may dress: colours and bars on a terminal, neither in a file or a pipe."""

    colour: bool = False
    bars: bool = False

    def strong(self, text: str) -> str:
        """Return a heading or the figure to look at."""
        return self._dressed(text, "1")

    def bad(self, text: str) -> str:
        """Return what was missed."""
        return self._dressed(text, "1;31")

    def good(self, text: str) -> str:
        """Return what was met."""
        return self._dressed(text, "32")

    def bar(self, share: float, length: int = 10) -> str:
        """Return a bar for a share of the whole, with a space behind, or nothing where none is wanted."""
        filled = round(min(max(share, 0.0), 1.0) * length)
        return "█" * filled + "░" * (length - filled) + " " if self.bars else ""

    def _dressed(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour else text


PLAIN = Style()
"""No colours and no bars."""


def style_for(stream: TextIO) -> Style:
    """Return what a stream can show; NO_COLOR (no-color.org) and TERM=dumb are heeded."""
    if not stream.isatty() or os.environ.get("TERM") == "dumb":
        return PLAIN
    return Style(colour=not os.environ.get("NO_COLOR"), bars=True)


def wide(text: str) -> int:
    """Return how many columns a text takes: East Asian signs take two, combining ones none."""
    if text.isascii():
        return len(text)
    return sum(_columns(sign) for sign in text)


def _columns(sign: str) -> int:
    if unicodedata.combining(sign):
        return 0
    return 2 if unicodedata.east_asian_width(sign) in "WF" else 1


def paragraph(text: str, indent: int = 2, hanging: int = 0) -> list[str]:
    """Return a text in lines that fit, all indented, the second and later ones by `hanging` more."""
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + hanging),
        break_on_hyphens=False,
    )


def cut(text: str, width: int) -> str:
    """Return a text of at most so many columns; what is cut off is shown as an ellipsis."""
    if wide(text) <= width:
        return text
    while wide(text) > width - 1:
        text = text[:-1]
    return text + "…"


def table(rows: Iterable[Sequence[str]], indent: int = 2, left: int = 1) -> Iterator[str]:
    """Yield aligned rows: the first `left` columns flush left, the others flush right."""
    rows = [list(row) for row in rows]
    widths = [max(wide(cell) for cell in column) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [
            cell + " " * (width - wide(cell)) if place < left else " " * (width - wide(cell)) + cell
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield " " * indent + "  ".join(cells).rstrip()
