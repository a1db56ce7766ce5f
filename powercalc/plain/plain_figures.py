"""From a diagram's formulas to figures: one compiled diagram, all loads in one pass, like loads once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import TypedDict

import numpy as np

from powercalc.engine.diagram import Budget, Diagram, build
from powercalc.engine.symmetry import Likeness, likenesses
from powercalc.events.literals import Floats, Literal, frequencies, unavailabilities
from powercalc.measures.flips import probability_and_frequency
from powercalc.plain.plain_diagram import SiteDiagram

LARGE = Budget()
"""What the diagram of a site may take."""


class Pair(TypedDict):
    """The two figures that all measures derive from."""

    unavailability: float
    failure_frequency: float | None


@dataclass(frozen=True, kw_only=True)
class PlainFigures:
    """The figures of each load and of any load, with the compiled diagram they were read from."""

    loads: Mapping[str, Pair]
    any_load: Pair
    likeness: Mapping[str, Likeness]
    """Per load, the load (by position) that it is like."""
    compiled: Diagram
    """Its roots are the distinct loads, in their order, and any load at the end."""
    q: Floats
    """Unavailability of each literal, (literals,)."""


def figures(diagram: SiteDiagram, budget: Budget = LARGE) -> PlainFigures:
    """Return the figures of all loads. Loads that are alike are evaluated once."""
    roots = list(diagram.lost.values())
    alike = likenesses(diagram.formulas, roots, [literal.figures for literal in diagram.literals])
    distinct = list(dict.fromkeys(likeness.representative for likeness in alike))
    wanted = [*(roots[position] for position in distinct), diagram.any_lost]
    compiled = build(diagram.formulas, wanted, budget=budget)
    *pairs, any_load = root_figures(compiled, diagram.literals)
    by_position = dict(zip(distinct, pairs, strict=True))
    return PlainFigures(
        loads={
            name: by_position[likeness.representative]
            for name, likeness in zip(diagram.lost, alike, strict=True)
        },
        any_load=any_load,
        likeness=dict(zip(diagram.lost, alike, strict=True)),
        compiled=compiled,
        q=unavailabilities(diagram.literals),
    )


def root_figures(compiled: Diagram, literals: Sequence[Literal]) -> list[Pair]:
    """Return the figures of every root; a frequency is None where an unknown one enters."""
    q = unavailabilities(literals)
    w, unknown = frequencies(literals)
    u, often = probability_and_frequency(compiled, q, w)
    hidden = compiled.rests_on(unknown)
    return [
        Pair(unavailability=float(u[i]), failure_frequency=None if hidden[i] else max(float(often[i]), 0.0))
        for i in range(len(u))
    ]


def assumed_share(found: PlainFigures, diagram: SiteDiagram, assumed: AbstractSet[str]) -> float | None:
    """Return the part of any load's downtime in which something with an assumed figure must be down.

    1 − U(with everything assumed taken as never failing) / U; None for a site that is never without power.
    """
    total = found.any_load["unavailability"]
    if not total:
        return None
    sound = np.array(
        [not assumed.isdisjoint((literal.component, *literal.members)) for literal in diagram.literals],
        dtype=bool,
    )
    without = found.compiled.probability(np.where(sound, 0.0, found.q))[-1]
    return float(1 - without / total)
