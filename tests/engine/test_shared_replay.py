"""What is the same for a reason is worked out once: with the same results as entry by entry."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import powercalc as pc
from powercalc.engine.diagram import build
from powercalc.engine.formula import Formulas
from powercalc.engine.recording import function
from powercalc.engine.recording.arrays import figure, recording
from powercalc.engine.recording.arrays import np as rp
from powercalc.engine.recording.recorded import Recorded
from powercalc.engine.recording.shared_replay import SharedReplay
from powercalc.engine.recording.tape import Seen, Tape, TapeReplay

Evaluated = Callable[[Sequence[Any]], Sequence[Any]]
AGES = np.array([0.0, 1.0, 2.0, 1.0, 0.0, 2.0])


def _columns(x: Sequence[Any]) -> list[Any]:
    """Three ages in six columns, moved, chosen, joined and summed."""
    late = rp.where(AGES > 0.5, x[0] * AGES, 0.0)
    both = rp.concatenate([late, late[::-1] + x[1]])
    table = rp.zeros((2, 6))
    table[0], table[1, 1:3] = late, x[1]
    most = np.maximum.reduce(rp.array([np.full(6, -np.inf), late, late * x[1]]))
    chance = rp.where(late > x[1], np.exp(-late), 1.0)
    single = late[1:2].reshape(()) + rp.array([x[1]]).reshape(())
    return [single, both.sum(), table[:, ::-1].sum(axis=0)[2], most.max(), chance.sum(), np.cumsum(both)[-3]]


def _sums(x: Sequence[Any]) -> list[Any]:
    """Products of matrices, of which rows are alike."""
    rows = rp.array([[x[0], x[1]], [x[1], x[0]], [x[0], x[1]]])
    moved = rows @ rp.array([[0.5, x[1]], [0.0, 1.0]])
    return [*moved[:, 0], np.einsum("ij,kj->ik", rows, moved)[2, 0], (rows @ np.ones(2)).sum()]


def _diagram(x: Sequence[Any]) -> list[Any]:
    """Columns in which some things are certain."""
    formulas = Formulas()
    a, b, c = (formulas.variable() for _ in range(3))
    lost = formulas.all_of([formulas.any_of([a, b]), formulas.any_of([b, c])])
    diagram = build(formulas, [lost, formulas.any_of([a, c])])
    q, w = rp.zeros((3, 6)), rp.zeros((3, 6))
    q[0], q[1], q[2, 2:] = x[0], rp.where(AGES > 0.5, x[1], 1.0), AGES[2:] * x[0] / 4
    w[0], w[1, 1:4] = x[1], x[0]
    p, often = diagram.probability_and_frequency(q, w)
    return [*p[0], *often[1], *diagram.probability(q)[1]]


EVALUATED = [_columns, _sums, _diagram]
figures = st.tuples(*[st.sampled_from([0.1, 0.35, 0.5, 0.75, 0.9])] * 2)


def recorded(evaluated: Evaluated, point: Sequence[float]) -> tuple[Tape, list[int]]:
    with recording(3.0) as tape:
        found = evaluated([figure(tape, value) for value in point])
    return tape, [each.step for each in found if isinstance(each, Recorded) and each.step is not None]


@pytest.mark.parametrize("evaluated", EVALUATED)
@given(point=figures, others=st.lists(figures, min_size=1, max_size=6))
def test_results_are_the_same(
    evaluated: Evaluated, point: tuple[float, ...], others: list[tuple[float, ...]]
) -> None:
    tape, results = recorded(evaluated, point)
    sets, seen = np.array([point, *others]).T, Seen()
    expected, holds = TapeReplay(tape, results)(sets, seen)
    for known in ({}, seen):
        found, also, unknown = SharedReplay(tape, results, known)(sets)
        assert not unknown.any()
        assert np.array_equal(holds, also)
        for one, other in zip(found, expected, strict=True):
            np.testing.assert_allclose(one[holds], other[holds], rtol=1e-13)


def test_what_is_decided_otherwise_than_has_been_seen_is_not_known() -> None:
    tape, results = recorded(_columns, [0.5, 0.1])
    seen = Seen()
    TapeReplay(tape, results)(np.array([[0.5, 0.6], [0.1, 0.1]]), seen)
    _, holds, unknown = SharedReplay(tape, results, seen)(np.array([[0.5, 0.5], [0.1, 0.9]]))
    assert holds.tolist() == [True, False]
    assert unknown.tolist() == [False, True]


def test_where_all_that_has_been_seen_was_decided_otherwise_no_set_holds() -> None:
    """What has been seen is taken for known: then what follows from it is no longer compared by itself."""

    def early(x: Sequence[Any]) -> list[Any]:
        late = rp.array([x[0], x[1]]) > 1.0
        return [rp.array([x[0], x[1]])[rp.flatnonzero(~late)].sum()]

    found = function.RecordedFunction(early, [0.5, 0.5])
    sets = np.repeat([[3.0], [0.5]], 20, axis=1)
    for _ in range(2):
        _, holds = found(sets, more=function.MANY)
        assert not holds.any()


def test_an_initial_value_counts_along_an_axis() -> None:
    tape, results = recorded(lambda x: [np.maximum.reduce(rp.array(x), initial=0.6)], [0.5, 0.1])
    sets = np.array([[0.5, 0.7], [0.1, 0.2]])
    assert SharedReplay(tape, results, {})(sets)[0][0].tolist() == [0.6, 0.7]


def test_a_choice_by_what_is_known_costs_nothing() -> None:
    def chosen(x: Sequence[Any]) -> list[Any]:
        return [*rp.where(np.array([True, False, True]), rp.array([x[0], x[1], x[0] * x[1]]), 0.5)]

    tape, results = recorded(chosen, [0.5, 0.1])
    replay = SharedReplay(tape, results, {})
    assert replay.work == 1, "the product alone"
    assert [each[0] for each in replay(np.array([[0.5], [0.1]]))[0]] == [0.5, 0.5, 0.05]


def test_each_age_is_worked_out_once() -> None:
    """Six columns have three ages: of some sixty entries a dozen are worked out."""
    tape, results = recorded(_columns, [0.5, 0.1])
    assert SharedReplay(tape, results, Seen()).work < 0.5 * TapeReplay(tape, results).work


@pytest.mark.parametrize(("name", "share"), [("two-path-hall", 5), ("five-racks", 1)])
def test_many_variants_are_as_few(name: str, share: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Entries that differ are at most so small a share of all."""
    works: list[tuple[float, float]] = []
    plain = SharedReplay.__init__

    def counted(self: SharedReplay, tape: Tape, results: Sequence[int], seen: Seen) -> None:
        plain(self, tape, results, seen)
        works.append((self.work, TapeReplay(tape, results).work))

    site = pc.read(Path(__file__).parents[2] / "examples" / f"{name}.toml")
    changes = [{"grid": {"failure_rate": f"{1 + n / 100} / year"}} for n in range(60)]
    few = pc.evaluate_many(site, changes)
    monkeypatch.setattr(SharedReplay, "__init__", counted)
    monkeypatch.setattr(function, "MANY", 30)
    monkeypatch.setattr(function, "SETS", 20)
    many = pc.evaluate_many(site, changes)
    assert [shared < whole / share for shared, whole in works] == [True]
    np.testing.assert_allclose(many.unavailability, few.unavailability, rtol=1e-12)
    np.testing.assert_allclose(many.failure_frequency, few.failure_frequency, rtol=1e-12)


def test_what_cannot_be_shared_is_run_for_all_entries(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(self: SharedReplay, tape: Tape, results: Sequence[int], seen: Seen) -> None:
        raise ValueError((self, tape, results, seen))

    sets = np.random.default_rng(5).uniform(0.4, 0.6, (2, 300))
    expected = function.at_all(_columns, sets, 6)
    monkeypatch.setattr(SharedReplay, "__init__", wrong)
    monkeypatch.setattr(function, "MANY", 30)
    np.testing.assert_array_equal(function.at_all(_columns, sets, 6), expected)
