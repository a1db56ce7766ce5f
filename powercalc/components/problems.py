"""From what pydantic found to problems that a person can mend."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel, ValidationError

from powercalc.errors import Problem
from powercalc.units import ValueProblem

_EXPECTED = {
    "missing": "this key",
    "string_type": "text in quotes",
    "string_too_short": "text that is not empty",
    "bool_type": "true or false",
    "int_type": "a whole number",
    "tuple_type": "a text or a list of texts",
    "too_short": "at least one",
    "model_type": "a table",
    "dict_type": "a table",
    "list_type": "a list",
}


def problems_of(
    error: ValidationError, path: tuple[str | int, ...], model: type[BaseModel]
) -> Iterator[Problem]:
    """Yield one problem per thing that is wrong in `model`, its path below `path`."""
    for detail in error.errors(include_url=False):
        yield _problem(dict(detail), path, model)


def _problem(detail: dict[str, Any], path: tuple[str | int, ...], model: type[BaseModel]) -> Problem:
    place = path + tuple(detail["loc"])
    cause = detail.get("ctx", {}).get("error")
    found = _shown(detail["input"])
    if isinstance(cause, ValueProblem):
        shown = None if isinstance(detail["input"], dict) else found
        return Problem(
            path=place, text=cause.text, found=shown, expected=cause.expected, suggestion=cause.suggestion
        )
    if detail["type"] == "extra_forbidden":
        return _unknown_key(place, model)
    if detail["type"] == "missing":
        return Problem(path=place, text="is missing")
    return Problem(path=place, text=_sentence(detail), found=found, expected=_EXPECTED.get(detail["type"]))


def _unknown_key(place: tuple[str | int, ...], model: type[BaseModel]) -> Problem:
    key = str(place[-1])
    known = [name for name in model.model_fields if name != "id"]
    near = get_close_matches(key, known, n=1)
    return Problem(
        path=place,
        text="is an unknown key",
        suggestion=near[0] if near else None,
        expected=None if near else "a key of this table; `powercalc schema` lists them",
    )


def _sentence(detail: dict[str, Any]) -> str:
    message = str(detail["msg"])
    return message[:1].lower() + message[1:]


def _shown(given: Any, limit: int = 60) -> str:
    """Return a value as it may be shown in a message: short, and on one line."""
    text = repr(given) if not isinstance(given, str) else f'"{given}"'
    text = text.encode("unicode_escape").decode("ascii") if not text.isprintable() else text
    return text if len(text) <= limit else text[: limit - 1] + "…"
