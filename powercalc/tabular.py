"""What a result shows of itself as a table: a frame for a script, HTML for a notebook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol, TypeVar

from powercalc.errors import CallError

if TYPE_CHECKING:
    from pandas import DataFrame

Row = Mapping[str, object]
MOST_SHOWN = 20
"""So many rows of a result are shown in a notebook."""


class Identified(Protocol):
    """What has an id: a load, a service."""

    @property
    def id(self) -> str:
        """Its id."""


Point = TypeVar("Point", bound=Identified)


def named(points: Sequence[Point], id: str, what: str) -> Point:  # noqa: A002 - it is the id
    """Return the point of an id. Raises `CallError` with what there is."""
    for point in points:
        if point.id == id:
            return point
    known = ", ".join(point.id for point in points) or "none"
    raise CallError(f'there is no {what} "{id}"; there are {known}')


class Tabular:
    """A result that is a table."""

    __slots__ = ()

    def records(self) -> Iterable[Row]:
        """Return the rows, each with the same columns; nothing is computed that no row shows."""
        raise NotImplementedError

    def in_short(self) -> str:
        """Return what it is of and what it says, in a few words: "Two-path hall: 10 elements"."""
        raise NotImplementedError

    def to_pandas(self) -> DataFrame:
        """Return the rows as a frame. Needs the extra `pandas`; raises `CallError` without."""
        return frame(self.records())

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {printable(self.in_short())}>"

    def _repr_html_(self) -> str:
        """Return the first rows as a notebook shows them."""
        return html_of_rows(self.in_short(), self.records())


def frame(rows: Iterable[Row], index: str | None = None) -> DataFrame:
    """Return rows as a frame, one of their columns as its index."""
    try:
        from pandas import DataFrame
    except ImportError:
        raise CallError("frames need pandas: pip install 'powercalc[pandas]'") from None
    found = DataFrame([dict(row) for row in rows])
    return found if index is None or found.empty else found.set_index(index)


def printable(text: str) -> str:
    """Return a text in which what would steer a terminal is written out."""
    return "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in text)


def html_of_rows(caption: str, rows: Iterable[Row]) -> str:
    """Return the first rows as HTML under the names of their columns, and how many more there are."""
    found = list(rows)
    header = list(dict.fromkeys(name for row in found[:MOST_SHOWN] for name in row))
    body = ([_cell(row.get(name)) for name in header] for row in found[:MOST_SHOWN])
    left = len(found) - MOST_SHOWN
    more = f"<p>and {left:,} more {'row' if left == 1 else 'rows'}</p>"
    return html(caption, header, body) + (more if left > 0 else "")


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case float():
            return f"{value:.4g}"
        case tuple() | list():
            return ", ".join(map(str, value))
        case _:
            return str(value)


def html(caption: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table of texts, which are nothing but text there."""
    from html import escape

    head = "".join(f"<th>{escape(each)}</th>" for each in header)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return (
        f"<table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table>"
    )
