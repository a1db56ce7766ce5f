"""Which layer of the drawing each card stands in: below all that feeds it, sources just above."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from powercalc.report.one_line.drawing import Drawing, WireKind
from powercalc.site.places import as_counted

Edge = tuple[str, str]
MOST_IN_A_ROW = 6


def layers(drawing: Drawing) -> dict[str, int]:
    """Return the layer of each card, the uppermost 0.

    Every wire leads at least one layer down, but for those that close a loop and for what a component needs
    besides power, where that stands lower for its own feed.
    """
    known = {card.id for card in drawing.cards}
    power = {WireKind.FEED, WireKind.STANDBY, WireKind.BYPASS}
    wires = [wire for wire in drawing.wires if {wire.start, wire.end} <= known and wire.start != wire.end]
    feeds = _without_loops(known_order(drawing), [(w.start, w.end) for w in wires if w.sort in power])
    by_power = _longest(known_order(drawing), feeds)
    needs = [(w.start, w.end) for w in wires if w.sort not in power and by_power[w.start] < by_power[w.end]]
    edges = [*feeds, *needs]
    found = _lowered(_longest(known_order(drawing), edges), edges)
    return _in_rows(found, {start for start, _ in edges})


def known_order(drawing: Drawing) -> list[str]:
    """Return the ids of the cards in the order of the drawing."""
    return [card.id for card in drawing.cards]


def _below(edges: Iterable[Edge]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for start, end in edges:
        found.setdefault(start, []).append(end)
    return found


def _without_loops(ids: Iterable[str], edges: Iterable[Edge]) -> list[Edge]:
    """Return the edges without those that lead back to where a walk from above came from."""
    listed = list(dict.fromkeys(edges))
    below, state, back = _below(listed), dict[str, bool](), set[Edge]()
    fed = {end for _, end in listed}
    for top in sorted(ids, key=lambda each: each in fed):
        if top in state:
            continue
        state[top] = True
        stack = [(top, iter(below.get(top, ())))]
        while stack:
            at, rest = stack[-1]
            step = next(rest, None)
            if step is None:
                state[at] = False
                stack.pop()
            elif state.get(step):
                back.add((at, step))
            elif step not in state:
                state[step] = True
                stack.append((step, iter(below.get(step, ()))))
    return [edge for edge in listed if edge not in back]


def _longest(ids: Iterable[str], edges: Iterable[Edge]) -> dict[str, int]:
    """Return the length of the longest way to each card from above."""
    listed = list(edges)
    below, waiting = _below(listed), dict.fromkeys(ids, 0)
    for _, end in listed:
        waiting[end] += 1
    found = dict.fromkeys(waiting, 0)
    ready = [each for each, count in waiting.items() if count == 0]
    for at in ready:  # grows while it is walked
        for step in below.get(at, ()):
            found[step] = max(found[step], found[at] + 1)
            waiting[step] -= 1
            if waiting[step] == 0:
                ready.append(step)
    return found


def _in_rows(found: Mapping[str, int], feeding: set[str]) -> dict[str, int]:
    """Set many that feed nothing in rows below each other, in the order in which people count."""
    rows = dict(found)
    for layer in set(found.values()):
        ends = sorted(
            (name for name, at in found.items() if at == layer and name not in feeding), key=as_counted
        )
        if len(ends) > MOST_IN_A_ROW:
            each = -(-len(ends) // -(-len(ends) // MOST_IN_A_ROW))
            rows |= {name: layer + place // each for place, name in enumerate(ends)}
    return rows


def _lowered(found: Mapping[str, int], edges: Iterable[Edge]) -> dict[str, int]:
    """Bring what nothing feeds down to just above the first card that it feeds."""
    listed = list(edges)
    fed, below = {end for _, end in listed}, _below(listed)
    return {
        each: layer if each in fed or each not in below else min(found[step] for step in below[each]) - 1
        for each, layer in found.items()
    }
