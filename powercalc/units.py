"""The border: text with a unit in, plain floats out (h, 1/h, kW, probability).

The grammar is the project's own and computes nothing::

    NUMBER UNIT            "12 min"         a quantity
    NUMBER / UNIT          "2 / year"       a rate
    NUMBER / NUMBER UNIT   "1 / 1100 h"     a rate
    NUMBER %               "0.94 %"         a fraction

Pint knows the units and converts them, from the definitions in `units.txt`; it never sees raw text. It
takes longer to load than a site to evaluate, so a text that is in order is converted by the same definitions
as plain factors, and pint is asked about quantities and about what is wrong.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Self

from powercalc.unit_factors import factors

if TYPE_CHECKING:
    import pint

_NUMBER = r"(?:\d{1,30}(?:\.\d{0,30})?|\.\d{1,30})(?:[eE][+-]?\d{1,4})?"
_UNIT = r"[A-Za-zµμ°]{1,24}"  # both of the signs that are written for micro
_GAP = r"\s{0,8}"
_VALUE = re.compile(rf"({_NUMBER}){_GAP}({_UNIT}|%)", re.ASCII)
_RATE = re.compile(rf"({_NUMBER}){_GAP}/{_GAP}({_NUMBER})?{_GAP}({_UNIT})", re.ASCII)

VALUE_PATTERN = rf"^\s*{_NUMBER}\s*({_UNIT}|%)\s*$"
"""What a quantity looks like, for the JSON Schema."""
RATE_PATTERN = rf"^\s*{_NUMBER}\s*/\s*({_NUMBER})?\s*{_UNIT}\s*$"
"""What a rate looks like, for the JSON Schema."""
FRACTION_PATTERN = rf"^\s*{_NUMBER}\s*%\s*$"
"""What a fraction in percent looks like, for the JSON Schema."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A text of the grammar, taken apart: NUMBER UNIT, or NUMBER / DIVISOR UNIT."""

    number: str
    unit: str
    """As it was written; "%" for a fraction."""
    per: bool = False
    divisor: str = "1"


def written(text: str) -> Written | None:
    """Return the parts of a text of the grammar; None for any other."""
    if match := _VALUE.fullmatch(text.strip()):
        return Written(number=match[1], unit=match[2])
    if match := _RATE.fullmatch(text.strip()):
        return Written(number=match[1], divisor=match[2] or "1", unit=match[3], per=True)
    return None


_TEN_TO = rf"10{_GAP}(?:\^|\*\*){_GAP}"
_TIMES = rf"[x×*·]{_GAP}"
_MISWRITTEN = re.compile(
    rf"({_NUMBER}){_GAP}(?:{_TIMES}(?:{_TEN_TO}|10{_GAP})([-+]?\d{{1,2}}){_GAP})?(?:/|per|1{_GAP}/){_GAP}"
    rf"({_NUMBER})?{_GAP}(?:{_TIMES})?(?:{_TEN_TO}(\d{{1,2}}))?{_GAP}({_UNIT})",
    re.ASCII,
)
_TO_THE_MINUS_ONE = re.compile(rf"({_NUMBER}){_GAP}({_UNIT}){_GAP}(?:\^|\*\*)?{_GAP}-1", re.ASCII)
_PER_MANY_HOURS = {"fit": 9, "fits": 9, "fpmh": 6, "fpbh": 9}
"""Units of a rate: one failure in ten to this power of hours."""
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_HABITS = {
    "amp": "A", "amps": "A", "amperes": "A", "volts": "V", "watts": "W", "kilowatts": "kW", "hz": None,
    "c": "degC", "celsius": "degC", "kms": "km", "kva": "kVA", "msec": "ms", "msecs": "ms", "secs": "s",
}  # fmt: skip
"""What units are often called that are not called so here; None where nothing is meant that there is."""


class Beyond(float):
    """A number that was written and that a float cannot hold: not a number, and shown as it was written."""

    def __new__(cls, text: str) -> Self:
        """Return the number that is none, with its text."""
        made = super().__new__(cls, "nan")
        made.text = text
        return made

    text: str

    def __repr__(self) -> str:
        return self.text


def number(text: str) -> float:
    """Return a number of a file; one that a float cannot hold, too large or too small, is a `Beyond`."""
    value = float(text)
    underflown = value == 0 and any(digit in "123456789" for digit in text.lower().partition("e")[0])
    written = text.lstrip("+-")[:1].isdigit() or text.lstrip("+-").startswith(".")
    return Beyond(text) if underflown or (math.isinf(value) and written) else value


class ValueProblem(ValueError):
    """A value that cannot be read: what is wrong with it, and what would be right."""

    def __init__(
        self, text: str, *, expected: str, suggestion: str | None = None, keys: tuple[str, ...] = ()
    ) -> None:
        super().__init__(text)
        self.text = text
        self.expected = expected
        self.suggestion = suggestion
        self.keys = keys
        """The keys that contradict each other, the one to look at first in front; none for a single value."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Dimension:
    """A kind of value: its unit inside powercalc, and what to write outside."""

    name: str
    unit: str
    example: str
    per: bool = False

    @property
    def expected(self) -> str:
        """What to write, for an error message."""
        return f"{self.name} such as {self.example}"


_RATING = 'a rating such as "300 kW", "330 kVA" or "24 A"'


TIME = Dimension(name="a time", unit="hour", example='"12 min"')
RATE = Dimension(name="a rate", unit="hour", example='"2 / year" or "1 / 1100 h"', per=True)
REAL_POWER = Dimension(name="a power", unit="kilowatt", example='"8 kW"')
APPARENT_POWER = Dimension(name="an apparent power", unit="kilovoltampere", example='"10 kVA"')
CURRENT = Dimension(name="a current", unit="ampere", example='"24 A"')
VOLTAGE = Dimension(name="a voltage", unit="volt", example='"400 V"')
DISTANCE = Dimension(name="a distance", unit="kilometre", example='"30 km"')
TEMPERATURE = Dimension(name="a temperature", unit="degree_Celsius", example='"24 degC"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """The most that a component can carry; kW, kVA and A are different dimensions."""

    value: float
    unit: str

    def __str__(self) -> str:
        return f"{self.value:g} {self.unit}"


def hours(given: Any) -> float:
    """Return a time in hours: "12 min" is 0.2."""
    return _converted(given, TIME)


def rate(given: Any) -> float:
    """Return a rate per hour: "1 / 1100 h" is 1/1100."""
    return _converted(given, RATE)


def kilowatts(given: Any) -> float:
    """Return a real power in kW."""
    return _converted(given, REAL_POWER)


def volts(given: Any) -> float:
    """Return a voltage in V."""
    return _converted(given, VOLTAGE)


def kilometres(given: Any) -> float:
    """Return a distance in km."""
    return _converted(given, DISTANCE)


def celsius(given: Any) -> float:
    """Return a temperature in °C."""
    return _converted(given, TEMPERATURE)


def rating(given: Any) -> Rating:
    """Return a rating in kW, kVA or A, whichever was written."""
    return _text_rating(given) if isinstance(given, str) else _any_rating(given)


_RATINGS = {"kW": REAL_POWER, "kVA": APPARENT_POWER, "A": CURRENT}


@lru_cache(maxsize=1024)
def _text_rating(text: str) -> Rating:
    for short, dimension in _RATINGS.items():
        if (value := _plainly_converted(text, dimension)) is not None:
            return Rating(value=value, unit=short)
    return _any_rating(text)


def _any_rating(given: Any) -> Rating:
    for short, dimension in _RATINGS.items():
        if _has_dimension(given, dimension):
            return Rating(value=_converted(given, dimension), unit=short)
    raise ValueProblem(_misfit(given), expected=_RATING)


def probability(given: Any) -> float:
    """Return a probability or fraction in 0..1: a bare number, or text in percent."""
    expected = 'a probability such as "0.5 %" or 0.005'
    value = _bare(given, expected) if _is_number(given) else _percent(given, expected)
    if not 0 <= value <= 1:
        raise ValueProblem("is outside 0 to 1", expected=expected)
    return value


def factor(given: Any) -> float:
    """Return a bare number of at least 1 (an error factor)."""
    expected = "a number of at least 1, such as 3"
    if not _is_number(given):
        raise ValueProblem("is not a bare number", expected=expected)
    value = _bare(given, expected)
    if value < 1:
        raise ValueProblem("is below 1", expected=expected)
    return value


def times(given: Any) -> float:
    """Return a bare number of at least 0: how often."""
    expected = "a number of at least 0, such as 0.01"
    if not _is_number(given):
        raise ValueProblem("is not a bare number", expected=expected)
    value = _bare(given, expected)
    if value < 0:
        raise ValueProblem("is negative", expected=expected)
    return value


def money(given: Any, *, negative: bool = False) -> float:
    """Return an amount of money: a bare number, in the currency that is stated once for all amounts."""
    expected = "a plain number such as 120000, in the currency of [improve]"
    if not _is_number(given):
        raise ValueProblem("is not a bare number", expected=expected)
    return -_bare(-given, expected) if negative and given < 0 else _bare(given, expected)


_TOO_SMALL = "is smaller than what can be computed with; write 0 for what never happens"


def _scaled(text: str, times: int, by: int, expected: str) -> float:
    """Return a number times a whole number, over another; what a float cannot hold is refused."""
    value = _sound(number(text), expected)
    scaled = _sound(value * times / by, expected)
    if value and not scaled:
        raise ValueProblem(_TOO_SMALL, expected=expected)
    return scaled


def _is_number(given: Any) -> bool:
    return isinstance(given, int | float) and not isinstance(given, bool)


def _bare(given: float, expected: str) -> float:
    if isinstance(given, Beyond):
        return _sound(given, expected)
    try:
        value = float(given)
    except OverflowError:
        value = math.inf
    return _sound(value, expected)


def _sound(value: float, expected: str) -> float:
    if isinstance(value, Beyond):
        large = math.isinf(float(value.text))
        raise ValueProblem("is not a finite number" if large else _TOO_SMALL, expected=expected)
    if not math.isfinite(value):
        raise ValueProblem("is not a finite number", expected=expected)
    if value < 0:
        raise ValueProblem("is negative", expected=expected)
    return value


def _percent(given: Any, expected: str) -> float:
    if not isinstance(given, str):
        return _percent_quantity(given, expected)
    match = _VALUE.fullmatch(given.strip())
    if match is None or match[2] != "%":
        readable = match or _RATE.fullmatch(given.strip())
        raise ValueProblem(_misfit(given) if readable else _flaw(given), expected=expected)
    return _scaled(match[1], 1, 100, expected)


def _percent_quantity(given: Any, expected: str) -> float:
    if not _is_quantity(given) or not given.dimensionless:
        raise ValueProblem(_misfit(given), expected=expected)
    return _sound(float(given.to("dimensionless").magnitude), expected)


def _converted(given: Any, dimension: Dimension) -> float:
    """Return `given`, text or a pint quantity, in the unit of `dimension`."""
    if isinstance(given, str):
        return _text_converted(given, dimension)
    if _is_number(given) and given == 0:
        return 0.0  # nothing is nothing in every unit: "to state that something never fails, write 0"
    return _in_unit_of(dimension, given)


@lru_cache(maxsize=4096)  # a site repeats its texts, and a conversion costs a hundred dictionary look-ups
def _text_converted(text: str, dimension: Dimension) -> float:
    plain = _plainly_converted(text, dimension)
    return _in_unit_of(dimension, text) if plain is None else plain


def _plainly_converted(text: str, dimension: Dimension) -> float | None:
    """Return a text in the unit of `dimension` by its factor; None where there is something to explain."""
    match = (_RATE if dimension.per else _VALUE).fullmatch(text.strip())
    factor = factors().get(match[match.re.groups]) if match else None
    if match is None or factor is None or factor.base != dimension.unit:
        return None
    if not dimension.per:
        return _scaled(match[1], factor.times, factor.by, dimension.expected)
    divisor = _sound(number(match[2] or "1"), dimension.expected) * factor.times
    return _quotient(match[1], factor.by, divisor, dimension.expected) if divisor else None


def _quotient(text: str, times: int, divisor: float, expected: str) -> float:
    value = _sound(number(text), expected)
    found = _sound(value * times / divisor, expected)
    if value and not found:
        raise ValueProblem(_TOO_SMALL, expected=expected)
    return found


def _in_unit_of(dimension: Dimension, given: Any) -> float:
    quantity = _quantity(given, dimension.expected, per=dimension.per, bases=(dimension.unit,))
    target = f"1 / {dimension.unit}" if dimension.per else dimension.unit
    if not quantity.is_compatible_with(target):
        raise ValueProblem(_misfit(given), expected=dimension.expected)
    return _sound(float(quantity.to(target).magnitude), dimension.expected)


def _has_dimension(given: Any, dimension: Dimension) -> bool:
    quantity = _quantity(given, _RATING, bases=tuple(each.unit for each in _RATINGS.values()))
    return bool(quantity.is_compatible_with(dimension.unit))


def _quantity(
    given: Any, expected: str, *, per: bool = False, bases: tuple[str, ...] = ()
) -> pint.Quantity[float]:
    if _is_quantity(given):
        return _adopted(given, expected)
    if not isinstance(given, str):
        raise ValueProblem(_misfit(given), expected=expected)
    text = given.strip()
    if per and (right := _right_form(text)):
        raise ValueProblem("is not in the grammar", expected=expected, suggestion=f'"{right}"')
    if match := _VALUE.fullmatch(text):
        return _registry().Quantity(_sound(number(match[1]), expected), _known(match[2], expected, bases))
    if match := _RATE.fullmatch(text):
        return _rate_quantity(match, expected, bases)
    raise ValueProblem(_flaw(text), expected=expected)


def _rate_quantity(match: re.Match[str], expected: str, bases: tuple[str, ...]) -> pint.Quantity[float]:
    divisor = _sound(number(match[2] or "1"), expected)
    if divisor == 0:
        raise ValueProblem("divides by zero", expected=expected)
    unit = _known(match[3], expected, bases)
    return _registry().Quantity(_sound(number(match[1]), expected) / divisor, f"1 / {unit}")


def _right_form(text: str) -> str | None:
    """Return a rate that is written as elsewhere in the form that is read here: FIT, "/ 10^6 h", "per"."""
    plain = re.sub("[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+", lambda found: f"^{found[0].translate(_SUPERSCRIPTS)}", text)
    if match := _VALUE.fullmatch(plain):
        power = _PER_MANY_HOURS.get(match[2].lower())
        return f"{match[1]} / 1e{power} h" if power else None
    if match := _TO_THE_MINUS_ONE.fullmatch(plain):
        return f"{match[1]} / {match[2]}" if match[2] in factors() else None
    if _RATE.fullmatch(plain) or not (match := _MISWRITTEN.fullmatch(plain)):
        return None
    if match[5] not in factors():
        return None
    top = f"{match[1]}e{int(match[2])}" if match[2] else match[1]
    below = _below(match[3], match[4])
    return f"{top} / {below}{match[5]}"


def _below(count: str | None, power: str | None) -> str:
    if power is None:
        return f"{count} " if count else ""
    return f"{count or 1}e{int(power)} "


def _is_quantity(given: Any) -> bool:
    return hasattr(given, "magnitude") and hasattr(given, "unit_items")


def _adopted(given: Any, expected: str) -> pint.Quantity[float]:
    """Return a quantity of any registry in ours, by the names of its units: their year may be 8766 h."""
    registry = _registry()
    unit = registry.Unit("")
    for name, power in given.unit_items():
        unit = unit * registry.Unit(_known(str(name), expected)) ** power
    return registry.Quantity(float(given.magnitude), unit)


def _known(unit: str, expected: str, bases: tuple[str, ...] = ()) -> str:
    """Return pint's own name of a unit that we define: its parser would rewrite signs such as °."""
    names = _unit_names()
    if unit in names:
        return names[unit]
    raise ValueProblem(f'has an unknown unit "{unit}"', expected=expected, suggestion=_near(unit, bases))


def _near(unit: str, bases: tuple[str, ...]) -> str | None:
    """Return the unit that is probably meant: one of the dimension that is due, where there is any like it.

    A unit of another dimension is only worth a word where nothing is known of what is due.
    """
    lowered = unit.lower()
    fitting = [name for name, factor in factors().items() if not bases or factor.base in bases]
    if same := [name for name in fitting if name.lower() == lowered]:
        return same[0]
    if lowered in _HABITS:
        habit = _HABITS[lowered]
        return habit if habit in fitting else None
    long = [name for name in fitting if len(name) > 2]  # "hp" is like "h" and means nothing of the sort
    near = get_close_matches(unit, long, n=1) or get_close_matches(lowered, long, n=1)
    return near[0] if near else None


def _flaw(text: str) -> str:
    """Return what is wrong with a text that is not in the grammar."""
    stripped = text.strip()
    if not stripped:
        return "is empty"
    if re.search(r"\d,\d", stripped):
        return "has a decimal comma; write a point"
    if stripped.startswith("-"):
        return "is negative"
    if re.match(r"[+-]?(nan|inf)", stripped, re.IGNORECASE):
        return "is not a finite number"
    if re.fullmatch(_NUMBER, stripped):
        return "has no unit"
    return "is not in the grammar of values"


def _misfit(given: Any) -> str:
    if isinstance(given, bool):
        return "is true or false, not a value"
    if _is_number(given):
        finite = isinstance(given, int) or math.isfinite(given)
        return "is a bare number where a unit is due" if finite else "is not a finite number"
    if isinstance(given, str) or _is_quantity(given):
        return "has the wrong dimension"
    names: dict[type, str] = {dict: "table", list: "list"}
    sort = names.get(type(given), type(given).__name__)
    return f"is a {sort}, not a value with a unit"


@cache
def _registry() -> pint.UnitRegistry[float]:
    from importlib.resources import as_file, files

    import pint

    with as_file(files("powercalc").joinpath("units.txt")) as path:
        return pint.UnitRegistry(str(path), on_redefinition="raise")


@cache
def _unit_names() -> dict[str, str]:
    defined = _registry()._units  # noqa: SLF001 - pint has no public list of names
    return {name: unit.name for name, unit in defined.items()}
