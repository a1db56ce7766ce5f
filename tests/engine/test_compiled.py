"""The compiled table against the plain one: the same functions, with numba or without."""

import subprocess
import sys
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings

from powercalc.engine import diagram as diagram_module
from powercalc.engine.diagram import Budget, Diagram, build
from powercalc.engine.formula import Formulas
from powercalc.engine.order import orders
from powercalc.errors import EngineLimit
from tests.engine.strategies import Sample, samples

pytest.importorskip("numba")

from powercalc.engine import reordering


def compiled(formulas: Formulas, roots: list[int], nodes: int = 1_000_000) -> Diagram | None:
    return diagram_module._compiled(formulas, roots, next(orders(formulas, roots)), nodes)


@settings(deadline=None)
@given(samples())
def test_compiled_and_plain_diagrams_are_the_same_functions(sample: Sample) -> None:
    found = compiled(sample.formulas, sample.roots)
    assert found is not None
    states = np.array(list(product([0.0, 1.0], repeat=len(sample.q)))).T
    assert np.array_equal(found.probability(states), sample.diagram.probability(states))


def scattered(variables: int) -> tuple[Formulas, int]:
    """Pairs whose halves are far apart in every simple order: a large diagram."""
    formulas = Formulas()
    handles = [formulas.variable() for _ in range(variables)]
    steps = [(7 * i) % variables for i in range(variables)]
    thirds = [formulas.at_least(2, [handles[i], handles[j], handles[-1 - i]]) for i, j in enumerate(steps)]
    return formulas, formulas.at_least(variables // 3, thirds)


def test_a_large_diagram_grows_its_tables_and_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reordering, "SMALLEST", 1 << 10)
    formulas, root = scattered(23)
    order = next(orders(formulas, [root]))
    expected = diagram_module._plain(formulas, [root], order, 10**6)
    found = compiled(formulas, [root])
    assert found is not None
    assert expected is not None
    assert len(found) == len(expected) > 1 << 13
    q = np.linspace(0.1, 0.9, 23)
    assert found.probability(q) == pytest.approx(expected.probability(q), rel=1e-12)


def test_build_uses_it_for_what_is_large_and_only_then(monkeypatch: pytest.MonkeyPatch) -> None:
    formulas, root = scattered(13)
    expected = build(formulas, [root])
    monkeypatch.setattr(diagram_module, "SMALL", 50)
    monkeypatch.setattr(diagram_module, "SMALL_PER_FORMULA", 0)
    found = build(formulas, [root])
    q = np.linspace(0.1, 0.9, 13)
    assert found.probability(q) == pytest.approx(expected.probability(q), rel=1e-12)


def test_the_compiled_table_keeps_to_its_limit() -> None:
    formulas, root = scattered(23)
    assert compiled(formulas, [root], 10_000) is None
    with pytest.raises(EngineLimit):
        build(formulas, [root], budget=Budget(nodes=3_000))


def test_the_engine_is_imported_without_numba() -> None:
    """Its import takes longer than most sites take to evaluate."""
    program = (
        "import sys, powercalc.engine.cut_sets, powercalc.engine.network; sys.exit('numba' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
