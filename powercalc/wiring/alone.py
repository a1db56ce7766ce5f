"""What alone would take the power of a node: one component with all its units, beside what is dead already.

One case a component would be thousands in a large hall. Components that reach nothing in common cannot meet
in one loss, so they are dead in the same case, and each is judged by what it reaches.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import numpy as np

from powercalc.site.graph import Graph
from powercalc.site.walks import reached
from powercalc.wiring.sets import dark
from powercalc.wiring.state_truths import Truths


def taken_alone(
    graph: Graph, nodes: Iterable[str], dead: Sequence[Collection[str]]
) -> list[dict[str, tuple[str, ...]]]:
    """Return, per node, what alone would leave it dark beside each of some sets of what is dead.

    What is nearest to the node comes first; nothing for one that is dark already. All sets together take the
    time of one.
    """
    asked = tuple(nodes)
    reaches = {name: reached((name,), graph.consumers) for name in graph.above(asked)}
    batches = _apart(reaches)
    told = dark(graph, [(*gone, *batch) for gone in dead for batch in ((), *batches)], asked)
    found = []
    for number in range(len(dead)):
        here = slice(number * (1 + len(batches)), (number + 1) * (1 + len(batches)))
        lost = {node: np.broadcast_to(told[node], len(dead) * (1 + len(batches)))[here] for node in asked}
        alone = _alone(lost, batches, reaches)
        found.append({node: tuple(_nearest_first(graph, node, names)) for node, names in alone.items()})
    return found


def _alone(
    lost: Mapping[str, Truths], batches: Sequence[Sequence[str]], reaches: Mapping[str, Collection[str]]
) -> dict[str, list[str]]:
    """Return what alone takes each node; the first case is that of nothing more, then one for each batch."""
    found: dict[str, list[str]] = {name: [] for name in lost}
    for case, batch in enumerate(batches, start=1):
        for name in batch:
            for node in reaches[name]:
                if node in lost and node != name and lost[node][case] and not lost[node][0]:
                    found[node].append(name)
    return found


def _apart(reaches: Mapping[str, Mapping[str, None]]) -> list[list[str]]:
    """Return the components in batches of which no two reach the same; those that reach least first."""
    batches: list[list[str]] = []
    taken: list[set[str]] = []
    for name, reach in sorted(reaches.items(), key=lambda item: len(item[1])):
        place = next((number for number, names in enumerate(taken) if names.isdisjoint(reach)), len(taken))
        if place == len(taken):
            batches.append([])
            taken.append(set())
        batches[place].append(name)
        taken[place].update(reach)
    return batches


def _nearest_first(graph: Graph, node: str, names: Sequence[str]) -> Iterator[str]:
    if len(names) > 1:
        wanted = set(names)
        yield from (each for each in graph.above((node,)) if each in wanted)
    else:
        yield from names
