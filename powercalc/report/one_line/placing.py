"""Where things stand from left to right: paths on their sides, zones apart, each below what feeds it.

What stands in one layer keeps its order and its distance; a zone is an item in the order of what is around it
and takes its width in every layer that it spans. Places are found by turns: each thing is drawn towards what
it is wired to, first pushed to the right of what stands before it, then to the left; the mean of both keeps
all distances, since these are linear.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

GAP, PAD = 22.0, 14.0
"""Between two cards, and from a card to the border of its zone."""
_ROUNDS, _TURNS = 3, 24
_FAR = -1e9


@dataclass(slots=True, kw_only=True)
class Spot:
    """A card, or a wire on its way through a layer."""

    id: str
    width: float
    layer: int
    frame: str | None
    side: float | None = None
    """The place of its path's letter; None where it has none."""
    is_wire: bool = False
    rank: object = ""
    above: list[str] = field(default_factory=list)
    below: list[str] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class _Item:
    """A spot, or a zone with what is in it."""

    spot: Spot | None = None
    inner: list[_Item] = field(default_factory=list)
    layers: range = range(0)

    def spots(self) -> Iterator[Spot]:
        if self.spot:
            yield self.spot
        for each in self.inner:
            yield from each.spots()


class Places:
    """Finds the left edge of every spot."""

    def __init__(self, spots: Mapping[str, Spot], within: Mapping[str, str | None]) -> None:
        self._spots = spots
        self._sides = _sides(spots)
        self._items = _tree(spots.values(), within)
        self._x: dict[str, float] = {}

    def found(self) -> dict[str, float]:
        """Return the places with the shortest wires of a few orders, the leftmost at 0."""
        self._sort(self._items, lambda _: 0.0)
        self._place()
        best, least = dict(self._x), self._length()
        for _ in range(_ROUNDS):
            self._sort(self._items, self._under)
            self._place()
            if (length := self._length()) < least - 1.0:
                best, least = dict(self._x), length
        left = min(best.values(), default=0.0)
        return {name: x - left for name, x in best.items()}

    # -- order --------------------------------------------------------------------------------------

    def _sort(self, items: list[_Item], under: Callable[[_Item], float]) -> None:
        for each in items:
            self._sort(each.inner, under)
        key = {id(each): (self._side(each), round(under(each)), self._rank(each)) for each in items}
        items.sort(key=lambda each: key[id(each)])

    def _side(self, item: _Item) -> float:
        sides = [self._sides[spot.id] for spot in item.spots()]
        return round(sum(sides) / len(sides), 2) if sides else 0.0

    def _rank(self, item: _Item) -> object:
        return next((spot.rank for spot in item.spots()), "")

    def _under(self, item: _Item) -> float:
        """Return where what feeds an item from outside it stands, or what it feeds where nothing does."""
        own = {spot.id for spot in item.spots()}
        above = [name for spot in item.spots() for name in spot.above if name not in own]
        below = [name for spot in item.spots() for name in spot.below if name not in own]
        centres = [self._centre(name) for name in above or below]
        return sum(centres) / len(centres) if centres else 0.0

    # -- places -------------------------------------------------------------------------------------

    def _centre(self, name: str) -> float:
        return self._x[name] + self._spots[name].width / 2

    def _length(self) -> float:
        return sum(
            abs(self._centre(spot.id) - self._centre(name))
            for spot in self._spots.values()
            for name in spot.below
        )

    def _place(self) -> None:
        self._x = _pushed(self._items, dict.fromkeys(self._spots, 0.0))
        for turn in range(_TURNS):
            wanted = {spot.id: self._wanted(spot, turn) for spot in self._spots.values()}
            right = _pushed(self._items, wanted)
            mirrored = {name: -x - self._spots[name].width for name, x in wanted.items()}
            left = _pushed(self._items, mirrored, step=-1)
            self._x = {name: (right[name] - left[name] - self._spots[name].width) / 2 for name in self._spots}

    def _wanted(self, spot: Spot, turn: int) -> float:
        """Return a left edge halfway to below or above the middle of what a spot is wired to.

        Halfway: what is wired to each other moves at the same time, and would change places for ever.
        """
        if turn % 3 == 2 or turn >= _TURNS - 2:
            wired = [*spot.above, *spot.below]
        else:
            wired = (spot.above if turn % 3 == 0 else spot.below) or [*spot.above, *spot.below]
        if not wired:
            return self._x[spot.id]
        pull = [self._pull(spot, name) for name in wired]
        mean = sum(w * self._centre(name) for w, name in zip(pull, wired, strict=True)) / sum(pull)
        return (self._x[spot.id] + mean - spot.width / 2) / 2

    def _pull(self, one: Spot, name: str) -> float:
        """Return how much a wire wants to be straight: most on its own way, more along a path than across."""
        other = self._spots[name]
        upper, lower = (one, other) if one.layer < other.layer else (other, one)
        alone = len(upper.below) == 1 and len(lower.above) == 1
        return (
            (6.0 if upper.is_wire and lower.is_wire else 1.0)
            * (3.0 if alone else 1.0)
            * (3.0 if one.side is not None and one.side == other.side else 1.0)
        )


def _pushed(items: Sequence[_Item], wanted: Mapping[str, float], step: int = 1) -> dict[str, float]:
    """Return each left edge as wanted or further right: never nearer to what stands before than may be."""
    found: dict[str, float] = {}

    def push(inner: Sequence[_Item], floor: float) -> float:
        edge: dict[int, float] = {}
        for each in inner[::step]:
            bound = max([floor, *(edge.get(layer, _FAR) + GAP for layer in each.layers)])
            if each.spot is None:
                right = push(each.inner, bound + PAD) + PAD
            else:
                found[each.spot.id] = max(wanted[each.spot.id], bound)
                right = found[each.spot.id] + each.spot.width
            edge.update(dict.fromkeys(each.layers, right))
        return max(edge.values(), default=floor)

    push(items, _FAR)
    return found


def _tree(spots: Iterable[Spot], within: Mapping[str, str | None]) -> list[_Item]:
    """Return the outermost items: zones with what is in them, and what stands in none."""
    zones = {name: _Item() for name in within}
    top: list[_Item] = []
    for spot in spots:
        around = zones[spot.frame].inner if spot.frame is not None else top
        around.append(_Item(spot=spot, layers=range(spot.layer, spot.layer + 1)))
    for name, item in zones.items():
        outer = within[name]
        (zones[outer].inner if outer is not None else top).append(item)
    for item in zones.values():
        spanned = [spot.layer for spot in item.spots()]
        item.layers = range(min(spanned, default=0), max(spanned, default=-1) + 1)
    return [item for item in top if item.layers]


def _sides(spots: Mapping[str, Spot]) -> dict[str, float]:
    """Return each spot's side: that of its letter, else the mean of those that it is wired to."""
    fixed = {name: spot.side for name, spot in spots.items() if spot.side is not None}
    middle = sum(fixed.values()) / len(fixed) if fixed else 0.0
    found = {name: fixed.get(name, middle) for name in spots}
    for _ in range(6):
        for name, spot in spots.items():
            wired = [*spot.above, *spot.below]
            if name not in fixed and wired:
                found[name] = sum(found[each] for each in wired) / len(wired)
    return found
