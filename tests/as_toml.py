"""A site as a file, so that one which a test has made can be looked at with the command."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import powercalc as pc

_UNITS = {"[h]": "{!r} h", "[1/h]": "{!r} / h", "[kW]": "{!r} kW"}
"""What the description of a figure says of its unit, and how the figure is written."""


def as_toml(site: pc.Site) -> str:
    """The components, zones and services of a site with what they state; common causes are left out."""
    tables: list[tuple[str, dict[str, Any]]] = [("site", {"name": site.name})]
    tables += [(f"{each.kind}.{each.id}", dict(_stated(each))) for each in site.components]
    for zone in site.zones:
        tables.append(
            (
                f"zone.{zone.name}",
                {"kind": zone.kind} | ({"within": zone.within} if zone.within else {}),
            )
        )
        tables += [
            (
                f"zone.{zone.name}.{each.name}",
                {"failure_rate": f"{each.failure_rate!r} / h", "mttr": f"{each.mttr!r} h"},
            )
            for each in zone.hazards
        ]
    tables += [(f"service.{each.id}", dict(_stated(each))) for each in site.services]
    return "\n".join(_table(head, keys) for head, keys in tables)


def _stated(component: Any) -> Iterator[tuple[str, Any]]:
    fields = type(component).model_fields
    for name in fields:
        if name in component.model_fields_set and name != "id":
            value = getattr(component, name)
            unit = (fields[name].description or "").split(" ")[0]
            yield name, _UNITS[unit].format(float(value)) if unit in _UNITS else value


def _table(head: str, keys: dict[str, Any]) -> str:
    lines = [f"{name} = {json.dumps(value)}" for name, value in keys.items() if value is not None]
    return "\n".join([f"[{head}]", *lines, ""])
