"""What each feed carries, now and after the loss of other panels, in all and by leg."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from powercalc.inventory.above_panels import AbovePanels
from powercalc.inventory.draws import drawn
from powercalc.inventory.inventory_model import Cord, CordedDevice, ImportChoices, PanelFeed
from powercalc.inventory.wires_below import WiresBelow

LEGS = ("A", "B", "C")
Carried = dict[tuple[str, str], float]
"""[W] by feed and leg; the leg "" is all of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedFeed:
    """A feed with what it carries, [W], against what is permitted, [VA]; NetBox takes W for VA."""

    feed: PanelFeed
    leg: str
    now: float
    worst: float
    after: str
    """The component above the panels whose loss it is, "" where it is panels."""
    lost: frozenset[str]
    """The panels that are lost in the worst case; none where now is the worst."""
    permitted: float


@dataclass(frozen=True, kw_only=True)
class FeedLoading:
    """Adds up what loads draw over their cords, in equal parts over those that have power."""

    wires: WiresBelow
    above: AbovePanels
    choices: ImportChoices
    _now: Carried = field(default_factory=dict)
    _more: dict[tuple[str, str], dict[int, float]] = field(default_factory=dict)

    def over(self, loads: Iterable[CordedDevice]) -> Iterator[LoadedFeed]:
        """Yield each feed, and each leg of one, that carries more than permitted at the worst."""
        for load in loads:
            self._add(load)
        for feed in self.wires.inventory.feeds:
            for leg in ("", *LEGS):
                most = permitted(feed, leg)
                found = self._worst(feed, leg, most) if most else None
                if found is not None and found.worst > found.permitted * (1 + 1e-9):
                    yield found

    def _worst(self, feed: PanelFeed, leg: str, most: float) -> LoadedFeed | None:
        now = self._now.get((feed.key, leg))
        if now is None:
            return None
        worst, at = now, -1
        for number, more in sorted(self._more.get((feed.key, leg), {}).items()):
            carried = now + more
            if carried > worst * (1 + 1e-9):
                worst, at = carried, number
        after, lost = self.above.losses[at] if at >= 0 else ("", frozenset())
        return LoadedFeed(feed=feed, leg=leg, now=now, worst=worst, after=after, lost=lost, permitted=most)

    def _add(self, load: CordedDevice) -> None:
        watts = (drawn(load, self.choices) or 0.0) * load.count
        cords = self.wires.feeding(load.cords)
        if not watts or not cords:
            return
        before = self._carried(cords, watts, frozenset())
        for at, value in before.items():
            self._now[at] = self._now.get(at, 0.0) + value
        panels = frozenset[str]().union(*(self.wires.panels_above.get(cord.to or "", ()) for cord in cords))
        for number in dict.fromkeys(number for panel in panels for number in self._taking.get(panel, ())):
            lost = self.above.losses[number][1]
            left = tuple(cord for cord in cords if self.wires.is_fed(cord, lost))
            self._note(number, before, self._carried(left, watts, lost))

    @cached_property
    def _taking(self) -> Mapping[str, list[int]]:
        """The losses, by their numbers, that take each panel."""
        found: dict[str, list[int]] = {}
        for number, (_, lost) in enumerate(self.above.losses):
            for panel in lost:
                found.setdefault(panel, []).append(number)
        return found

    def _note(self, number: int, before: Mapping[tuple[str, str], float], after: Carried) -> None:
        for at in before.keys() | after.keys():
            more = self._more.setdefault(at, {})
            more[number] = more.get(number, 0.0) + after.get(at, 0.0) - before.get(at, 0.0)

    def _carried(self, cords: tuple[Cord, ...], watts: float, lost: frozenset[str]) -> Carried:
        found: Carried = {}
        for cord in cords:
            for (key, leg), share in self.wires.feeds_of(cord, lost).items():
                part = share * watts / len(cords)
                found[key, ""] = found.get((key, ""), 0.0) + part
                for each in (leg,) if leg else LEGS:
                    found[key, each] = found.get((key, each), 0.0) + (part if leg else part / 3)
        return found


def permitted(feed: PanelFeed, leg: str = "") -> float | None:
    """Return what a feed, or one leg of it, may carry, [VA]: |V| · A · share, of three phases times √3."""
    if feed.voltage is None or feed.amperage is None:
        return None
    most = feed.voltage * feed.amperage * (feed.permitted or 1.0)
    if leg:
        return most / math.sqrt(3) if feed.phases == 3 else None
    return most * math.sqrt(3) if feed.phases == 3 else most
