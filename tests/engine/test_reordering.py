"""The table that puts its variables in a better order: whatever the order, the same functions."""

from itertools import product

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from powercalc.engine import diagram as diagram_module
from powercalc.engine.diagram import Budget, Diagram, build
from powercalc.engine.formula import Formulas
from powercalc.errors import EngineLimit
from tests.engine.strategies import Sample, samples

pytest.importorskip("numba")

from powercalc.engine import reordering


def reordered(formulas: Formulas, roots: list[int], nodes: int = 1_000_000) -> Diagram | None:
    return diagram_module._reordered(formulas, roots, list(range(len(formulas.variables))), nodes)


def pairs_far_apart(pairs: int) -> tuple[Formulas, int]:
    """x_1 y_1 or x_2 y_2 or ...: linear when each pair stands together, exponential when all x come first."""
    formulas = Formulas()
    first = [formulas.variable() for _ in range(pairs)]
    second = [formulas.variable() for _ in range(pairs)]
    couples = [formulas.all_of(each) for each in zip(first, second, strict=True)]
    return formulas, formulas.any_of(couples)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(samples())
def test_swapped_variables_change_no_function(monkeypatch: pytest.MonkeyPatch, sample: Sample) -> None:
    monkeypatch.setattr(reordering, "FIRST", 2)
    found = reordered(sample.formulas, sample.roots)
    assert found is not None
    states = np.array(list(product([0.0, 1.0], repeat=len(sample.q)))).T
    assert np.array_equal(found.probability(states), sample.diagram.probability(states))


def test_a_bad_order_is_mended_while_building(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reordering, "FIRST", 100)
    formulas, root = pairs_far_apart(12)
    found = reordered(formulas, [root])
    assert found is not None
    assert len(found) < 100
    q = np.linspace(0.01, 0.3, 24)
    expected = 1.0 - np.prod(1.0 - q[:12] * q[12:])
    assert found.probability(q)[0] == pytest.approx(expected, rel=1e-12)


def test_children_come_first_and_asking_goes_on_in_one_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reordering, "FIRST", 100)
    formulas, root = pairs_far_apart(10)
    found = reordered(formulas, [root])
    assert found is not None
    inner = np.arange(2, len(found))
    assert np.all(found.low[2:] < inner)
    assert np.all(found.high[2:] < inner)


def test_what_does_not_fit_even_then_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diagram_module, "SMALL", 50)
    monkeypatch.setattr(diagram_module, "SMALL_PER_FORMULA", 0)
    formulas = Formulas()
    parts = [formulas.variable() for _ in range(40)]
    with pytest.raises(EngineLimit, match="more than 200 nodes"):
        build(formulas, [formulas.at_least(20, parts)], budget=Budget(nodes=200))
