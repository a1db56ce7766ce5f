"""What somebody wrote in a cell, in English or French, as a value of TOML."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import get_args

from powercalc import units
from powercalc.answers.asked_fields import AnswerKind
from powercalc.inventory.table.cells import folded
from powercalc.languages import CODES, plainly, speaking, word
from powercalc.site import toml_text
from powercalc.site.practices import EvidenceKind, Maintained, Topic, Watched

_YES = {"yes", "y", "oui", "o", "true", "vrai", "x", "done", "fait"}
_NO = {
    "no",
    "n",
    "non",
    "false",
    "faux",
    "none",
    "aucun",
    "aucune",
    "neant",
    "never",
    "jamais",
    "rien",
    "nothing",
}
_ALL = {"all", "everything", "tous", "toutes", "tout"}
_TIME_UNITS = {
    "an": "year", "ans": "year", "annee": "year", "annees": "year", "mois": "month", "semaine": "week",
    "semaines": "week", "jour": "day", "jours": "day", "j": "day", "heure": "h", "heures": "h", "mn": "min",
    "minutes": "min", "minute": "min", "secondes": "s", "seconde": "s",
}  # fmt: skip
_EVERY = {
    "daily": "1 day", "quotidien": "1 day", "weekly": "1 week", "hebdomadaire": "1 week",
    "monthly": "1 month", "mensuel": "1 month", "mensuelle": "1 month", "quarterly": "3 month",
    "trimestriel": "3 month", "trimestrielle": "3 month", "twice a year": "6 month",
    "semestriel": "6 month", "semestrielle": "6 month",
    "deux fois par an": "6 month", "yearly": "1 year", "annually": "1 year", "annual": "1 year",
    "annuel": "1 year", "annuelle": "1 year",
}  # fmt: skip
_LEAD = re.compile(r"^(?:every|each|toutes?|tous|chaque|about|environ)\s+(?:les\s+)?")
_MONTHS = (
    "jan|january|janvier", "feb|february|fevrier|fev", "mar|march|mars", "apr|april|avril|avr", "may|mai",
    "jun|june|juin", "jul|july|juillet", "aug|august|aout", "sep|sept|september|septembre",
    "oct|october|octobre", "nov|november|novembre", "dec|december|decembre",
)  # fmt: skip
_NUMBER = r"\d+(?:[.,]\d+)?"
_FIGURE = re.compile(rf"^({_NUMBER})\s*([^\d\s].*)?$")
_OF = re.compile(r"^(\d+)\s*(?:of|sur|out of|/)\s*(\d+)$")
_ONCE = re.compile(
    rf"^(?:once in|une fois en|une fois tous les|1 fois en|once every)\s+({_NUMBER})?\s*(\S+)$"
)
_PER = re.compile(rf"^({_NUMBER})\s*(?:/|per|par|times a|times per|fois par)\s*({_NUMBER})?\s*(\S+)$")


class NotRead(Exception):
    """A cell that is no answer of the sort that was asked for; the message says what is wrong."""


def is_no(cell: str) -> bool:
    """Tell whether a cell is a plain no."""
    return folded(cell).rstrip(".!") in _NO


def value(cell: str, sort: AnswerKind) -> str:
    """Return an answer as a value of TOML. Raises `NotRead`."""
    return _READERS[sort](" ".join(cell.split()))


def evidence_kind(cell: str) -> str:
    """Return how an answer is shown. Raises `NotRead`."""
    return toml_text.text(_one(cell, get_args(EvidenceKind)))


def day(cell: str) -> str:
    """Return a day, written with the year first or last, or with the name of its month."""
    text = folded(cell)
    for pattern, order in (
        (r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$", "ymd"),
        (r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$", "dmy"),
    ):
        if found := re.match(pattern, text):
            parts = dict(zip(order, map(int, found.groups()), strict=True))
            return _dated(parts["y"], parts["m"], parts["d"], cell)
    for number, names in enumerate(_MONTHS, start=1):
        if found := re.match(rf"^(\d{{1,2}})(?:er|st|nd|rd|th)?\s+(?:{names})\.?\s+(\d{{4}})$", text):
            return _dated(int(found[2]), number, int(found[1]), cell)
    raise NotRead("is no day; write it as 2026-11-29")


def _dated(year: int, month: int, of_month: int, cell: str) -> str:
    try:
        return date(year, month, of_month).isoformat()
    except ValueError:
        raise NotRead(f"{cell} is no day of the calendar; write it as 2026-11-29") from None


def _time(cell: str) -> str:
    text = _LEAD.sub("", folded(cell))
    if text in _EVERY:
        return toml_text.text(_EVERY[text])
    found = _FIGURE.match(text if text[:1].isdigit() else f"1 {text}")
    if not found or not found[2]:
        raise NotRead("is no time with a unit; write it as 6 months, 48 h or 10 min")
    told = f"{found[1].replace(',', '.')} {_TIME_UNITS.get(found[2], found[2])}"
    try:
        units.hours(told)
    except units.ValueProblem as problem:
        raise NotRead(f"{problem}; write it as 6 months, 48 h or 10 min") from None
    return toml_text.text(told)


def _flag(cell: str) -> str:
    text = folded(cell).rstrip(".!")
    if text in _YES:
        return "true"
    if text in _NO:
        return "false"
    raise NotRead("is neither yes nor no")


def _share(cell: str) -> str:
    text = folded(cell)
    if found := _OF.match(text):
        part, whole = int(found[1]), int(found[2])
        if not 0 <= part <= whole or not whole:
            raise NotRead("is no share: write it as 0.5 %, or as 2 of 40")
        return f"{part / whole:.6g}"
    found = _FIGURE.match(text)
    if found and (found[2] or "").strip() == "%":
        return toml_text.text(f"{found[1].replace(',', '.')} %")
    if found and not found[2] and float(found[1].replace(",", ".")) <= 1:
        return found[1].replace(",", ".")
    raise NotRead("is no share: write it as 0.5 %, or as 2 of 40")


def _rate(cell: str) -> str:
    text = folded(cell)
    if found := _ONCE.match(text):
        number, unit = found[1] or "1", found[2]
        return toml_text.text(f"1 / {number.replace(',', '.')} {_TIME_UNITS.get(unit, unit)}")
    if found := _PER.match(text):
        number, unit = f"{found[2].replace(',', '.')} " if found[2] else "", found[3]
        return toml_text.text(f"{found[1].replace(',', '.')} / {number}{_TIME_UNITS.get(unit, unit)}")
    raise NotRead("is no rate: write it as 2 / year, or as once in 50 years")


def _count(cell: str) -> str:
    if found := re.match(r"^(\d{1,6})(?:\s.*)?$", cell):
        return found[1]
    raise NotRead("is no whole number")


def _power(cell: str) -> str:
    found = re.match(
        rf"^({_NUMBER})\s*([kmKM]?)(W|VA|w|va|Va)$", cell.replace("\u202f", "").replace("\u00a0", "")
    )
    if not found:
        raise NotRead("is no power with a unit: write it as 500 kW or 500 kVA")
    scale = {"k": "k", "m": "M", "": ""}[found[2].lower()]
    return toml_text.text(f"{found[1].replace(',', '.')} {scale}{found[3].upper()}")


def _celsius(cell: str) -> str:
    found = re.match(
        rf"^([+-]?{_NUMBER})\s*(?:°\s*c|c|degc|degres?)?$",
        folded(cell).replace("°", "° ").replace("°  ", "° "),
    )
    if not found:
        raise NotRead("is no temperature: write it as 24 °C")
    return toml_text.text(f"{found[1].replace(',', '.')} degC")


def _names(cell: str) -> str:
    return toml_text.text(tuple(_parts(cell)))


def _parts(cell: str) -> list[str]:
    return [part for each in re.split(r"[,;/]|\s(?:and|et)\s", cell) if (part := each.strip())]


def _several(choice: Iterable[str]) -> Callable[[str], str]:
    def read(cell: str) -> str:
        known = tuple(choice)
        if folded(cell) in _ALL:
            return toml_text.text(known)
        return toml_text.text(tuple(dict.fromkeys(_one(part, known) for part in _parts(cell))))

    return read


def _one(cell: str, choice: tuple[str, ...]) -> str:
    named = _by_name(choice)
    text = _singular(cell)
    if text in named:
        return named[text]
    raise NotRead(f'"{cell}" is none of: {", ".join(plainly(word(each)) for each in choice)}')


def _by_name(choice: tuple[str, ...]) -> Mapping[str, str]:
    found = {_singular(each): each for each in choice}
    for code in CODES:
        with speaking(code):
            found |= {_singular(plainly(word(each))): each for each in choice}
    return found


def _singular(text: str) -> str:
    words = re.sub(r"[_'’-]", " ", folded(text)).split()
    return " ".join(each.removesuffix("s") for each in words)


_READERS: Mapping[AnswerKind, Callable[[str], str]] = {
    AnswerKind.TIME: _time,
    AnswerKind.DAY: day,
    AnswerKind.FLAG: _flag,
    AnswerKind.SHARE: _share,
    AnswerKind.RATE: _rate,
    AnswerKind.COUNT: _count,
    AnswerKind.POWER: _power,
    AnswerKind.CELSIUS: _celsius,
    AnswerKind.TEXT: toml_text.text,
    AnswerKind.NAMES: _names,
    AnswerKind.KINDS: _several(get_args(Maintained)),
    AnswerKind.WATCHED: _several(get_args(Watched)),
    AnswerKind.TOPICS: _several(get_args(Topic)),
    AnswerKind.SUPPLY: lambda cell: toml_text.text(_one(cell, ("on_site", "contract", "certificates"))),
    AnswerKind.FREE: toml_text.text,
}
