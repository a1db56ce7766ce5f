"""Importance measures by their meaning: the loss with a block down, and with it up."""

import numpy as np
import pytest
from hypothesis import assume, given

from powercalc.engine.diagram import Diagram, build
from powercalc.engine.formula import Formulas
from powercalc.measures.importance import importance
from tests.engine.strategies import Sample, samples


def bridge() -> Diagram:
    """Five blocks; paths 1-2, 3-4, 1-5-4, 3-5-2."""
    formulas = Formulas()
    a, b, c, d, e = (formulas.variable() for _ in range(5))
    paths = [[a, b], [c, d], [a, e, d], [c, e, b]]
    return build(formulas, [formulas.all_of([formulas.any_of(path) for path in paths])])


def test_textbook_bridge() -> None:
    assert 1 - bridge().probability([0.05] * 5)[0] == pytest.approx(0.994780625, rel=1e-12)


@given(samples(coherent=True))
def test_measures_are_what_happens_with_a_block_down_or_up(sample: Sample) -> None:
    diagram, q = sample.diagram, np.clip(sample.q, 1e-6, 1 - 1e-6)
    lost = diagram.probability(q)[-1]
    assume(lost > 0)
    found = importance(diagram, q, -1)
    for b in range(len(q)):
        down, up = q.copy(), q.copy()
        down[b], up[b] = 1.0, 0.0
        lost_down, lost_up = diagram.probability(down)[-1], diagram.probability(up)[-1]
        assert found.risk_achievement[b] == pytest.approx(lost_down / lost, rel=1e-9)
        assert found.fussell_vesely[b] == pytest.approx((lost - lost_up) / lost, rel=1e-6, abs=1e-9)
        expected = lost / lost_up if lost_up > 0 else np.inf
        assert found.risk_reduction[b] == pytest.approx(expected, rel=1e-9)


def test_risk_reduction_of_a_single_point_of_failure_is_infinite() -> None:
    formulas = Formulas()
    a, b = formulas.variable(), formulas.variable()
    found = importance(build(formulas, [formulas.all_of([a, b])]), [1e-9, 1e-11], 0)
    assert np.all(np.isinf(found.risk_reduction))
    assert found.criticality == pytest.approx([1.0, 1.0])


def test_shares_of_nothing_are_not_numbers() -> None:
    found = importance(bridge(), [0.0] * 5, 0)
    assert np.all(np.isnan(found.criticality))
    assert np.all(np.isnan(found.risk_reduction))
    assert np.all(found.birnbaum == 0)
