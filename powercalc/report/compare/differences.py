"""What differs between two site files, component by component and figure by figure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic.fields import FieldInfo

from powercalc.site import Site

ADDED, REMOVED, CHANGED = "added", "removed", "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that the second file says otherwise. None where a file does not say it."""

    sort: str
    what: str
    """The heading of its table: ups.ups-a."""
    figure: str | None = None
    before: str | None = None
    after: str | None = None


def differences(first: Site, second: Site) -> tuple[Difference, ...]:
    """Return what differs, in the order of the files: what is gone or changed, then what is new."""
    before, after = _tables(first), _tables(second)
    return (
        *(each for name in before for each in _between(name, before[name], after.get(name))),
        *(Difference(sort=ADDED, what=name) for name in after if name not in before),
    )


def _between(
    name: str, before: Mapping[str, object], after: Mapping[str, object] | None
) -> Iterator[Difference]:
    if after is None:
        yield Difference(sort=REMOVED, what=name)
        return
    for figure in dict.fromkeys([*before, *after]):
        old, new = before.get(figure), after.get(figure)
        if old != new:
            yield Difference(sort=CHANGED, what=name, figure=figure, before=_said(old), after=_said(new))


def _tables(site: Site) -> dict[str, Mapping[str, object]]:
    """Return what a site states, by the headings of its tables."""
    found: dict[str, Mapping[str, object]] = {
        f"{each.kind}.{each.id}": _listed(each.given) for each in site.components
    }
    found |= {f"common_cause.{each.name}": _dumped(each) for each in site.common_causes}
    found |= {f"zone.{each.name}": _dumped(each) for each in site.zones}
    found |= {f"service.{each.id}": _listed(each.given) for each in site.services}
    found |= {f"targets.{name}": _dumped(each) for name, each in site.targets.items()}
    found |= {f"practice.{each.name}": _dumped(each) for each in site.practices}
    return found


def _listed(given: Mapping[str, object]) -> dict[str, object]:
    """Return figures with a single id as good as a list of one."""
    return {
        key: list(value) if isinstance(value, tuple | list) and len(value) > 1 else _alone(value)
        for key, value in given.items()
        if key != "type"
    }


def _alone(value: object) -> object:
    return value[0] if isinstance(value, tuple | list) and len(value) == 1 else value


def _dumped(model: Any) -> dict[str, object]:
    stated: dict[str, object] = model.model_dump(exclude_unset=True, exclude={"name"})
    return {name: _with_unit(value, type(model).model_fields.get(name)) for name, value in stated.items()}


def _with_unit(value: object, field: FieldInfo | None) -> object:
    """Return a plain number with the unit that its description begins with: "[h] per year"."""
    unit = re.match(r"\[(.+?)\]", (field.description if field else None) or "")
    if unit is None or not isinstance(value, int | float) or isinstance(value, bool):
        return value
    return f"{value:g} {unit[1]}"


def _said(value: object) -> str | None:
    match value:
        case None:
            return None
        case dict():
            return ", ".join(f"{key} {each}" for key, each in value.items())
        case list() | tuple():
            return ", ".join(str(each) for each in value)
        case _:
            return str(value)
