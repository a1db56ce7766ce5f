"""What the cords of an inventory say together: who is fed, by what, and what all of it passes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from powercalc.inventory.inventory_model import (
    PASSING,
    Cord,
    CordedDevice,
    Intermediate,
    Inventory,
    PanelFeed,
    Strip,
)

Carrier = PanelFeed | Strip | Intermediate


class WiresBelow:
    """The carriers of an inventory by key, and which of them have power.

    A carrier has power where it passes some (its state) and where what it is plugged to does, up to a feed
    of a panel. Carriers that feed each other in a loop have none by it: what leads back up is not followed.
    """

    def __init__(self, inventory: Inventory) -> None:
        self.inventory = inventory
        carriers: tuple[Carrier, ...] = (*inventory.feeds, *inventory.strips, *inventory.intermediates)
        self.carriers = {each.key: each for each in carriers}
        self.panels = {panel.key: panel for panel in inventory.panels}
        self._passes: dict[str, frozenset[str]] = {}

    @cached_property
    def below(self) -> Mapping[str, tuple[str, ...]]:
        """The carriers that are plugged to each carrier."""
        found: dict[str, list[str]] = {}
        for each in self.carriers.values():
            for cord in cords_of(each):
                if cord.is_documented and cord.to is not None:
                    found.setdefault(cord.to, []).append(each.key)
        return {key: tuple(dict.fromkeys(keys)) for key, keys in found.items()}

    @cached_property
    def live(self) -> Mapping[str, int]:
        """The carriers that have power, each with how far below its panel it is by the shortest way."""
        now = [
            feed.key for feed in self.inventory.feeds if feed.status in PASSING and feed.panel in self.panels
        ]
        found = dict.fromkeys(now, 0)
        while now:
            after: list[str] = []
            for key in now:
                for below in self.below.get(key, ()):
                    if below not in found and self.carriers[below].status in PASSING:
                        found[below] = found[key] + 1
                        after.append(below)
            now = after
        return found

    @cached_property
    def looped(self) -> frozenset[str]:
        """The carriers that stand in a loop: each of them is, in the end, plugged to itself."""
        return frozenset(_in_cycles(self.below))

    def feeding(self, cords: Iterable[Cord], of: str = "") -> tuple[Cord, ...]:
        """Return the cords that bring power to what has them; `of` is its key, where it is a carrier."""
        return tuple(cord for cord in cords if self._brings(cord, of))

    def _brings(self, cord: Cord, of: str) -> bool:
        if not cord.is_documented or cord.to not in self.live:
            return False
        return not (
            of in self.looped and cord.to in self.looped and self.live[cord.to] >= self.live.get(of, 0)
        )

    def passes(self, key: str) -> frozenset[str]:
        """Return all that power to a carrier cannot go around: itself, carriers above, a panel.

        Every way from a panel to it leads over each of them.
        """
        if key not in self._passes:
            waiting = [key]
            while waiting:
                above = [cord.to for cord in self.cords_feeding(waiting[-1]) if cord.to not in self._passes]
                if above and len(waiting) <= len(self.carriers):
                    waiting += filter(None, above)
                else:
                    each = waiting.pop()
                    self._passes[each] = self._met(each)
        return self._passes[key]

    def cords_feeding(self, key: str) -> tuple[Cord, ...]:
        """Return the cords that bring power to a carrier."""
        return self.feeding(cords_of(self.carriers[key]), key)

    def why_dead(self, cord: Cord) -> str:
        """Return why a cord brings no power: its own state, or that of what is above it; "" where it does.

        A carrier that is plugged to itself, in the end, has the state "loop".
        """
        seen: set[str] = set()
        while True:
            if not cord.is_documented or cord.to is None:
                return cord.state
            carrier = self.carriers.get(cord.to)
            if carrier is None:
                return "undocumented"
            if carrier.key in self.live:
                return ""
            if carrier.status not in PASSING:
                return carrier.status
            if carrier.key in seen:
                return "loop"
            seen.add(carrier.key)
            above = cords_of(carrier)
            if not above:
                return "undocumented"
            cord = above[0]

    def _met(self, key: str) -> frozenset[str]:
        carrier = self.carriers[key]
        if isinstance(carrier, PanelFeed):
            return frozenset({key, carrier.panel})
        return frozenset({key}) | self.all_pass(self.cords_feeding(key))

    def all_pass(self, cords: Iterable[Cord]) -> frozenset[str]:
        """Return what the power of all these cords cannot go around."""
        sets = [self._passes.get(cord.to or "") or self.passes(cord.to or "") for cord in cords]
        return frozenset.intersection(*sets) if sets else frozenset()

    @cached_property
    def panels_above(self) -> Mapping[str, frozenset[str]]:
        """The panels that can feed each carrier."""
        found: dict[str, frozenset[str]] = {}
        for key in sorted(self.live, key=self.live.__getitem__):
            carrier = self.carriers[key]
            if isinstance(carrier, PanelFeed):
                found[key] = frozenset({carrier.panel})
            else:
                found[key] = frozenset().union(
                    *(found.get(cord.to or "", ()) for cord in self.cords_feeding(key))
                )
        return found

    def feeds_of(self, cord: Cord, lost: frozenset[str] = frozenset()) -> dict[tuple[str, str], float]:
        """Return which feeds, and which legs of them, carry what a cord draws, each with its share.

        A switch or a UPS stands on the first of its inlets that is fed while some panels are lost; several
        far ends share. The leg is that of the outlet nearest to the feed; "" where none is stated.
        """
        found: dict[tuple[str, str], float] = {}
        self._share(cord.to, 1.0, lost, cord.leg or "", found)
        return found

    def is_fed(self, cord: Cord, lost: frozenset[str]) -> bool:
        """Tell whether a cord brings power while some panels are lost."""
        return not self.panels_above.get(cord.to or "", frozenset()) <= lost

    def _share(
        self,
        key: str | None,
        part: float,
        lost: frozenset[str],
        leg: str,
        found: dict[tuple[str, str], float],
    ) -> None:
        carrier = self.carriers.get(key or "")
        if carrier is None:
            return
        if isinstance(carrier, PanelFeed):
            found[carrier.key, leg] = found.get((carrier.key, leg), 0.0) + part
            return
        fed = [cord for cord in self.cords_feeding(carrier.key) if self.is_fed(cord, lost)]
        used = fed[:1] if isinstance(carrier, Intermediate) else fed
        for cord in used:
            self._share(cord.to, part / len(used), lost, cord.leg or leg, found)


def cords_of(carrier: Carrier | CordedDevice) -> tuple[Cord, ...]:
    """Return the cords of a carrier; a feed has none."""
    return () if isinstance(carrier, PanelFeed) else carrier.cords


def _in_cycles(below: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """Yield what stands in a cycle, by Tarjan's search, without recursion: rows may be long."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    held: set[str] = set()
    for start in below:
        if start in index:
            continue
        work: list[tuple[str, Iterator[str]]] = []
        _enter(start, index, low, stack, held)
        work.append((start, iter(below.get(start, ()))))
        while work:
            key, onward = work[-1]
            for each in onward:
                if each not in index:
                    _enter(each, index, low, stack, held)
                    work.append((each, iter(below.get(each, ()))))
                    break
                if each in held:
                    low[key] = min(low[key], index[each])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[key])
                if low[key] == index[key]:
                    part = _left(key, stack, held)
                    if len(part) > 1 or key in below.get(key, ()):
                        yield from part


def _enter(key: str, index: dict[str, int], low: dict[str, int], stack: list[str], held: set[str]) -> None:
    index[key] = low[key] = len(index)
    stack.append(key)
    held.add(key)


def _left(key: str, stack: list[str], held: set[str]) -> list[str]:
    """Take a strongly connected part off the stack."""
    part: list[str] = []
    while not part or part[-1] != key:
        part.append(stack.pop())
        held.discard(part[-1])
    return part
