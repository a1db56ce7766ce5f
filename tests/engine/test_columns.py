"""Weighted sums over columns by parts, against the whole diagram in each column."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from powercalc.engine.columns import Parted
from powercalc.engine.diagram import build
from powercalc.engine.figures_in_columns import FiguresInColumns
from powercalc.engine.order import Hints
from tests.engine.strategies import Sample, probabilities, samples

COLUMNS = 3


@st.composite
def figures(draw: st.DrawFn, sample: Sample, varying: list[int]) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities and frequencies, the same in all columns but for the varying variables."""
    q = np.repeat(sample.q[:, None], COLUMNS, axis=1)
    for variable in varying:
        q[variable] = draw(st.lists(probabilities, min_size=COLUMNS, max_size=COLUMNS))
    return q, q * draw(st.floats(0, 10))


@given(samples(coherent=True), st.data())
def test_parts_say_what_the_whole_says(sample: Sample, data: st.DataObject) -> None:
    varying = data.draw(st.lists(st.integers(0, len(sample.q) - 1), unique=True))
    q, w = data.draw(figures(sample, varying))
    weights = np.array([[1.0, 0.0], [0.5, -1.0], [2.0, 1.0]])
    diagram = build(sample.formulas, sample.roots, hints=Hints(varying=tuple(varying)))
    whole = [a @ weights for a in diagram.probability_and_frequency(q, w)]
    parted = Parted(diagram, varying)
    q, w = parted.extended(FiguresInColumns(q=q, w=w))
    found, often = parted.probability_and_frequency(q, w, weights, weights[:, 0])
    np.testing.assert_allclose(found, whole[0], rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(often, whole[1][:, 0], rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(parted.probability(q, weights), whole[0], rtol=1e-12, atol=1e-14)


@given(samples(coherent=True), st.data())
def test_what_was_said_to_be_alike_and_is_not_is_told_all_the_same(
    sample: Sample, data: st.DataObject
) -> None:
    every = list(range(len(sample.q)))
    q, w = data.draw(figures(sample, every))
    diagram = build(sample.formulas, sample.roots)
    parted = Parted(diagram, ())
    found, often = parted.probability_and_frequency(
        *parted.extended(FiguresInColumns(q=q, w=w)), np.eye(COLUMNS), np.ones(COLUMNS)
    )
    whole = diagram.probability_and_frequency(q, w)
    np.testing.assert_allclose(found, whole[0], rtol=1e-12)
    np.testing.assert_allclose(often, whole[1].sum(axis=1), rtol=1e-12, atol=1e-300)


@given(samples(coherent=True), st.data())
def test_sets_of_figures_prepared_together_are_as_each_by_itself(sample: Sample, data: st.DataObject) -> None:
    varying = data.draw(st.lists(st.integers(0, len(sample.q) - 1), unique=True))
    diagram = build(sample.formulas, sample.roots, hints=Hints(varying=tuple(varying)))
    sets = [data.draw(figures(sample, varying)) for _ in range(3)]
    sets[1] = sets[1][0] * 0.5, sets[1][1]
    parted, ones = Parted(diagram, varying), np.ones((COLUMNS, 1))
    all_q, all_w = (np.concatenate([each[which] for each in sets], axis=1) for which in (0, 1))
    told = parted.extended(FiguresInColumns(q=all_q, w=all_w))
    runs = [slice(COLUMNS * number, COLUMNS * (number + 1)) for number in range(3)]
    parted.prepare(*told, runs)
    for run, (q, w) in zip(runs, sets, strict=True):
        here = told[0][:, run], told[1][:, run]
        found, often = parted.probability_and_frequency(*here, ones, ones[:, 0])
        again = Parted(diagram, varying)
        one, other = again.extended(FiguresInColumns(q=q, w=w))
        alone = again.probability_and_frequency(one, other, ones, ones[:, 0])
        np.testing.assert_allclose(found, alone[0], rtol=1e-13)
        np.testing.assert_allclose(often, alone[1], rtol=1e-13)


def test_twelve_nines_keep_their_digits() -> None:
    """Two racks of twelve nines below one source that varies: no sum is of large parts that cancel."""
    from powercalc.engine.formula import Formulas

    formulas = Formulas()
    own, source = formulas.variable(), formulas.variable()
    diagram = build(formulas, [formulas.any_of([own, source])], hints=Hints(varying=(1,)))
    q = np.array([[1e-20, 1e-20], [0.0, 1e-18]])
    parted = Parted(diagram, [1])
    found = parted.probability(parted.extended(FiguresInColumns(q=q, w=q))[0], np.eye(2))
    np.testing.assert_allclose(found, [[1e-20, 1.01e-18]], rtol=1e-14)
