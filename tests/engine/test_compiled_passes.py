"""The compiled passes give what the plain ones give."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from powercalc.engine import evaluation
from powercalc.engine.diagram import reachable
from tests.engine.strategies import Sample, samples

pytest.importorskip("numba")

from powercalc.engine import compiled_passes


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(samples())
def test_both_ways_of_each_pass_agree(sample: Sample) -> None:
    diagram, q = sample.diagram, np.array(sample.q)
    plain = evaluation.probability(diagram, q)
    found = compiled_passes.probability(diagram.variable, diagram.low, diagram.high, q)[diagram.roots]
    assert found == pytest.approx(plain, rel=1e-12, abs=0.0)
    nodes = (diagram.low, diagram.high)
    assert np.array_equal(compiled_passes.heights(*nodes), evaluation.heights(*nodes))
    assert np.array_equal(
        compiled_passes.reachable(*nodes, diagram.roots[:1]), reachable(*nodes, diagram.roots[:1])
    )


def test_large_diagrams_are_worth_compiling_and_small_ones_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not evaluation.worth_compiling(100)
    monkeypatch.setattr(evaluation, "SOME", 50)
    assert evaluation.worth_compiling(100)
