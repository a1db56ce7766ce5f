"""Where everything is drawn: Graphviz places the cards, routes the wires and sizes the frames.

Graphviz gets sizes and no text, so that no font of the machine it runs on matters; the drawing is the same
everywhere. All positions are in points with the origin at the top left.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from powercalc.errors import PowercalcError
from powercalc.report.layout import wide
from powercalc.report.one_line.drawing import Card, Drawing, Frame, Sort, Wire

HEIGHT = 46.0
_SYMBOL, _END, _SIGN = 44.0, 30.0, 6.7
_NARROWEST = 142.0
"""Room for "dark in 10 min", which a live card may come to say."""
_POINTS = 72.0
_MARGIN = 10.0
_FRAME_HEAD = 18.0
_DOWNWARD = 50
"""So many cards at most are drawn with power flowing down the page."""

Point = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle by its top left corner."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnLine:
    """A wire, by its ends and corners."""

    points: tuple[Point, ...]


@dataclass(frozen=True, kw_only=True)
class Layout:
    """A drawing with a place for everything."""

    width: float
    height: float
    cards: dict[str, Box]
    wires: tuple[DrawnLine, ...]
    """In the order of the drawing's."""
    frames: dict[str, Box]


def width_of(card: Card) -> float:
    """Return how wide a card must be for its texts."""
    longest = max(wide(card.title) * _SIGN, wide(card.line) * _SIGN * 0.8)
    return round(max(_NARROWEST, _SYMBOL + longest + _END))


def layout(drawing: Drawing) -> Layout:
    """Return the places that Graphviz chose. Raises `PowercalcError` where it is not installed."""
    found = _laid_out(_source(drawing))
    left, bottom, right, top = _numbers(found["bb"])
    place = _Place(left=left - _MARGIN, top=top + _MARGIN)
    objects = {each["name"]: each for each in found.get("objects", ())}
    edges = {each["id"]: each for each in found.get("edges", ())}
    return Layout(
        width=right - left + 2 * _MARGIN,
        height=top - bottom + 2 * _MARGIN,
        cards={card.id: place.card(card, objects[f"n{n}"]["pos"]) for n, card in enumerate(drawing.cards)},
        wires=tuple(place.line(edges[f"w{n}"]["pos"]) for n in range(len(drawing.wires))),
        frames={frame.name: place.frame(objects[f"cluster_{n}"]["bb"])
                for n, frame in enumerate(drawing.frames)},
    )  # fmt: skip


def _laid_out(source: str) -> dict[str, Any]:
    try:
        from pygraphviz import AGraph
    except ImportError:
        raise PowercalcError(
            "drawing needs Graphviz, which comes with pygraphviz 2: pip install 'pygraphviz>=2'"
        ) from None
    drawn = AGraph(string=source).draw(format="json", prog="dot")
    found: dict[str, Any] = json.loads(drawn)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """From Graphviz's coordinates, which grow upward, to ours."""

    left: float
    top: float

    def point(self, x: float, y: float) -> Point:
        return round(x - self.left, 1), round(self.top - y, 1)

    def card(self, card: Card, position: str) -> Box:
        x, y = self.point(*_numbers(position))
        width = width_of(card)
        return Box(x=x - width / 2, y=y - HEIGHT / 2, width=width, height=HEIGHT)

    def line(self, position: str) -> DrawnLine:
        """Return the corners of a wire; Graphviz gives straight runs as curves with their handles."""
        points = [self.point(*_numbers(part)) for part in position.split() if part[0] not in "es"]
        return DrawnLine(points=tuple(dict.fromkeys(points)))

    def frame(self, corners: str) -> Box:
        left, bottom, right, top = _numbers(corners)
        x, y = self.point(left, top)
        return Box(x=x, y=y, width=right - left, height=top - bottom)


def _numbers(text: str) -> list[float]:
    return [float(number) for number in text.split(",")]


def _source(drawing: Drawing) -> str:
    """Return what Graphviz lays out, in its language: numbers and sizes, and nothing from the file."""
    names = {card.id: f"n{number}" for number, card in enumerate(drawing.cards)}
    lines = [
        "digraph {",
        f"graph [{_direction(drawing)}, splines=ortho, newrank=true];",
        'node [shape=box, fixedsize=true, label=""]; edge [arrowhead=none];',
    ]
    for card in drawing.cards:
        size = f"width={width_of(card) / _POINTS:.4f}, height={HEIGHT / _POINTS:.4f}"
        lines.append(f"{names[card.id]} [{size}];")
    lines += _clusters(drawing, names)
    for number, wire in enumerate(drawing.wires):
        manner = _manner(wire)
        lines.append(f"{names[wire.start]} -> {names[wire.end]} [id=w{number}, {manner}];")
    return "\n".join([*lines, "}"])


def _direction(drawing: Drawing) -> str:
    """Return where power flows: down the page, or across it where so many cards would be too wide."""
    if len(drawing.cards) > _DOWNWARD:
        return "rankdir=LR, nodesep=0.14, ranksep=0.7"
    return "rankdir=TB, nodesep=0.3, ranksep=0.5"


def _manner(wire: Wire) -> str:
    """Return how a wire pulls on what it connects: feeds pull cards into line, supports do not."""
    match wire.sort:
        case Sort.FEED:
            return "weight=4"
        case Sort.STANDBY:
            return "weight=1"
        case _:
            return "weight=0, constraint=false"


def _clusters(drawing: Drawing, names: Mapping[str, str]) -> Iterator[str]:
    """Yield the zones as nested clusters; an empty label of fixed size keeps room for their names."""
    numbers = {frame.name: number for number, frame in enumerate(drawing.frames)}
    cell = (
        f'<TABLE BORDER="0" FIXEDSIZE="TRUE" WIDTH="90" HEIGHT="{_FRAME_HEAD:g}"><TR><TD></TD></TR></TABLE>'
    )

    def cluster(frame: Frame) -> Iterator[str]:
        yield f"subgraph cluster_{numbers[frame.name]} {{ graph [margin=12, labeljust=l, label=<{cell}>];"
        yield "".join(f"{names[card.id]};" for card in drawing.cards if card.frame == frame.name)
        for inner in drawing.frames:
            if inner.within == frame.name:
                yield from cluster(inner)
        yield "}"

    for frame in drawing.frames:
        if frame.within is None:
            yield from cluster(frame)


def run(line: DrawnLine) -> str:
    """Return a wire as the path of an SVG."""
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in line.points)
