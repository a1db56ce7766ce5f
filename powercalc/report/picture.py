"""A figure of matplotlib as a file: which formats there are, and nothing half written."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from powercalc.errors import CallError
from powercalc.report.output import write

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FORMATS = (".png", ".svg", ".pdf")
_UNSTAMPED = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}
"""Without the day, so that the same input gives the same file."""


def blank(width: float, height: float) -> Figure:
    """Return a figure with nothing in it, so many inches wide and high."""
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), layout="constrained")


def form_of(path: Path) -> str:
    """Return the format that the ending of a path asks for.

    Raises `CallError` for any other ending.
    """
    ending = path.suffix.lower()
    if ending not in FORMATS:
        raise CallError(f"{path}: a picture ends in {', '.join(FORMATS)}")
    return ending[1:]


def drawn(figure: Figure, form: str, dpi: int) -> bytes:
    """Return a figure as the content of a file."""
    content = BytesIO()
    figure.savefig(content, format=form, dpi=dpi, metadata=_UNSTAMPED.get(form, {}))
    return content.getvalue()


def save(figure: Figure, path: Path, dpi: int) -> None:
    """Write a figure to a file."""
    write(path, drawn(figure, form_of(path), dpi))
