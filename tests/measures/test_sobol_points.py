"""The points of a scrambled Sobol sequence are those of scipy, to the last bit."""

import numpy as np
import pytest
from scipy.stats import qmc

from powercalc.measures import sobol_points
from powercalc.measures.sobol_points import scrambled_points

SIZES = [(1, 1, 0), (1, 5, 3), (2, 2, 1), (7, 64, 2), (60, 1024, 0), (131, 300, 7), (1200, 16, 11)]


@pytest.mark.parametrize(("dimensions", "samples", "seed"), SIZES)
def test_they_are_those_of_scipy(dimensions: int, samples: int, seed: int) -> None:
    sequence = qmc.Sobol(dimensions, scramble=True, bits=30, seed=seed)
    expected = sequence.random_base2((samples - 1).bit_length())[:samples].T
    assert np.array_equal(scrambled_points(dimensions, samples, seed), expected)


def test_without_the_file_of_scipy_they_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    usual = scrambled_points(5, 20, 1)
    monkeypatch.setattr(sobol_points, "_numbers", lambda: None)
    assert np.array_equal(scrambled_points(5, 20, 1), usual)
