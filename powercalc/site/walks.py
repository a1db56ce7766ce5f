"""Walks over the wiring: who names whom, who feeds whom, what can be reached, what stands in a loop."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from typing import TypeVar

from powercalc.components import Component, Tie, Ups

Needs = Mapping[str, Sequence[str]]
Node = TypeVar("Node")

type_of_links = ("fed_by", "bypass_fed_by", "depends_on", "cooled_by", "between")
"""The keys that name other components."""


def links(component: Component) -> Iterator[tuple[str, str]]:
    """Yield every (key, id) by which a component names another one."""
    for key in _link_keys(type(component)):
        for target in getattr(component, key):
            yield key, target


@cache
def _link_keys(model: type[Component]) -> tuple[str, ...]:
    return tuple(key for key in type_of_links if key in model.model_fields)


def supporters(component: Component) -> list[str]:
    """Return what must be live for a component to work, without carrying its power."""
    return [*component.depends_on, *component.cooled_by]


def inputs_of(component: Component) -> tuple[str, ...]:
    """Return what power comes from in one direction only: inputs and bypass inputs."""
    return (*component.fed_by, *(component.bypass_fed_by if isinstance(component, Ups) else ()))


def one_way(components: Iterable[Component]) -> dict[str, list[str]]:
    """Return, per id, its inputs and bypass inputs."""
    return {each.id: [*inputs_of(each)] for each in components}


def ties_at(components: Iterable[Component]) -> dict[str, list[tuple[str, str]]]:
    """Return, per node, the ties that power comes over, each with its other end: none to a source."""
    components = tuple(components)
    fed = {component.id for component in components if component.fed_by}
    found: dict[str, list[tuple[str, str]]] = {}
    for tie in components:
        if isinstance(tie, Tie):
            one, other = tie.between
            for end, beyond in ((one, other), (other, one)):
                if end in fed:
                    found.setdefault(end, []).append((tie.id, beyond))
    return found


def feeders(components: Iterable[Component]) -> dict[str, list[str]]:
    """Return, per id, the ids that power can come from: inputs, bypass inputs, ties and their ends.

    To a source no tie brings power.
    """
    components = tuple(components)
    found = one_way(components)
    for end, ties in ties_at(components).items():
        found[end] += (tie for tie, _ in ties)
    for component in components:
        if isinstance(component, Tie):
            found[component.id] += component.between
    return found


def turned(links: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    """Return the links in the other direction: per id, who is linked to it."""
    found: dict[str, list[str]] = {}
    for node, others in links.items():
        for other in others:
            found.setdefault(other, []).append(node)
    return found


def neighbours(components: Iterable[Component]) -> list[str]:
    """Return the loads as a walk down from the sources meets them: those of one distribution group together.

    A diagram of many loads stays small when it asks about them in this order, whatever the order of the file.
    """
    components = tuple(components)
    consumers = turned(feeders(components))
    loads, seen = {component.id for component in components if component.is_load}, dict[str, None]()
    pending = [component.id for component in components if not component.fed_by][::-1]
    while pending:
        node = pending.pop()
        if node not in seen:
            seen[node] = None
            pending += reversed(consumers.get(node, ()))
    return [node for node in seen if node in loads]


def upstream(start: str, feeds: Mapping[str, Iterable[str]]) -> dict[str, None]:
    """Return all ids that power can come from on its way to `start`, itself included, nearest first."""
    return reached([start], feeds)


def reached(starts: Iterable[str], links: Mapping[str, Iterable[str]]) -> dict[str, None]:
    """Return all ids that the links lead to, the starts included, nearest first."""
    found = dict.fromkeys(starts)
    for node in growing(found):
        for other in links.get(node, ()):
            found.setdefault(other)
    return found


def depth_first(starts: Iterable[str], links: Mapping[str, Sequence[str]]) -> dict[str, None]:
    """Return the same, each way followed to its end before the next."""
    found: dict[str, None] = {}
    pending = list(starts)[::-1]
    while pending:
        node = pending.pop()
        if node not in found:
            found[node] = None
            pending += reversed(links.get(node, ()))
    return found


def growing(found: dict[Node, None]) -> Iterator[Node]:
    """Yield the keys of a dict that grows while we walk it."""
    done = 0
    while done < len(found):
        fresh = list(islice(reversed(found), len(found) - done))
        done = len(found)
        yield from reversed(fresh)


def loops_without_ties(components: Iterable[Component]) -> list[list[str]]:
    """Return the loops in which something feeds itself along `fed_by`: no connectivity, and no source."""
    needs = one_way(components)
    return loops({name: [other for other in inputs if other in needs] for name, inputs in needs.items()})


def loops(needs: Needs) -> list[list[str]]:
    """Return one loop of each group that needs itself: each node of it is needed by the next."""
    return [_in_turn(group, needs) for group in strong_components(needs) if len(group) > 1]


def _in_turn(group: Sequence[str], needs: Needs) -> list[str]:
    """Return one loop of a group in the direction of the power, the first node of the group first."""
    inside, came = set(group), {group[0]: group[0]}
    pending = [group[0]]
    for node in pending:
        for feeder in needs[node]:
            if feeder == group[0]:
                loop = [node]
                while loop[-1] != group[0]:
                    loop.append(came[loop[-1]])
                return [group[0], *loop[:-1]]
            if feeder in inside and feeder not in came:
                came[feeder] = node
                pending.append(feeder)
    return list(group)


def strong_components(needs: Needs) -> list[list[str]]:
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


def all_parts(components: Iterable[Component]) -> tuple[Component, ...]:
    """Return components with the parts of what is composed of others in its place."""
    return tuple(part for component in components for part in component.parts())
