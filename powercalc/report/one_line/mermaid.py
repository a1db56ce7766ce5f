"""The one-line diagram as Mermaid, which many wikis and forges draw."""

from __future__ import annotations

import re
from collections.abc import Iterator

from powercalc.report.escape import plain
from powercalc.report.one_line.drawing import Drawing, Frame, WireKind, drawing
from powercalc.site import Site

_ARROWS = {
    WireKind.FEED: "---",
    WireKind.STANDBY: "-.-",
    WireKind.BYPASS: "-.-",
    WireKind.SUPPORT: "-.-",
    WireKind.COOLING: "-.-",
}
_COLOURS = {"A": "#1f5fae", "B": "#b4560a", "C": "#23784a", "D": "#7644a8", "E": "#0f7480", "F": "#9c2f6b"}


def render(site: Site) -> str:
    """Return the diagram as a flowchart."""
    return "\n".join(_lines(drawing(site))) + "\n"


def quoted(text: str) -> str:
    """Return a text that is shown as it is: whatever could be markup is written by its number."""
    tame = re.sub(r"[^\w .,:+()…/-]", lambda sign: f"#{ord(sign[0])};", plain(text))
    return f'"{tame}"'


def _lines(drawn: Drawing) -> Iterator[str]:
    yield "flowchart TB"
    names = {card.id: f"n{number}" for number, card in enumerate(drawn.cards)}
    for card in drawn.cards:
        label = f"{quoted(card.title)[:-1]}<br>{quoted(card.line)[1:]}"
        yield f"  {names[card.id]}[{label}]"
    for number, frame in enumerate(each for each in drawn.frames if each.within is None):
        yield from _frame(drawn, frame, names, f"z{number}", "  ")
    for wire in drawn.wires:
        yield f"  {names[wire.start]} {_ARROWS[wire.sort]} {names[wire.end]}"
    for letter in sorted({card.path for card in drawn.cards if card.path}):
        members = ",".join(names[card.id] for card in drawn.cards if card.path == letter)
        yield f"  classDef path{letter} stroke:{_COLOURS[letter]},stroke-width:2px"
        yield f"  class {members} path{letter}"


def _frame(drawn: Drawing, frame: Frame, names: dict[str, str], name: str, indent: str) -> Iterator[str]:
    yield f"{indent}subgraph {name}[{quoted(frame.title)}]"
    for card in drawn.cards:
        if card.frame == frame.name:
            yield f"{indent}  {names[card.id]}"
    for number, inner in enumerate(each for each in drawn.frames if each.within == frame.name):
        yield from _frame(drawn, inner, names, f"{name}_{number}", indent + "  ")
    yield f"{indent}end"
