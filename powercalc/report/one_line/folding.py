"""A large drawing as one that fits a page: what is alike is one card, and opens below in small drawings.

Alike are cards of one kind, path and part of the building that hang on the same cards, or on cards that are
alike themselves; what feeds them from the mains to the UPS keeps a card each while that fits. What was
folded is drawn in blocks, each on its own, with the names of what feeds it in place of long wires.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from powercalc.flow.story import power
from powercalc.languages import say, tell, told_figure, word
from powercalc.report.escape import plain
from powercalc.report.name_ranges import few
from powercalc.report.one_line.drawing import Card, Drawing, Wire, kind_name
from powercalc.report.one_line.layering import layers
from powercalc.site.places import as_counted

MOST_CARDS, MOST_ACROSS = 36, 8
"""A drawing with no more cards, and no more side by side, is not folded."""
_MOST_IN_OVERVIEW = 50
_LEAST, _LEAST_UPSTREAM = 2, 3
"""So many cards that are alike are one."""
_MOST_ZONES = 6
_BLOCK_CARDS, _BLOCK_ACROSS = 30, 6
_MOST_BLOCKS = 24
"""A group of more small drawings is parted by what feeds them."""
_ALWAYS_DRAWN = frozenset({
    "grid_feed", "generator", "solar", "wind", "transformer", "ups", "rotary_ups", "battery", "flywheel",
    "ats", "switchgear", "tie", "chiller", "pump",
})  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class CardGroup:
    """Cards that were folded and hang together, in small drawings."""

    title: str
    cards: tuple[str, ...]
    blocks: tuple[Drawing, ...]


@dataclass(frozen=True, kw_only=True)
class Folded:
    """What fits a page, and what opens below it."""

    overview: Drawing
    groups: tuple[CardGroup, ...] = ()


def folded(drawing: Drawing) -> Folded:
    """Return a drawing in parts; in one where it is small."""
    if _fits(drawing):
        return Folded(overview=drawing)
    tried = [_overview(drawing, _classes(drawing, always)) for always in (_ALWAYS_DRAWN, frozenset[str]())]
    overview = next((each for each in tried if _fits(each, _MOST_IN_OVERVIEW)), tried[-1])
    return Folded(overview=overview, groups=tuple(_groups(drawing, overview)))


def _fits(drawing: Drawing, most: int = MOST_CARDS) -> bool:
    across = Counter(layers(drawing).values())
    return len(drawing.cards) <= most and max(across.values(), default=0) <= MOST_ACROSS


# -- what is alike ----------------------------------------------------------------------------------


def _classes(drawing: Drawing, always: frozenset[str]) -> dict[str, int]:
    """Return a number for each card, the same for those that are alike."""
    zones = _zones(drawing)
    found = _numbered({
        card.id: (card.kind, card.path, zones.get(card.id), card.id if card.kind in always else "")
        for card in drawing.cards
    })  # fmt: skip
    inputs: dict[str, list[Wire]] = {card.id: [] for card in drawing.cards}
    for wire in drawing.wires:
        inputs[wire.end].append(wire)
    while True:
        finer = _numbered({
            id: (found[id], frozenset((wire.sort, found[wire.start]) for wire in wires))
            for id, wires in inputs.items()  # noqa: A001 - it is the id
        })  # fmt: skip
        if len(set(finer.values())) == len(set(found.values())):
            return found
        found = finer


def _numbered(keys: Mapping[str, object]) -> dict[str, int]:
    numbers: dict[object, int] = {}
    return {name: numbers.setdefault(key, len(numbers)) for name, key in keys.items()}


def _zones(drawing: Drawing) -> dict[str, str]:
    """Return the zone of each card at the innermost level with few of them: the room rather than the rack."""
    within = {frame.name: frame.within for frame in drawing.frames}
    chains: dict[str, list[str]] = {}
    for card in drawing.cards:
        step, chain = card.frame, list[str]()
        while step is not None:
            chain.insert(0, step)
            step = within[step]
        chains[card.id] = chain
    for level in range(max(map(len, chains.values()), default=0), 0, -1):
        if len({chain[min(level, len(chain)) - 1] for chain in chains.values() if chain}) <= _MOST_ZONES:
            return {name: chain[min(level, len(chain)) - 1] for name, chain in chains.items() if chain}
    return {}


# -- the overview -----------------------------------------------------------------------------------


def _overview(drawing: Drawing, classes: Mapping[str, int]) -> Drawing:
    alike: dict[int, list[Card]] = {}
    for card in drawing.cards:
        alike.setdefault(classes[card.id], []).append(card)
    zones, stands = _zones(drawing), dict[str, Card]()
    for cards in alike.values():
        least = _LEAST_UPSTREAM if cards[0].kind in _ALWAYS_DRAWN else _LEAST
        fold = _fold(cards, drawing, zones.get(cards[0].id)) if len(cards) >= least else None
        stands |= {card.id: fold or replace(card, frame=None) for card in cards}
    shown = {each.id: each for each in stands.values()}
    return replace(
        drawing, cards=tuple(shown.values()), wires=tuple(_joined(drawing.wires, stands)), frames=()
    )


def _fold(cards: list[Card], drawing: Drawing, zone: str | None) -> Card:
    """Return the card that stands for many."""
    first = cards[0]
    names = [name for card in cards for name in drawing.network.members.get(card.id, (card.id,))]
    shares = [card.share for card in cards if card.share is not None]
    demand = sum(drawing.network.elements[card.id].demand or 0.0 for card in cards)
    some = plain(", ".join([zone] if zone else []) or few(names, 1), 24)
    return Card(
        id=f"\x00{first.id}",
        kind=first.kind,
        title=f"{len(names)} {plural(first.kind)}",
        line=f"{told_figure(power(demand))}, {some}" if demand else some,
        path=first.path,
        share=max(shares) if shares else None,
        members=tuple(card.id for card in cards),
    )


def plural(kind: str) -> str:
    """Return many of a kind, as people call them."""
    told, name = tell(word(kind)), kind_name(kind)
    if told != kind:
        return told
    if name.endswith(("switchgear", "wind", "solar")):
        return name
    return f"{name}{'es' if name.endswith(('s', 'ch', 'x')) else 's'}".replace("batterys", "batteries")


def _joined(wires: Iterable[Wire], stands: Mapping[str, Card]) -> Iterator[Wire]:
    """Yield one wire for all between the same cards."""
    joined: dict[tuple[object, ...], list[Wire]] = {}
    for wire in wires:
        start, end = stands[wire.start], stands[wire.end]
        joined.setdefault((start.id, end.id, wire.sort), []).append(wire)
    for (start_id, end_id, _), some in joined.items():
        if start_id == end_id:
            continue
        paths = {wire.path for wire in some}
        yield Wire(
            start=str(start_id),
            end=str(end_id),
            sort=some[0].sort,
            path=some[0].path if len(paths) == 1 else None,
            pairs=tuple((wire.start, wire.end) for wire in some),
        )


# -- what opens -------------------------------------------------------------------------------------


def _groups(drawing: Drawing, overview: Drawing) -> Iterator[CardGroup]:
    """Yield the folded cards that hang together, in the order of what feeds them."""
    folds = {card.id: card for card in overview.cards if card.members}
    wires = [(wire.start, wire.end) for wire in overview.wires if {wire.start, wire.end} <= folds.keys()]
    for some in _connected(folds, wires):
        cards = [card for name in some for card in folds[name].members]
        feeders = dict.fromkeys(
            name
            for wire in overview.wires if wire.end in some and wire.start not in some
            for name in [wire.start] if name not in folds
        )  # fmt: skip
        blocks = tuple(_blocks(drawing, cards))
        parts = _by_feeders(blocks) if len(blocks) > _MOST_BLOCKS else {}
        if 1 < len(parts) <= len(blocks) / 2:
            for above, alike in parts.items():
                yield _group([card for block in alike for card in block.cards], above, alike, drawing)
        else:
            known = [card for card in drawing.cards if card.id in set(cards)]
            yield _group(known, tuple(feeders), blocks, drawing)


def _by_feeders(blocks: Iterable[Drawing]) -> dict[tuple[str, ...], tuple[Drawing, ...]]:
    """Return the small drawings by what feeds them: those of one pair of panels."""
    found: dict[tuple[str, ...], tuple[Drawing, ...]] = {}
    for block in blocks:
        above = {name for card in block.cards if card.is_stub for name in card.members}
        key = tuple(sorted(above, key=as_counted))
        found[key] = (*found.get(key, ()), block)
    return found


def _group(
    cards: Iterable[Card], feeders: Sequence[str], blocks: Sequence[Drawing], drawing: Drawing
) -> CardGroup:
    folded_cards = [card for card in cards if not card.is_stub]
    many = _counted(folded_cards, drawing)
    of = say("{cards} of {feeders}", cards=many, feeders=plain(few(feeders, 4))) if feeders else many
    return CardGroup(title=of, cards=tuple(card.id for card in folded_cards), blocks=tuple(blocks))


def _counted(cards: Iterable[Card], drawing: Drawing) -> str:
    """Return how many there are of each kind: "40 PDUs, 160 loads"."""
    kinds = Counter[str]()
    for card in cards:
        kinds[card.kind] += len(drawing.network.members.get(card.id, (card.id,)))
    return ", ".join(f"{number} {plural(kind)}" for kind, number in kinds.items())


def _connected(names: Iterable[str], edges: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Return the names in parts that no edge connects, in their order."""
    part = {name: name for name in names}

    def root(name: str) -> str:
        while part[name] != name:
            part[name] = part[part[name]]
            name = part[name]
        return name

    for start, end in edges:
        part[root(end)] = root(start)
    found: dict[str, list[str]] = {}
    for name in part:
        found.setdefault(root(name), []).append(name)
    return list(found.values())


def _blocks(drawing: Drawing, cards: Iterable[str]) -> Iterator[Drawing]:
    """Yield the small drawings of a group: what hangs together, or what hangs on the same."""
    inputs = _inputs(drawing)
    waiting, pieces = [list(cards)], list[list[str]]()
    while waiting:
        for part in _parts(waiting.pop(), inputs):
            if _is_small(_part(drawing, part)):
                pieces.append(part)
                continue
            alone, rest = _cut(drawing, part, inputs)
            pieces += [[name] for name in alone]
            if rest:
                waiting.append(rest)
    for part in sorted(_merged(pieces, inputs), key=lambda part: min(map(as_counted, part))):
        yield _with_stubs(_part(drawing, part), drawing, inputs)


def _parts(names: Iterable[str], inputs: Mapping[str, list[Wire]]) -> list[list[str]]:
    """Return the names in parts that no wire connects."""
    listed = list(names)
    inside = set(listed)
    edges = [(wire.start, name) for name in listed for wire in inputs[name] if wire.start in inside]
    return _connected(listed, edges)


def _cut(drawing: Drawing, part: list[str], inputs: Mapping[str, list[Wire]]) -> tuple[list[str], list[str]]:
    """Return what is drawn apart and the rest: the loads where these hold it together, else what is above."""
    loads = {name for name in part if drawing.network.elements[name].component.is_load}
    upstream = [name for name in part if name not in loads]
    if loads and all(_is_small(_part(drawing, each)) for each in _parts(upstream, inputs)):
        return sorted(loads, key=as_counted), upstream
    lower = _fed_within(part, inputs)
    if not lower:
        return part, []
    return [name for name in part if name not in lower], [name for name in part if name in lower]


def _inputs(drawing: Drawing) -> dict[str, list[Wire]]:
    found: dict[str, list[Wire]] = {card.id: [] for card in drawing.cards}
    for wire in drawing.wires:
        found[wire.end].append(wire)
    return found


def _fed_within(part: list[str], inputs: Mapping[str, list[Wire]]) -> set[str]:
    inside = set(part)
    return {name for name in part if any(wire.start in inside for wire in inputs[name])}


def _is_small(piece: Drawing) -> bool:
    across = Counter(layers(piece).values())
    return len(piece.cards) <= _BLOCK_CARDS and max(across.values(), default=0) <= _BLOCK_ACROSS


def _merged(pieces: Iterable[list[str]], inputs: Mapping[str, list[Wire]]) -> Iterator[list[str]]:
    """Yield cards and chains that hang on the same together, as many as fit side by side."""
    same: dict[tuple[object, ...], list[list[str]]] = {}
    for piece in pieces:
        inside = set(piece)
        fed = [sum(wire.start in inside for wire in inputs[name]) for name in piece]
        if (
            max(fed) > 1
            or sum(fed) != len(piece) - 1
            or len({w.start for n in piece for w in inputs[n]} & inside) != len(piece) - 1
        ):
            yield piece
            continue
        outside = frozenset(wire.start for name in piece for wire in inputs[name] if wire.start not in inside)
        same.setdefault((outside, len(piece)), []).append(piece)
    for some in same.values():
        some.sort(key=lambda piece: as_counted(piece[0]))
        for first in range(0, len(some), _BLOCK_ACROSS):
            yield [name for piece in some[first : first + _BLOCK_ACROSS] for name in piece]


def _part(drawing: Drawing, names: Iterable[str]) -> Drawing:
    inside = set(names)
    cards = tuple(card for card in drawing.cards if card.id in inside)
    frames = {card.frame for card in cards}
    return replace(
        drawing,
        cards=cards,
        wires=tuple(wire for wire in drawing.wires if {wire.start, wire.end} <= inside),
        frames=tuple(
            replace(frame, within=frame.within if frame.within in frames else None)
            for frame in drawing.frames if frame.name in frames
        ),
    )  # fmt: skip


def _with_stubs(piece: Drawing, drawing: Drawing, inputs: Mapping[str, list[Wire]]) -> Drawing:
    """Return a block with the names of what feeds it from outside."""
    inside = {card.id for card in piece.cards}
    known = {card.id: card for card in drawing.cards}
    wires = [wire for name in inside for wire in inputs[name] if wire.start not in inside]
    wires.sort(key=lambda wire: (as_counted(wire.start), as_counted(wire.end), wire.sort))
    stubs = {
        wire.start: replace(
            known[wire.start], id=f"\x00{wire.start}", members=(wire.start,), frame=None, is_stub=True
        )
        for wire in wires
    }
    led = [replace(wire, start=stubs[wire.start].id, pairs=((wire.start, wire.end),)) for wire in wires]
    return replace(piece, cards=(*stubs.values(), *piece.cards), wires=(*led, *piece.wires))
