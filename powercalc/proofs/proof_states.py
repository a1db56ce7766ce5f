"""The states that a claim speaks of, fewest outages first, and the first in which it does not hold."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations_with_replacement, islice
from typing import Literal

import numpy as np

from powercalc.components import GridFeed, Storage
from powercalc.flow.power_network import PowerNetwork
from powercalc.flow.protection import any_unprotected, on_bypass, unprotected
from powercalc.flow.served import any_unserved, without_cooling, without_power, without_support
from powercalc.flow.single import CHUNK, closed_by_hand, parts
from powercalc.flow.states import Outages, Settled, outages_of, overloaded, settle
from powercalc.flow.story import cascade_told, outages_told, power, some_told
from powercalc.proofs.proof_result import Counterexample
from powercalc.wiring.state_truths import Truths

_MOST_MOVED = 2
"""Of what carries more than before, so many are told."""
_TRIFLE = 1e-6
"""[kW] that nobody would call more."""
What = Literal["powered", "served", "sound"]
"""What of the loads a claim is about."""
LACKS = {
    "dark": without_power,
    "without cooling": without_cooling,
    "without what it takes to work": without_support,
}
"""What a load can lack, by what it is then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What is out in a state, and whether the utility is lost in it as well."""

    out: Mapping[str, int]
    utility_lost: bool = False


@dataclass(frozen=True, kw_only=True)
class StateSearch:
    """A network in which states are looked at."""

    network: PowerNetwork
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
        self, states: Iterable[State], loads: Collection[str], *, what: What = "sound"
    ) -> tuple[int, Counterexample | None]:
        """Return how many states were looked at, and the first in which the loads are not so.

        "powered" is that none is dark, "served" that none lacks its cooling or what it depends on either,
        "sound" that nothing is overloaded on top.
        """

        def bad(outages: Outages, settled: Settled) -> Truths:
            if what == "powered":
                return self._dark(settled, loads)
            lacking = any_unserved(self.network, settled, loads)
            return lacking | self._overloaded(outages, settled) if what == "sound" else lacking

        return self._first(states, loads, bad)

    def first_unprotected(self, states: Iterable[State], loads: Collection[str]) -> Counterexample | None:
        """Return the first state in which a load runs without the storage that holds it up otherwise."""
        if not any(isinstance(each.component, Storage) for each in self.network.elements.values()):
            return None

        def bad(_: Outages, settled: Settled) -> Truths:
            return any_unprotected(self.network, settled, loads)

        return self._first(states, loads, bad)[1]

    def _first(
        self,
        states: Iterable[State],
        loads: Collection[str],
        bad: Callable[[Outages, Settled], Truths],
    ) -> tuple[int, Counterexample | None]:
        seen, waiting = 0, iter(states)
        while some := list(islice(waiting, CHUNK)):
            outages = self.outages(some)
            found = bad(outages, settle(self.network, outages))
            if found.any():
                place = int(np.argmax(found))
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
        out = {name: int(units[0]) for name, units in outages.units.items() if units[0]}
        lacking = {title: self._some(kind, settled, loads) for title, kind in LACKS.items()}
        bare = unprotected(self.network, settled)
        return Counterexample(
            out=state.out,
            utility_lost=state.utility_lost,
            dark=lacking["dark"],
            without_cooling=lacking["without cooling"],
            without_support=lacking["without what it takes to work"],
            unprotected=tuple(load for load in loads if load in bare and bare[load][0]),
            on_bypass=on_bypass(self.network, settled, 0),
            overloaded=(*tripped, *hot),
            story=_story(self.network, settled, out, hot, lacking, self._moved(settled)),
            flow_kw={name: float(settled.through[name][0]) for name in parts(self.network)},
        )

    def _some(
        self, kind: Callable[[PowerNetwork, Settled, str], Truths], settled: Settled, loads: Collection[str]
    ) -> tuple[str, ...]:
        return tuple(load for load in loads if kind(self.network, settled, load)[0])

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


def calm(search: StateSearch) -> StateSearch:
    """Return the same search in a network in which nothing trips."""
    return replace(search, network=search.network.untripped)


def _combinations(count: Mapping[str, int], size: int) -> Iterator[dict[str, int]]:
    for names in combinations_with_replacement(count, size):
        out = {name: names.count(name) for name in names}
        if all(units <= count[name] for name, units in out.items()):
            yield out


def _story(
    network: PowerNetwork,
    settled: Settled,
    out: Mapping[str, int],
    hot: list[str],
    lacking: Mapping[str, Sequence[str]],
    moved: list[str],
) -> str:
    """Return what follows: the cascade, what stays too hot, who is dark, and where the load has gone."""
    told = []
    if cascade := cascade_told(network, settled, 0, out):
        told.append(cascade)
    told += [_carrying(network, settled, name, out.get(name, 0)) for name in hot[:3]]
    told += [some_told(loads, title) for title, loads in lacking.items() if loads]
    others = [name for name in moved if name not in hot][:_MOST_MOVED]
    told += [_carrying(network, settled, name, out.get(name, 0)) for name in others]
    return "; ".join(told)


def _carrying(network: PowerNetwork, settled: Settled, name: str, out: int) -> str:
    element, carried = network.elements[name], power(float(settled.through[name][0]))
    if element.limit is None:
        return f"{name} carries {carried}"
    return f"{name} carries {carried} of {power(element.limit * (element.component.count - out))}"


def circumstances(network: PowerNetwork, state: Counterexample | State, verb: str = "out") -> str:
    """Return what is out as the beginning of a sentence: "with ups-a out and the utility lost"."""
    said = []
    if state.out:
        said.append(f"{outages_told(network, state.out)} {verb}")
    if state.utility_lost:
        said.append("the utility lost")
    return f"with {' and '.join(said)}" if said else "with nothing out"
