"""Whether something whose rate nobody knows can interrupt: then nobody knows how often that happens."""

from __future__ import annotations

from numpy.typing import NDArray

from powercalc.engine.recording.arrays import np
from powercalc.response.figures.response_figures import ResponseFigures
from powercalc.response.lost.variables import Variables
from powercalc.response.plan.plan import Plan

Floats = NDArray[np.float64]


def of_unknown_rates(
    plan: Plan, variables: Variables, numbers: ResponseFigures
) -> tuple[Floats, Floats] | None:
    """The figures of all variables with which the frequency of a root is that of blocks of unknown rate.

    None where there are no such blocks; every one fails as often as another, and anything may be down.
    """
    unknown = [number for number, block in enumerate(plan.blocks) if not block.known]
    rungs = [rung for number in unknown for rung in variables.rungs[number][:1]]
    if not rungs:
        return None
    q = numbers.anyhow()
    w = np.zeros_like(q)
    w[rungs] = 1.0
    return q, w
