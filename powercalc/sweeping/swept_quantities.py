"""Numbers with units as they are written in a sweep, exact: steps of a tenth add up to one."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Self

from powercalc import units
from powercalc.unit_factors import factors

_DIGITS = 17


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A number with the unit that it was written with; "" for a bare number."""

    value: Fraction
    unit: str = ""
    per: bool = False
    whole: bool = False
    """A bare whole number, such as a count."""

    @classmethod
    def of(cls, given: object) -> Self | None:
        """Return what was written as a quantity; None where it is none."""
        match given:
            case bool():
                return None
            case int():
                return cls(value=Fraction(given), whole=True)
            case float() if given == given and abs(given) != float("inf"):  # noqa: PLR0124 - nan is not
                return cls(value=Fraction(repr(float(given))))
            case str():
                return cls._of_text(given)
            case _:
                return None

    @classmethod
    def _of_text(cls, text: str) -> Self | None:
        found = units.written(text)
        if found is None or (found.unit != "%" and found.unit not in factors()):
            return None
        divisor = Fraction(found.divisor)
        if divisor == 0:
            return None
        return cls(value=Fraction(found.number) / divisor, unit=found.unit, per=found.per)

    @property
    def base(self) -> str:
        """What can be converted into each other has the same."""
        if self.unit in {"", "%"}:
            return ""
        return f"{'1 / ' if self.per else ''}{factors()[self.unit].base}"

    @property
    def size(self) -> Fraction:
        """How many of the base its unit is."""
        if self.unit in {"", "%"}:
            return Fraction(1, 100 if self.unit else 1)
        factor = factors()[self.unit]
        return Fraction(factor.by, factor.times) if self.per else Fraction(factor.times, factor.by)

    def fits(self, other: Quantity) -> bool:
        """Tell whether both are of one dimension; nothing is nothing in every unit."""
        return self.base == other.base or 0 in {self.value, other.value}

    def like(self, other: Quantity) -> Fraction:
        """Return its number in the unit of another."""
        return self.value * self.size / other.size if self.value else self.value

    def written(self, value: Fraction) -> Any:
        """Return another number with this unit, as a site file states it."""
        if self.whole and value.denominator == 1:
            return int(value)
        if not self.unit:
            return float(value)
        return f"{decimal(value)} {'/ ' if self.per else ''}{self.unit}"

    @property
    def suffix(self) -> str:
        """The unit at the end of the name of a column: "_min", "_per_year", "_percent", or nothing."""
        if not self.unit:
            return ""
        return f"_{'per_' if self.per else ''}{'percent' if self.unit == '%' else self.unit}"


def decimal(value: Fraction) -> str:
    """Return a number as the grammar of values has it: exact where few digits are, else as a float."""
    scaled = value
    for places in range(_DIGITS):
        if scaled.denominator == 1:
            digits = str(scaled.numerator).rjust(places + 1, "0")
            return f"{digits[:-places]}.{digits[-places:]}" if places else digits
        scaled *= 10
    return repr(float(value))
