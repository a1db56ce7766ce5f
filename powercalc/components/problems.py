"""From what pydantic found to problems that a person can mend."""

from __future__ import annotations

import reprlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any, NamedTuple

from pydantic import BaseModel, ValidationError

from powercalc.components.spelling import nearest, quoted
from powercalc.errors import Problem
from powercalc.units import ValueProblem

_EXPECTED = {
    "string_type": "text in quotes",
    "bool_type": "true or false",
    "int_type": "a whole number",
    "tuple_type": "a text or a list of texts",
    "model_type": "a table",
    "dict_type": "a table",
    "list_type": "a list",
}
_FLAWS = {
    "missing": "is missing",
    "string_type": "is no text",
    "string_too_short": "is empty",
    "bool_type": "is neither true nor false",
    "int_type": "is no whole number",
    "tuple_type": "is no list of texts",
    "too_short": "is an empty list",
    "model_type": "is no table",
    "literal_error": "is not one of the words",
}


_ABSENT = object()


class Contradictions(ValueError):
    """Figures of one component that contradict each other: all of them, not only the first."""

    def __init__(self, problems: Iterable[ValueProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(str(problem) for problem in self.problems))


class Flaw(NamedTuple):
    """One thing that is wrong in the table of one figure, and its key there."""

    key: str
    problem: ValueProblem


class WrongTable(ValueError):
    """A figure stated as a table, with all that is wrong in it."""

    def __init__(self, flaws: Iterable[Flaw]) -> None:
        self.flaws = tuple(flaws)
        super().__init__("; ".join(f"{key} {problem}" for key, problem in self.flaws))


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction(Problem):
    """Values that are sound alone and not together; `keys` are those that decide, stated or not."""

    keys: tuple[str, ...] = ()
    stated: frozenset[str] = frozenset()
    """Those of the keys that are there."""


def problems_of(
    error: ValidationError, path: tuple[str | int, ...], model: type[BaseModel]
) -> Iterator[Problem]:
    """Yield one problem per thing that is wrong in `model`, its path below `path`."""
    for detail in error.errors(include_url=False):
        if detail["type"] != "too_short" or not detail["input"]:  # not short, but its items are wrong
            yield from _problems(dict(detail), path, model)


def _problems(
    detail: dict[str, Any], path: tuple[str | int, ...], model: type[BaseModel]
) -> Iterator[Problem]:
    place = path + tuple(detail["loc"])
    match detail.get("ctx", {}).get("error"):
        case Contradictions(problems=problems):
            for problem in problems:
                yield _contradiction(problem, path, detail["input"])
        case ValueProblem() as problem:
            yield _misread(problem, place, detail["input"])
        case WrongTable(flaws=flaws):
            for key, problem in flaws:
                yield _misread(problem, (*place, key), detail["input"].get(key, _ABSENT))
        case _ if detail["type"] == "extra_forbidden":
            yield unknown_key(place, [name for name in model.model_fields if name != "id"])
        case _:
            yield _other(detail, place)


def _misread(problem: ValueProblem, place: tuple[str | int, ...], given: Any) -> Problem:
    return Problem(
        path=place,
        text=problem.text,
        found=None if given is _ABSENT else shown(given),
        expected=problem.expected,
        suggestion=problem.suggestion,
    )


def _contradiction(problem: ValueProblem, path: tuple[str | int, ...], given: Any) -> Contradiction:
    stated = [key for key in problem.keys if isinstance(given, dict) and key in given]
    return Contradiction(
        path=(*path, *stated[:1]),
        text=problem.text,
        expected=problem.expected,
        suggestion=problem.suggestion,
        keys=problem.keys,
        stated=frozenset(stated),
    )


def _other(detail: dict[str, Any], place: tuple[str | int, ...]) -> Problem:
    """Return the problem of one of pydantic's own complaints."""
    sort, given, context = str(detail["type"]), detail["input"], detail.get("ctx", {})
    suggestion, expected = None, _EXPECTED.get(sort)
    if sort == "literal_error":
        expected = str(context["expected"]).replace("'", '"')
        suggestion = quoted(nearest(given if isinstance(given, str) else "", expected.split('"')[1::2]))
    text = _FLAWS.get(sort) or _bound(sort, context) or _sentence(detail)
    found = None if sort == "missing" else shown(given)
    return Problem(path=place, text=text, found=found, expected=expected, suggestion=suggestion)


def _bound(sort: str, context: Mapping[str, Any]) -> str | None:
    match sort:
        case "greater_than_equal":
            return f"is below {context['ge']}"
        case "less_than_equal":
            return f"is above {context['le']}"
        case _:
            return None


_OPERATING = "what a unit works from one failure to the next, in use, is its mtbf here"
_RESTORING = "how long it takes until a unit works again, on average, is its mttr here"
_RATE_OF = "how often a unit fails while in use is its failure_rate here"
_CALLED_HERE: Mapping[str, tuple[str, str]] = {
    **dict.fromkeys(
        ("mttf", "mtff", "mean_time_to_failure", "mtbcf", "mtbi", "motbf", "mut"), ("mtbf", _OPERATING)
    ),
    **dict.fromkeys(
        ("mdt", "mtr", "mttrs", "mean_time_to_repair", "repair_time", "mtrs"), ("mttr", _RESTORING)
    ),
    **dict.fromkeys(
        ("lambda", "afr", "fit", "annual_failure_rate", "failures_per_year"), ("failure_rate", _RATE_OF)
    ),
}
"""Figures by the names that data sheets and textbooks give them, and what they are called and mean here."""


def unknown_key(place: tuple[str | int, ...], known: Collection[str]) -> Problem:
    """Return the problem of a key that no table of this sort has."""
    words = frozenset(known)
    meant, why = _CALLED_HERE.get(str(place[-1]).lower(), (None, ""))
    if meant in words:
        return Problem(path=place, text=f"is an unknown key; {why}", suggestion=meant)
    near = nearest(str(place[-1]), known)
    return Problem(
        path=place,
        text="is an unknown key",
        suggestion=near,
        expected=None if near else "a key of this table; `powercalc schema` lists them",
    )


def _sentence(detail: dict[str, Any]) -> str:
    message = str(detail["msg"])
    return message[:1].lower() + message[1:]


class _Short(reprlib.Repr):
    """Values as the file writes them, short."""

    def repr1(self, x: Any, level: int) -> str:
        match x:
            case bool():
                return "true" if x else "false"
            case str():
                return f'"{x}"'
            case date() | time():
                return x.isoformat()
            case int() if abs(x) >= 10**40:
                return "a whole number of more than 40 digits"
            case dict():
                return "a table"
            case _:
                return super().repr1(x, level)


def shown(given: Any, limit: int = 60) -> str:
    """Return a value as it may be shown in a message: short, and on one line."""
    text = _Short().repr(given if not isinstance(given, str) else given[: limit + 1])
    text = text.encode("unicode_escape").decode("ascii") if not text.isprintable() else text
    return text if len(text) <= limit else text[: limit - 1] + "…"
