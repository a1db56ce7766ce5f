"""The states that a claim speaks of, fewest outages first, and the first in which it does not hold."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations_with_replacement, islice

import numpy as np

from powercalc.components import GridFeed
from powercalc.flow.network import Network
from powercalc.flow.single import CHUNK, closed_by_hand, parts
from powercalc.flow.states import Outages, Settled, Truths, outages_of, overloaded, settle
from powercalc.flow.story import cascade_told, listed, outages_told, power
from powercalc.prove.result import Counterexample

_MOST_MOVED = 2
"""Of what carries more than before, so many are told."""
_TRIFLE = 1e-6
"""[kW] that nobody would call more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What is out in a state, and whether the utility is lost in it as well."""

    out: Mapping[str, int]
    utility_lost: bool = False


@dataclass(frozen=True, kw_only=True)
class Search:
    """A network in which states are looked at."""

    network: Network
    by_hand: bool = True
    """Paths that a person closes are closed when needed; else they stay open."""

    def utility(self) -> dict[str, int]:
        """Return all grid feeds as out."""
        feeds = (self.network.elements[name].component for name in parts(self.network))
        return {feed.id: feed.count for feed in feeds if isinstance(feed, GridFeed)}

    def outages(self, states: Iterable[State]) -> Outages:
        """Return what is out in each state, with the utility and the paths that nobody closes."""
        utility = self.utility()
        closed = {} if self.by_hand else dict.fromkeys(closed_by_hand(self.network), 1)
        return outages_of(
            [{**closed, **state.out, **(utility if state.utility_lost else {})} for state in states]
        )

    def combinations(self, most: int) -> Iterator[State]:
        """Yield all states of up to `most` units out, fewest first, each with the utility and without."""
        count = {name: self.network.elements[name].component.count for name in parts(self.network)}
        utility = self.utility()
        for size in range(most + 1):
            listed_out = list(_combinations(count, size))
            yield from (State(out=out) for out in listed_out)
            for out in listed_out:
                if utility and not utility.keys() & out.keys():
                    yield State(out=out, utility_lost=True)

    def first(
        self, states: Iterable[State], loads: Collection[str], *, dark_only: bool = False
    ) -> tuple[int, Counterexample | None]:
        """Return how many states were looked at, and the first with a dark load or something overloaded."""
        seen, waiting = 0, iter(states)
        while some := list(islice(waiting, CHUNK)):
            outages = self.outages(some)
            settled = settle(self.network, outages)
            bad = self._dark(settled, loads)
            if not dark_only:
                bad = bad | self._overloaded(outages, settled)
            if bad.any():
                place = int(np.argmax(bad))
                return seen + place + 1, self.told(some[place], loads)
            seen += len(some)
        return seen, None

    def told(self, state: State, loads: Collection[str]) -> Counterexample:
        """Return a state with all that follows from it."""
        outages = self.outages([state])
        settled = settle(self.network, outages)
        over = overloaded(self.network, outages, settled)
        tripped = [name for name, rounds in settled.tripped.items() if rounds[0]]
        hot = [name for name, each in over.items() if each[0]]
        dark = [load for load in loads if settled.lost[self.network.by_load[load]][0]]
        out = {name: int(units[0]) for name, units in outages.units.items() if units[0]}
        return Counterexample(
            out=state.out,
            utility_lost=state.utility_lost,
            dark=tuple(dark),
            overloaded=(*tripped, *hot),
            story=_story(self.network, settled, out, hot, dark, self._moved(settled)),
            flow_kw={name: float(settled.through[name][0]) for name in parts(self.network)},
        )

    @cached_property
    def _at_rest(self) -> Settled:
        return settle(self.network.untripped, outages_of([{}]))

    def _moved(self, settled: Settled) -> list[str]:
        """Return what carries more than when nothing is out: rated ones first, and the fullest of them."""
        now, before = settled.through, self._at_rest.through
        found = [name for name in parts(self.network) if now[name][0] > before[name][0] + _TRIFLE]

        def rank(name: str) -> tuple[bool, float]:
            capacity = self.network.elements[name].capacity
            return capacity is None, -float(now[name][0]) / (capacity or float(before[name][0]) or _TRIFLE)

        found.reverse()  # what stands nearest the loads comes first among equals
        return sorted(found, key=rank)

    def _dark(self, settled: Settled, loads: Collection[str]) -> Truths:
        elements = dict.fromkeys(self.network.by_load[load] for load in loads)
        dark: Truths = np.zeros(settled.count, dtype=bool)
        for name in elements:
            dark |= settled.lost[name]
        return dark

    def _overloaded(self, outages: Outages, settled: Settled) -> Truths:
        found: Truths = np.zeros(settled.count, dtype=bool)
        for over in overloaded(self.network, outages, settled).values():
            found |= over
        for rounds in settled.tripped.values():
            found |= rounds > 0
        return found


def calm(search: Search) -> Search:
    """Return the same search in a network in which nothing trips."""
    return replace(search, network=search.network.untripped)


def _combinations(count: Mapping[str, int], size: int) -> Iterator[dict[str, int]]:
    for names in combinations_with_replacement(count, size):
        out = {name: names.count(name) for name in names}
        if all(units <= count[name] for name, units in out.items()):
            yield out


def _story(
    network: Network,
    settled: Settled,
    out: Mapping[str, int],
    hot: list[str],
    dark: list[str],
    moved: list[str],
) -> str:
    """Return what follows: the cascade, what stays too hot, who is dark, and where the load has gone."""
    told = []
    if cascade := cascade_told(network, settled, 0, out):
        told.append(cascade)
    told += [_carrying(network, settled, name, out.get(name, 0)) for name in hot[:3]]
    if dark:
        shown = [*dark[:5], f"{len(dark) - 5} more loads"] if len(dark) > 5 else dark
        told.append(f"{listed(shown)} {'is' if len(dark) == 1 else 'are'} dark")
    others = [name for name in moved if name not in hot][:_MOST_MOVED]
    told += [_carrying(network, settled, name, out.get(name, 0)) for name in others]
    return "; ".join(told)


def _carrying(network: Network, settled: Settled, name: str, out: int) -> str:
    element, carried = network.elements[name], power(float(settled.through[name][0]))
    if element.rating is None:
        return f"{name} carries {carried}"
    return f"{name} carries {carried} of {power(element.rating * (element.component.count - out))}"


def circumstances(network: Network, state: Counterexample | State, verb: str = "out") -> str:
    """Return what is out as the beginning of a sentence: "with ups-a out and the utility lost"."""
    said = []
    if state.out:
        said.append(f"{outages_told(network, state.out)} {verb}")
    if state.utility_lost:
        said.append("the utility lost")
    return f"with {' and '.join(said)}" if said else "with nothing out"
