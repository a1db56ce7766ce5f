"""Figures that are not known exactly: a table in place of a value, read to a distribution.

    { median = "0.1 / year", error_factor = 3 }                lognormal; 95th percentile over median
    { failures = 3, exposure = "120 year" }                    a rate from experience: gamma
    { shape = 3.6, exposure = "1090 h" }                       a rate: gamma, as tables print it
    { alpha = 4.5, beta = 3370 }                               a probability: beta, as tables print it
    { mean = "1.5 %", deviation = "0.7 %" }                    normal, without what lies below zero
    { low = "4 h", high = "12 h" }                             uniform
    { low = "4 h", mode = "6 h", high = "12 h" }               triangular
    { typical = "6 h", low = "2 h", high = "20 h" }            as the catalog prints: lognormal, low and high
                                                               being the 5th and 95th percentiles

The figure is then an `Estimate`: a float, the mean of the distribution, that carries the distribution with
it. Where `typical` is stated, as in the last case and beside a gamma, beta or normal one, the float is that.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any, Self

from powercalc import units
from powercalc.components.problems import Flaw, WrongTable
from powercalc.components.spelling import nearest
from powercalc.measures.distributions import (
    Beta,
    Carrier,
    Distribution,
    Gamma,
    NormalEstimate,
    Triangular,
    Uniform,
    after_failures,
    error_factor,
    percentiles,
)

Read = Callable[[Any], float]

LARGEST_FACTOR = 1000.0
"""No error factor is above it: a figure known no better is not known at all."""
_MOST_FAILURES = 10**9


class Estimate(Carrier):
    """A figure at its point value, with its distribution."""

    __slots__ = ("distribution",)
    distribution: Distribution

    def __new__(cls, value: float, distribution: Distribution) -> Self:
        """Return the figure with this point value."""
        made = super().__new__(cls, value)
        made.distribution = distribution
        return made

    def __getnewargs__(self) -> tuple[float, Distribution]:  # type: ignore[override]
        return float(self), self.distribution


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One form of the table: its keys, which of them ascend and are above zero, and what they make."""

    keys: tuple[str, ...]
    make: Callable[[Mapping[str, float], float], Distribution]
    ascending: tuple[str, ...] = ()
    above_zero: tuple[str, ...] = ()
    for_rates: bool = False
    for_probabilities: bool = False
    optional: tuple[str, ...] = ()
    only_for: str = ""
    """What it states, and of what alone, where it is not for every figure."""


def _lognormal(given: Mapping[str, float], most: float) -> Distribution:
    return error_factor(given["median"], given["error_factor"], most=most)


def _experience(given: Mapping[str, float], _: float) -> Distribution:
    return after_failures(given["failures"], given["exposure"])


def _gamma(given: Mapping[str, float], _: float) -> Distribution:
    return Gamma(shape=given["shape"], exposure=given["exposure"])


def _beta(given: Mapping[str, float], _: float) -> Distribution:
    return Beta(alpha=given["alpha"], beta=given["beta"])


def _normal(given: Mapping[str, float], most: float) -> Distribution:
    return NormalEstimate(centre=given["mean"], deviation=given["deviation"], most=most)


def _uniform(given: Mapping[str, float], _: float) -> Distribution:
    return Uniform(low=given["low"], high=given["high"])


def _triangular(given: Mapping[str, float], _: float) -> Distribution:
    return Triangular(low=given["low"], mode=given["mode"], high=given["high"])


def _as_catalogued(given: Mapping[str, float], most: float) -> Distribution:
    return percentiles(given["low"], given["high"], most=most)


SHAPES = (
    Shape(keys=("median", "error_factor"), make=_lognormal, above_zero=("median",)),
    Shape(
        keys=("failures", "exposure"), make=_experience, for_rates=True,
        only_for="states experience, which gives a rate and nothing else",
    ),
    Shape(keys=("low", "high"), make=_uniform, ascending=("low", "high")),
    Shape(keys=("low", "mode", "high"), make=_triangular, ascending=("low", "mode", "high")),
    Shape(
        keys=("typical", "low", "high"),
        make=_as_catalogued,
        ascending=("low", "typical", "high"),
        above_zero=("low",),
    ),
    Shape(
        keys=("shape", "exposure"), make=_gamma, for_rates=True, optional=("typical",),
        only_for="states a gamma distribution, which is one of a rate",
    ),
    Shape(
        keys=("alpha", "beta"), make=_beta, for_probabilities=True, optional=("typical",),
        only_for="states a beta distribution, which is one of a probability",
    ),
    Shape(keys=("mean", "deviation"), make=_normal, above_zero=("mean",), optional=("typical",)),
)  # fmt: skip
"""In the order in which they are told; of two that fit equally, the one with fewer keys is meant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UncertainFigure:
    """How a figure is read: a value, or a table of one of `SHAPES`."""

    read: Read
    most: float = math.inf
    """1 for a probability."""
    is_rate: bool = False

    def __call__(self, given: Any) -> float:
        """Return the value in internal units; of a table its mean, as an `Estimate`."""
        if isinstance(given, Carrier):
            return given
        if not isinstance(given, Mapping):
            return self.read(given)
        try:
            return _estimate(self, tuple((key, type(value), value) for key, value in given.items()))
        except TypeError:  # something in it that nothing can look up, which is told to be wrong
            return self.estimate(given)

    @property
    def shapes(self) -> tuple[Shape, ...]:
        """The tables that this figure may be."""
        return tuple(
            shape
            for shape in SHAPES
            if (self.is_rate or not shape.for_rates) and (self.most == 1 or not shape.for_probabilities)
        )

    def estimate(self, table: Mapping[Any, Any]) -> Estimate:
        """Return the mean of a table with its distribution."""
        shape = self._meant(table)
        values, flaws = self._values(shape, table)
        flaws += _between(shape, values)
        if flaws:
            raise WrongTable(flaws)
        distribution = shape.make(values, self.most)
        point = values.get("typical", distribution.mean)
        if not math.isfinite(point):
            raise units.ValueProblem("has no finite mean", expected="values of a size that can be measured")
        return Estimate(point, distribution)

    def _meant(self, table: Mapping[Any, Any]) -> Shape:
        """Return the shape that most of the keys belong to, misspelt ones too."""
        words = tuple(dict.fromkeys(key for shape in SHAPES for key in shape.keys))
        keys = {str(key) if str(key) in words else nearest(str(key), words) for key in list(table)[:20]}
        best = min(SHAPES, key=lambda shape: (-len(keys.intersection(shape.keys)), len(shape.keys)))
        expected = "; or ".join(_listed(shape.keys) for shape in self.shapes)
        if not keys.intersection(best.keys):
            raise units.ValueProblem("is a table without the keys of a distribution", expected=expected)
        if best not in self.shapes:
            raise units.ValueProblem(best.only_for, expected=expected)
        return best

    def _values(self, shape: Shape, table: Mapping[Any, Any]) -> tuple[dict[str, float], list[Flaw]]:
        values, flaws = {}, list(_wrong_keys(shape, table))
        for key in (word for word in (*shape.keys, *shape.optional) if word in table):
            try:
                values[key] = self._reader(key)(table[key])
            except units.ValueProblem as problem:
                flaws.append(Flaw(key, problem))
        return values, flaws

    def _reader(self, key: str) -> Read:
        return _READERS.get(key, self.read)


@lru_cache(maxsize=1024)  # thousands of components have the figures of one catalog entry
def _estimate(figure: UncertainFigure, table: tuple[tuple[Any, type, Any], ...]) -> Estimate:
    return figure.estimate({key: value for key, _, value in table})


def _wrong_keys(shape: Shape, table: Mapping[Any, Any]) -> Iterator[Flaw]:
    """Yield the keys that are unknown, and those missing that none of these is meant to be."""
    missing, expected = [key for key in shape.keys if key not in table], _listed(shape.keys)
    for key in (key for key in table if key not in (*shape.keys, *shape.optional)):
        near = nearest(str(key), missing)
        missing = [word for word in missing if word != near]
        yield Flaw(str(key), units.ValueProblem("is an unknown key", expected=expected, suggestion=near))
    for key in missing:
        yield Flaw(key, units.ValueProblem("is missing", expected=expected))


def _between(shape: Shape, values: Mapping[str, float]) -> Iterator[Flaw]:
    """Yield what is wrong with values that are sound alone."""
    for key in shape.above_zero:
        if values.get(key) == 0:
            yield Flaw(key, units.ValueProblem("is zero", expected="more than zero for a lognormal"))
    stated = [key for key in shape.ascending if key in values]
    for below, above in pairwise(stated):
        if values[below] > values[above]:
            yield Flaw(below, units.ValueProblem(f"is above {above}", expected=f"{below} not above {above}"))
    low, high = values.get("low"), values.get("high")
    if shape.above_zero and low and high and high / low > LARGEST_FACTOR**2:
        yield Flaw("high", units.ValueProblem("is more than a million times low", expected="a narrower span"))


def _factor(given: Any) -> float:
    value = units.factor(given)
    if value > LARGEST_FACTOR:
        raise units.ValueProblem(f"is above {LARGEST_FACTOR:g}", expected="a number from 1 to 1000")
    return value


def _whole(given: Any) -> float:
    expected = "a whole number of failures, such as 3; 0 is one"
    if not isinstance(given, int) or isinstance(given, bool):
        raise units.ValueProblem("is no whole number", expected=expected)
    if not 0 <= given <= _MOST_FAILURES:
        raise units.ValueProblem("is negative" if given < 0 else "is above 1e9", expected=expected)
    return float(given)


def _exposure(given: Any) -> float:
    value = units.hours(given)
    if value < 1e-9:
        raise units.ValueProblem("is zero", expected='the time in which they were seen, such as "120 year"')
    return value


def _parameter(given: Any) -> float:
    if not isinstance(given, int | float) or isinstance(given, bool) or not 0 < given <= _MOST_FAILURES:
        raise units.ValueProblem("is no parameter of a distribution", expected="a number above 0, up to 1e9")
    return float(given)


_READERS: Mapping[str, Read] = {
    "error_factor": _factor, "failures": _whole, "exposure": _exposure,
    "shape": _parameter, "alpha": _parameter, "beta": _parameter,
}  # fmt: skip
"""How the keys are read that are no values of the figure itself."""


def _listed(keys: tuple[str, ...]) -> str:
    return f"{', '.join(keys[:-1])} and {keys[-1]}"


_PARAMETER = {"type": "number", "exclusiveMinimum": 0, "maximum": _MOST_FAILURES}


def table_schemas(figure: UncertainFigure, value: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the JSON Schema of each table that a figure may be; `value` is that of a single value."""
    special = {
        "error_factor": {"type": "number", "minimum": 1, "maximum": LARGEST_FACTOR},
        "failures": {"type": "integer", "minimum": 0, "maximum": _MOST_FAILURES},
        "exposure": {"type": "string", "pattern": units.VALUE_PATTERN, "examples": ["120 year"]},
        **dict.fromkeys(("shape", "alpha", "beta"), _PARAMETER),
    }
    return [
        {
            "type": "object",
            "properties": {key: special.get(key, value) for key in (*shape.keys, *shape.optional)},
            "required": list(shape.keys),
            "additionalProperties": False,
        }
        for shape in figure.shapes
    ]
