"""In which order nodes can be told lost: what feeds comes before what is fed, cycles stay together.

Two sorts of cycle: power can come back over ties, and components can support each other (the UPS needs
cooling, the cooling is fed by the UPS). The first are told from the bottom, live only if connected to
something live; the second from the top, live as long as nothing outside has failed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from powercalc.components import Component, Tie, Ups

if TYPE_CHECKING:
    from powercalc.site.model import Site

Needs = Mapping[str, Sequence[str]]


def feeding_order(site: Site) -> list[list[str]]:
    """Return the ids in groups, what feeds, supports and cools first; a group of several is a cycle."""
    powered = power_needs(site.complete)
    return strong_components({each.id: [*powered[each.id], *supporters(each)] for each in site.complete})


def power_needs(components: Iterable[Component]) -> dict[str, list[str]]:
    """Return, per id, what power comes from: inputs, bypass inputs, ties and their ends.

    A source takes nothing over a tie.
    """
    components = tuple(components)
    needs = one_way(components)
    for end, ties in ties_at(components).items():
        needs[end] += (tie for tie, _ in ties)
    for component in components:
        if isinstance(component, Tie):
            needs[component.id] += component.between
    return needs


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


def one_way(components: Iterable[Component]) -> dict[str, list[str]]:
    """Return, per id, its inputs and bypass inputs: what power comes from in one direction only."""
    return {
        each.id: [*each.fed_by, *(each.bypass_fed_by if isinstance(each, Ups) else ())] for each in components
    }


def loops_without_ties(components: Iterable[Component]) -> list[list[str]]:
    """Return the loops in which something feeds itself along `fed_by`: no connectivity, and no source."""
    needs = one_way(components)
    known = {name: [other for other in inputs if other in needs] for name, inputs in needs.items()}
    return [_in_turn(group, known) for group in strong_components(known) if len(group) > 1]


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


def supporters(component: Component) -> list[str]:
    """Return what must be live for a component to work, without carrying its power."""
    return [*component.depends_on, *component.cooled_by]


class SupportLoops:
    """The groups in which components support each other, and how each of them is told.

    Over support the greatest fixed point of "live" is wanted, over ties the least. So a group is told in
    rounds: at first no support is lost; each round goes through the group in the order of the power, cycles
    of ties from "all lost". In every state a round without news is the last, and each brings the loss of at
    least one more of the supporters, so one round more than there are supporters is enough.
    """

    def __init__(self, site: Site) -> None:
        self._powered = power_needs(site.complete)
        self._supported = {component.id: supporters(component) for component in site.complete}
        self._orders: dict[tuple[str, ...], list[list[str]]] = {}

    def rounds(self, group: Sequence[str]) -> int:
        """Return in how many rounds a group is told; 0 for one that is no loop of support."""
        inside = set(group)
        found = {other for name in group for other in self._supported[name] if other in inside}
        return len(found) + 1 if found else 0

    def order(self, group: Sequence[str]) -> list[list[str]]:
        """Return a group in the order of the power alone; several together are a cycle of ties."""
        known = tuple(group)
        if known not in self._orders:
            inside = set(group)
            needs = {name: [other for other in self._powered[name] if other in inside] for name in group}
            self._orders[known] = strong_components(needs)
        return self._orders[known]


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
