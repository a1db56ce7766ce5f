"""Importance and frequency against RePyability on generated diagrams of series and parallel votes."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from powercalc.engine.diagram import build
from powercalc.engine.formula import Formulas
from powercalc.measures.importance import importance
from powercalc.measures.sensitivity import steady_state

surpyval = pytest.importorskip("surpyval")
repairable = pytest.importorskip("repyability.rbd.repairable_rbd")

banks = st.lists(st.integers(1, 3), min_size=1, max_size=3)
"""Banks in series, each of so many units of which one suffices."""


@settings(max_examples=15)
@given(banks, st.data())
def test_banks_in_series_have_the_importances_that_repyability_finds(
    sizes: list[int], data: st.DataObject
) -> None:
    names = [f"b{bank}.{unit}" for bank, size in enumerate(sizes) for unit in range(size)]
    rates = data.draw(st.lists(st.floats(1e-4, 1e-2), min_size=len(names), max_size=len(names)))
    mttr = data.draw(st.lists(st.floats(1.0, 100.0), min_size=len(names), max_size=len(names)))
    layers = [
        ["source"],
        *([n for n in names if n.startswith(f"b{k}.")] for k in range(len(sizes))),
        ["sink"],
    ]
    edges = [(a, b) for near, far in pairwise(layers) for a in near for b in far]
    exponential = surpyval.Exponential.from_params
    figures = {
        name: {"reliability": exponential([rate]), "repairability": exponential([1 / time])}
        for name, rate, time in zip(names, rates, mttr, strict=True)
    }
    theirs = repairable.RepairableRBD(edges, figures)

    formulas = Formulas()
    variables = {name: formulas.variable() for name in names}
    lost = [formulas.all_of(variables[name] for name in layer) for layer in layers[1:-1]]
    diagram = build(formulas, [formulas.any_of(lost)])
    q, w = steady_state(rates, mttr)
    _, frequency = diagram.probability_and_frequency(q, w)
    assert frequency[0] == pytest.approx(theirs.system_failure_frequency(), rel=1e-9)
    expected = theirs.birnbaum_importance()
    found = dict(zip(names, importance(diagram, np.asarray(q), 0).birnbaum.tolist(), strict=True))
    for name in names:
        assert found[name] == pytest.approx(float(np.ravel(expected[name])[0]), rel=1e-9)
