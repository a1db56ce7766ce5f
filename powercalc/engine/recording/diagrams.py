"""Sums over the columns of a diagram whose figures are recorded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from powercalc.engine.recording.filled_rows import Rows
from powercalc.engine.recording.functions import recorded
from powercalc.engine.recording.recorded import Recorded, applied
from powercalc.engine.recording.sorts import Sorts
from powercalc.engine.recording.ways import PassedOver

if TYPE_CHECKING:
    from powercalc.engine.diagram import Diagram


def probability(diagram: Diagram, q: Recorded) -> Recorded:
    """P of each root, as of `Diagram.probability`."""
    value = diagram.probability(q.value)
    if q.ndim < 2:
        return applied(q.tape, diagram.probability, value, [q], way=PassedOver(diagram=diagram, both=False))
    sorts, rows = Sorts(diagram), Rows(q)

    def run(*given: Any) -> Any:
        return sorts.probability(rows.figures(given, given[0].shape[-1]))

    way = PassedOver(diagram=diagram, both=False)
    return applied(q.tape, run, value, rows.inputs, holds=rows.size, way=way, given=[q])


def probability_and_frequency(diagram: Diagram, q: Any, w: Any) -> tuple[Recorded, Recorded]:
    """Both, as of `Diagram.probability_and_frequency`."""
    tape = q.tape if isinstance(q, Recorded) else w.tape
    given = [recorded(tape, each) for each in (q, w)]
    value = np.array(diagram.probability_and_frequency(*(each.value for each in given)))
    found = _of_columns(diagram, given, value) if value.ndim > 2 else _of_one(diagram, given, value)
    return found[0], found[1]


def _of_columns(diagram: Diagram, given: Sequence[Recorded], value: Any) -> Recorded:
    sorts = Sorts(diagram)
    chances, rates = (Rows(each) for each in given)
    first = len(chances.inputs)

    def run(*fresh: Any) -> Any:
        sets = fresh[0].shape[-1]
        return np.array(sorts.both(chances.figures(fresh[:first], sets), rates.figures(fresh[first:], sets)))

    inputs, holds = [*chances.inputs, *rates.inputs], chances.size + rates.size
    way = PassedOver(diagram=diagram, both=True)
    return applied(given[0].tape, run, value, inputs, holds=holds, way=way, given=given)


def _of_one(diagram: Diagram, given: Sequence[Recorded], value: Any) -> Recorded:
    fixed = [None if each.varies else each.value[..., None] for each in given]

    def run(*fresh: Any) -> Any:
        sets, left = fresh[0].shape[-1], iter(fresh)
        figures = [
            next(left) if each is None else np.broadcast_to(each, (*each.shape[:-1], sets)) for each in fixed
        ]
        found = diagram.probability_and_frequency(*(each.reshape(len(each), -1) for each in figures))
        return np.array(found).reshape(*value.shape, sets)

    return applied(given[0].tape, run, value, given, way=PassedOver(diagram=diagram, both=True))
