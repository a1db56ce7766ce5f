"""What a cell says: a number as people write it, a breaker, nothing, or that nobody knows."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Decimal = Literal["comma", "point"]

NOTHING = frozenset(
    (
        "-",
        "--",
        "–",
        "—",
        "/",
        "n/a",
        "na",
        "n.a.",
        "none",
        "no",
        "nil",
        "aucun",
        "aucune",
        "neant",
        "sans",
        "non",
    )
)
"""Words that say there is nothing, without accents."""
UNKNOWN = frozenset(
    (
        "?",
        "??",
        "???",
        "tbd",
        "tbc",
        "unknown",
        "inconnu",
        "inconnue",
        "a definir",
        "a verifier",
        "nc",
        "n/c",
        "nsp",
    )
)
"""Words that say nobody knows."""

_AMOUNT = re.compile(r"^([+-]?[\d.,\s'’]*\d)\s*([^\d\s].*)?$", re.DOTALL)
_RATING = re.compile(
    r"^(?:(?P<ways>[1-4])\s*(?:x|×|p|ph|\*)\s*)?[bcdk]?\s*(?P<amps>\d+(?:[.,]\d+)?)\s*(?:a|amps?|amperes?)?"
    r"(?:\s*/\s*(?P<poles>[1-4])p?)?(?P<rest>[\s,(+/-].*|)$"
)
_OTHER_UNIT = re.compile(r"\s*(?:[km]?w|[km]?va|v)\b")
_THREE = re.compile(
    r"\b(?:tri|triphase|tetra|tetrapolaire|three|3\s*p|3\s*ph(?:ase)?s?|3\s*~|4\s*p|3p\s*\+\s*n)"
)
_ONE = re.compile(r"\b(?:mono|monophase|single|1\s*p|1\s*ph(?:ase)?|2\s*p|1\s*~|p\s*\+\s*n|ph\s*\+\s*n)")


def folded(text: str) -> str:
    """Return a text without accents and capitals."""
    apart = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in apart if not unicodedata.combining(sign)).casefold().strip()


def says_nothing(cell: str) -> bool:
    """Tell whether a cell says that there is nothing: "-", "n/a"."""
    return folded(cell) in NOTHING


def is_unknown(cell: str) -> bool:
    """Tell whether a cell is empty, or says that nobody knows."""
    return not cell or folded(cell) in UNKNOWN


def is_absent(cell: str) -> bool:
    """Tell whether a cell has nothing to read."""
    return is_unknown(cell) or says_nothing(cell)


def decimal_of(cells: Iterable[str]) -> Decimal | None:
    """Return which sign parts off the decimals in some cells; None where they do not tell."""
    signs = {sign for cell in cells if (found := _AMOUNT.match(cell)) and (sign := _decimal_in(found[1]))}
    return signs.pop() if len(signs) == 1 else None


def _decimal_in(number: str) -> Decimal | None:
    """Return what one number tells: "1,98" and "1.234,5" have a comma, "1,234" may have either."""
    comma, point = number.count(","), number.count(".")
    if comma and point:
        return "comma" if number.rindex(",") > number.rindex(".") else "point"
    if comma + point != 1:
        return None
    tail = re.split("[.,]", number)[1]
    if len(tail) == 3 and not number.lstrip("+-").startswith("0"):
        return None
    return "comma" if comma else "point"


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """A number, and the unit behind it, "" where there is none."""

    value: float
    unit: str


def amount(cell: str, decimal: Decimal | None) -> Amount | str:
    """Return the number in a cell, or why there is none."""
    if cell.startswith("="):
        return "is a formula without a saved value"
    found = _AMOUNT.match(cell)
    if found is None:
        return "is no number"
    number = re.sub(r"[\s'’]", "", found[1])
    if decimal is None and _may_be_either(number):
        return "may be a decimal or a thousand; --decimal comma or --decimal point says which"
    try:
        value = float(_plain(number, decimal))
    except ValueError:
        return "is no number"
    return "is below 0" if value < 0 else Amount(value=value, unit=(found[2] or "").strip())


def _may_be_either(number: str) -> bool:
    return (
        bool(re.search("[.,]", number))
        and _decimal_in(number) is None
        and len(re.findall("[.,]", number)) == 1
    )


def _plain(number: str, decimal: Decimal | None) -> str:
    sign = decimal if decimal is not None and _decimal_in(number) is None else _decimal_in(number) or decimal
    return number.replace(".", "").replace(",", ".") if sign == "comma" else number.replace(",", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakerRating:
    """What a breaker is made for: "32 A tri"."""

    amps: float
    phases: Literal[1, 3] | None


def breaker_rating(cell: str) -> BreakerRating | None:
    """Return what "32", "32 A tri", "32A", "3x32 A", "16 A mono", "32/3" say; None where it is no rating."""
    text = folded(cell)
    found = _RATING.match(text)
    if found is None or _OTHER_UNIT.match(found["rest"]):
        return None
    ways = found["ways"] or found["poles"]
    told: Literal[1, 3] | None = None
    if ways is not None:
        told = 3 if int(ways) >= 3 else 1
    elif _THREE.search(found["rest"]):
        told = 3
    elif _ONE.search(found["rest"]):
        told = 1
    amps = float(found["amps"].replace(",", "."))
    return BreakerRating(amps=amps, phases=told) if amps > 0 else None


def phases_of(cell: str) -> Literal[1, 3] | None:
    """Return how many phases "3", "tri", "single", "4P" are; None where it is no such word."""
    text = folded(cell)
    if text.isdecimal() and text.isascii():
        return 3 if text in {"3", "4"} else 1 if text in {"1", "2"} else None
    return 3 if _THREE.search(text) else 1 if _ONE.search(text) else None
