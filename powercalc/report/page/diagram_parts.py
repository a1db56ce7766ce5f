"""The diagram on the page: what fits it at once, and below it the groups that open."""

from __future__ import annotations

from powercalc.report.one_line.drawing import Drawing
from powercalc.report.one_line.drawing_layout import layout
from powercalc.report.one_line.folding import Folded, Group
from powercalc.report.one_line.svg import svg
from powercalc.report.page.html import safe


def overview(parts: Folded) -> str:
    """Return the diagram that fits."""
    return _drawn(parts.overview)


def groups(parts: Folded) -> str:
    """Return what was folded, a part that opens for each group; nothing where nothing was."""
    if not parts.groups:
        return ""
    inner = "".join(_group(number, group) for number, group in enumerate(parts.groups))
    return f'<div class="groups">\n{inner}</div>'


def _group(number: int, group: Group) -> str:
    blocks = "".join(f'<div class="block">{_drawn(block)}</div>\n' for block in group.blocks)
    return (
        f'<details class="group" id="group-{number}"><summary>{safe(group.title)} <small></small></summary>\n'
        f'<div class="blocks">\n{blocks}</div></details>\n'
    )


def _drawn(drawing: Drawing) -> str:
    return svg(drawing, layout(drawing))
