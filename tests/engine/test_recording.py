"""A function that was recorded says of many sets of figures what it says of each by itself."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from powercalc.dynamics.many_chains import exponent, stationary
from powercalc.engine.diagram import build
from powercalc.engine.distinct import sorts_by
from powercalc.engine.formula import Formulas
from powercalc.engine.recording.arrays import at_most, exceeds, recording, scalar
from powercalc.engine.recording.arrays import np as rp
from powercalc.engine.recording.function import RecordedFunction, at_all
from powercalc.engine.recording.tape import NotRecordedError

Function = Callable[[Sequence[Any]], list[Any]]


def _of_entries(x: Sequence[Any]) -> list[Any]:
    table = rp.zeros((2, 3))
    table[0] = rp.array([x[0], x[1], 2.0])
    seen = table[0].copy()
    table[0, 1] += 5.0
    table[1, [0, 2]] = x[2]
    rest = rp.full(3, x[0]) * table[..., ::-1][1]
    return [seen[1], table.sum(), *rest, table[:, 1].max(), table.T[2, 1]]


def _of_single_figures(x: Sequence[Any]) -> list[Any]:
    single = rp.zeros(())
    single[...] = x[0]
    more = rp.full((), 1.0)
    more[...] = single * x[1]
    return [single, more]


def _of_axes(x: Sequence[Any]) -> list[Any]:
    row = rp.array([x[0], x[1], x[2], 0.5])
    square = rp.multiply.outer(row, row)
    return [
        *rp.sort(square, axis=1)[:, 2],
        *rp.cumprod(square, axis=0)[-1],
        rp.maximum.reduce(square, axis=None),
        rp.average(row, weights=[0.1, 0.2, 0.3, 0.4]),
        rp.tile(row, 2).reshape(2, 4).mean(axis=0)[1],
        *rp.diff(rp.repeat(row, 2))[1::2],
        rp.concatenate([row, [7.0], row[:2]])[5],
    ]


def _of_products(x: Sequence[Any]) -> list[Any]:
    known = np.array([[1.0, 2.0], [0.5, 3.0]])
    other = rp.array([[x[0], x[1]], [x[2], 1.0]])
    joined = rp.kron(known, other)
    return [
        *(known @ other).ravel(),
        *(other @ known)[0],
        (other[0] @ other[1]),
        *rp.einsum("ij,ij->i", other, other),
        *rp.tensordot(rp.array([0.2, 0.8]), rp.stack([other, 2 * other]), 1)[1],
        *rp.linalg.solve(known + rp.diag(other[0]), other[1]),
        joined.sum(),
    ]


def _of_decisions(x: Sequence[Any]) -> list[Any]:
    larger = x[0] if x[0] > x[1] else 2 * x[1]
    some = rp.array([x[0], x[1], x[2]])
    return [larger, scalar(rp.where(some > x[1], some, -some).sum()), max(x[2], x[0]), min(x)]


def _of_tables(x: Sequence[Any]) -> list[Any]:
    grid = rp.geomspace(1e-3 * x[0], 10 * x[0], 40)
    falling = rp.exp(-grid / x[0])
    found = rp.interp(x[1] * rp.array([1e-9, 0.01, 0.1, 2.0]), falling[::-1], grid[::-1])
    return [*found, *rp.clip(found, 0.01, 1.0), rp.isnan(found).any() + 0.0]


def _of_places(x: Sequence[Any]) -> list[Any]:
    ages = rp.array([0.5, x[0], 0.1, x[0], 0.5])
    at, which = rp.unique(ages, return_inverse=True)
    sums = rp.bincount(which, rp.array([x[1], 1.0, x[2], x[2], 3.0]), minlength=4)
    edges = rp.array([0.0, x[0], 1.0])
    between = rp.searchsorted(edges, rp.array([x[1], x[2], x[0]]), side="right")
    before = np.searchsorted(np.array([0.2, 0.6]), rp.array([x[1]]))
    return [*at, *sums, *rp.array([x[0], x[1], 5.0])[between - 1], before[0] + 0.0]


def _of_chains(x: Sequence[Any]) -> list[Any]:
    rates = rp.array([[0.0, x[0], 0.0], [x[1], 0.0, x[0]], [0.0, x[2], 0.0]])
    chain = exponent(rates)
    times = rp.array([0.0, 1.0, 30.0, 1e5]) * x[1]
    return [
        *stationary(rates),
        *chain.rows(rp.array([1.0, 0.0, 0.0]), times).ravel(),
        *exponent(rates[:2, :2], rates[:2, 2]).survival(times).ravel(),
        *chain.matrix(2.0).ravel(),
    ]


def _of_a_diagram(x: Sequence[Any]) -> list[Any]:
    formulas = Formulas()
    a, b, c = (formulas.variable() for _ in range(3))
    root = formulas.at_least(2, [a, b, c])
    diagram = build(formulas, [root, formulas.any_of([a, root])])
    columns = rp.array([[x[0], 1.0, 0.0, 0.3], [x[1], x[1], 1.0, 0.0], [0.5, x[2], x[2], 1.0]])
    rates = rp.array([[x[2], 0.0, 0.0, 0.0], [0.1, x[0], 0.0, 0.0], [0.2, 0.0, x[1], 0.0]])
    found, often = diagram.probability_and_frequency(columns, rates)
    return [*found.ravel(), *often.ravel(), *diagram.probability(columns).ravel()]


FUNCTIONS: list[Function] = [
    _of_entries, _of_single_figures, _of_axes, _of_products, _of_decisions, _of_tables, _of_places,
    _of_chains, _of_a_diagram,
]  # fmt: skip
figures = st.lists(st.floats(0.05, 0.95), min_size=3, max_size=3)


@pytest.mark.parametrize("function", FUNCTIONS)
@given(point=figures, others=st.lists(figures, min_size=1, max_size=5))
def test_what_holds_is_what_the_function_says(
    function: Function, point: list[float], others: list[list[float]]
) -> None:
    sets = np.array([point, *others]).T
    found, holds = RecordedFunction(function, point)(sets)
    assert holds[0]
    for column in np.flatnonzero(holds):
        alone = [float(each) for each in function(sets[:, column].tolist())]
        assert found[:, column] == pytest.approx(alone, rel=1e-11, abs=1e-13)


@given(point=figures, other=figures)
def test_another_decision_does_not_hold(point: list[float], other: list[float]) -> None:
    _, holds = RecordedFunction(_of_decisions, point)(np.array([point, other]).T)
    same = (point[0] > point[1]) == (other[0] > other[1]) and np.argmin(point) == np.argmin(other)
    assert holds[1] == (same and (point[0] > point[2]) == (other[0] > other[2]))


def test_all_sets_are_answered_by_recordings_or_one_by_one() -> None:
    sets = np.random.default_rng(3).uniform(0.05, 0.95, (3, 200))
    found = at_all(_of_decisions, sets, 4)
    alone = np.array([[float(each) for each in _of_decisions(one.tolist())] for one in sets.T]).T
    assert found == pytest.approx(alone, rel=1e-12)


def test_what_cannot_be_recorded_says_so_and_is_answered_all_the_same() -> None:
    def plain(x: Sequence[float]) -> list[float]:
        return [float(x[0]) + 1]

    with pytest.raises(NotRecordedError):
        RecordedFunction(plain, [1.0])
    assert at_all(plain, np.ones((1, 30)), 1).tolist() == [[2.0] * 30]


def test_an_error_is_that_of_the_plain_figures() -> None:
    def wrong(x: Sequence[float]) -> list[float]:
        raise ZeroDivisionError(x)

    with pytest.raises(ZeroDivisionError):
        at_all(wrong, np.ones((1, 30)), 1)


def test_columns_that_are_alike_by_chance_are_told_apart() -> None:
    def both(x: Sequence[Any]) -> list[Any]:
        firsts, each = sorts_by([rp.array([x[0], x[1], x[0]]), np.zeros((3, 2))])
        return [float(len(firsts)), *(rp.array([x[0], x[1], x[0]])[firsts][each])]

    found, holds = RecordedFunction(both, [0.3, 0.3])(np.array([[0.3, 0.5], [0.3, 0.7]]))
    assert holds.all()
    assert found[:, 1].tolist() == [2.0, 0.5, 0.7, 0.5]


def test_how_closely_it_looks_covers_figures_that_are_somewhat_larger() -> None:
    def looked(x: Sequence[Any]) -> list[Any]:
        return [x[0], float(at_most(x[0])), float(exceeds(x[0], 1.0))]

    assert looked([0.5]) == [0.5, 0.5, 0.0]
    found, holds = RecordedFunction(looked, [0.5])(np.array([[0.5, 0.1, 1.4, 1.6]]))
    assert holds.tolist() == [True, True, True, False]
    assert found[1:, 0].tolist() == [1.5, 1.0]


def test_one_recording_at_a_time() -> None:
    with recording(1.0), pytest.raises(NotRecordedError), recording(1.0):
        pass
