"""The tables of a site file, one sort after another: each value that is no table is a problem."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from pydantic import ValidationError

from powercalc.components import KINDS
from powercalc.components.base import Model
from powercalc.components.problems import problems_of, shown, unknown_key
from powercalc.errors import Problem

_NAMED = ("include", "service", "zone", "common_cause")
"""The sections beside the components whose names get that of an included file in front."""
Made = TypeVar("Made", bound=Model)
Table = dict[str, Any]


def tables(values: Mapping[str, Any], section: str, problems: list[Problem]) -> Iterator[tuple[str, Table]]:
    """Yield the name and the keys of each [section.NAME]."""
    around = values.get(section, {})
    if not isinstance(around, dict):
        problems.append(not_a_table((section,), around, f"tables [{section}.NAME]"))
        return
    for name, table in around.items():
        if not isinstance(table, dict):
            problems.append(not_a_table((section, name), table, f"tables [{section}.NAME]"))
        elif flaw := _flaw_of_name(name):
            problems.append(Problem(path=(section, name), text=f"the name {flaw}", found=shown(name)))
        elif "/" in name and (section in KINDS or section in _NAMED):
            problems.append(_with_a_slash(section, name))
        else:
            yield name, table


def _with_a_slash(section: str, name: str) -> Problem:
    return Problem(
        path=(section, name),
        text='the name has a "/" in it, as only the ids of included files have',
        found=shown(name),
        expected='a name without it; what [include.lyon] has as "rack" is "lyon/rack" here',
    )


def not_a_table(path: tuple[str | int, ...], given: object, expected: str) -> Problem:
    """Return the problem of a value where a table is due."""
    is_list = isinstance(given, list) and given and all(isinstance(each, dict) for each in given)
    text = "is a list of tables, in double brackets" if is_list else "is no table"
    return Problem(path=path, text=text, found=None if is_list else shown(given), expected=expected)


def _flaw_of_name(name: str) -> str | None:
    if not name.strip():
        return "is empty"
    if not name.isprintable():
        return "has characters that cannot be printed"
    return "is longer than 200 characters" if len(name) > 200 else None


def made(
    model: type[Made],
    path: tuple[str | int, ...],
    keys: Mapping[str, Any],
    problems: list[Problem],
    **given: Any,
) -> Made | None:
    """Return a model from the keys of a table and from what its heading gives, or note its problems."""
    clash = [key for key in given if key in keys]
    problems += [unknown_key((*path, key), ()) for key in clash]
    try:
        read = model(**{**keys, **given})
    except ValidationError as error:
        problems += problems_of(error, path, model)
        return None
    return None if clash else read


def texts(given: object) -> tuple[str, ...]:
    """Return the texts of a value that should be one text or several."""
    items = given if isinstance(given, list) else [given]
    return tuple(item for item in items if isinstance(item, str) and item)
