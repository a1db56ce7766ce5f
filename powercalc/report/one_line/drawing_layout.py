"""Where everything is drawn: cards in layers below what feeds them, zones around them, wires in between.

A path has its side, A to the left of B. All positions are in points with the origin at the top left, and no
font of the machine matters: the drawing is the same everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from powercalc.report.layout import wide
from powercalc.report.one_line.drawing import Card, Drawing, Frame, Wire
from powercalc.report.one_line.layering import layers
from powercalc.report.one_line.path_letters import LETTERS
from powercalc.report.one_line.placing import PAD, Places, Spot
from powercalc.report.one_line.wiring import TRACK, Channel, Net, WireSpan
from powercalc.site.places import as_counted

HEIGHT, STUB_HEIGHT = 46.0, 20.0
BARS = ("bus", "busway", "switchgear")
"""Kinds that are drawn as a bar, which each wire leaves at its own place."""
_SYMBOL, _END, _SIGN = 44.0, 30.0, 6.7
_WIDE_SIGN = 7.4
"""Of a wide font: the letter of the path stands beside the name."""
_NARROWEST, _WIDEST_BAR = 142.0, 520.0
"""Room for "dark in 10 min", which a live card may come to say."""
_TAP = 46.0
_MARGIN = 10.0
_HEAD, _FOOT, _CLEAR = 22.0, 10.0, 12.0
"""Of a zone: for its name above the cards, below them; and above a channel, for what ends there."""

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


def width_of(card: Card, leaving: int = 0) -> float:
    """Return how wide a card must be for its texts, and a bar for what leaves it."""
    if card.is_stub:
        return round(26 + wide(card.title) * _SIGN * 0.85)
    title = wide(card.title) * (_WIDE_SIGN if card.path else _SIGN)
    longest = max(title, wide(card.line) * _SIGN * 0.8)
    taps = min(leaving * _TAP, _WIDEST_BAR) if card.kind in BARS else 0.0
    return round(max(_NARROWEST, _SYMBOL + longest + _END, taps))


def height_of(card: Card) -> float:
    """Return how high a card is."""
    return STUB_HEIGHT if card.is_stub else HEIGHT


def layout(drawing: Drawing) -> Layout:
    """Return the places of all that is drawn."""
    return _Placed(drawing).layout()


class _Placed:
    def __init__(self, drawing: Drawing) -> None:
        self._drawing = drawing
        self._cards = {card.id: card for card in drawing.cards}
        self._within = {frame.name: frame.within for frame in drawing.frames}
        self._layers = layers(drawing)
        self._ways: list[list[str]] = []
        self._spots = {card.id: self._spot(card) for card in drawing.cards}
        for wire in drawing.wires:
            self._ways.append(self._way(wire))
        self._x = Places(self._spots, self._within).found()

    def _spot(self, card: Card) -> Spot:
        leaving = (
            len({wire.end for wire in self._drawing.wires if wire.start == card.id})
            if card.kind in BARS
            else 0
        )
        return Spot(
            id=card.id, width=width_of(card, leaving), layer=self._layers[card.id], frame=card.frame,
            side=float(LETTERS.index(card.path)) if card.path else None, rank=as_counted(card.id),
        )  # fmt: skip

    # -- the way of each wire through the layers ----------------------------------------------------

    def _way(self, wire: Wire) -> list[str]:
        """Return the spots that a wire passes, from the upper card to the lower, new ones too."""
        if wire.start not in self._cards or wire.end not in self._cards or wire.start == wire.end:
            return []
        upper, lower = sorted((wire.start, wire.end), key=lambda each: self._layers[each])
        if self._layers[upper] == self._layers[lower]:
            return [upper, lower]
        way = [upper]
        for layer in range(self._layers[upper] + 1, self._layers[lower]):
            frame = self._common(self._cards[upper].frame, self._cards[lower].frame)
            name = f"\x00{upper}\x00{wire.sort}\x00{wire.path}\x00{frame}\x00{layer}"
            if name not in self._spots:
                self._spots[name] = Spot(
                    id=name, width=4.0, layer=layer, frame=frame, is_wire=True, rank=as_counted(upper),
                    side=float(LETTERS.index(wire.path)) if wire.path else None,
                )  # fmt: skip
            way.append(name)
        way.append(lower)
        for above, below in pairwise(way):
            if below not in self._spots[above].below:
                self._spots[above].below.append(below)
                self._spots[below].above.append(above)
        return way

    def _common(self, one: str | None, other: str | None) -> str | None:
        """Return the innermost zone around both."""
        around = set(self._around(one))
        return next((name for name in self._around(other) if name in around), None)

    def _around(self, name: str | None) -> Iterator[str]:
        while name is not None:
            yield name
            name = self._within[name]

    # -- what comes out -----------------------------------------------------------------------------

    def layout(self) -> Layout:
        channels = self._channels()
        tops = self._tops(channels)
        cards = {
            card.id: Box(
                x=round(self._x[card.id], 1), y=tops[self._layers[card.id]],
                width=self._spots[card.id].width, height=height_of(card),
            )
            for card in self._drawing.cards
        }  # fmt: skip
        lines = [
            self._line(way, wire, tops) for way, wire in zip(self._ways, self._drawing.wires, strict=True)
        ]
        return _framed(cards, lines, self._frames(cards))

    def _spans(self) -> dict[str, WireSpan]:
        return {
            name: WireSpan(
                left=self._x[name], right=self._x[name] + spot.width, is_wire=spot.is_wire,
                is_bar=not spot.is_wire and self._cards[name].kind in BARS,
            )
            for name, spot in self._spots.items()
        }  # fmt: skip

    def _channels(self) -> dict[int, Channel]:
        """Return the room below each layer with what runs through it."""
        spans = self._spans()
        nets: dict[tuple[str, ...], Net] = {}
        found: dict[int, Channel] = {layer: Channel() for layer in sorted(set(self._layers.values()))}
        for above, below, key in self._hops():
            if key not in nets:
                nets[key] = Net(start=above, ends={})
                found.setdefault(self._spots[above].layer, Channel()).nets.append(nets[key])
            nets[key].ends[below] = 0.0
        for channel in found.values():
            channel.routed(spans)
        self._nets = nets
        return found

    def _hops(self) -> Iterator[tuple[str, str, tuple[str, ...]]]:
        """Yield every step of every wire from one layer to the next, with what it shares a line with."""
        for way, wire in zip(self._ways, self._drawing.wires, strict=True):
            for above, below in pairwise(way):
                if self._spots[above].layer < self._spots[below].layer:
                    yield above, below, self._key(above, below, wire)

    def _key(self, above: str, below: str, wire: Wire) -> tuple[str, ...]:
        is_bar = above in self._cards and self._cards[above].kind in BARS
        return above, wire.sort, wire.path or "", below if is_bar else ""

    def _tops(self, channels: Mapping[int, Channel]) -> dict[int, float]:
        """Return the upper edge of each layer, and keep where the tracks below it begin."""
        heads, feet = self._nested()
        tops, self._tracks, at = dict[int, float](), dict[int, float](), 0.0
        for layer in sorted(channels):
            at += heads.get(layer, 0) * _HEAD
            tops[layer] = at
            cards = [height_of(card) for card in self._drawing.cards if self._layers[card.id] == layer]
            at += max(cards, default=0.0) + feet.get(layer, 0) * _FOOT
            self._tracks[layer] = at + _CLEAR
            at += channels[layer].height
        return tops

    def _nested(self) -> tuple[dict[int, int], dict[int, int]]:
        """Return how many zones, one in another, begin and end at most at each layer."""
        heads, feet = dict[int, int](), dict[int, int]()
        for spans, found in ((self._spanned(min), heads), (self._spanned(max), feet)):
            for name, layer in spans.items():
                depth = sum(spans[outer] == layer for outer in self._around(name))
                found[layer] = max(found.get(layer, 0), depth)
        return heads, feet

    def _spanned(self, which: Callable[[list[int]], int]) -> dict[str, int]:
        inside: dict[str, list[int]] = {}
        for card in self._drawing.cards:
            for name in self._around(card.frame):
                inside.setdefault(name, []).append(self._layers[card.id])
        return {name: which(spanned) for name, spanned in inside.items()}

    def _frames(self, cards: Mapping[str, Box]) -> dict[str, Box]:
        """Return the zones around their cards, the inner ones first."""
        found: dict[str, Box] = {}

        def around(frame: Frame) -> Box:
            inner = [around(each) for each in self._drawing.frames if each.within == frame.name]
            own = [cards[card.id] for card in self._drawing.cards if card.frame == frame.name]
            found[frame.name] = _around_all([*own, *inner])
            return found[frame.name]

        for frame in self._drawing.frames:
            if frame.within is None:
                around(frame)
        return found

    def _line(self, way: list[str], wire: Wire, tops: Mapping[int, float]) -> DrawnLine:
        points: list[Point] = []
        for above, below in pairwise(way):
            layer = self._spots[above].layer
            if layer == self._spots[below].layer:
                return self._beside(above, below, tops)
            net = self._nets[self._key(above, below, wire)]
            across = self._tracks[layer] + net.track * TRACK
            end = net.ends[below]
            foot = tops[layer] + (height_of(self._cards[above]) if above in self._cards else 0.0)
            points += [
                (net.top, foot),
                (net.top, across),
                (end, across),
                (end, tops[self._spots[below].layer]),
            ]
        return DrawnLine(points=tuple(_corners(points)))

    def _beside(self, one: str, other: str, tops: Mapping[int, float]) -> DrawnLine:
        """Return a wire between two cards of one layer: below both."""
        layer = self._spots[one].layer
        foot = tops[layer] + HEIGHT
        left, right = (self._x[each] + self._spots[each].width / 2 + _TAP / 2 for each in (one, other))
        low = self._tracks[layer] - _CLEAR / 2
        return DrawnLine(points=((left, foot), (left, low), (right, low), (right, foot)))


def _around_all(boxes: Iterable[Box]) -> Box:
    listed = list(boxes)
    left, top = min(each.x for each in listed) - PAD, min(each.y for each in listed) - _HEAD
    right = max(each.x + each.width for each in listed) + PAD
    bottom = max(each.y + each.height for each in listed) + _FOOT
    return Box(x=left, y=top, width=right - left, height=bottom - top)


def _corners(points: Iterable[Point]) -> Iterator[Point]:
    """Yield the points of a line without those that lie on the way straight on."""
    kept: list[Point] = []
    for x, y in points:
        point = (round(x, 1), round(y, 1))
        if kept and point == kept[-1]:
            continue
        if len(kept) > 1 and (
            kept[-2][0] == kept[-1][0] == point[0] or kept[-2][1] == kept[-1][1] == point[1]
        ):
            kept.pop()
        kept.append(point)
    yield from kept


def _framed(cards: Mapping[str, Box], lines: Iterable[DrawnLine], frames: Mapping[str, Box]) -> Layout:
    """Return all with the upper left corner of what is drawn at the margin."""
    listed = list(lines)
    boxes = [*cards.values(), *frames.values()]
    xs = [x for box in boxes for x in (box.x, box.x + box.width)] + [
        x for line in listed for x, _ in line.points
    ]
    ys = [y for box in boxes for y in (box.y, box.y + box.height)] + [
        y for line in listed for _, y in line.points
    ]
    right, down = _MARGIN - min(xs, default=0.0), _MARGIN - min(ys, default=0.0)

    def moved(box: Box) -> Box:
        return Box(
            x=round(box.x + right, 1),
            y=round(box.y + down, 1),
            width=round(box.width, 1),
            height=round(box.height, 1),
        )

    return Layout(
        width=round(max(xs, default=0.0) + right + _MARGIN, 1),
        height=round(max(ys, default=0.0) + down + _MARGIN, 1),
        cards={name: moved(box) for name, box in cards.items()},
        wires=tuple(
            DrawnLine(points=tuple((round(x + right, 1), round(y + down, 1)) for x, y in line.points))
            for line in listed
        ),
        frames={name: moved(box) for name, box in frames.items()},
    )  # fmt: skip


def run(line: DrawnLine) -> str:
    """Return a wire as the path of an SVG."""
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in line.points) if line.points else ""
