"""The one-line diagram as SVG: by itself with its own colours, or for the page, which brings its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from importlib.resources import files

from powercalc.report.escape import plain
from powercalc.report.one_line.drawing import Card, Drawing, Frame, Wire, drawing, key
from powercalc.report.one_line.drawing_layout import Box, DrawnLine, Layout, layout, run
from powercalc.report.one_line.symbols import SYMBOLS
from powercalc.site import Site

GAUGE = 4.0
"""The height of the bar that shows how much of its rating a component carries."""


def render(site: Site) -> str:
    """Return the diagram as a file of its own."""
    drawn = drawing(site)
    style = files("powercalc.report.page").joinpath("diagram.css").read_text(encoding="utf-8")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + svg(drawn, layout(drawn), style=style) + "\n"


def svg(drawn: Drawing, placed: Layout, *, style: str = "") -> str:
    """Return the SVG element. A style within it is for a file of its own."""
    width, height = f"{placed.width:g}", f"{placed.height:g}"
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="one-line" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" role="group" aria-label="One-line diagram of {_safe(drawn.title)}">'
    )
    own = [f"<style>{style}</style>", '<rect class="ground" width="100%" height="100%"/>'] if style else []
    return "\n".join([head, f"<title>{_safe(drawn.title)}</title>" if style else "", *own,
                      *_frames(drawn.frames, placed), *_wires(drawn.wires, placed),
                      *_zones(drawn.frames, placed), *_cards(drawn.cards, placed), "</svg>"])  # fmt: skip


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
    ends = f'data-from="{_safe(key(wire.start))}" data-to="{_safe(key(wire.end))}"'
    return f'<path class="wire {wire.sort}{path}" {ends} d="{run(line)}"/>'


def _cards(cards: Iterable[Card], placed: Layout) -> Iterator[str]:
    for card in cards:
        yield _card(card, placed.cards[card.id])


def _card(card: Card, box: Box) -> str:
    path = f" path-{card.path}" if card.path else ""
    letter = f'<text class="letter" x="{box.width - 9:g}" y="14">{card.path}</text>' if card.path else ""
    said = _safe(f"{card.id}: {card.line}" + (f", path {card.path}" if card.path else ""))
    return (
        f'<g class="card {card.kind}{path}" data-id="{_safe(key(card.id))}" '
        f'transform="translate({box.x:g} {box.y:g})" aria-label="{said}">'
        f'<rect class="body" width="{box.width:g}" height="{box.height:g}" rx="7"/>{_gauge(card, box)}'
        f'<g class="symbol" transform="translate(8 8)">{SYMBOLS[card.kind]}</g>'
        f'<text class="title" x="44" y="20">{_safe(card.title)}</text>'
        f'<text class="line" x="44" y="34">{_safe(card.line)}</text>{letter}</g>'
    )


def _gauge(card: Card, box: Box) -> str:
    """Return the bar of a component that states a rating."""
    if card.share is None:
        return ""
    whole, filled = box.width - 12, (box.width - 12) * min(card.share, 1.0)
    at = f'x="6" y="{box.height - GAUGE - 2:g}" height="{GAUGE:g}" rx="2"'
    return (
        f'<rect class="gauge" {at} width="{whole:g}"/><rect class="filled" {at} width="{filled:.1f}" '
        f'data-whole="{whole:g}"/>'
    )


def _at(box: Box) -> str:
    return f'x="{box.x:g}" y="{box.y:g}" width="{box.width:g}" height="{box.height:g}"'
