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


def taken_alone(graph: Graph, nodes: Iterable[str], dead: Collection[str] = ()) -> dict[str, tuple[str, ...]]:
    """Return, per node, what alone would leave it dark; nothing for one that is dark already.

    What is nearest to the node comes first.
    """
    asked = tuple(nodes)
    reaches = {name: reached((name,), graph.consumers) for name in graph.above(asked)}
    batches = _apart({name: reach for name, reach in reaches.items() if name not in dead})
    cases = [tuple(dead), *((*dead, *batch) for batch in batches)]
    told = dark(graph, cases, asked)
    lost = {node: np.broadcast_to(told[node], len(cases)) for node in asked}
    found: dict[str, list[str]] = {name: [] for name in asked}
    for case, batch in enumerate(batches, start=1):
        for name in batch:
            for node in reaches[name]:
                if node in lost and node != name and lost[node][case] and not lost[node][0]:
                    found[node].append(name)
    return {node: tuple(_nearest_first(graph, node, names)) for node, names in found.items()}


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
