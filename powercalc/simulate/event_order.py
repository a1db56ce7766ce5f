"""The order in which nodes are settled, and the groups that ties make."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

Graph = Mapping[str, Iterable[str]]
"""Per node, what is to be settled before it."""


def ordered(before: Graph, wished: Graph) -> tuple[tuple[str, ...], ...]:
    """Return the nodes in order, those that stand in a circle together.

    `before` is kept always; `wished` (who calls whom) wherever that makes no circle.
    """
    both = {node: (*before[node], *wished.get(node, ())) for node in before}
    result: list[tuple[str, ...]] = []
    for circle in circles(both):
        inside = set(circle)
        own = {node: [other for other in before[node] if other in inside] for node in circle}
        result += circles(own)
    return tuple(result)


def circles(before: Graph) -> Iterator[tuple[str, ...]]:
    """Yield the strongly connected components, each after what it needs (Tarjan 1972, without recursion)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: dict[str, None] = {}
    for root in before:
        if root not in index:
            yield from _from(root, before, index, low, stack)


def _from(
    root: str, before: Graph, index: dict[str, int], low: dict[str, int], stack: dict[str, None]
) -> Iterator[tuple[str, ...]]:
    path = [(root, iter(before[root]))]
    index[root] = low[root] = len(index)
    stack[root] = None
    while path:
        node, rest = path[-1]
        for other in rest:
            if other not in index:
                index[other] = low[other] = len(index)
                stack[other] = None
                path.append((other, iter(before[other])))
                break
            if other in stack:
                low[node] = min(low[node], index[other])
        else:
            path.pop()
            if path:
                low[path[-1][0]] = min(low[path[-1][0]], low[node])
            if low[node] == index[node]:
                yield _taken(node, stack)


def _taken(node: str, stack: dict[str, None]) -> tuple[str, ...]:
    """Take a component off the stack, in the order in which it was found."""
    found = list(stack)
    circle = tuple(found[found.index(node) :])
    for member in circle:
        del stack[member]
    return circle
