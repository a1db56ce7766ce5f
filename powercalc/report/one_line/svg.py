"""The one-line diagram as SVG: by itself with its own colours, or for the page, which brings its own."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from html import escape
from importlib.resources import files

from powercalc.languages import say
from powercalc.report.escape import plain
from powercalc.report.one_line.drawing import Card, Drawing, Frame, Wire, drawing, key
from powercalc.report.one_line.drawing_layout import BARS, Box, DrawnLine, Layout, layout, run
from powercalc.report.one_line.folding import CardGroup, folded
from powercalc.report.one_line.symbols import SYMBOLS
from powercalc.site import Site

GAUGE = 4.0
"""The height of the bar that shows how much of its rating a component carries."""


def render(site: Site) -> str:
    """Return the diagram as a file of its own."""
    parts = folded(drawing(site))
    style = files("powercalc.report.page").joinpath("diagram.css").read_text(encoding="utf-8")
    sheet = _Sheet(layout(parts.overview))
    for group in parts.groups:
        sheet.add(group)
    own = [f"<style>{style}</style>", '<rect class="ground" width="100%" height="100%"/>']
    lines = [*own, *_content(parts.overview, sheet.top), *sheet.lines]
    drawn = _element(parts.overview, sheet.width, sheet.height, lines, is_file=True)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{drawn}\n'


def svg(drawn: Drawing, placed: Layout) -> str:
    """Return the SVG element of one drawing, for the page."""
    return _element(drawn, placed.width, placed.height, _content(drawn, placed), is_file=False)


class _Sheet:
    """A file of its own: what fits at the top, and below it the drawings of what was folded, in rows."""

    def __init__(self, top: Layout) -> None:
        self.top, self.width, self.height = top, max(top.width, 900.0), top.height
        self.lines: list[str] = []

    def add(self, group: CardGroup) -> None:
        """Add the drawings of a group below those before it."""
        self.lines.append(
            f'<text class="heading" x="10" y="{self.height + 30:g}">{_safe(group.title)}</text>'
        )
        left, top, row = 0.0, self.height + 40, 0.0
        for block in group.blocks:
            placed = layout(block)
            if left and left + placed.width > self.width:
                left, top, row = 0.0, top + row, 0.0
            at = f'transform="translate({left:g} {top:g})"'
            self.lines += [f"<g {at}>", *_content(block, placed), "</g>"]
            left, row = left + placed.width, max(row, placed.height)
            self.width = max(self.width, left)
        self.height = top + row


def _element(drawn: Drawing, wide: float, high: float, lines: Iterable[str], *, is_file: bool) -> str:
    width, height = f"{wide:g}", f"{high:g}"
    name = say("One-line diagram of {site}", site=drawn.title)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="one-line" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" role="group" aria-label="{_safe(name)}">'
    )
    title = f"<title>{_safe(drawn.title)}</title>" if is_file else ""
    return "\n".join([head, title, *lines, "</svg>"])


def _content(drawn: Drawing, placed: Layout) -> Iterator[str]:
    yield from _frames(drawn.frames, placed)
    yield from _wires(drawn.wires, placed)
    yield from _zones(drawn.frames, placed)
    yield from _cards(drawn.cards, placed)


def _safe(text: str) -> str:
    return escape(plain(text), quote=True)


def _frames(frames: Iterable[Frame], placed: Layout) -> Iterator[str]:
    """Yield the zones, outer ones first."""
    for frame in sorted(frames, key=lambda each: -placed.frames[each.name].width):
        box = placed.frames[frame.name]
        yield f'<g class="frame"><rect {_at(box)} rx="10"/></g>'


def _zones(frames: Iterable[Frame], placed: Layout) -> Iterator[str]:
    """Yield the names of the zones, over the wires."""
    for frame in frames:
        box = placed.frames[frame.name]
        yield f'<text class="zone" x="{box.x + 10:g}" y="{box.y + 16:g}">{_safe(frame.title)}</text>'


def _wires(wires: Iterable[Wire], placed: Layout) -> Iterator[str]:
    for wire, line in zip(wires, placed.wires, strict=True):
        yield _wire(wire, line)


def _wire(wire: Wire, line: DrawnLine) -> str:
    path = f" path-{wire.path}" if wire.path else ""
    return f'<path class="wire {wire.sort}{path}" {_ends(wire)} d="{run(line)}"/>'


def _ends(wire: Wire) -> str:
    """Return what a wire connects: two cards, or many pairs of them."""
    if len(wire.pairs) > 1:
        pairs = json.dumps([[key(start), key(end)] for start, end in wire.pairs])
        return f'data-pairs="{escape(pairs, quote=True)}"'
    start, end = wire.pairs[0] if wire.pairs else (wire.start, wire.end)
    return f'data-from="{_safe(key(start))}" data-to="{_safe(key(end))}"'


def _cards(cards: Iterable[Card], placed: Layout) -> Iterator[str]:
    for card in cards:
        yield _card(card, placed.cards[card.id])


def _card(card: Card, box: Box) -> str:
    if card.is_stub:
        return _stub(card, box)
    path = f" path-{card.path}" if card.path else ""
    letter = f'<text class="letter" x="{box.width - 9:g}" y="14">{card.path}</text>' if card.path else ""
    name = card.title if card.members else card.id
    said = _safe(
        f"{name}: {card.line}" + (f", {say('path {letter}', letter=card.path)}" if card.path else "")
    )
    return (
        f'<g class="card {card.kind}{path}{_fold(card)}" {_name(card)} '
        f'transform="translate({box.x:g} {box.y:g})" aria-label="{said}">'
        f"{_body(card, box)}{_gauge(card, box)}"
        f'<g class="symbol" transform="translate(8 8)">{SYMBOLS[card.kind]}</g>'
        f'<text class="title" x="44" y="20">{_safe(card.title)}</text>'
        f'<text class="line" x="44" y="34">{_safe(card.line)}</text>{letter}</g>'
    )


def _name(card: Card) -> str:
    """Return the id of a card, or those that it stands for."""
    if not card.members:
        return f'data-id="{_safe(key(card.id))}"'
    return f'data-members="{escape(json.dumps([key(each) for each in card.members]), quote=True)}"'


def _fold(card: Card) -> str:
    return " fold" if card.members else ""


def _body(card: Card, box: Box) -> str:
    """Return the border of a card: sheets where it stands for many, and a bar where it is one."""
    width, height = f"{box.width:g}", f"{box.height:g}"
    sheets = f'<path class="sheets" d="M5 {box.height + 3:g}H{box.width + 3:g}V5"/>' if card.members else ""
    bar = (
        f'<rect class="busbar" y="{box.height - 5:g}" width="{width}" height="5"/>'
        if card.kind in BARS
        else ""
    )
    return f'{sheets}<rect class="body" width="{width}" height="{height}" rx="{1 if bar else 7}"/>{bar}'


def _stub(card: Card, box: Box) -> str:
    """Return the name of what feeds a block from elsewhere in the drawing."""
    path = f" path-{card.path}" if card.path else ""
    return (
        f'<g class="stub{path}" data-of="{_safe(key(card.members[0]))}" '
        f'transform="translate({box.x:g} {box.y:g})">'
        f'<rect width="{box.width:g}" height="{box.height:g}" rx="10"/>'
        f'<text x="{box.width / 2:g}" y="14">{_safe(card.title)}</text></g>'
    )


def _gauge(card: Card, box: Box) -> str:
    """Return the bar of a component that states a rating."""
    if card.share is None:
        return ""
    whole, filled = box.width - 12, (box.width - 12) * min(card.share, 1.0)
    low = box.height - GAUGE - (7 if card.kind in BARS else 2)
    at = f'x="6" y="{low:g}" height="{GAUGE:g}" rx="2"'
    return (
        f'<rect class="gauge" {at} width="{whole:g}"/><rect class="filled" {at} width="{filled:.1f}" '
        f'data-whole="{whole:g}"/>'
    )


def _at(box: Box) -> str:
    return f'x="{box.x:g}" y="{box.y:g}" width="{box.width:g}" height="{box.height:g}"'
