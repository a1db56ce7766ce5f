"""A site as the text of a file: what a person wrote stays as it was, what was changed in Python is in it.

A site that was built in Python is written from the beginning. One that was read from a file, and changed
since, is that file with its values changed, its new tables at the end, its comments kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from inspect import get_annotations
from typing import TYPE_CHECKING, Any, get_args

from powercalc.components import Component, quantities
from powercalc.components.base import Model
from powercalc.components.uncertain import Estimate
from powercalc.errors import CallError
from powercalc.site import toml_text
from powercalc.site.services import Service
from powercalc.site.text_blocks import Block, blocks

if TYPE_CHECKING:
    from powercalc.site.model import Site

Heading = tuple[str, ...]
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
        return "\n".join(_text(heading, keys) for heading, keys in _tables(site))
    return "".join(_changed(origin.text, _of_parts(origin), _of_parts(site), origin))


def _of_parts(site: Site) -> dict[Heading, Stated]:
    """Return what is stated of each component and service, by the heading of its table."""
    wholes = {whole.id: whole for each in site.components if (whole := each.whole(site.by_id))}
    told: Iterable[Component | Service] = (*wholes.values(), *site.services)
    return {(_kind(each), each.id): each.given for each in told}


def _kind(part: Component | Service) -> str:
    return part.kind if isinstance(part, Component) else "service"


def _changed(
    text: str, before: Mapping[Heading, Stated], after: Mapping[Heading, Stated], origin: Site
) -> Iterator[str]:
    """Yield the tables of a file as they are, those that differ with their new values, and the new ones."""
    own = {block.heading[:2] for block in blocks(text)}
    touched = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    if foreign := sorted(name[1] for name in touched if name in before and name not in own):
        files = ", ".join(str(source.file) for source in origin.included) or "another file"
        raise CallError(
            f"{', '.join(foreign)}: without a table of its own in the file of this site; written in {files}, "
            "which it includes, or inside another table"
        )
    for block in blocks(text):
        name = block.heading[:2]
        if name not in touched:
            yield block.text
        elif name not in after:
            continue
        elif len(block.heading) == 2:
            yield _with(block, before[name], after[name])
    for name in after:
        if name not in before:
            yield f"\n{_text(name, after[name])}"


@dataclass(frozen=True)
class _Edit:
    """A piece of the body of a table that is another one now."""

    begin: int
    end: int
    said: str


def _with(block: Block, before: Stated, after: Stated) -> str:
    """Return a table with what differs changed: each value where it stands, new keys behind the last one."""
    edits, new = [], []
    for key in dict.fromkeys((*before, *after)):
        if before.get(key) == after.get(key):
            continue
        span = block.spans.get(key)
        if key not in after:
            if span is None:  # no file can say that it does not hold here
                raise CallError(f"{block.heading[-1]}: {key} is of a type or a default, and is taken back")
            edits.append(_Edit(span[0], span[1], ""))
        elif span is None:
            new.append(f"{toml_text.key(key)} = {_value(after[key])}\n")
        else:
            edits.append(_Edit(span[2], span[3], _value(after[key])))
    body = block.body
    last = max((span[1] for span in block.spans.values()), default=0)
    for edit in sorted([*edits, _Edit(last, last, "".join(new))], key=lambda each: -each.begin):
        body = body[: edit.begin] + edit.said + body[edit.end :]
    return f"{block.lead}{block.head}{body}"


def _text(heading: Heading, keys: Stated) -> str:
    lines = (f"{toml_text.key(key)} = {_value(value)}\n" for key, value in keys.items())
    return f"{toml_text.heading(heading)}\n{''.join(lines)}"


def _value(value: Any) -> str:
    """Return a value as TOML: what a person may state in Python a file can say."""
    match value:
        case bool() | int() | float() | str():
            return toml_text.text(value)
        case date():
            return value.isoformat()
        case Mapping():
            inner = ", ".join(f"{toml_text.key(str(key))} = {_value(each)}" for key, each in value.items())
            return f"{{ {inner} }}"
        case list() | tuple():
            return f"[{', '.join(map(_value, value))}]"
        case Model():
            return _value(_told(value))
        case _:
            return toml_text.text(_quantity(value) if hasattr(value, "magnitude") else str(value))


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
