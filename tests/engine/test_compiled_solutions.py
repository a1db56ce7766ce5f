"""Compiled minimal solutions against the plain ones: the same families."""

import pytest
from hypothesis import HealthCheck, given, settings

from powercalc.engine import solutions
from powercalc.engine.cut_sets import minimal_cut_sets
from powercalc.engine.diagram import Budget, Diagram, build
from powercalc.engine.formula import Formulas
from powercalc.errors import EngineLimit
from tests.engine.strategies import Sample, samples

pytest.importorskip("numba")

from powercalc.engine import compiled_solutions


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(samples(coherent=True))
def test_compiled_and_plain_solutions_are_the_same_sets(
    monkeypatch: pytest.MonkeyPatch, sample: Sample
) -> None:
    diagram, q = sample.diagram, sample.q
    plain = minimal_cut_sets(diagram, -1)
    with monkeypatch.context() as patch:
        patch.setattr(solutions, "LARGE", 0)
        found = minimal_cut_sets(diagram, -1)
    assert found.up_to(len(q), q) == plain.up_to(len(q), q)
    assert found.number_by_order == plain.number_by_order


def twice_as_many_pairs(pairs: int) -> Diagram:
    """Two votes over one set of parts: many families that are compared with each other."""
    formulas = Formulas()
    parts = [formulas.variable() for _ in range(2 * pairs)]
    couples = [formulas.all_of(parts[i : i + 2]) for i in range(0, 2 * pairs, 2)]
    votes = [formulas.at_least(pairs, parts), formulas.at_least(pairs // 2, couples)]
    return build(formulas, [formulas.any_of(votes)])


def test_families_grow_their_room_and_stay_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    diagram = twice_as_many_pairs(12)
    plain = minimal_cut_sets(diagram, 0).number_by_order
    monkeypatch.setattr(solutions, "LARGE", 0)
    monkeypatch.setattr(compiled_solutions, "SMALLEST", 1 << 4)
    assert minimal_cut_sets(diagram, 0).number_by_order == plain


def test_compiled_families_keep_to_their_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solutions, "LARGE", 0)
    with pytest.raises(EngineLimit, match="more than 50 nodes"):
        minimal_cut_sets(twice_as_many_pairs(12), 0, budget=Budget(nodes=50))
