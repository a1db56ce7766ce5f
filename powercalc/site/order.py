"""In which order nodes can be told lost: what feeds comes before what is fed, cycles stay together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from powercalc.components import Component, Tie, Ups
from powercalc.errors import Problem, SiteError

if TYPE_CHECKING:
    from powercalc.site.model import Site


def feeding_order(site: Site) -> list[list[str]]:
    """Return the ids in groups, feeders first; a group of several is a cycle.

    Raises `SiteError` naming the loop when components depend on each other in a loop.
    """
    groups = strong_components(needs_of(site.complete))
    _refuse_support_loops(site, groups)
    return groups


def needs_of(components: Iterable[Component]) -> dict[str, list[str]]:
    """Return, per id, what must be told before it: inputs, bypass inputs, supports, ties and their ends."""
    components = tuple(components)
    needs: dict[str, list[str]] = {}
    for component in components:
        needs[component.id] = [*component.fed_by, *component.depends_on]
        if isinstance(component, Ups):
            needs[component.id] += component.bypass_fed_by
        if isinstance(component, Tie):
            one, other = component.between
            needs[component.id] += [one, other]
    for component in components:
        if isinstance(component, Tie):
            for end in component.between:
                needs[end].append(component.id)
    return needs


def strong_components(needs: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """Return the strongly connected components, what is needed first (Tarjan, with a stack of our own)."""
    index: dict[str, int] = {}
    lowest: dict[str, int] = {}
    open_nodes: dict[str, None] = {}
    result: list[list[str]] = []
    for start in needs:
        if start in index:
            continue
        path = [(start, iter(needs[start]))]
        index[start] = lowest[start] = len(index)
        open_nodes[start] = None
        while path:
            node, rest = path[-1]
            fresh = next(
                (other for other in rest if other not in index or _lower(lowest, node, other, open_nodes)),
                None,
            )
            if fresh is not None:
                index[fresh] = lowest[fresh] = len(index)
                open_nodes[fresh] = None
                path.append((fresh, iter(needs[fresh])))
                continue
            path.pop()
            if path:
                lowest[path[-1][0]] = min(lowest[path[-1][0]], lowest[node])
            if lowest[node] == index[node]:
                result.append(_closed(node, open_nodes))
    return result


def _lower(lowest: dict[str, int], node: str, other: str, open_nodes: dict[str, None]) -> bool:
    """Note that `node` reaches an open node that was met earlier; always False."""
    if other in open_nodes:
        lowest[node] = min(lowest[node], lowest[other])
    return False


def _closed(node: str, open_nodes: dict[str, None]) -> list[str]:
    """Take the component of `node` off the open nodes."""
    group = []
    while True:
        other = open_nodes.popitem()[0]
        group.append(other)
        if other == node:
            return group[::-1]


def _refuse_support_loops(site: Site, groups: list[list[str]]) -> None:
    by_id = {component.id: component for component in site.complete}
    problems = []
    for group in groups:
        for name in group:
            loop = [other for other in by_id[name].depends_on if other in group]
            if loop:
                problems.append(_support_loop(by_id[name].kind, name, group))
    if problems:
        raise SiteError(problems)


def _support_loop(kind: str, name: str, group: list[str]) -> Problem:
    return Problem(
        path=(kind, name, "depends_on"),
        text=f"components support each other in a loop: {', '.join(group)}",
        expected="a loop broken where one of them works without the other",
    )
