"""Small sites against their full Markov chain: every state, every rate, exponential times.

The autonomy of a battery is as many Erlang stages, which is close to a fixed time. What a battery or a set
does on demand splits the rates.
"""

from collections.abc import Iterator

import pytest

import powercalc as pc
from powercalc.response import respond
from tests.markov_chain import entered, steady

State = tuple[int, ...]
STAGES = 200


@pytest.mark.parametrize(("count", "needed"), [(1, 1), (2, 1), (2, 2), (3, 2)])
def test_a_feed_with_sets_that_start_at_once(count: int, needed: int) -> None:
    fails, back, run, repair, q = 20 / 8760, 1 / 2.0, 1 / 50.0, 1 / 12.0, 0.1

    def moves(state: State) -> Iterator[tuple[State, float]]:
        out, broken = state
        if broken:
            yield (out, broken - 1), broken * repair
        if out:
            yield (0, broken), back
            if broken < count:
                yield (1, broken + 1), (count - broken) * run
            return
        well = count - broken
        for k in range(well + 1):
            yield (1, broken + k), fails * _binomial(well, k, q)

    site = pc.Site(
        "one feed",
        (
            pc.GridFeed("grid", failure_rate="20 / year", mttr="2 h"),
            pc.Generator(
                "gen", count=count, needed=needed, failure_rate="1 / 50 h", mttr="12 h",
                fail_to_start="10 %", start_time=0,
            ),
            pc.Ats("ats", fed_by=["grid", "gen"], fail_to_transfer=0, failure_rate=0, transfer_time=0),
            pc.Server("rack", fed_by="ats", hold_up=0),
        ),
    )  # fmt: skip
    found = respond(site).loads["rack"]
    start: State = (0, 0)
    u, w = entered(steady(start, moves), moves, lambda s: s[0] == 1 and count - s[1] < needed)
    assert found.unavailability == pytest.approx(u, rel=2e-3)
    assert found.failure_frequency == pytest.approx(w, rel=2e-3)


def _binomial(n: int, k: int, chance: float) -> float:
    from math import comb

    return comb(n, k) * chance**k * (1 - chance) ** (n - k)


@pytest.mark.parametrize("chance", [0.0, 0.2])
def test_a_feed_with_a_battery(chance: float) -> None:
    # a stage below 0: the battery did not hold; 0 to STAGES: how much of it is used
    fails, back, down, repair, stage = 20 / 8760, 1 / 2.0, 1 / 8760, 1 / 8.0, STAGES / 0.5

    def moves(state: State) -> Iterator[tuple[State, float]]:
        out, used, broken = state
        if broken:
            yield (out, used, 0), repair
        else:
            yield (out, -1 if out else used, 1), down
        if not out:
            if broken:
                yield (1, -1, broken), fails
            else:
                yield (1, 0, broken), fails * (1 - chance)
                yield (1, -1, broken), fails * chance
            return
        yield (0, 0, broken), back
        if 0 <= used < STAGES:
            yield (1, used + 1, broken), stage

    def lost(state: State) -> bool:
        out, used, broken = state
        return bool(broken) or (bool(out) and (used < 0 or used == STAGES))

    site = pc.Site(
        "battery",
        (
            pc.GridFeed("grid", failure_rate="20 / year", mttr="2 h"),
            pc.Ups("ups", fed_by="grid", failure_rate="1 / year", mttr="8 h", autonomy="30 min",
                   battery_failure=chance),
            pc.Server("rack", fed_by="ups", hold_up=0),
        ),
    )  # fmt: skip
    found = respond(site).loads["rack"]
    start: State = (0, 0, 0)
    u, w = entered(steady(start, moves), moves, lost)
    assert found.unavailability == pytest.approx(u, rel=3e-3)
    assert found.failure_frequency == pytest.approx(w, rel=3e-3)


@pytest.mark.parametrize("q", [0.05, 0.5])
def test_two_feeds_with_a_switch_that_sticks(q: float) -> None:
    # the switch stands on the first feed (0), on the second (1), or sticks on the first (2)
    fails, back, manual = 20 / 8760, 1 / 2.0, 1 / 1.0

    def moves(state: State) -> Iterator[tuple[State, float]]:
        one, two, at = state
        yield ((0, two, 0), back) if one else ((1, two, at), fails) if two else ((1, two, 2), fails * q)
        if not one and not two:
            yield (1, two, 1), fails * (1 - q)
        if two and one and at == 0:
            yield (1, 0, 2), back * q
            yield (1, 0, 1), back * (1 - q)
        else:
            yield ((one, 0, at), back) if two else ((one, 1, at), fails)
        if at == 2:
            yield (one, two, 1), manual

    def lost(state: State) -> bool:
        one, two, at = state
        return bool(one) and (at == 2 or bool(two) or at == 0)

    site = pc.Site(
        "two feeds",
        (
            pc.GridFeed("one", failure_rate="20 / year", mttr="2 h"),
            pc.GridFeed("two", failure_rate="20 / year", mttr="2 h"),
            pc.Ats("ats", fed_by=["one", "two"], failure_rate=0, transfer_time=0, fail_to_transfer=q,
                   manual_transfer_time="1 h"),
            pc.Server("rack", fed_by="ats", hold_up=0),
        ),
    )  # fmt: skip
    found = respond(site).loads["rack"]
    start: State = (0, 0, 0)
    u, w = entered(steady(start, moves), moves, lost)
    assert found.unavailability == pytest.approx(u, rel=3e-3)
    assert found.failure_frequency == pytest.approx(w, rel=3e-3)
