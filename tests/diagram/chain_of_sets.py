"""The full Markov chain of feeds that call standby sets, one group of sets behind the other.

Every state, every rate; times are exponential, sets start at once or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import comb

from tests.markov_chain import steady

Feeds = tuple[int, ...]
"""1 for each feed that is out."""
Group = tuple[int, int, int]
"""How many sets are in repair, how many have a fault that nobody knows of, whether they are called."""
State = tuple[Feeds, tuple[Group, ...]]


@dataclass(frozen=True, kw_only=True)
class Sets:
    """Sets on one bus, [1/h]."""

    fails: float
    repair: float
    refuses: float
    dormant: float = 0.0
    count: int = 1
    needed: int = 1

    def supply(self, group: Group) -> bool:
        down, hidden, called = group
        return bool(called) and self.count - down - hidden >= self.needed

    def after(self, group: Group, *, called: bool) -> Iterator[tuple[Group, float]]:
        """Where a group goes when it is called, or not any more."""
        down, hidden, before = group
        if before or not called:
            yield (down, hidden, int(called)), 1.0
            return
        well = self.count - down - hidden
        for k in range(well + 1):
            if chance := comb(well, k) * self.refuses**k * (1 - self.refuses) ** (well - k):
                yield (down + hidden + k, 0, 1), chance


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Of the load, and of each group, [1/h] and shares of time."""

    unavailability: float
    frequency: float
    calls: tuple[float, ...]
    running: tuple[float, ...]
    """Sets that run, on average."""


@dataclass(frozen=True, kw_only=True)
class Chain:
    """Feeds by how often they fail and come back, [1/h]; groups of sets in their order."""

    feeds: tuple[tuple[float, float], ...]
    groups: tuple[Sets, ...]
    calls: Callable[[Feeds], bool]

    def settled(self, feeds: Feeds, groups: tuple[Group, ...]) -> dict[tuple[Group, ...], float]:
        """A group is called while the feeds call and no group before it supplies."""
        found: dict[tuple[Group, ...], tuple[float, bool]] = {(): (1.0, self.calls(feeds))}
        for sets, group in zip(self.groups, groups, strict=True):
            after: dict[tuple[Group, ...], tuple[float, bool]] = {}
            for known, (chance, called) in found.items():
                for there, share in sets.after(group, called=called):
                    after[*known, there] = chance * share, called and not sets.supply(there)
            found = after
        return {known: chance for known, (chance, _) in found.items()}

    def moves(self, state: State) -> Iterator[tuple[State, float]]:
        feeds, groups = state
        for place, (fails, back) in enumerate(self.feeds):
            there = tuple(1 - out if each == place else out for each, out in enumerate(feeds))
            yield from self._to(there, groups, back if feeds[place] else fails)
        for place, (sets, (down, hidden, called)) in enumerate(zip(self.groups, groups, strict=True)):
            well = sets.count - down - hidden
            steps = [((down - 1, hidden, called), down * sets.repair)]
            steps += [((down + 1, hidden, called), well * sets.fails)] if called else []
            steps += [] if called else [((down, hidden + 1, called), well * sets.dormant)]
            for group, rate in steps:
                yield from self._to(feeds, (*groups[:place], group, *groups[place + 1 :]), rate)

    def _to(self, feeds: Feeds, groups: tuple[Group, ...], rate: float) -> Iterator[tuple[State, float]]:
        for settled, chance in self.settled(feeds, groups).items() if rate else ():
            yield (feeds, settled), rate * chance

    def dark(self, state: State) -> bool:
        feeds, groups = state
        return self.calls(feeds) and not any(
            sets.supply(group) for sets, group in zip(self.groups, groups, strict=True)
        )

    def figures(self) -> Figures:
        chances = self._steady()
        moved = [
            (state, other, p * rate) for state, p in chances.items() for other, rate in self.moves(state)
        ]
        return Figures(
            unavailability=sum(p for state, p in chances.items() if self.dark(state)),
            frequency=sum(often for one, other, often in moved if self.dark(other) and not self.dark(one)),
            calls=tuple(
                sum(often for one, other, often in moved if other[1][k][2] and not one[1][k][2])
                for k in range(len(self.groups))
            ),
            running=tuple(
                sum(p * (sets.count - g[k][0] - g[k][1]) for (_, g), p in chances.items() if g[k][2])
                for k, sets in enumerate(self.groups)
            ),
        )

    def _steady(self) -> dict[State, float]:
        return steady(((0,) * len(self.feeds), ((0, 0, 0),) * len(self.groups)), self.moves)
