"""What is left of a diagram where most variables are certain, against the whole diagram in each column."""

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from powercalc.engine import conditioned
from powercalc.engine.conditioned import Conditioned
from powercalc.engine.diagram import build
from tests.engine.strategies import Sample, samples

COLUMNS = 60


@pytest.fixture(autouse=True, scope="module")
def small_diagrams_too() -> Iterator[None]:
    """However small they are, and however much is left of them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(conditioned, "SMALL", 0)
        patch.setattr(conditioned, "SLOWER", 0)
        patch.setattr(conditioned, "ROOM", 50)
        yield


def figures(sample: Sample, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Columns of a few sorts: in each most variables are 0 or 1, some of these about to change."""
    chance = np.random.default_rng(seed)
    sorts = chance.choice([0.0, 1.0, np.nan], (len(sample.q), 4))[:, chance.integers(0, 4, COLUMNS)]
    q = np.where(np.isnan(sorts), chance.random(sorts.shape), sorts)
    w = np.where(np.isnan(sorts), chance.random(sorts.shape), 0.0)
    w[: len(q) // 2, :5] = 1.0
    return q, w


@given(samples(coherent=True), st.integers(0, 2**32))
def test_what_is_left_says_what_the_whole_says(sample: Sample, seed: int) -> None:
    diagram = build(sample.formulas, sample.roots)
    q, w = figures(sample, seed)
    weights = np.random.default_rng(seed).normal(size=(COLUMNS, 3))
    value, often = diagram.probability_and_frequency(q, w)
    left = Conditioned(diagram)
    found = left.probability_and_frequency(q, w, weights, weights[:, :2])
    expected = value @ weights, value @ weights[:, :2], often @ weights[:, :2]
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-11, atol=1e-11)
    np.testing.assert_allclose(left.probability(q, weights), expected[0], rtol=1e-11, atol=1e-11)


def test_it_looks_at_no_more_nodes_than_are_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a chain of fifty pairs all but one are certain to be sound: two nodes have values by column."""
    monkeypatch.setattr(conditioned, "SLOWER", 1)
    from powercalc.engine.formula import Formulas

    formulas = Formulas()
    pairs = [formulas.all_of([formulas.variable(), formulas.variable()]) for _ in range(50)]
    diagram = build(formulas, [formulas.any_of(pairs)])
    q = np.zeros((100, COLUMNS))
    q[:2] = 0.1
    left = Conditioned(diagram)
    np.testing.assert_allclose(left.probability(q, np.ones((COLUMNS, 1))), [[0.01 * COLUMNS]], rtol=1e-14)
    assert left.work == 2 * COLUMNS


def test_sums_with_the_same_weights_are_worked_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Weights and their sizes are mostly the same, and many are nought: of six, two sums are left."""
    from powercalc.engine.formula import Formulas

    asked: list[int] = []
    summed = conditioned._LeftInSorts.sums

    def counted(left: conditioned._LeftInSorts, value: np.ndarray, weights: np.ndarray) -> np.ndarray:
        asked.append(int(weights.any(axis=0).sum()))
        return summed(left, value, weights)

    monkeypatch.setattr(conditioned._LeftInSorts, "sums", counted)
    formulas = Formulas()
    pairs = [formulas.all_of([formulas.variable(), formulas.variable()]) for _ in range(20)]
    diagram = build(formulas, [formulas.any_of(pairs)])
    q = np.zeros((40, COLUMNS))
    q[:4] = np.linspace(0.1, 0.4, COLUMNS)
    hours, often, none = np.ones(COLUMNS), np.linspace(1, 2, COLUMNS), np.zeros(COLUMNS)
    weights = np.stack([hours, none, hours, none], axis=1)
    found = Conditioned(diagram).probability_and_frequency(
        q, q * 0.01, weights, np.stack([often] * 2, axis=1)
    )
    assert asked == [2, 1]
    np.testing.assert_array_equal(found[0][:, 0], found[0][:, 2])
    assert not found[0][:, 1].any()
