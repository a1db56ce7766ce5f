"""Which parts of a site a name of a change means: one by its id, several by a pattern, all of a kind."""

from __future__ import annotations

import fnmatch
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from powercalc.components import Component


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


def _meant(name: str, kinds: Mapping[str, str], ids: Collection[str]) -> list[str]:
    if name in ids:
        return [name]
    if any(sign in name for sign in "*?["):
        return fnmatch.filter(ids, name)
    return [id for id, kind in kinds.items() if kind == name]  # noqa: A001
