"""Chains against sums of sixty digits, closed forms, and what must hold of any."""

from decimal import Decimal, localcontext

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from powercalc.dynamics.markov import Exponent, stationary
from powercalc.errors import NumericsError

Floats = NDArray[np.float64]
Exact = list[list[Decimal]]

TIMES = (1e-4, 0.1, 3.0, 100.0, 1e4)


def product(one: Exact, other: Exact) -> Exact:
    columns = list(zip(*other, strict=True))
    return [[sum((a * b for a, b in zip(row, c, strict=True)), Decimal(0)) for c in columns] for row in one]


def exactly(rates: Floats, lost: Floats, t: float) -> Floats:
    """e^(Q t), sixty digits of its series, scaled and squared."""
    with localcontext() as context:
        context.prec = 90
        size = len(rates)
        q = [[Decimal(float(x)) * Decimal(t) for x in row] for row in rates]
        for i in range(size):
            q[i][i] = -sum(q[i], Decimal(float(lost[i])) * Decimal(t))
        halvings = max(0, int(max(-q[i][i] for i in range(size))).bit_length() + 6)
        q = [[x / 2**halvings for x in row] for row in q]
        total = [[Decimal(int(i == j)) for j in range(size)] for i in range(size)]
        term = total
        for k in range(1, 30):
            term = [[x / k for x in row] for row in product(term, q)]
            total = [[a + b for a, b in zip(r, s, strict=True)] for r, s in zip(total, term, strict=True)]
        for _ in range(halvings):
            total = product(total, total)
        return np.array([[float(x) for x in row] for row in total])


def random_chain(seed: int) -> tuple[Floats, Floats]:
    """Some states, with rates over twelve decades."""
    rng = np.random.default_rng(seed)
    size = int(rng.integers(2, 6))
    rates = 10 ** rng.uniform(-8, 4, (size, size)) * (rng.random((size, size)) < 0.6)
    np.fill_diagonal(rates, 0.0)
    return rates, 10 ** rng.uniform(-8, 1, size) * (rng.random(size) < 0.5)


@pytest.mark.parametrize("seed", range(12))
def test_every_entry_keeps_its_digits(seed: int) -> None:
    rates, lost = random_chain(seed)
    found = Exponent(rates, lost)
    for t in TIMES:
        right = exactly(rates, lost, t)
        seen = right > 1e-200
        assert found.matrix(t)[seen] == pytest.approx(right[seen], rel=1e-10, abs=0.0)
        assert found.survival(np.array([t]))[0] == pytest.approx(right.sum(axis=1), rel=1e-10)


def test_equal_rates_in_a_line_are_a_poisson_process() -> None:
    """No eigenvectors at all: a defective matrix."""
    found = Exponent(np.diag(np.full(5, 2.0), 1)).matrix(1.5)[0]
    right = [np.exp(-3.0), 3 * np.exp(-3.0), 4.5 * np.exp(-3.0), 4.5 * np.exp(-3.0), 3.375 * np.exp(-3.0)]
    assert found[:5] == pytest.approx(right, rel=1e-12)
    assert found.sum() == pytest.approx(1.0, rel=1e-12)


def test_a_slow_leak_beside_a_repair_of_a_second_keeps_its_digits() -> None:
    rates = np.array([[0.0, 3600.0, 0.0], [3600.0, 0.0, 0.0], [0.0, 0.0, 0.0]])
    leak = Exponent(rates, np.array([0.0, 2e-12, 0.0]))
    left = 1 - leak.survival(np.array([1e6]))[0]
    gone = Exponent(np.array([[0.0, 3600.0, 0.0], [3600.0, 0.0, 2e-12], [0.0, 0.0, 0.0]])).matrix(1e6)[0, 2]
    assert gone == pytest.approx(1e-6, rel=1e-6)
    assert left[0] == pytest.approx(1e-6, rel=1e-6)


@given(st.integers(0, 10**6), st.floats(0, 1e7))
def test_probabilities_are_some(seed: int, t: float) -> None:
    rates, _ = random_chain(seed)
    found = Exponent(rates).matrix(t)
    assert (found >= 0).all()
    assert found.sum(axis=1) == pytest.approx(1.0, abs=1e-9)


@given(st.integers(0, 10**6), st.floats(1e-3, 1e3), st.floats(1e-3, 1e3))
def test_one_time_after_another_is_their_sum(seed: int, t: float, later: float) -> None:
    rates, lost = random_chain(seed)
    found = Exponent(rates, lost)
    assert found.matrix(t) @ found.matrix(later) == pytest.approx(found.matrix(t + later), abs=1e-9)


def test_each_row_has_a_time_of_its_own() -> None:
    rates, lost = random_chain(3)
    found, start, times = (
        Exponent(rates, lost),
        np.eye(len(rates)),
        7.0 * np.arange(len(rates), dtype=np.float64),
    )
    rows = [found.matrix(t)[k] for k, t in enumerate(times)]
    assert found.rows(start, times) == pytest.approx(np.array(rows), rel=1e-12)
    assert found.rows(start[1], times)[2] == pytest.approx(found.matrix(14.0)[1], rel=1e-12)


def test_a_stationary_state_of_births_and_deaths_is_a_product() -> None:
    """π_k+1 / π_k = birth / death, down to 1e-300."""
    births, deaths = 10.0 ** np.linspace(-9, 3, 30), 10.0 ** np.linspace(4, -2, 30)
    found = stationary(np.diag(births, 1) + np.diag(deaths, -1))
    right = np.concatenate([[1.0], np.cumprod(births / deaths)])
    assert found == pytest.approx(right / right.sum(), rel=1e-12, abs=0.0)


@given(st.integers(0, 10**6))
def test_a_stationary_state_stays(seed: int) -> None:
    rng = np.random.default_rng(seed)
    size = int(rng.integers(1, 12))
    step = rng.random((size, size)) ** 8 + 1e-12
    step /= step.sum(axis=1, keepdims=True)
    found = stationary(step)
    assert found.sum() == pytest.approx(1.0, rel=1e-12)
    assert found @ step == pytest.approx(found, rel=1e-9, abs=1e-15)


def test_it_is_that_of_the_states_that_the_first_leads_to() -> None:
    to_its_end = np.array([[0.0, 0.5, 0.0], [0.0, 0.0, 0.0], [1.0, 0.0, 0.0]])
    assert stationary(to_its_end).tolist() == [0.0, 1.0, 0.0]
    apart = np.array([[0.0, 1.0, 0.0], [3.0, 0.0, 0.0], [0.0, 0.0, 0.0]])
    assert stationary(apart) == pytest.approx([0.75, 0.25, 0.0])


def test_two_ends_are_an_error() -> None:
    with pytest.raises(NumericsError):
        stationary(np.array([[0.0, 0.5, 0.5], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]]))


def test_what_is_no_rate_is_an_error() -> None:
    with pytest.raises(NumericsError):
        Exponent(np.array([[0.0, np.nan], [1.0, 0.0]])).matrix(1.0)
    with pytest.raises(NumericsError):
        stationary(np.array([[0.0, np.nan], [1.0, 0.0]]))
