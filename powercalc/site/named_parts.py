"""Changes of components: which ones a name means (an id, a pattern, a kind), and these stated anew."""

from __future__ import annotations

import fnmatch
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from powercalc.components import Component
from powercalc.components.alike import Alike
from powercalc.errors import Problem, SiteError


def by_id(
    changes: Mapping[str, Mapping[str, Any]], components: Iterable[Component], others: Iterable[str]
) -> dict[str, dict[str, Any]]:
    """Return changes by the ids that their names stand for; a name that stands for none stays.

    `others` are the ids of what is no component. Of several changes that meet in one key the last one holds.
    """
    kinds = {component.id: component.kind for component in components}
    ids = dict.fromkeys([*kinds, *others])
    found: dict[str, dict[str, Any]] = {}
    for name, keys in changes.items():
        for id in _meant(name, kinds, ids) or [name]:  # noqa: A001 - it is the id
            found[id] = {**found.get(id, {}), **keys}
    return found


def restated(
    components: Mapping[str, Component], changes: Mapping[str, Mapping[str, Any]], problems: list[Problem]
) -> dict[str, Component]:
    """Return components with some figures stated anew, by id; a part stands for the whole that it is of.

    What is wrong with them is added to the problems.
    """
    found, alike = dict(components), Alike()
    for component in components.values():
        try:
            if stated := changes.get(component.id):
                whole = component.whole(found)
                for part in whole.parts():
                    if part.id != component.id:
                        found.pop(part.id, None)
                found[component.id] = alike.changed(whole, stated)
        except SiteError as error:
            problems += error.problems
    return found


def _meant(name: str, kinds: Mapping[str, str], ids: Collection[str]) -> list[str]:
    if name in ids:
        return [name]
    if any(sign in name for sign in "*?["):
        return fnmatch.filter(ids, name)
    return [id for id, kind in kinds.items() if kind == name]  # noqa: A001
