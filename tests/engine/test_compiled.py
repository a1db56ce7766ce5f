"""The compiled table against the plain one: the same nodes, with numba or without."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given

from powercalc.engine import diagram as diagram_module
from powercalc.engine.construct import construct
from powercalc.engine.diagram import Budget, build
from powercalc.engine.formula import Formulas
from powercalc.engine.order import orders
from powercalc.engine.table import Table, TableFullError
from powercalc.errors import EngineLimit
from tests.engine.strategies import Sample, samples

pytest.importorskip("numba")

from powercalc.engine import compiled as compiled_module
from powercalc.engine.compiled import CompiledTable


@given(samples())
def test_compiled_and_plain_tables_hold_the_same_nodes(sample: Sample) -> None:
    order = orders(sample.formulas, sample.roots)[0]
    plain, compiled = Table(len(order), 10_000), CompiledTable(len(order), 10_000)
    roots = [construct(sample.formulas, sample.roots, order, table) for table in (plain, compiled)]
    assert roots[0] == roots[1]
    assert np.array_equal(plain.nodes, compiled.nodes)


def scattered(variables: int) -> tuple[Formulas, int]:
    """Pairs whose halves are far apart in every simple order: a large diagram."""
    formulas = Formulas()
    handles = [formulas.variable() for _ in range(variables)]
    steps = [(7 * i) % variables for i in range(variables)]
    thirds = [formulas.at_least(2, [handles[i], handles[j], handles[-1 - i]]) for i, j in enumerate(steps)]
    return formulas, formulas.at_least(variables // 3, thirds)


def test_a_large_diagram_grows_its_tables_and_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled_module, "SMALLEST", 1 << 10)
    formulas, root = scattered(23)
    order = orders(formulas, [root])[0]
    plain, compiled = Table(len(order), 10**6), CompiledTable(len(order), 10**6)
    assert construct(formulas, [root], order, plain) == construct(formulas, [root], order, compiled)
    assert len(compiled) > 1 << 14
    assert np.array_equal(plain.nodes, compiled.nodes)


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
    order = orders(formulas, [root])[0]
    with pytest.raises(TableFullError):
        construct(formulas, [root], order, CompiledTable(len(order), 30_000))
    with pytest.raises(EngineLimit):
        build(formulas, [root], budget=Budget(nodes=3_000))


def test_the_engine_is_imported_without_numba() -> None:
    """Its import takes longer than most sites take to evaluate."""
    program = (
        "import sys, powercalc.engine.cut_sets, powercalc.engine.network; sys.exit('numba' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
