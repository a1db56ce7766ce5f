"""Components that are alike but for their place: one is validated, the others are copies of it.

10,000 cables that state the same, each under its own id and on its own input, are read as one. Nothing that a
kind holds against its figures looks at more of the place than how many inputs there are.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any, TypeVar, cast

from powercalc.components.base import Component

Kind = TypeVar("Kind", bound=Component)
Value = TypeVar("Value")

PLACE = frozenset({"name", "note", "fed_by", "zone"})
"""What tells apart components that are alike, beside their ids."""
MOST = 256
"""At most so many that are not alike are kept."""
_PLAIN = (str, int, float, bool)


class Alike:
    """Components that were made of others by the same change."""

    def __init__(self) -> None:
        self._known: dict[Hashable, Component] = {}

    def changed(self, component: Kind, changes: Mapping[str, Any]) -> Kind:
        """Return a component with some figures stated anew. Raises `SiteError` with every problem."""
        key = stated_alike(component, changes)
        if key is None:
            return component.changed(**changes)
        known = self._known.get(key)
        if known is None:
            return kept(self._known, key, component.changed(**changes))
        return in_place_of(cast("Kind", known), component)


def kept(known: dict[Hashable, Any], key: Hashable, value: Value) -> Value:
    """Keep a value for others that are alike, and return it; begin anew once there are too many."""
    if len(known) >= MOST:
        known.clear()
    known[key] = value
    return value


def stated_alike(component: Component, changes: Mapping[str, Any]) -> Hashable:
    """Return what components that are alike have in common; None where that is not plain to see."""
    if not PLACE.isdisjoint(changes):
        return None
    found: list[Hashable] = [type(component), len(component.fed_by)]
    for key, value in (*_given(component).items(), *changes.items()):
        if key in PLACE:
            found.append(key)
        elif value is None or isinstance(value, _PLAIN):
            found.append((key, type(value), value))
        else:
            return None
    return tuple(found)


def in_place_of(component: Kind, other: Kind) -> Kind:
    """Return a component in the place of one that is alike."""
    own, there = _given(component), _given(other)
    moved = {key: getattr(other, key) for key in own if key in PLACE}
    copied = cast("Any", component).model_copy(update={"id": other.id, **moved})
    _private(copied)["_given"] = {key: there[key] if key in PLACE else value for key, value in own.items()}
    return cast("Kind", copied)


def _given(component: Component) -> dict[str, Any]:
    """Return what `given` is a copy of."""
    return cast("dict[str, Any]", _private(component)["_given"])


def _private(component: Component) -> dict[str, Any]:
    """Return the private attributes: to ask pydantic for one by its name takes ten times as long."""
    return cast("dict[str, Any]", cast("Any", component).__pydantic_private__)
