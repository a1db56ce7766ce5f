"""What only the checks find wrong with a site file: rules that are not there, dates that are yet to come.

A site that was read is looked at as it is. One that could not be read is looked at as it was written, so that
all its problems are told together.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from powercalc.checks.registry import BY_CODE, FAMILIES
from powercalc.components import KINDS
from powercalc.components.problems import shown
from powercalc.components.spelling import nearest
from powercalc.errors import Problem
from powercalc.site import Site
from powercalc.site.practices import Sites, practice

DATES = ("date", "last_done", "installed", "last_maintenance", "last_test")
"""The keys whose dates are in the past."""
_NAMED = (*KINDS, "zone", "practice")
"""The tables whose names a waiver can take as its scope."""

Path = tuple[str | int, ...]


def wrong_in_site(site: Site, today: date) -> Iterator[Problem]:
    """Yield what is wrong with a site that was read."""
    for index, waiver in enumerate(site.waivers):
        yield from (*_wrong_rule(index, waiver.rule), *_wrong_scope(index, waiver.scope, _names(site)))
    yield from _loads_elsewhere(site)
    owners: list[tuple[Path, object]] = [
        *((("practice", each.name), each) for each in site.practices),
        *(
            (("practice", f"{part.name}/{each.name}"), each)
            for part in site.included
            for each in part.practices
        ),
        *(((each.kind, each.id), each) for each in site.components),
    ]
    dates = (((*path, key), getattr(owner, key, None)) for path, owner in owners for key in DATES)
    yield from _to_come(dates, today)


def wrong_in_values(values: Mapping[str, Any], today: date) -> Iterator[Problem]:
    """Yield what is wrong with a file that could not be read, from its values."""
    waivers = values.get("waiver")
    names = [name for section in _NAMED for name in _table(values.get(section))]
    for index, waiver in enumerate(waivers if isinstance(waivers, list) else ()):
        rule, scope = _table(waiver).get("rule"), _table(waiver).get("scope")
        yield from _wrong_rule(index, rule) if isinstance(rule, str) else ()
        yield from _wrong_scope(index, scope, names) if isinstance(scope, str) else ()
    dates = (
        ((section, name, key), _date(_table(keys).get(key)))
        for section in (*KINDS, "practice", "type", "default")
        for name, keys in _table(values.get(section)).items()
        for key in DATES
    )
    yield from _to_come(dates, today)


def near_code(code: str) -> str | None:
    """Return the code or the family that was probably meant."""
    return nearest(code.upper(), [*BY_CODE, *FAMILIES])


def _wrong_rule(index: int, rule: str) -> list[Problem]:
    if rule in BY_CODE:
        return []
    near = near_code(rule)
    is_code = near in BY_CODE
    return [
        Problem(
            path=("waiver", index, "rule"),
            text="there is no such rule",
            found=shown(rule),
            suggestion=f'"{near}"' if is_code else None,
            expected=None if is_code else 'the code of a rule, such as "GEN101"',
        )
    ]


def _wrong_scope(index: int, scope: str, names: Collection[str]) -> list[Problem]:
    if scope == "*" or scope in names:
        return []
    return [
        Problem(
            path=("waiver", index, "scope"),
            text="there is no component or practice of this name",
            found=shown(scope),
            suggestion=nearest(scope, names),
            expected='the id of a component, or "*" for the site',
        )
    ]


def _names(site: Site) -> list[str]:
    zones, practices = [zone.name for zone in site.zones], [each.name for each in site.practices]
    names = ((part, ["*", *(each.name for each in part.practices)]) for part in site.included)
    included = [f"{part.name}/{name}" for part, inside in names for name in inside]
    return [*(component.id for component in site.components), *zones, *practices, *included]


def _loads_elsewhere(site: Site) -> Iterator[Problem]:
    """Yield the loads that another site is to carry and that are not there."""
    stated, loads = practice(site.practices, Sites), [load.id for load in site.loads]
    for index, other in enumerate(stated.other if stated else ()):
        for name in other.loads or ():
            if name not in loads:
                yield Problem(
                    path=("practice", "sites", "other", index, "loads"),
                    text="no load has this id",
                    found=shown(name),
                    suggestion=nearest(name, loads),
                )


def _to_come(dates: Iterable[tuple[Path, date | None]], today: date) -> Iterator[Problem]:
    for path, stated in dates:
        if stated is not None and stated > today:
            expected = f"a day not after {today.isoformat()}"
            yield Problem(path=path, text="is in the future", found=stated.isoformat(), expected=expected)


def _table(given: Any) -> Mapping[str, Any]:
    return given if isinstance(given, dict) else {}


def _date(given: Any) -> date | None:
    """Return a date as it was written; what is none is told by whoever reads the file."""
    if isinstance(given, str):
        try:
            return date.fromisoformat(given)
        except ValueError:
            return None
    return given if isinstance(given, date) and not hasattr(given, "hour") else None
