"""Traced figures: built once at a point, run for any samples."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from powercalc.measures.derivative_tape import DerivativeTape, Traced, greatest, least

OPERATIONS: list[Callable[[float, float], float]] = [
    lambda a, b: a + b,
    lambda a, b: a - b,
    lambda a, b: a * b,
    lambda a, b: a / b,
    lambda a, b: (2 + a) * b,
    lambda a, b: a * (2 - b),
    lambda a, b: 2 * a + b,
    lambda a, b: a - 2 / b,
    lambda a, b: (a - 2) * b,
    lambda a, b: -a + b,
    lambda a, b: least([a, b, 3.0]),
    lambda a, b: greatest([1.0, a, b]),
    lambda a, b: sum([a, b, a * b]),
    lambda a, b: a * b / (1 + a * b),
]
positive = st.floats(1e-6, 1e6)


@pytest.mark.parametrize("operation", OPERATIONS)
@given(st.lists(st.tuples(positive, positive), min_size=1, max_size=5))
def test_a_run_is_the_operation_on_each_sample(
    operation: Callable[[float, float], float], samples: list[tuple[float, float]]
) -> None:
    tape = DerivativeTape()
    result = operation(tape.figure(2.0), tape.figure(5.0))
    assert isinstance(result, Traced)
    assert result == operation(2.0, 5.0)
    found = tape.run(np.array(samples).T)[result.step]
    assert found == pytest.approx([operation(a, b) for a, b in samples])


def test_the_same_step_is_written_once() -> None:
    tape = DerivativeTape()
    rate, time = tape.figure(2.0), tape.figure(5.0)
    one, other = rate * time, rate * time
    assert isinstance(one, Traced)
    assert isinstance(other, Traced)
    assert one.step == other.step


def test_what_is_behind_a_figure() -> None:
    tape = DerivativeTape()
    first, second, third = tape.figure(1.0), tape.figure(2.0), tape.figure(3.0)
    result = (first + 1) * (third + second) - second
    assert isinstance(result, Traced)
    assert tape.behind([result]) == {0, 1, 2}
    assert tape.behind([third]) == {2}


def test_plain_figures_stay_plain() -> None:
    assert type(least([2.0, 1.0])) is float
    assert greatest([2.0, 1.0]) == 2.0
