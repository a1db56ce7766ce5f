"""The probability distributions of the exchange format, at the end of a mission.

Open-PSA Model Exchange Format, V.2.6; the periodic test as SCRAM computes it: phases of a Markov chain, of
which a whole period is one matrix.
"""

from collections.abc import Callable, Sequence
from math import exp, expm1, fmod, inf

import numpy as np

Matrix = np.ndarray[tuple[int, int], np.dtype[np.float64]]


class DomainError(ValueError):
    """An argument that a distribution is not defined for."""


def exponential(rate: float, time: float) -> float:
    """Return the chance that what fails at a rate has failed by a time."""
    _check(("the rate", rate >= 0), ("the time", time >= 0))
    return _struck(rate, time)


def glm(on_demand: float, rate: float, repair: float, time: float) -> float:
    """Return the chance that what may fail on demand, fails at a rate and is repaired at one is down."""
    _check(
        ("the probability on demand", 0 <= on_demand <= 1), ("the failure rate", rate >= 0),
        ("the repair rate", repair >= 0), ("the time", time >= 0),
    )  # fmt: skip
    both = rate + repair
    if both == 0:
        return on_demand
    return on_demand * exp(-both * time) + rate / both * _struck(both, time)


def weibull(scale: float, shape: float, shift: float, time: float) -> float:
    """Return the chance that a life of Weibull's distribution has ended by a time."""
    _check(
        ("the scale", scale > 0), ("the shape", shape > 0), ("the time shift", shift >= 0),
        ("the time", time >= 0),
    )  # fmt: skip
    return 0.0 if time <= shift else -expm1(-_power((time - shift) / scale, shape))


def periodic_test(*arguments: float) -> float:
    """Return the chance that what is tested again and again is down: 4, 5 or 11 arguments."""
    match arguments:
        case (rate, between, first, time):
            return _repaired_at_once(rate, between, first, time)
        case (rate, repair, between, first, time):
            return _repaired_later(rate, repair, between, first, time)
        case (_, _, _, _, _, _, _, _, _, _, _):
            return _tested_at_length(*arguments)
        case _:
            raise DomainError(f"a periodic test has 4, 5 or 11 arguments, not {len(arguments)}")


def _repaired_at_once(rate: float, between: float, first: float, time: float) -> float:
    _check_tests(rate, between, first, time)
    if time <= first:
        return _struck(rate, time)
    return _struck(rate, fmod(time - first, between) or between)


def _repaired_later(rate: float, repair: float, between: float, first: float, time: float) -> float:
    _check_tests(rate, between, first, time)
    _check(("the repair rate", repair >= 0))
    if time <= first:
        return _struck(rate, time)

    def period(length: float) -> Matrix:
        """Return the chances from (up, down) at a test to (up, down) at its end; what is down is repaired."""
        down = _struck(rate, length)
        still = exp(-repair * length) + _both(rate, repair, length)
        return np.array([[1 - down, down], [1 - still, still]])

    periods, rest = _periods(time - first, between)
    start = np.array([1 - _struck(rate, first), _struck(rate, first)])
    return float((start @ _repeated(period(between), periods) @ period(rest))[1])


def _tested_at_length(  # noqa: PLR0913, PLR0917 - the eleven of the format, in its order
    rate: float, rate_in_test: float, repair: float, between: float, first: float, by_test: float,
    length: float, available: float, found: float, badly: float, time: float,
) -> float:  # fmt: skip
    """Return the chance of being down where a test takes time, may do harm and may find nothing.

    The states are failed, in repair, available: in this order, from row to column.
    """
    _check_tests(rate, between, first, time)
    _check(
        ("the failure rate in the test", rate_in_test >= 0), ("the repair rate", repair >= 0),
        ("the failure by the test", 0 <= by_test <= 1), ("the length of the test", 0 < length <= between),
        ("the share that the test finds", 0 <= found <= 1), ("the bad restarts", 0 <= badly <= 1),
    )  # fmt: skip
    if time <= first:
        return _struck(rate, time)

    def again(length: float) -> tuple[float, float]:
        """Return the chances that what is in repair has failed again, and that it is in repair still."""
        done = _struck(repair, length)
        return done * badly + (1 - badly) * _both(repair, rate, length), 1 - done

    def test(length: float) -> Matrix:
        failed, still = again(length)
        harmed = by_test + (1 - by_test) * _struck(rate_in_test, length)
        return np.array(
            [
                [1 - found, found, 0.0],
                [failed, still, max(0.0, 1 - failed - still)],
                [(1 - found) * harmed, found * harmed, 1 - harmed],
            ]
        )

    def work(length: float) -> Matrix:
        failed, still = again(length)
        struck = _struck(rate, length)
        return np.array(
            [[1.0, 0.0, 0.0], [failed, still, max(0.0, 1 - failed - still)], [struck, 0.0, 1 - struck]]
        )

    periods, rest = _periods(time - first, between)
    start = np.array([_struck(rate, first), 0.0, 1 - _struck(rate, first)])
    state = start @ _repeated(test(length) @ work(between - length), periods)
    if rest > length:
        return float(1 - (state @ test(length) @ work(rest - length))[2])
    last = test(rest)
    if not available:  # out of service while it is tested, but for what comes back from repair
        last[2, 2] = 0.0
    return float(1 - (state @ last)[2])


def _check_tests(rate: float, between: float, first: float, time: float) -> None:
    _check(
        ("the failure rate", rate >= 0), ("the time between tests", between > 0),
        ("the time before the first test", first >= 0), ("the time", time >= 0),
    )  # fmt: skip


def _check(*conditions: tuple[str, bool]) -> None:
    for what, holds in conditions:
        if not holds:
            raise DomainError(f"{what} is out of range")


def _periods(time: float, between: float) -> tuple[int, float]:
    """Return how many whole periods a time has, and what is left."""
    rest = fmod(time, between)
    if (time - rest) / between >= 2**62:
        raise DomainError("there are too many tests")
    return round((time - rest) / between), rest


def _repeated(period: Matrix, times: int) -> Matrix:
    """Return a matrix of chances to a power; its rows keep their sum of one, however high the power."""
    result = np.eye(len(period))
    while times:
        if times & 1:
            result = _normed(result @ period)
        period = _normed(period @ period)
        times >>= 1
    return result


def _normed(chances: Matrix) -> Matrix:
    return np.asarray(chances / chances.sum(axis=1, keepdims=True))


def _struck(rate: float, time: float) -> float:
    return -expm1(-rate * time)


def _both(one: float, other: float, time: float) -> float:
    """Return the chance that two things, one after the other at these rates, have happened by a time."""
    slow, fast = sorted((one, other))
    excess = (fast - slow) * time
    grown = 1.0 if excess == 0 else _struck(1.0, excess) / excess
    return max(0.0, _struck(slow, time) - slow * time * exp(-slow * time) * grown)


def _power(base: float, exponent: float) -> float:
    try:
        return float(base**exponent)
    except OverflowError:
        return inf


BUILT_IN: dict[str, tuple[Sequence[int], Callable[..., float]]] = {
    "exponential": ((2,), exponential),
    "GLM": ((4,), glm),
    "Weibull": ((4,), weibull),
    "periodic-test": ((4, 5, 11), periodic_test),
}
"""How many arguments each takes, and what it is."""
