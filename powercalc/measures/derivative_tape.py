"""Figures that remember how they follow from the uncertain ones, so that many samples are one computation.

A `Traced` figure is a float: its value is that at the point values of the uncertain figures. Sums,
differences, products and quotients of it are traced as well and written on a tape, each different one once;
the tape is then run for whole columns of samples. Comparisons are those of the point value: a model is built
from traced figures exactly as from plain ones.

Anything but the four operations (a logarithm, a power) gives a plain float and forgets; `least` and
`greatest` stand in for min and max.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from powercalc.measures.distributions import Carrier

Floats = NDArray[np.float64]


class DerivativeStep(NamedTuple):
    """One line of the tape: an operation on two earlier steps, a constant, or an uncertain figure."""

    operation: Callable[[Any, Any], Any] | None
    left: int | float
    right: int


_CONSTANT, _FIGURE = -1, -2
"""What `right` is where there is no operation: `left` is then the constant, or the number of the figure."""

_AT_A_POINT: dict[Callable[[Any, Any], Any], Callable[[float, float], float]] = {
    np.add: operator.add,
    np.subtract: operator.sub,
    np.multiply: operator.mul,
    np.true_divide: operator.truediv,
    np.minimum: min,
    np.maximum: max,
}


class DerivativeTape:
    """The steps from uncertain figures to those that follow from them."""

    def __init__(self) -> None:
        self.figures = 0
        self._steps: list[DerivativeStep] = []
        self._numbers: dict[DerivativeStep, int] = {}

    def figure(self, value: float) -> Traced:
        """Return a new uncertain figure with this point value."""
        step = DerivativeStep(None, self.figures, _FIGURE)
        self.figures += 1
        return Traced(value, self, self._number(step))

    def apply(self, operation: Callable[[Any, Any], Any], left: float, right: float) -> Traced:
        """Return the result of an operation on two figures of which one at least is traced."""
        step = DerivativeStep(operation, self._place(left), self._place(right))
        value = _AT_A_POINT[operation](float(left), float(right))
        return Traced(value, self, self._number(step))

    def run(self, columns: Floats) -> list[Floats]:
        """Return the value of each step for columns of the uncertain figures, (figures, columns)."""
        values: list[Any] = []
        for operation, left, right in self._steps:
            if operation is not None:
                values.append(operation(values[int(left)], values[right]))
            else:
                values.append(columns[int(left)] if right == _FIGURE else left)
        return values

    def behind(self, figures: Iterable[Traced]) -> frozenset[int]:
        """Return the numbers of the uncertain figures that these follow from."""
        pending, seen = [figure.step for figure in figures], set[int]()
        found = set()
        while pending:
            step = pending.pop()
            if step in seen:
                continue
            seen.add(step)
            operation, left, right = self._steps[step]
            if operation is not None:
                pending += int(left), right
            elif right == _FIGURE:
                found.add(int(left))
        return frozenset(found)

    def _place(self, figure: float) -> int:
        if isinstance(figure, Traced):
            return figure.step
        return self._number(DerivativeStep(None, float(figure), _CONSTANT))

    def _number(self, step: DerivativeStep) -> int:
        number = self._numbers.setdefault(step, len(self._steps))
        if number == len(self._steps):
            self._steps.append(step)
        return number


class Traced(Carrier):
    """A figure at its point value that knows its step on the tape."""

    __slots__ = ("step", "tape")
    tape: DerivativeTape
    step: int

    def __new__(cls, value: float, tape: DerivativeTape, step: int) -> Self:
        """Return the figure of a step."""
        made = super().__new__(cls, value)
        made.tape = tape
        made.step = step
        return made

    def __add__(self, other: float, /) -> float:
        return self.tape.apply(np.add, self, other)

    def __radd__(self, other: float, /) -> float:
        return self.tape.apply(np.add, other, self)

    def __sub__(self, other: float, /) -> float:
        return self.tape.apply(np.subtract, self, other)

    def __rsub__(self, other: float, /) -> float:
        return self.tape.apply(np.subtract, other, self)

    def __mul__(self, other: float, /) -> float:
        return self.tape.apply(np.multiply, self, other)

    def __rmul__(self, other: float, /) -> float:
        return self.tape.apply(np.multiply, other, self)

    def __truediv__(self, other: float, /) -> float:
        return self.tape.apply(np.true_divide, self, other)

    def __rtruediv__(self, other: float, /) -> float:
        return self.tape.apply(np.true_divide, other, self)

    def __neg__(self) -> float:
        return self.tape.apply(np.subtract, 0.0, self)


def least(figures: Sequence[float]) -> float:
    """Return the smallest of the figures, sample by sample where they are traced."""
    return reduce(lambda one, other: _folded(np.minimum, one, other), figures)


def greatest(figures: Sequence[float]) -> float:
    """Return the largest of the figures, sample by sample where they are traced."""
    return reduce(lambda one, other: _folded(np.maximum, one, other), figures)


def _folded(operation: Callable[[Any, Any], Any], one: float, other: float) -> float:
    for figure in (one, other):
        if isinstance(figure, Traced):
            return figure.tape.apply(operation, one, other)
    return _AT_A_POINT[operation](one, other)
