"""What is wrong between a sweep and the sites that it varies, before anything is computed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from powercalc.components import Component
from powercalc.components.problems import Contradiction, unknown_key
from powercalc.components.spelling import nearest
from powercalc.errors import Problem, SiteError
from powercalc.site import Site
from powercalc.site.services import Service
from powercalc.sweeping.dimensions import SweptKey
from powercalc.sweeping.fleet import Fleet, reason
from powercalc.sweeping.sweep_file import Sweep

_READ_ONCE = {
    "id": "names the component, and stays",
    "type": "is looked up when the file is read; its figures are keys of their own",
}


def look(fleet: Fleet, sweep: Sweep) -> dict[str, str]:
    """Return the sites that have one row with its reason in the place of variants, by name.

    Raises `SiteError` with every key and value that no site can have. What is wrong only together with
    another value is no problem here: it is told in the row.
    """
    sites = {each.name: each.site for each in fleet.members if each.site is not None}
    problems: list[Problem] = []
    for dimension in sweep.dimensions:
        problems += _problems(dimension, sites)
    if problems:
        from powercalc.site.positions import located

        raise SiteError(located(dict.fromkeys(problems), sweep.text, sweep.file))
    alone = {each.name: reason(each.error) for each in fleet.members if each.error is not None}
    for name, site in sites.items():
        if lacking := [each.id for each in sweep.dimensions if _owner(site, each.id) is None]:
            alone[name] = f"no component has the id {', '.join(dict.fromkeys(lacking))}"
    return alone


def _problems(dimension: SweptKey, sites: Mapping[str, Site]) -> Iterator[Problem]:
    path = "sweep", dimension.id, dimension.key
    site = next((each for each in sites.values() if _owner(each, dimension.id) is not None), None)
    if site is None:
        known = [id for each in sites.values() for id in (*each.by_id, *(s.id for s in each.services))]  # noqa: A001
        near = nearest(dimension.id, dict.fromkeys(known))
        text = "no component has this id" if len(sites) == 1 else "no component of any site has this id"
        yield Problem(path=path[:2], text=text, suggestion=near)
        return
    if dimension.key in _READ_ONCE:
        yield Problem(path=path, text=_READ_ONCE[dimension.key], expected="another key of the component")
        return
    for value in dimension.looks:
        yield from _flaws(site, path, value)


def _owner(site: Site, id: str) -> Component | Service | None:  # noqa: A002 - it is the id
    if id in site.by_id:
        return site.by_id[id].whole(dict(site.by_id))
    return next((each for each in site.services if each.id == id), None)


def _flaws(site: Site, path: tuple[str, str, str], value: Any) -> Iterator[Problem]:
    """Yield what is wrong with a value whatever the others are."""
    _, id, key = path  # noqa: A001 - it is the id
    owner = _owner(site, id)
    assert owner is not None
    try:
        owner.changed(**{key: value})
    except SiteError as error:
        for problem in error.problems:
            if not isinstance(problem, Contradiction):
                yield replace(problem, path=(*path, *problem.path[3:]))
    except TypeError:  # a key that is no text for Python
        yield unknown_key(path, tuple(type(owner).model_fields))
