"""Roots above modules, against the whole diagram in each column."""

from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from powercalc.engine.diagram import Diagram, build
from powercalc.engine.figures_in_columns import FiguresInColumns
from powercalc.engine.formula import Formulas
from powercalc.engine.order import Hints
from powercalc.engine.over_modules import Modules, OverModules, largest_modules
from tests.engine.strategies import Sample, samples

COLUMNS = 5


def built(formulas: Formulas, roots: Sequence[int], varying: Sequence[int]) -> Diagram:
    return build(formulas, roots, hints=Hints(varying=tuple(varying)))


def compare(formulas: Formulas, roots: list[int], certain: list[int], varying: list[int], seed: int) -> bool:
    """Compare with the whole diagram in random columns; whether there are modules."""
    made = Modules.of(formulas, roots, certain, varying, built)
    if made is None:
        return False
    modules, above = made
    over = OverModules(build(above.formulas, above.roots, hints=Hints(first=above.varying)), above, modules)
    chance = np.random.default_rng(seed)
    q, w = (np.repeat(chance.random((len(formulas.variables), 1)), COLUMNS, axis=1) for _ in "qw")
    q[varying], w[varying] = chance.random((2, len(varying), COLUMNS))
    q[certain], w[certain] = chance.integers(0, 2, (len(certain), COLUMNS)), 0.0
    value, often = build(formulas, roots).probability_and_frequency(q, w)
    figures = over.extended(FiguresInColumns(q=q, w=w))
    found = over.each(*figures, range(len(roots)))
    np.testing.assert_allclose(found[0], value, rtol=1e-11, atol=1e-14)
    np.testing.assert_allclose(found[1], often, rtol=1e-11, atol=1e-14)
    weights = chance.normal(size=(COLUMNS, 2))
    np.testing.assert_allclose(over.probability(figures[0], weights), value @ weights, atol=1e-11)
    sums = over.probability_and_frequency(*figures, weights, weights)
    np.testing.assert_allclose(sums[0], value @ weights, atol=1e-11)
    np.testing.assert_allclose(sums[1], often @ weights, atol=1e-11)
    return True


@given(samples(coherent=True), st.data())
def test_roots_above_modules_say_what_the_whole_says(sample: Sample, data: st.DataObject) -> None:
    numbers = st.lists(st.integers(0, len(sample.q) - 1), unique=True)
    certain = data.draw(numbers)
    varying = sorted({*certain, *data.draw(numbers)})
    compare(sample.formulas, list(sample.roots), certain, varying, data.draw(st.integers(0, 2**32)))


@given(
    st.lists(st.lists(st.integers(0, 3), min_size=1, max_size=3), min_size=4, max_size=8), st.integers(0, 99)
)
def test_a_hall_of_paths_with_feeds_in_common(racks: list[list[int]], seed: int) -> None:
    """Four paths behind two feeds, each with a generator and a switch; racks on some, and any of them."""
    formulas = Formulas()
    feeds = [formulas.variable(), formulas.variable()]
    paths = []
    for number in range(4):
        source = formulas.all_of([feeds[number % 2], formulas.variable()])
        paths.append(formulas.any_of([source, formulas.variable()]))
    cords = [[formulas.any_of([paths[path], formulas.variable()]) for path in rack] for rack in racks]
    roots = [formulas.all_of(each) for each in cords]
    varying = [0, 1, 2, 4, 6, 8]
    assert compare(formulas, [*roots, formulas.any_of(roots)], [0, 1], varying, seed)


def test_paths_with_a_feed_in_common_are_modules_where_it_is_certain_which_feed_is_down() -> None:
    formulas = Formulas()
    feed, one, two, three, four = (formulas.variable() for _ in range(5))
    paths = [
        formulas.any_of([formulas.all_of([feed, own]), other]) for own, other in ((one, two), (three, four))
    ]
    load = formulas.all_of(paths)
    assert largest_modules(formulas, [load], certain=[]) == [load]
    rack = formulas.any_of([paths[0], formulas.variable()])
    assert largest_modules(formulas, [load, rack], certain=[]) == []
    assert largest_modules(formulas, [load, rack], certain=[0]) == paths
