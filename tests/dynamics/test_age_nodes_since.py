"""Ages from some time on, where hardly anything of a down state lasts so long."""

import math

import numpy as np
import pytest

from powercalc.dynamics.ages import Alternating, series
from powercalc.dynamics.durations import Exponential, Fixed
from powercalc.dynamics.nodes import age_nodes


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("mean", [0.1, 1.5])
@pytest.mark.parametrize("since", [1e-6, 0.05, 1.0, 7.9, 8.0, 23.999, 24.0])
def test_they_are_of_that_age_and_weigh_what_lasts_as_long(since: float, mean: float) -> None:
    """Beyond a fixed length there is a short tail only, where Newton's steps would lead far away."""
    block = series([Alternating(1e-4, Fixed(8.0)), Alternating(2e-4, Exponential(mean))])
    ages, weights = age_nodes(block, (), 8, 1e-6, since=since)
    assert math.fsum(weights) == pytest.approx(float(block.unavailability(np.array([since]))[0]), rel=1e-9)
    assert np.all(ages >= since * (1 - 1e-9))
    assert np.all(ages <= 100.0)
