"""The points of a scrambled Sobol sequence are those of scipy, to the last bit."""

import subprocess
import sys

import numpy as np
import pytest
from scipy.stats import qmc

from powercalc.measures import sobol_points
from powercalc.measures.sobol_points import DIMENSIONS, scrambled_points

SIZES = [(1, 1, 0), (1, 5, 3), (2, 2, 1), (7, 64, 2), (60, 1024, 0), (131, 300, 7), (DIMENSIONS, 4096, 11)]


@pytest.mark.parametrize(("dimensions", "samples", "seed"), SIZES)
def test_they_are_those_of_scipy(dimensions: int, samples: int, seed: int) -> None:
    sequence = qmc.Sobol(dimensions, scramble=True, bits=30, seed=seed)
    expected = sequence.random_base2((samples - 1).bit_length())[:samples].T
    assert np.array_equal(scrambled_points(dimensions, samples, seed), expected)


def test_more_dimensions_than_are_in_the_file_come_from_scipy(monkeypatch: pytest.MonkeyPatch) -> None:
    usual = scrambled_points(5, 20, 1)
    monkeypatch.setattr(sobol_points, "DIMENSIONS", 4)
    assert np.array_equal(scrambled_points(5, 20, 1), usual)
    assert scrambled_points(600, 3, 1).shape == (600, 3)


def test_no_statistics_are_imported_for_them() -> None:
    told = "from powercalc.measures.uncertain_figures import paired_points; paired_points(20, 64, 0)"
    code = f"{told}; import sys; print('scipy' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "False"
