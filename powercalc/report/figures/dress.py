"""How charts look: their colours, their axes, and texts of a file in them."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from powercalc.report.escape import plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes

INK, SOFT, BAR, GROUND, BAD = "#1c2430", "#5d6878", "#3d7cc9", "#e7ebf0", "#c3202b"
NAME = 46
"""So many signs of a text are shown."""
ROW = 0.34
"""Inches per bar."""
_LINE, _GAP = 0.16, 0.08
"""Inches that a line of a name takes, and between two names."""


def usual() -> AbstractContextManager[None]:
    """Return the settings in which figures are made: the same input gives the same file."""
    import matplotlib as mpl

    return mpl.rc_context({"svg.hashsalt": "powercalc", "font.size": 9.5, "axes.edgecolor": SOFT})


def literal(text: str, most: int = NAME) -> str:
    """Return a text that matplotlib does not take for mathematics."""
    return plain(text, most).replace("$", r"\$")


def wrapped(text: str, most: int = 3) -> str:
    """Return a text in so many lines at most; what is cut off is seen to be."""
    lines = textwrap.wrap(plain(text, most * NAME), NAME, max_lines=most, placeholder=" …")
    return "\n".join(lines).replace("$", r"\$")


def rows_of(names: Sequence[str]) -> int:
    """Return how many bars high a chart is whose names have several lines."""
    lines = max((name.count("\n") + 1 for name in names), default=1)
    return math.ceil(len(names) * max(1.0, (lines * _LINE + _GAP) / ROW))


def dressed(axes: Axes) -> None:
    """Leave of the frame what is below, and the lines up from there."""
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.tick_params(colors=SOFT, length=0, which="both")
    axes.grid(visible=True, axis="x", color=GROUND)
    axes.set_axisbelow(True)


def titled(axes: Axes, title: str, below: str) -> None:
    """Write a title above, and what the axis below means."""
    axes.set_title(title, loc="left", fontsize=10.5, fontweight="bold", color=INK)
    axes.set_xlabel(below, color=SOFT)
