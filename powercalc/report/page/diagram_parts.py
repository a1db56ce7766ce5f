"""The diagram on the page: what fits it at once, and below it the groups that open."""

from __future__ import annotations

from powercalc.report.one_line.drawing import Drawing
from powercalc.report.one_line.drawing_layout import layout
from powercalc.report.one_line.folding import CardGroup, Folded
from powercalc.report.one_line.svg import svg
from powercalc.report.page.html import safe

_NARROW, _MIDDLE = 380, 480


def overview(parts: Folded) -> str:
    """Return the diagram that fits."""
    return _drawn(parts.overview)


def groups(parts: Folded) -> str:
    """Return what was folded, a part that opens for each group; nothing where nothing was."""
    if not parts.groups:
        return ""
    inner = "".join(_group(number, group) for number, group in enumerate(parts.groups))
    return f'<div class="groups">\n{inner}</div>'


def _group(number: int, group: CardGroup) -> str:
    blocks = "".join(map(_block, group.blocks))
    return (
        f'<details class="group" id="group-{number}"><summary>{safe(group.title)} <small></small></summary>\n'
        f'<div class="blocks">\n{blocks}</div></details>\n'
    )


def _block(drawing: Drawing) -> str:
    """Return a small drawing: one of a rack shrinks to its column, a wide one has a row of its own."""
    placed = layout(drawing)
    sort = "" if placed.width <= _NARROW else " middle" if placed.width <= _MIDDLE else " wide"
    return f'<div class="block{sort}">{svg(drawing, placed)}</div>\n'


def _drawn(drawing: Drawing) -> str:
    return svg(drawing, layout(drawing))
