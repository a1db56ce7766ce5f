"""The first loss while what is down comes back, against closed forms."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from powercalc.dynamics.regimes import POINTS, Return, first_loss

Floats = NDArray[np.float64]
EDGES = np.array([0.0, 0.01, 0.03, 0.1, 0.3, 1.0, 1.01, 1.03, 1.1, 1.5, 3.0, 8.0, 24.0])


def constant(rate: float) -> Callable[[Floats], Floats]:
    return lambda times: np.full(np.shape(times), rate)


def hazards(*rates: float) -> Floats:
    return np.stack([np.full((len(EDGES) - 1, POINTS, 1), rate) for rate in rates])


def none_at_once(regimes: int) -> Floats:
    return np.zeros((regimes, len(EDGES), 1))


def at(hours: float, found: Floats, side: int = 0) -> float:
    return float(found[EDGES.tolist().index(hours), side, 0])


def back(source: int, target: int, rate: float) -> Return:
    return Return(source=source, target=target, rate=constant(rate), at_once={})


@pytest.mark.parametrize("repair", [0.05, 3.0, 400.0])
def test_one_thing_comes_back_and_the_hazard_changes(repair: float) -> None:
    """Q = 1 − V_0 − V_1 with V_0 = e^(−(μ + a) t), V_1 = μ (e^(−b t) − e^(−(μ + a) t)) / (μ + a − b)."""
    a, b = 0.2, 0.05
    found = first_loss(EDGES, hazards(a, b), none_at_once(2), [back(0, 1, repair)], 0).lost
    for hours in (1.0, 8.0, 24.0):
        down = math.exp(-(repair + a) * hours)
        up = repair * (math.exp(-b * hours) - down) / (repair + a - b)
        assert at(hours, found) == pytest.approx(1 - down - up, rel=1e-8)


def test_what_is_lost_at_a_moment_is_what_has_not_come_back_by_then() -> None:
    share = none_at_once(2)
    share[0, EDGES.tolist().index(1.0)] = 0.25
    found = first_loss(EDGES, hazards(0.0, 0.0), share, [back(0, 1, 3.0)], 0).lost
    assert at(1.0, found) == 0
    assert at(1.0, found, 1) == pytest.approx(0.25 * math.exp(-3.0), rel=1e-9)
    assert at(24.0, found) == at(1.0, found, 1)


def test_two_units_come_back_one_by_one() -> None:
    """With both down the load is lost at the rate a: Q = a / (a + 2 μ) (1 − e^(−(a + 2 μ) t))."""
    a, repair = 0.3, 0.7
    returns = [back(0, 1, 2 * repair), back(1, 2, repair)]
    found = first_loss(EDGES, hazards(a, 0.0, 0.0), none_at_once(3), returns, 0).lost
    rate = a + 2 * repair
    assert at(8.0, found) == pytest.approx(a / rate * -math.expm1(-rate * 8), rel=1e-8)


def test_a_fixed_time_brings_back_all_at_once() -> None:
    returns = [Return(source=0, target=1, rate=constant(0.0), at_once={EDGES.tolist().index(3.0): 1.0})]
    found = first_loss(EDGES, hazards(0.1, 0.0), none_at_once(2), returns, 0).lost
    assert at(24.0, found) == pytest.approx(-math.expm1(-0.3), rel=1e-9)


def test_a_tiny_chance_keeps_its_digits() -> None:
    found = first_loss(EDGES, hazards(1e-14, 0.0), none_at_once(2), [back(0, 1, 1.0)], 0).lost
    assert at(24.0, found) == pytest.approx(1e-14 * -math.expm1(-24), rel=1e-6)
