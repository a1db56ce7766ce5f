"""A site as the text of a file: what a person wrote stays as it was, what was changed in Python is in it.

A site that was built in Python is written from the beginning. One that was read from a file, and changed
since, is that file with its values changed, its new tables at the end, its comments kept.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from inspect import get_annotations
from typing import TYPE_CHECKING, Any, get_args

from powercalc.components import Component, quantities
from powercalc.components.base import Model
from powercalc.components.uncertain import Estimate
from powercalc.errors import CallError
from powercalc.site import toml_text
from powercalc.site.file_text import TableChange, tables, with_changes, with_tables, without_tables
from powercalc.site.services import Service
from powercalc.site.toml_text import Heading, TomlTable

if TYPE_CHECKING:
    from powercalc.site.model import Site

Stated = Mapping[str, Any]
_IN_HOURS = ("Hours", "PositiveHours", "CertainHours", "CertainPositiveHours")
_PER_HOUR = ("Rate", "CertainRate")


def written(site: Site) -> str:
    """Return the text of a site file that reads as this site.

    Raises `CallError` for what no file can say: a change of what stands in an included file, and a figure of
    a group that is known as a distribution alone.
    """
    origin = site if site.text is not None else site.origin
    if origin is None or origin.text is None:
        return with_tables("", (_table(heading, keys) for heading, keys in _tables(site)))
    return _changed(origin.text, _of_parts(origin), _of_parts(site), origin)


def _of_parts(site: Site) -> dict[Heading, Stated]:
    """Return what is stated of each component and service, by the heading of its table."""
    wholes = {whole.id: whole for each in site.components if (whole := each.whole(site.by_id))}
    told: Iterable[Component | Service] = (*wholes.values(), *site.services)
    return {(_kind(each), each.id): each.given for each in told}


def _kind(part: Component | Service) -> str:
    return part.kind if isinstance(part, Component) else "service"


def _changed(
    text: str, before: Mapping[Heading, Stated], after: Mapping[Heading, Stated], origin: Site
) -> str:
    """Return a file with what differs: tables that are gone, values of others, and new tables."""
    touched = [name for name in before if before[name] != after.get(name)]
    own = tables(text) if touched else ()
    if foreign := sorted(name[1] for name in touched if name not in own):
        files = ", ".join(str(source.file) for source in origin.included) or "another file"
        raise CallError(
            f"{', '.join(foreign)}: without a table of its own in the file of this site; written in {files}, "
            "which it includes, or inside another table"
        )
    if gone := [name for name in touched if name not in after]:
        text = without_tables(text, gone)
    if changed := [name for name in touched if name in after]:
        values = tomllib.loads(text.removeprefix("\ufeff"))
        differing = {
            name: _difference(name, before[name], after[name], values[name[0]][name[1]]) for name in changed
        }
        text = with_changes(text, differing)
    return with_tables(text, (_table(name, after[name]) for name in after if name not in before))


def _difference(heading: Heading, before: Stated, after: Stated, there: Stated) -> TableChange:
    change = TableChange()
    for key in dict.fromkeys((*before, *after)):
        if key in after and before.get(key) != after[key]:
            change.values[key] = toml_text.text(_plain(after[key]))
        elif key not in after:
            if key not in there:  # no file can say that it does not hold here
                raise CallError(f"{heading[-1]}: {key} is of a type or a default, and is taken back")
            change.values[key] = None
    return change


def _table(heading: Heading, keys: Stated) -> TomlTable:
    return TomlTable(heading=heading, keys={key: _plain(value) for key, value in keys.items()})


def _plain(value: Any) -> Any:
    """Return a value that a person stated in Python as a file can say it."""
    match value:
        case Mapping():
            return {key: _plain(each) for key, each in value.items()}
        case list() | tuple():
            return [_plain(each) for each in value]
        case Model():
            return _plain(_told(value))
        case _:
            return _quantity(value) if hasattr(value, "magnitude") else value


def _quantity(value: Any) -> str:
    """Return a quantity of pint as text that the grammar of values reads, in base units of the project."""
    for unit in ("h", "kW", "kVA", "A", "V"):
        if value.is_compatible_with(unit) and (unit == "kVA") == ("volt_ampere" in str(value.units)):
            return f"{value.to(unit).magnitude:.12g} {unit}"
    if value.is_compatible_with("1 / h"):
        return f"{value.to('1 / h').magnitude:.12g} / h"
    return f"{value.to('dimensionless').magnitude:.12g}"


def _tables(site: Site) -> Iterator[tuple[Heading, Stated]]:
    """Yield every table of a site that was built in Python."""
    yield ("site",), {"name": site.name} | (_told(site.facts) if site.facts else {})
    yield from _of_parts(site).items()
    for cause in site.common_causes:
        yield ("common_cause", cause.name), _told(cause, without=("name",))
    for zone in site.zones:
        yield ("zone", zone.name), _told(zone, without=("name", "hazards"))
        for hazard in zone.hazards:
            yield ("zone", zone.name, hazard.name), _told(hazard, without=("name",))
    for practice in site.practices:
        yield ("practice", practice.name), _told(practice, without=("name",))
    for name, targets in site.targets.items():
        yield ("targets",) if name == "*" else ("targets", name), _told(targets)


def _told(model: Model, without: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return what was stated of a group, in base units."""
    kinds = {name: kind for each in type(model).__mro__ for name, kind in get_annotations(each).items()}
    stated = (name for name in type(model).model_fields if name in model.model_fields_set)
    told = {name: _base(getattr(model, name), kinds[name], name) for name in stated if name not in without}
    return {name: value for name, value in told.items() if value is not None}


def _base(value: Any, kind: Any, name: str) -> Any:
    if isinstance(value, Estimate):
        raise CallError(f"{name}: how far it is known is held as a distribution, which no file can say")
    of_figure = {*get_args(kind), kind} if type(None) in get_args(kind) else {kind}
    if any(getattr(quantities, each) in of_figure for each in _IN_HOURS):
        return value if value is None else f"{value!r} h"
    if any(getattr(quantities, each) in of_figure for each in _PER_HOUR):
        return value if value is None else f"{value!r} / h"
    return value
