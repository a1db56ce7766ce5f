"""Random draws of the event loop, all made from uniform numbers so that both paths draw alike."""

from __future__ import annotations

import math

import numpy as np

from powercalc.simulate.compiled_course import compiled
from powercalc.simulate.machine import EXPONENTIAL, FIXED, NEVER


@compiled
def happens(probability: float, rng: np.random.Generator) -> bool:
    """Draw one trial; what is certain is not drawn."""
    if probability <= 0.0:
        return False
    if probability >= 1.0:
        return True
    return rng.random() < probability


@compiled
def exponential(mean: float, rng: np.random.Generator) -> float:
    """Draw an exponential time."""
    return -mean * math.log(1.0 - rng.random())


@compiled
def time_to_failure(rate: float, rng: np.random.Generator) -> float:
    """Draw the time to the next failure; never, when the rate is zero."""
    return exponential(1.0 / rate, rng) if rate > 0.0 else NEVER


@compiled
def time_to_failure_of_set(first: float, rate: float, fresh: float, rng: np.random.Generator) -> float:
    """Draw the time to the next failure of a set that runs: at one rate for a time, and at another later."""
    if fresh <= 0.0 or first == rate:
        return time_to_failure(rate, rng)
    at_first = time_to_failure(first, rng)
    return at_first if at_first < fresh else fresh + time_to_failure(rate, rng)


@compiled
def restoration(mean: float, shape: int, sigma: float, rng: np.random.Generator) -> float:
    """Draw a restoration time of this mean. Lognormal: median = mean · e^(-σ²/2)."""
    if shape == EXPONENTIAL:
        return exponential(mean, rng)
    if shape == FIXED:
        return mean
    radius = math.sqrt(-2.0 * math.log(1.0 - rng.random()))
    normal = radius * math.cos(2.0 * math.pi * rng.random())
    return mean * math.exp(sigma * normal - 0.5 * sigma * sigma)
