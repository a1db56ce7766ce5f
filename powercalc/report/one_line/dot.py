"""The one-line diagram in Graphviz's language, to lay out and dress further with `dot`."""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.report.escape import plain
from powercalc.report.one_line.drawing import Card, Drawing, Frame, Wire, WireKind, drawing
from powercalc.site import Site

_COLOURS = {"A": "#1f5fae", "B": "#b4560a", "C": "#23784a", "D": "#7644a8", "E": "#0f7480", "F": "#9c2f6b"}
_STYLES = {
    WireKind.STANDBY: "dashed",
    WireKind.BYPASS: "dashed",
    WireKind.SUPPORT: "dotted",
    WireKind.COOLING: "dotted",
}


def render(site: Site) -> str:
    """Return the diagram as DOT. Names are quoted; what is in them is text and never markup."""
    return "\n".join(_lines(drawing(site))) + "\n"


def quoted(text: str) -> str:
    """Return a text as a DOT string that shows it as it is: backslashes would be escapes of a label."""
    tame = plain(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{tame}"'


def _lines(drawn: Drawing) -> Iterator[str]:
    yield f"digraph {quoted(drawn.title)} {{"
    yield "  rankdir=TB; splines=ortho; newrank=true;"
    yield '  node [shape=box, style=rounded, fontname="sans-serif", fontsize=11];'
    yield "  edge [arrowhead=none];"
    names = {card.id: f"n{number}" for number, card in enumerate(drawn.cards)}
    for card in drawn.cards:
        yield f"  {names[card.id]} [{_card(card)}];"
    for number, frame in enumerate(each for each in drawn.frames if each.within is None):
        yield from _frame(drawn, frame, names, f"cluster_{number}", "  ")
    for wire in drawn.wires:
        yield f"  {names[wire.start]} -> {names[wire.end]}{_wire(wire)};"
    yield "}"


def _card(card: Card) -> str:
    label = quoted(card.title)[:-1] + "\\n" + quoted(card.line)[1:]
    colour = f', color="{_COLOURS[card.path]}"' if card.path else ""
    return f"label={label}{colour}"


def _wire(wire: Wire) -> str:
    said = [f'color="{_COLOURS[wire.path]}"'] if wire.path else []
    if style := _STYLES.get(wire.sort):
        said.append(f"style={style}")
    if wire.sort in {WireKind.SUPPORT, WireKind.COOLING}:
        said.append("constraint=false")
    return f" [{', '.join(said)}]" if said else ""


def _frame(drawn: Drawing, frame: Frame, names: dict[str, str], name: str, indent: str) -> Iterator[str]:
    yield f"{indent}subgraph {name} {{ label={quoted(frame.title)}; style=dashed;"
    inside = [names[card.id] for card in drawn.cards if card.frame == frame.name]
    if inside:
        yield f"{indent}  {'; '.join(inside)};"
    for number, inner in enumerate(each for each in drawn.frames if each.within == frame.name):
        yield from _frame(drawn, inner, names, f"{name}_{number}", indent + "  ")
    yield f"{indent}}}"
