"""From a diagram's formulas to figures: one compiled diagram, all loads in one pass."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TypedDict

import numpy as np

from powercalc.diagram.literals import Floats, frequencies, unavailabilities
from powercalc.diagram.plain import SiteDiagram
from powercalc.engine.diagram import Diagram, build


class Pair(TypedDict):
    """The two figures that all measures derive from."""

    unavailability: float
    failure_frequency: float | None


@dataclass(frozen=True, kw_only=True)
class Figures:
    """The figures of each load and of any load, with the compiled diagram they were read from."""

    loads: dict[str, Pair]
    any_load: Pair
    compiled: Diagram
    q: Floats
    """Unavailability of each literal, (literals,)."""


def figures(diagram: SiteDiagram) -> Figures:
    """Return the figures of all loads. Loads with the same formula are evaluated once."""
    roots = list(dict.fromkeys([*diagram.lost.values(), diagram.any_lost]))
    compiled = build(diagram.formulas, roots)
    q = unavailabilities(diagram.literals)
    w, unknown = frequencies(diagram.literals)
    u, often = compiled.probability_and_frequency(q, w)
    _, hidden = compiled.probability_and_frequency(q, unknown.astype(float))
    pairs = {
        root: Pair(
            unavailability=float(u[i]), failure_frequency=None if hidden[i] > 0 else max(float(often[i]), 0.0)
        )
        for i, root in enumerate(roots)
    }
    return Figures(
        loads={name: pairs[root] for name, root in diagram.lost.items()},
        any_load=pairs[diagram.any_lost],
        compiled=compiled,
        q=q,
    )


def assumed_share(found: Figures, diagram: SiteDiagram, assumed: Collection[str]) -> float | None:
    """Return the part of any load's downtime in which something with an assumed figure must be down.

    1 − U(with everything assumed taken as never failing) / U; None for a site that is never without power.
    """
    total = found.any_load["unavailability"]
    if not total:
        return None
    sound = np.array([literal.component in assumed for literal in diagram.literals], dtype=bool)
    without = found.compiled.probability(np.where(sound, 0.0, found.q))[-1]
    return float(1 - without / total)
