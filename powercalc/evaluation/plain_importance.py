"""Which events matter for a load in the plain block diagram, from one backward pass.

See `measures.importance` and `measures.sensitivity`. Units of a component that play the same part are told
once.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from powercalc.engine.diagram import Diagram, build
from powercalc.evaluation.ranking import ANY_LOAD, PLAIN, EventImportance, Ranking
from powercalc.events.literals import Literal, unavailabilities
from powercalc.measures.importance import importance
from powercalc.measures.sensitivity import derivatives
from powercalc.plain.plain_diagram import plain_diagram
from powercalc.site import Site


def rank_plain(site: Site, name: str) -> Ranking:
    """Return the importance of every event for a load, or for any load."""
    diagram = plain_diagram(site)
    root = diagram.any_lost if name == ANY_LOAD else diagram.lost[name]
    compiled = build(diagram.formulas, [root])
    rows = _merged(list(_rows(compiled, diagram.literals)), diagram.literals)
    return Ranking(
        site=site.name,
        load=name,
        unavailability=float(compiled.probability(unavailabilities(diagram.literals))[0]),
        method=PLAIN,
        events=tuple(sorted(rows, key=lambda row: -(row.criticality or 0.0))),
    )


def _rows(compiled: Diagram, literals: Sequence[Literal]) -> Iterator[EventImportance]:
    """Yield the importance of every event for the one root."""
    q = unavailabilities(literals)
    found = importance(compiled, q, 0)
    rate = np.array([literal.failure_rate or 0.0 for literal in literals])
    mttr = np.array([literal.mttr or 0.0 for literal in literals])
    slope = derivatives(found.birnbaum, rate, mttr)
    for i, literal in enumerate(literals):
        timed = literal.failure_rate is not None
        yield EventImportance(
            component=literal.component,
            event=literal.name,
            units=1,
            unavailability=float(q[i]),
            birnbaum=float(found.birnbaum[i]),
            criticality=_finite(found.criticality[i]),
            fussell_vesely=_finite(found.fussell_vesely[i]),
            risk_achievement=_finite(found.risk_achievement[i]),
            risk_reduction=_finite(found.risk_reduction[i]),
            downtime_by_failure_rate=float(slope.by_failure_rate[i]) if timed else None,
            downtime_by_mttr=float(slope.downtime_by_mttr[i]) if timed else None,
        )


def _finite(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def _merged(rows: Sequence[EventImportance], literals: Sequence[Literal]) -> list[EventImportance]:
    """Return one row for the units of a component that have the same figures and the same importance."""
    merged: dict[tuple[object, ...], EventImportance] = {}
    for row, literal in zip(rows, literals, strict=True):
        name = _unnumbered(row.event)
        part = (row.component, literal.figures, name, f"{row.birnbaum:.9e}")
        first = merged.get(part)
        merged[part] = replace(first, event=name, units=first.units + 1) if first else row
    return list(merged.values())


def _unnumbered(event: str) -> str:
    """Return the name of an event without the number of its unit: "gen #2 start" is "gen start"."""
    return re.sub(r" #\d+", "", event)
