"""What to leave out or to merge where a site is too large to be computed."""

from __future__ import annotations

from collections import Counter

from powercalc.components import Component, Tie
from powercalc.site import Site
from powercalc.site.walks import strong_components


def advice(site: Site) -> str:
    """Return what would make a site smaller: the meshes of ties first, then what is alike."""
    mesh = _mesh(site)
    if mesh:
        buses, ties = mesh
        return (
            f"{buses} components are joined by {ties} ties in one mesh: leave out ties that no load needs, "
            "or state buses that are always joined as one bus"
        )
    alike = _alike(site)
    if alike:
        first, others = alike
        return (
            f"{first} and {others} others are alike and have the same inputs: state equal units as one "
            "component with `count` and `needed`"
        )
    return "state what shares nothing in a file of its own"


def _mesh(site: Site) -> tuple[int, int] | None:
    """Return how many components and ties the largest mesh has; a ring is none."""
    kinds = site.graph.components
    found = []
    for group in strong_components(site.graph.feeders):
        ties = sum(isinstance(kinds[name], Tie) for name in group)
        if ties > len(group) - ties:
            found.append((len(group) - ties, ties))
    return max(found, default=None)


def _alike(site: Site) -> tuple[str, int] | None:
    """Return the first of the most components, loads aside, that differ in their names alone."""
    units = [component for component in site.complete if not component.is_load]
    counted = Counter(_traits(component) for component in units)
    traits, number = max(counted.items(), key=lambda each: each[1], default=("", 1))
    first = next((each.id for each in units if _traits(each) == traits), "")
    return (first, number - 1) if number > 2 else None


def _traits(component: Component) -> str:
    """Return what a component states, its name set aside."""
    stated = {key: value for key, value in component.given.items() if key not in ("id", "name")}
    return f"{component.kind} {sorted(stated.items(), key=str)}"
