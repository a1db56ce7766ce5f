"""Which events matter for a load, and what each figure is worth.

Measures of a plain block diagram, from one backward pass (`measures.importance`, `measures.sensitivity`).
Units of a component that play the same part are told once.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from powercalc._version import __version__
from powercalc.components.spelling import nearest
from powercalc.diagram.literals import Literal, unavailabilities
from powercalc.diagram.plain import plain_diagram
from powercalc.engine.diagram import Diagram, build
from powercalc.errors import CallError
from powercalc.measures.importance import importance
from powercalc.measures.sensitivity import derivatives
from powercalc.site import Site

ANY_LOAD = "any load"
"""The name of "at least one load is without power" where a load is asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventImportance:
    """The importance of one event, or of each of several units that play the same part.

    An event in common (a cause that strikes several units, a hazard) is an event of its own.
    """

    component: str
    event: str
    units: int
    unavailability: float
    birnbaum: float
    """P(lost | down) − P(lost | up)."""
    criticality: float | None
    """The share of the downtime in which it is down and critical; None for a load that is never lost."""
    fussell_vesely: float | None
    """(U − U with it never failing) / U."""
    risk_achievement: float | None
    """U with it down / U."""
    risk_reduction: float | None
    """U / U with it never failing; None where that is infinite."""
    downtime_by_failure_rate: float | None
    """h per year, for one failure per year more; None where there is no failure rate."""
    downtime_by_mttr: float | None
    """h per year, for one hour of restoration more; None where there is no restoration time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """The events of one load, the most critical first."""

    site: str
    load: str
    unavailability: float
    events: tuple[EventImportance, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the ranking as JSON has it."""
        return {
            "schema": "powercalc/importance/1",
            **asdict(self),
            "method": "plain block diagram",
            "version": __version__,
        }


def rank(site: Site, load: str | None = None) -> Ranking:
    """Return the importance of every event for a load, or for any load.

    Raises `CallError` for a load that is not there.
    """
    diagram = plain_diagram(site)
    known = {**diagram.lost, ANY_LOAD: diagram.any_lost}
    name = ANY_LOAD if load is None else load
    if name not in known:
        near = nearest(name, known)
        raise CallError(f'there is no load "{name}"' + (f'; did you mean "{near}"?' if near else ""))
    compiled = build(diagram.formulas, [known[name]])
    rows = _merged(list(_rows(compiled, diagram.literals)), diagram.literals)
    return Ranking(
        site=site.name,
        load=name,
        unavailability=float(compiled.probability(unavailabilities(diagram.literals))[0]),
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
