"""What a result shows of itself as a table: a frame for a script, HTML for a notebook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Protocol, TypeVar

from powercalc.errors import CallError

if TYPE_CHECKING:
    from pandas import DataFrame

Row = Mapping[str, object]


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

    def to_pandas(self) -> DataFrame:
        """Return the rows as a frame. Needs the extra `pandas`; raises `CallError` without."""
        return frame(self.records())


def frame(rows: Iterable[Row], index: str | None = None) -> DataFrame:
    """Return rows as a frame, one of their columns as its index."""
    try:
        from pandas import DataFrame
    except ImportError:
        raise CallError("frames need pandas: pip install 'powercalc[pandas]'") from None
    found = DataFrame([dict(row) for row in rows])
    return found if index is None or found.empty else found.set_index(index)


def html(caption: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table of texts, which are nothing but text there."""
    head = "".join(f"<th>{escape(each)}</th>" for each in header)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return (
        f"<table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table>"
    )
