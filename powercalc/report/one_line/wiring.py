"""Wires between the layers: down from a card, across in a channel where no card stands, down to the next.

What leads from one card over several layers is one line as far as it is shared, as on any one-line diagram.
A wire leaves at the bottom and arrives at the top; a busbar is left wherever the next card stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

TRACK, CLEAR = 9.0, 13.0
"""Between two wires that run across, and between such a wire and the cards."""
_APART = 11.0
"""Between two wires that end at one card."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WireSpan:
    """From where to where something reaches, left to right."""

    left: float
    right: float
    is_wire: bool = False
    is_bar: bool = False

    @property
    def centre(self) -> float:
        """Return the middle."""
        return (self.left + self.right) / 2

    def nearest(self, x: float) -> float:
        """Return the place nearest to x at which a wire may end."""
        inset = min(12.0, (self.right - self.left) / 2)
        return min(max(x, self.left + inset), self.right - inset)


@dataclass(slots=True, kw_only=True)
class Net:
    """Wires of one sort from one card to the next layer: one line down, one across, one down to each."""

    start: str
    ends: dict[str, float]
    """Where it arrives at each."""
    top: float = 0.0
    track: int = 0

    @property
    def low(self) -> float:
        """Return its leftmost place."""
        return min(self.top, *self.ends.values())

    @property
    def high(self) -> float:
        """Return its rightmost place."""
        return max(self.top, *self.ends.values())

    @property
    def is_straight(self) -> bool:
        """Return whether it leads straight down."""
        return self.high - self.low < 0.5


@dataclass(slots=True, kw_only=True)
class Channel:
    """The room between two layers, and the wires that run across in it."""

    nets: list[Net] = field(default_factory=list)
    tracks: int = 0

    @property
    def height(self) -> float:
        """Return the room that the wires take."""
        return 2 * CLEAR + max(self.tracks - 1, 0) * TRACK

    def routed(self, spans: Mapping[str, WireSpan]) -> None:
        """Choose where every wire leaves, arrives and runs across."""
        self._leave(spans)
        self._arrive(spans)
        self._run_across()

    def _leave(self, spans: Mapping[str, WireSpan]) -> None:
        for start, nets in _grouped(self.nets, lambda net: [net.start]).items():
            span = spans[start]
            if span.is_bar:
                for net in nets:
                    net.top = span.nearest(_mean(spans[end].centre for end in net.ends))
                continue
            nets.sort(key=lambda net: _mean(spans[end].centre for end in net.ends))
            for place, net in enumerate(nets):
                net.top = span.centre + (place - (len(nets) - 1) / 2) * _APART

    def _arrive(self, spans: Mapping[str, WireSpan]) -> None:
        """Straight down where that is over the card; side by side, in the order of where they come from."""
        for end, nets in _grouped(self.nets, lambda net: list(net.ends)).items():
            span = spans[end]
            if span.is_wire:
                places = [span.centre] * len(nets)
            else:
                places = _spread(
                    [span.nearest(net.top) for net in sorted(nets, key=lambda net: net.top)], span
                )
            for net, x in zip(sorted(nets, key=lambda net: net.top), places, strict=True):
                net.ends[end] = x

    def _run_across(self) -> None:
        """Give each net that runs across a track: above those whose way up it would cover."""
        across = [net for net in self.nets if not net.is_straight]
        across.sort(key=lambda net: (_order(net), net.low))
        waiting = {
            id(net): [other for other in across if other is not net and _covers(other, net)] for net in across
        }
        taken: list[list[tuple[float, float]]] = []
        done: set[int] = set()
        while across:
            net = next((each for each in across if all(id(o) in done for o in waiting[id(each)])), across[0])
            across.remove(net)
            done.add(id(net))
            least = max((other.track + 1 for other in waiting[id(net)] if id(other) in done), default=0)
            net.track = _free(taken, net, least)
        self.tracks = len(taken)


def _free(taken: list[list[tuple[float, float]]], net: Net, least: int) -> int:
    """Return the first track from a least one that is free over the whole width of a net, and take it."""
    low, high = net.low - TRACK, net.high + TRACK
    track = least
    while track < len(taken) and any(low < right and left < high for left, right in taken[track]):
        track += 1
    while len(taken) <= track:
        taken.append([])
    taken[track].append((net.low, net.high))
    return track


def _covers(upper: Net, lower: Net) -> bool:
    """Return whether the way down of one would run along the way down to the other, were it not above it."""
    return any(abs(upper.top - x) < _APART / 2 for x in lower.ends.values()) and upper.start != lower.start


def _order(net: Net) -> float:
    """Wires to the right nest with the rightmost uppermost, those to the left with the leftmost."""
    return -net.top if _mean(net.ends.values()) > net.top else net.top


def _spread(places: Sequence[float], span: WireSpan) -> list[float]:
    """Return places in a row, apart from each other, as near as may be to those that are wanted."""
    if len(places) < 2:
        return list(places)
    step = min(_APART, (span.right - span.left - 16) / (len(places) - 1))
    found = list(places)
    for index in range(1, len(found)):
        found[index] = max(found[index], found[index - 1] + step)
    over = found[-1] - span.nearest(found[-1])
    if over > 0:
        found[-1] -= over
        for index in range(len(found) - 2, -1, -1):
            found[index] = min(found[index], found[index + 1] - step)
    return found


def _mean(values: Iterable[float]) -> float:
    listed = list(values)
    return sum(listed) / len(listed)


def _grouped(nets: Iterable[Net], keys: Callable[[Net], list[str]]) -> dict[str, list[Net]]:
    found: dict[str, list[Net]] = {}
    for net in nets:
        for key in keys(net):
            found.setdefault(key, []).append(net)
    return found
