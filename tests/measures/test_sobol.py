"""Sobol's indices on functions of which they are known."""

import numpy as np
import pytest
from numpy.typing import NDArray

from powercalc.measures.uncertain_figures import mixed, paired_points, sobol_indices

Floats = NDArray[np.float64]


def ishigami(points: Floats) -> Floats:
    """Ishigami and Homma (1990), with a = 7 and b = 0.1."""
    x, y, z = np.pi * (2 * points - 1)
    found: Floats = np.sin(x) + 7 * np.sin(y) ** 2 + 0.1 * z**4 * np.sin(x)
    return found


def test_ishigami() -> None:
    a, b = paired_points(3, 8192, seed=1)
    found = sobol_indices(ishigami(a), ishigami(b), np.array([ishigami(mixed(a, b, i)) for i in range(3)]))
    assert found.first == pytest.approx([0.3139, 0.4424, 0.0], abs=0.01)
    assert found.total == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.01)
    assert np.all(found.first_error < 0.04)
    assert np.all(found.total_error < 0.04)


def test_the_standard_errors_cover_the_truth() -> None:
    truth = np.array([0.3139, 0.4424, 0.0])
    missed = 0
    for seed in range(20):
        a, b = np.random.default_rng(seed).random((2, 3, 1000))
        found = sobol_indices(
            ishigami(a), ishigami(b), np.array([ishigami(mixed(a, b, i)) for i in range(3)])
        )
        missed += int(np.sum(np.abs(found.first - truth) > 2 * found.first_error))
    assert missed <= 8


def test_the_indices_of_a_sum_are_its_shares_of_the_variance() -> None:
    weights = np.array([1.0, 2.0, 4.0])
    a, b = paired_points(3, 4096, seed=0)
    found = sobol_indices(weights @ a, weights @ b, np.array([weights @ mixed(a, b, i) for i in range(3)]))
    assert found.first == pytest.approx(weights**2 / 21, abs=3e-3)
    assert found.total == pytest.approx(weights**2 / 21, abs=3e-3)


def test_what_does_not_vary_has_no_influences() -> None:
    found = sobol_indices(np.ones(8), np.ones(8), np.ones((2, 8)))
    assert found.first.tolist() == found.total.tolist() == [0.0, 0.0]


def test_the_same_seed_gives_the_same_points() -> None:
    one, other = paired_points(3, 100, seed=5), paired_points(3, 100, seed=5)
    assert np.array_equal(one[0], other[0])
    assert np.array_equal(one[1], other[1])
    assert not np.array_equal(one[0], paired_points(3, 100, seed=6)[0])


def test_points_lie_strictly_between_zero_and_one() -> None:
    a, b = paired_points(5, 4096, seed=0)
    assert min(a.min(), b.min()) > 0
    assert max(a.max(), b.max()) < 1


@pytest.mark.parametrize(("inputs", "samples"), [(0, 10), (3, 1), (3, 5)])
def test_few_points(inputs: int, samples: int) -> None:
    a, b = paired_points(inputs, samples, seed=0)
    assert a.shape == b.shape == (inputs, samples)
