"""Sets that are called for much of the time: the idle time before a call, against a chain of the whole site.

Calls are counted per hour in which there is none: per calendar hour they are too few, and sets too well.
"""

from collections.abc import Iterator
from itertools import product

import numpy as np
import pytest
from numpy.typing import NDArray

import powercalc as pc
from powercalc.response import respond
from tests.markov_chain import stationary, steady

Floats = NDArray[np.float64]

YEAR = 8760.0
WELL, REPAIR = 0, 1
FAIL, MTTR, REFUSE = 1 / 200, 72.0, 0.01
"""Of a set: λ [1/h], [h], q."""


def set_of(name: str) -> pc.Generator:
    return pc.Generator(
        name, failure_rate="1 / 200 h", mttr="72 h", start_time=0, fail_to_start="1 %", count=1
    )


def feed(name: str, up: float, down: float) -> pc.GridFeed:
    return pc.GridFeed(name, failure_rate=f"1 / {up} h", mttr=f"{down} h")


def switch(name: str, *inputs: str) -> pc.Ats:
    return pc.Ats(name, fed_by=inputs, failure_rate=0, mttr=0, fail_to_transfer=0, transfer_time=0)


class Truth:
    """The states of some feeds and sets, up or down; `calls`: by set, the feeds that call it together."""

    def __init__(self, feeds: list[tuple[float, float]], calls: list[tuple[int, ...]]) -> None:
        self.feeds, self.calls = feeds, calls
        self.states = list(product((0, 1), repeat=len(feeds) + len(calls)))
        self.place = {state: k for k, state in enumerate(self.states)}
        self.rates = np.zeros((len(self.states),) * 2)
        for state in self.states:
            self._leave(state)
        self.chance = stationary(self.rates)

    def called(self, state: tuple[int, ...], k: int) -> bool:
        return all(state[b] for b in self.calls[k])

    def _leave(self, state: tuple[int, ...]) -> None:
        many = len(self.feeds)
        for b, (up, down) in enumerate(self.feeds):
            there = (*state[:b], 1 - state[b], *state[b + 1 :])
            self._try(state, there, 1 / down if state[b] else 1 / up)
        for k in range(len(self.calls)):
            there = (*state[: many + k], 1 - state[many + k], *state[many + k + 1 :])
            runs = self.called(state, k)
            self._add(state, there, 1 / MTTR if state[many + k] else FAIL * runs)

    def _try(self, state: tuple[int, ...], there: tuple[int, ...], rate: float) -> None:
        """What is called now and was not before is tried, if it is well."""
        many = len(self.feeds)
        tried = [
            k for k in range(len(self.calls))
            if self.called(there, k) and not self.called(state, k) and not there[many + k]
        ]  # fmt: skip
        for fails in product((0, 1), repeat=len(tried)):
            after = list(there)
            chance = 1.0
            for k, refused in zip(tried, fails, strict=True):
                after[many + k] = refused
                chance *= REFUSE if refused else 1 - REFUSE
            self._add(state, tuple(after), rate * chance)

    def _add(self, state: tuple[int, ...], there: tuple[int, ...], rate: float) -> None:
        self.rates[self.place[state], self.place[there]] += rate

    def lost(self, paths: list[int]) -> tuple[float, float]:
        """U and w [1/h] of a load with a path for each of these sets: lost while each is called and down."""
        many = len(self.feeds)
        dark = np.array(
            [all(self.called(state, k) and state[many + k] for k in paths) for state in self.states]
        )
        often = self.chance[~dark] @ self.rates[np.ix_(~dark, dark)].sum(axis=1)
        return float(self.chance[dark].sum()), float(often)


@pytest.mark.parametrize(("up", "down"), [(12, 12), (50, 5), (100, 6), (5, 50), (1000, 2), (2000, 2000)])
def test_one_set_behind_a_weak_feed(up: float, down: float) -> None:
    site = pc.Site("s", (
        feed("a", up, down), set_of("gen"), switch("s", "a", "gen"), pc.Server("load", fed_by="s", hold_up=0),
    ))  # fmt: skip
    u, w = Truth([(up, down)], [(0,)]).lost([0])
    found = respond(site).loads["load"]
    assert found.unavailability == pytest.approx(u, rel=5e-3)
    assert found.failure_frequency == pytest.approx(w, rel=1e-4)


def test_the_figures_of_a_feed_that_is_shed_for_half_of_the_time() -> None:
    u, w = Truth([(12, 12)], [(0,)]).lost([0])
    assert u * YEAR == pytest.approx(810.907, abs=1e-3)
    assert w * YEAR == pytest.approx(78.838, abs=1e-3)


@pytest.mark.parametrize(("up", "down"), [(12, 12), (50, 5), (100, 6)])
def test_two_sets_with_one_feed(up: float, down: float) -> None:
    site = pc.Site("s", (
        feed("a", up, down), set_of("one"), set_of("two"), switch("s1", "a", "one"), switch("s2", "a", "two"),
        pc.Server("load", fed_by=("s1", "s2"), hold_up=0),
    ))  # fmt: skip
    u, w = Truth([(up, down)], [(0,), (0,)]).lost([0, 1])
    found = respond(site).loads["load"]
    assert found.unavailability == pytest.approx(u, rel=1e-2)
    assert found.failure_frequency == pytest.approx(w, rel=1e-3)


@pytest.mark.parametrize(("up", "down"), [(12, 12), (50, 5), (100, 6)])
def test_two_sets_with_a_feed_each(up: float, down: float) -> None:
    site = pc.Site("s", (
        feed("a", up, down), feed("b", up, down), set_of("one"), set_of("two"),
        switch("s1", "a", "one"), switch("s2", "b", "two"), pc.Server("load", fed_by=("s1", "s2"), hold_up=0),
        pc.Server("single", fed_by="s1", hold_up=0),
    ))  # fmt: skip
    truth = Truth([(up, down), (up, down)], [(0,), (1,)])
    for name, paths in (("load", [0, 1]), ("single", [0])):
        u, w = truth.lost(paths)
        found = respond(site).loads[name]
        assert found.unavailability == pytest.approx(u, rel=2e-2)
        assert found.failure_frequency == pytest.approx(w, rel=1e-2)


def test_a_set_that_two_feeds_call_together() -> None:
    """A call that soon follows another is taken to come at random: what is left of the difference."""
    site = pc.Site("s", (
        feed("a", 12, 12), feed("b", 12, 12), set_of("gen"), switch("s", "a", "b", "gen"),
        pc.Server("load", fed_by="s", hold_up=0),
    ))  # fmt: skip
    u, w = Truth([(12, 12), (12, 12)], [(0, 1)]).lost([0])
    found = respond(site).loads["load"]
    assert found.unavailability == pytest.approx(u, rel=1e-2)
    assert found.failure_frequency == pytest.approx(w, rel=2e-2)


@pytest.mark.parametrize("feeds", [1, 2])
def test_sets_with_crossed_orders_are_called_once_when_both_are_called_at_once(feeds: int) -> None:
    """What one refuses the other takes over: it has been called by the same loss, or is called then."""
    sets = {"failure_rate": 0, "mttr": "1 s", "start_time": 0}
    grids = [pc.GridFeed(f"grid-{n}", failure_rate="10 / year", mttr="1 h") for n in range(feeds)]
    parts = [
        *grids,
        pc.Generator("g1", fail_to_start=0.3, **sets),
        pc.Generator("g2", fail_to_start=0.2, **sets),
        switch("a", "grid-0", "g1", "g2"),
        switch("b", f"grid-{feeds - 1}", "g2", "g1"),
        pc.Server("one", fed_by="a"),
        pc.Server("other", fed_by="b"),
    ]
    found = {each.id: each.calls for each in respond(pc.Site("crossed", tuple(parts))).standby}
    lost = 10 / (8760 + 10)
    own, beside = (lost, 0.0) if feeds == 1 else (lost, lost)
    assert found["g1"] == pytest.approx(own + 0.2 * beside, rel=2e-3)
    assert found["g2"] == pytest.approx(own + 0.3 * beside, rel=2e-3)


@pytest.mark.parametrize("crossed", [False, True])
def test_a_set_with_crossed_orders_is_found_in_repair_as_often_as_any(*, crossed: bool) -> None:
    """Both are called at the same moments; a Markov chain of the feed and the set that fails."""
    fails, back, run, repair = 1 / 484, 1 / 24.6, 1 / 20, 1 / 12.9

    def moves(state: tuple[int, ...]) -> Iterator[tuple[tuple[int, ...], float]]:
        out, down = state
        yield (1 - out, down), back if out else fails
        yield from [((out, 0), repair)] if down else [((out, 1), run)] if out else []

    sets = {"fail_to_start": 0}
    parts = [
        feed("grid", 1 / fails, 1 / back),
        pc.Generator("g1", failure_rate=0, mttr="9 h", start_time="10 s", **sets),
        pc.Generator("g2", failure_rate=f"{run} / h", mttr=f"{1 / repair} h", start_time=0, **sets),
        switch("first-a", "grid", "g1"), switch("first-b", "grid", "g2"),
        switch("a", "first-a", "g2") if crossed else switch("a", "first-a"), switch("b", "first-b", "g1"),
        pc.Server("on-a", fed_by="a", hold_up="1 min"), pc.Server("on-b", fed_by="b", hold_up=0),
    ]  # fmt: skip
    found = respond(pc.Site("crossed", tuple(parts))).loads["on-b"]
    start: tuple[int, ...] = (0, 0)
    chance = steady(start, moves)
    in_the_start = fails * chance[0, 0] * run * 10 / 3600  # it fails before the other one has started
    expected = fails * chance[0, 1] + in_the_start
    assert found.failure_frequency == pytest.approx(expected, rel=2e-3)
