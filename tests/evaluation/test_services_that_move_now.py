"""Services that move, at this moment and through a loss: against Markov chains of their places.

Each place has a feed of its own. A move takes so little time that none is going on.
"""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest
from scipy.linalg import expm

import powercalc as pc

PLACES = {"a": (1e-3, 10.0), "b": (4e-3, 5.0), "c": (2e-3, 8.0)}
"""λ [1/h] and repair [h] of the feed of each place."""
HOURS, TIMES = ("1 h", "8 h", "24 h"), (1.0, 8.0, 24.0)
SOON = "1e-6 h"


def site(*services: pc.Service) -> pc.Site:
    parts = [
        part
        for name, (rate, mend) in PLACES.items()
        for part in (
            pc.GridFeed(f"grid-{name}", failure_rate=f"{rate} / h", mttr=f"{mend} h"),
            pc.Server(name, fed_by=f"grid-{name}", hold_up="0 s"),
        )
    ]
    return pc.Site("places", tuple(parts), services=services)


State = tuple[bool, ...]


def running(state: State, needed: int) -> list[int]:
    return [place for place, is_ready in enumerate(state) if is_ready][:needed]


def exact(names: str, needed: int, down: str = "", fails: float = 0.0, *, free: bool = False) -> list[float]:
    """1 − the chance that no place on which it runs has been lost; a free move is a break where it fails."""
    figures = [PLACES[name] for name in names]
    states = [state for state in product((True, False), repeat=len(names)) if sum(state) >= needed]
    moves, chance = np.zeros((len(states), len(states))), np.zeros(len(states))
    for row, state in enumerate(states):
        chance[row] = math.prod(_chance(figures[n], is_up, names[n] in down) for n, is_up in enumerate(state))
        chance[row] *= 1 - fails if running(state, needed) != list(range(needed)) else 1
        for place, (rate, mend) in enumerate(figures):
            then = (*state[:place], not state[place], *state[place + 1 :])
            often = rate if state[place] else 1 / mend
            if then in states and _goes_on(state, place, needed, fails, free=free):
                moves[row, states.index(then)] += often * _goes_on(state, place, needed, fails, free=free)
            moves[row, row] -= often
    return [1 - float((chance @ expm(moves * at)).sum()) for at in TIMES]


def _chance(figures: tuple[float, float], is_up: bool, is_named: bool) -> float:  # noqa: FBT001
    rate, mend = figures
    unavailability = 1.0 if is_named else rate * mend / (1 + rate * mend)
    return 1 - unavailability if is_up else unavailability


def _goes_on(state: State, place: int, needed: int, fails: float, *, free: bool) -> float:
    """The chance of no break when a place changes."""
    if place not in running(state, needed):
        return 1.0
    return 1 - fails if free else 0.0


CASES = [
    ("ab", 1, "", 0.0),
    ("ab", 1, "a", 0.0),
    ("ab", 1, "b", 0.0),
    ("ab", 1, "a", 0.2),
    ("abc", 1, "", 0.0),
    ("abc", 1, "ab", 0.0),
    ("abc", 2, "", 0.0),
    ("abc", 2, "a", 0.1),
]


@pytest.mark.parametrize(("names", "needed", "down", "fails"), CASES, ids=str)
def test_a_move_that_takes_time_is_a_break(names: str, needed: int, down: str, fails: float) -> None:
    """What else is down by the long run has been left long ago: no break comes of that."""
    service = pc.Service(
        "it", runs_on=list(names), needed=needed, failover_time=SOON, fail_to_fail_over=fails
    )
    found = pc.now(site(service), [f"grid-{name}@2 h" for name in down], hours=HOURS).service("it")
    assert found.state == "up"
    chances = [each.probability for each in found.interruption]
    assert chances == pytest.approx(exact(names, needed, down, fails), rel=0.02)


@pytest.mark.parametrize("fails", [0.0, 0.1, 0.5])
@pytest.mark.parametrize("down", ["", "a"])
def test_a_move_in_no_time_is_a_break_where_it_fails(down: str, fails: float) -> None:
    service = pc.Service("it", runs_on=["a", "b"], failover_time="0 s", fail_to_fail_over=fails)
    found = pc.now(site(service), [f"grid-{name}@2 h" for name in down], hours=HOURS).service("it")
    chances = [each.probability for each in found.interruption]
    assert chances == pytest.approx(exact("ab", 1, down, fails, free=True), rel=0.03)


def test_a_service_on_its_way_is_down_until_it_is_there() -> None:
    moving = pc.Service("it", runs_on=["a", "b"], failover_time="15 min")
    states = [
        pc.now(site(moving), [f"grid-a@{ago}"]).service("it").state for ago in ("0 s", "14 min", "16 min")
    ]
    assert states == ["down", "down", "up"]
    already = pc.now(site(moving), ["grid-a@14 min"]).service("it")
    assert already.probability("1 h") == 1


def test_one_that_another_depends_on_breaks_it_too() -> None:
    """Both run on the same first place: a loss of it breaks both, once. Else they differ by the second."""
    below = pc.Service("network", runs_on=["a", "c"], failover_time=SOON)
    above = pc.Service("it", runs_on=["a", "b"], failover_time=SOON, depends_on=["network"])
    found = pc.now(site(below, above), hours=HOURS)
    one, other = exact("ac", 1), exact("ab", 1)
    first = [1 - math.exp(-PLACES["a"][0] * at) for at in TIMES]
    both = [found.service("it").probability(hours) for hours in HOURS]
    assert both == pytest.approx([x + y - a for x, y, a in zip(one, other, first, strict=True)], rel=0.04)


def test_through_a_loss_it_goes_on_where_it_ran() -> None:
    """The first place is down by the long run, or lasts: e^(−λ t); what is lost is no place of it."""
    service = pc.Service("it", runs_on=["a", "b"], failover_time="5 min")
    found = pc.survive(site(service), HOURS, lost=["grid-c"]).service("it")
    up = {name: 1 / (1 + rate * mend) for name, (rate, mend) in PLACES.items()}
    last = [[math.exp(-PLACES[name][0] * at) for name in "ab"] for at in TIMES]
    expected = [up["a"] * a + (1 - up["a"]) * up["b"] * b for a, b in last]
    assert [each.probability for each in found.survival] == pytest.approx(expected, rel=1e-3)
