"""What a site file says beside its components: groups, zones, targets, practices, waivers, facts.

What cannot be read in full is kept with its names, so that the names are looked at too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from powercalc.components.problems import shown, unknown_key
from powercalc.components.spelling import nearest
from powercalc.errors import Problem, SiteError
from powercalc.site.groups import ALL_LOADS, CommonCause, Facts, Hazard, Longest, Targets, Waiver, Zone
from powercalc.site.services import Service
from powercalc.site.tables import Table, made, not_a_table, tables, texts

if TYPE_CHECKING:
    from powercalc.site.imported_from import InventoryRecord
    from powercalc.site.practices import Practice

SECTIONS = (
    "site", "include", "type", "default", "common_cause", "zone", "service", "practice", "waiver", "targets",
    "inventory",
)  # fmt: skip
"""The top-level tables that are no kind of component."""


def facts(values: Mapping[str, Any], problems: list[Problem]) -> Facts | None:
    """Read [site]."""
    given = values.get("site")
    if given is None:
        return None
    if isinstance(given, dict):
        return made(Facts, ("site",), given, problems)
    problems.append(not_a_table(("site",), given, 'a table [site] with name = "..."'))
    return None


def inventory(values: Mapping[str, Any], problems: list[Problem]) -> InventoryRecord | None:
    """Read [inventory]."""
    given = values.get("inventory")
    if given is None:
        return None
    from powercalc.site.imported_from import InventoryRecord

    if isinstance(given, dict):
        return made(InventoryRecord, ("inventory",), given, problems)
    problems.append(
        not_a_table(("inventory",), given, "a table [inventory], as `powercalc import` writes it")
    )
    return None


def common_causes(values: Mapping[str, Any], problems: list[Problem]) -> Iterator[CommonCause]:
    """Read each [common_cause.NAME]."""
    for name, keys in tables(values, "common_cause", problems):
        path = ("common_cause", name)
        if group := made(CommonCause, path, keys, problems, name=name):
            yield group
        elif members := texts(keys.get("members")):
            yield CommonCause(name=name, members=members, beta=0)


def zones(values: Mapping[str, Any], problems: list[Problem]) -> Iterator[Zone]:
    """Read each [zone.NAME]."""
    for name, table in tables(values, "zone", problems):
        path = ("zone", name)
        keys, hazards = _split(table)
        read = [made(Hazard, (*path, each), raw, problems, name=each) for each, raw in hazards.items()]
        sound = tuple(hazard for hazard in read if hazard is not None)
        yield made(Zone, path, keys, problems, name=name, hazards=sound) or _bare(name, keys)


def _bare(name: str, keys: Table) -> Zone:
    around = texts(keys.get("within"))
    return Zone(name=name, within=around[0] if around else None)


def services(values: Mapping[str, Any], problems: list[Problem]) -> Iterator[Service]:
    """Read each [service.NAME]."""
    for id, keys in tables(values, "service", problems):  # noqa: A001 - it is the id
        own = {key: value for key, value in keys.items() if key != "id"}
        if "id" in keys:
            problems.append(unknown_key(("service", id, "id"), ()))
        try:
            yield Service(id, **own)
        except SiteError as error:
            problems += error.problems
            named = texts(own.get("runs_on", [])), texts(own.get("depends_on", []))
            yield Service.model_construct(id=id, runs_on=named[0], depends_on=named[1])


def targets(values: Mapping[str, Any], problems: list[Problem]) -> dict[str, Targets]:
    """Read [targets], for every load, and each [targets.LOAD] and [targets.SERVICE]."""
    given = values.get("targets")
    if given is None:
        return {}
    if not isinstance(given, dict):
        problems.append(not_a_table(("targets",), given, "a table [targets] or tables [targets.LOAD]"))
        return {}
    common, loads = _split(given)
    if Longest.model_fields.keys() & loads.get("longest", {}).keys():  # a figure of its own, no load
        common["longest"] = loads.pop("longest")
    read = {ALL_LOADS: made(Targets, ("targets",), common, problems)} if common else {}
    read |= {load: made(Targets, ("targets", load), keys, problems) for load, keys in loads.items()}
    return {load: each or Targets() for load, each in read.items()}


def _split(table: Table) -> tuple[Table, Table]:
    """Return the values and the sub-tables of a table."""
    inner = {name: value for name, value in table.items() if isinstance(value, dict)}
    return {key: value for key, value in table.items() if key not in inner}, inner


def practices(values: Mapping[str, Any], problems: list[Problem]) -> Iterator[Practice]:
    """Read each [practice.NAME]."""
    if "practice" not in values:
        return
    from powercalc.site.practices import PRACTICES

    for name, keys in tables(values, "practice", problems):
        if name not in PRACTICES:
            near = nearest(name, PRACTICES)
            expected = None if near else f"one of {', '.join(PRACTICES)}"
            problems.append(
                Problem(
                    path=("practice", name), text="is no known practice", suggestion=near, expected=expected
                )
            )
        elif practice := made(PRACTICES[name], ("practice", name), keys, problems, name=name):
            yield practice


def waivers(values: Mapping[str, Any], problems: list[Problem]) -> Iterator[Waiver]:
    """Read each [[waiver]]."""
    given = values.get("waiver", [])
    if not isinstance(given, list):
        problems.append(
            Problem(path=("waiver",), text="is no list of tables", found=shown(given), expected="[[waiver]]")
        )
        return
    for index, keys in enumerate(given):
        path = ("waiver", index)
        if not isinstance(keys, dict):
            problems.append(not_a_table(path, keys, "[[waiver]]"))
        elif waiver := made(Waiver, path, keys, problems):
            yield waiver
