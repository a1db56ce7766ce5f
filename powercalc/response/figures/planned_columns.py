"""Planned work in the columns: for how long it has lasted, and what is needed because of it."""

from __future__ import annotations

from dataclasses import dataclass

from numpy.typing import NDArray

from powercalc.engine.recording.arrays import np
from powercalc.response.columns.age_columns import AgeColumns
from powercalc.response.columns.node_ages import LIVE
from powercalc.response.plan.thresholds import INSTANT

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedWork:
    """Planned work in some columns."""

    block: int
    """Down for as long as it has lasted."""
    bypass: int | None = None
    """The trial of the bypass of what is worked on."""
    sound: frozenset[int] = frozenset()
    """Blocks that are up whatever a column says."""


def lasted(work: PlannedWork | None, columns: AgeColumns) -> Floats:
    """For how long planned work has lasted, [h]; −∞ where there is none."""
    return np.full(len(columns), LIVE) if work is None else columns.ages[work.block]


def least_age(work: PlannedWork | None, columns: AgeColumns) -> Floats:
    """The least age that counts, [h]: nought, or the beginning of the planned work."""
    return np.where(columns.old, np.maximum(lasted(work, columns), 0.0), 0.0)


def is_planned(work: PlannedWork | None, columns: AgeColumns, since: Floats) -> Flags:
    """Where what is needed since then is needed because of the planned work itself."""
    age = lasted(work, columns)
    return np.asarray((age > LIVE) & (np.abs(np.where(age > LIVE, age, 0.0) - since) <= INSTANT))
