"""The types of a component's figures: text with a unit outside, a plain float inside.

Each type reads at the door (`units`) and describes itself in the JSON Schema. Rates, times and probabilities
of components may be uncertain: a table in place of the value, read to its mean (`uncertain`).
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import (
    BeforeValidator,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    GetPydanticSchema,
    PlainValidator,
    StrictBool,
    StrictInt,
    StrictStr,
)
from pydantic_core.core_schema import CoreSchema, no_info_plain_validator_function

from powercalc import units
from powercalc.components.uncertain import UncertainFigure, table_schemas


class Once:
    """Ends a type: how it is written, for the JSON Schema, where pydantic cannot tell.

    And pydantic works the type out once, for all keys of all kinds that have it: else that takes two thirds
    of the time in which a kind is first read.
    """

    def __init__(self, written: dict[str, Any] | None = None) -> None:
        self._written = written
        self._schema: CoreSchema | None = None

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Return what pydantic made of the type at first."""
        if self._schema is None:
            self._schema = handler(source)
        return copy(self._schema)

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Return how it is written."""
        return dict(self._written or handler(schema))


_ZERO = {"const": 0}
_LEAST, _MOST = 1e-15, 1e12
"""The span of times, [h], from picoseconds to a hundred million years; and of powers."""
_SELDOM, _OFTEN = 1e-300, 1e6
"""The span of rates, [1/h]."""


def _value(pattern: str, example: str, *, zero: bool = True) -> dict[str, Any]:
    text = {"type": "string", "pattern": pattern, "examples": [example]}
    return {"anyOf": [text, _ZERO] if zero else [text]}


def _fraction(example: str) -> dict[str, Any]:
    text = {"type": "string", "pattern": units.FRACTION_PATTERN, "examples": [example]}
    return {"anyOf": [text, {"type": "number", "minimum": 0, "maximum": 1}]}


def _schema(pattern: str, example: str, *, zero: bool = True) -> Once:
    return Once(_value(pattern, example, zero=zero))


def _or_tables(figure: UncertainFigure, value: dict[str, Any]) -> Once:
    return Once({"anyOf": [*value["anyOf"], *table_schemas(figure, value)]})


def _positive(read: Callable[[Any], float]) -> Callable[[Any], float]:
    """Return a reader that refuses zero as well."""

    def checked(given: Any) -> float:
        value = read(given)
        if value == 0:
            raise units.ValueProblem("is zero", expected="more than zero")
        return value

    return checked


def _within(read: Callable[[Any], float], least: float, most: float, unit: str) -> Callable[[Any], float]:
    """Return a reader that refuses what floats cannot carry through a calculation; zero is sound."""
    expected = f"0, or from {least:g} to {most:g} {unit}"

    def checked(given: Any) -> float:
        value = read(given)
        if value and not least <= value <= most:
            flaw = "is too small to be computed with" if value < least else "is too large to be computed with"
            raise units.ValueProblem(flaw, expected=expected)
        return value

    return checked


def _rating(given: Any) -> units.Rating:
    found = units.rating(given)
    _within(lambda _: found.value, _LEAST, _MOST, found.unit)(given)
    return found


_hours = _within(units.hours, _LEAST, _MOST, "h")
_rate = _within(units.rate, _SELDOM, _OFTEN, "1/h")
_kilowatts = _within(units.kilowatts, _LEAST, _MOST, "kW")


_TIME = _value(units.VALUE_PATTERN, "12 min")
_LONG_TIME = _value(units.VALUE_PATTERN, "250000 h", zero=False)
_PER_TIME = _value(units.RATE_PATTERN, "2 / year")
_CHANCE = _fraction("0.5 %")

_HOURS = UncertainFigure(read=_hours)
_POSITIVE_HOURS = UncertainFigure(read=_positive(_hours))
_RATE = UncertainFigure(read=_rate, is_rate=True)
_PROBABILITY = UncertainFigure(read=units.probability, most=1.0)

Hours = Annotated[float, PlainValidator(_HOURS), _or_tables(_HOURS, _TIME)]
"""A time, in h."""
PositiveHours = Annotated[float, PlainValidator(_POSITIVE_HOURS), _or_tables(_POSITIVE_HOURS, _LONG_TIME)]
"""A time above zero, in h."""
Rate = Annotated[float, PlainValidator(_RATE), _or_tables(_RATE, _PER_TIME)]
"""A rate, in 1/h."""
Probability = Annotated[float, PlainValidator(_PROBABILITY), _or_tables(_PROBABILITY, _CHANCE)]
"""A probability or a fraction, in 0..1."""
CertainHours = Annotated[float, BeforeValidator(_hours), Once(_TIME)]
"""A time that is promised or agreed, in h: no table."""
CertainPositiveHours = Annotated[float, BeforeValidator(_positive(_hours)), Once(_LONG_TIME)]
"""A time above zero that is promised or agreed, in h: no table."""
CertainRate = Annotated[float, BeforeValidator(_rate), Once(_PER_TIME)]
"""A rate that is promised or agreed, in 1/h: no table."""
CertainProbability = Annotated[float, BeforeValidator(units.probability), Once(_CHANCE)]
"""A probability or a fraction that is promised or agreed, in 0..1: no table."""
ErrorFactor = Annotated[
    float,
    BeforeValidator(units.factor),
    Once({"type": "number", "minimum": 1, "examples": [3]}),
]
"""The ratio of the 95th percentile of a lognormal to its median."""
TimesPerYear = Annotated[
    float, BeforeValidator(units.times), Once({"type": "number", "minimum": 0, "examples": [0.01]})
]
"""How often in a year: a bare number."""
Kilowatts = Annotated[float, BeforeValidator(_kilowatts), _schema(units.VALUE_PATTERN, "8 kW")]
"""A real power, in kW."""
Volts = Annotated[float, BeforeValidator(units.volts), _schema(units.VALUE_PATTERN, "400 V")]
"""A voltage, in V."""
Rating = Annotated[
    units.Rating,
    GetPydanticSchema(lambda _type, _handler: no_info_plain_validator_function(_rating)),
    _schema(units.VALUE_PATTERN, "300 kW"),
]
"""A rating in kW, kVA or A."""


def _one_or_many(given: Any) -> Any:
    return (given,) if isinstance(given, str) else given


_Name = Annotated[StrictStr, Field(min_length=1)]
_IDS_SCHEMA = {
    "anyOf": [
        {"type": "string", "minLength": 1},
        {"type": "array", "items": {"type": "string", "minLength": 1}, "minItems": 1},
    ]
}
Ids = Annotated[tuple[_Name, ...], Field(min_length=1), BeforeValidator(_one_or_many), Once(_IDS_SCHEMA)]
"""One id or a list of ids."""
Text = Annotated[StrictStr, Field(min_length=1), Once()]
"""A text for people."""
Flag = Annotated[StrictBool, Once()]
"""true or false."""
Count = Annotated[StrictInt, Field(ge=1, le=100_000), Once()]
"""How many; a hundred thousand is more than any site has."""


def _needed(given: Any) -> int | str:
    if given == "auto":
        return "auto"
    if isinstance(given, bool) or not isinstance(given, int):
        raise units.ValueProblem("is no whole number", expected='a whole number or "auto"')
    if given < 1:
        raise units.ValueProblem("is below 1", expected='a whole number or "auto"')
    return given


Needed = Annotated[
    int | Literal["auto"],
    PlainValidator(_needed),
    Once({"anyOf": [{"type": "integer", "minimum": 1, "maximum": 100_000}, {"const": "auto"}]}),
]
"""How many of some units, or as many as what they carry asks for."""


def _calendar_date(given: Any) -> date:
    if isinstance(given, date) and not hasattr(given, "hour"):
        return given
    if isinstance(given, str):
        try:
            return date.fromisoformat(given)
        except ValueError:
            pass
    raise units.ValueProblem("is not a date", expected="a date such as 2024-08-03")


Date = Annotated[
    date,
    BeforeValidator(_calendar_date),
    Once({"type": "string", "format": "date", "examples": ["2024-08-03"]}),
]
"""A calendar date."""


def _shares(given: Any) -> tuple[float, ...]:
    if not isinstance(given, list | tuple) or not given:
        raise units.ValueProblem("is not a list of fractions", expected='fractions such as ["50 %", "50 %"]')
    return tuple(units.probability(share) for share in given)


Shares = Annotated[
    tuple[float, ...],
    BeforeValidator(_shares),
    Once(
        {
            "type": "array",
            "items": {"anyOf": [{"type": "string", "pattern": units.FRACTION_PATTERN}, {"type": "number"}]},
        }
    ),
]
"""Fractions of the whole, one per cord."""
