"""Cycles over ties, as equations that `engine.connectivity` solves: what comes from outside, and every hop.

A node is lost when, on one of its ways in, it is down or nothing arrives. Most nodes have one way in; a UPS
with a bypass input of its own has two.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from powercalc.components import Component
from powercalc.engine.connectivity import unconnected
from powercalc.engine.formula import Formulas


@dataclass(frozen=True, slots=True, kw_only=True)
class WayIn:
    """Down, or all of this lost: what is outside the cycle, and hops from nodes of it."""

    down: int
    outside: Sequence[int]
    """Each is one arrival from outside that is lost; none where power comes over hops only."""
    hops: Sequence[tuple[str, int]]
    """From where, and the formula "lost on the way"."""


def connected(
    formulas: Formulas, nodes: Mapping[str, Sequence[WayIn]], asked: Collection[str]
) -> dict[str, int]:
    """Return the formula of each node of a cycle: lost unless connected to something live.

    `asked` are the nodes that something outside looks at.
    """
    outside = {name: formulas.all_of(_without_hops(formulas, each) for each in nodes[name]) for name in nodes}
    hops = {name: _hops(formulas, ways) for name, ways in nodes.items()}
    return unconnected(formulas, outside, hops, asked)


def _without_hops(formulas: Formulas, way: WayIn) -> int:
    return formulas.any_of([way.down, formulas.all_of(way.outside)])


def _hops(formulas: Formulas, ways: Sequence[WayIn]) -> dict[str, int]:
    found: dict[str, list[int]] = {}
    for way in ways:
        for other, broken in way.hops:
            found.setdefault(other, []).append(formulas.any_of([way.down, broken]))
    return {other: formulas.all_of(each) for other, each in found.items()}


def votes(components: Mapping[str, Component], cycle: Iterable[str]) -> int:
    """How many nodes of a cycle need several inputs that are in it: each may come alive a round later."""
    inside = set(cycle)
    return sum(
        components[name].inputs_needed > 1 and not inside.isdisjoint(components[name].fed_by)
        for name in inside
    )
