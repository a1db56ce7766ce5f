"""Diagrams against integer bit arithmetic and against enumeration."""

from collections.abc import Sequence
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from powercalc.engine import diagram as module
from powercalc.engine.construct import Choices, construct
from powercalc.engine.diagram import Budget, Diagram, build
from powercalc.engine.formula import Formulas
from powercalc.engine.order import Hints, load_first
from powercalc.errors import EngineLimit
from tests.engine.strategies import Sample, samples


def columns_of_all_states(variables: int) -> np.ndarray:
    """Every state of the variables as a column of certainties, (variables, 2^variables)."""
    return np.array(list(product([0.0, 1.0], repeat=variables))).T


def all_functions(variables: int) -> tuple[Formulas, list[int]]:
    """One formula for each truth table; bit s of root t tells t's value in state s."""
    formulas = Formulas()
    tables = {0: formulas.never, 1: formulas.always}
    for width in range(variables):
        bits = 1 << width
        chosen = formulas.variable()
        other = formulas.negation(chosen)
        tables = {
            low | high << bits: formulas.any_of(
                [formulas.all_of([other, tables[low]]), formulas.all_of([chosen, tables[high]])]
            )
            for low, high in product(range(1 << bits), repeat=2)
        }
    return formulas, [tables[table] for table in range(len(tables))]


@pytest.mark.parametrize("variables", [1, 2, 3, 4])
def test_every_function_agrees_with_its_truth_table(variables: int) -> None:
    formulas, roots = all_functions(variables)
    diagram = build(formulas, roots)
    states = columns_of_all_states(variables)
    bit = (states * 2.0 ** np.arange(variables)[:, None]).sum(axis=0).astype(int)
    tables = np.arange(len(roots))[:, None] >> bit[None, :] & 1
    assert np.array_equal(diagram.probability(states), tables)


@pytest.mark.parametrize("variables", [1, 2, 3, 4])
def test_equal_functions_are_one_node(variables: int) -> None:
    formulas, roots = all_functions(variables)
    diagram = build(formulas, roots)
    assert len(set(diagram.roots.tolist())) == len(roots) == len(diagram)


@given(samples())
def test_probability_is_the_sum_over_all_states(sample: Sample) -> None:
    found = sample.diagram.probability(sample.q)
    assert found == pytest.approx(sample.enumerated(), rel=1e-12, abs=0)


@given(samples(), st.data())
def test_no_order_of_what_belongs_together_changes_a_probability(sample: Sample, data: st.DataObject) -> None:
    """The diagram is taken in the first order that puts pairs together and some variables last."""
    variables = st.integers(0, max(len(sample.q) - 1, 0))
    beside = data.draw(st.lists(st.tuples(variables, variables), max_size=3))
    varying = data.draw(st.lists(variables, max_size=3, unique=True))
    budget = Budget(any_order=True)
    found = build(
        sample.formulas,
        sample.roots,
        budget=budget,
        hints=Hints(beside=tuple(beside), varying=tuple(varying)),
    )
    assert found.probability(sample.q) == pytest.approx(sample.enumerated(), rel=1e-12, abs=0)


@given(samples())
def test_birnbaum_is_the_difference_between_the_states_of_one_variable(sample: Sample) -> None:
    diagram, q = sample.diagram, sample.q
    for root in range(len(sample.roots)):
        found = diagram.birnbaum(q, root)
        for b in range(len(q)):
            down, up = q.copy(), q.copy()
            down[b], up[b] = 1.0, 0.0
            difference = diagram.probability(down)[root] - diagram.probability(up)[root]
            assert found[b] == pytest.approx(difference, rel=1e-9, abs=1e-15)


@given(samples())
def test_frequency_is_the_sum_of_frequency_times_birnbaum(sample: Sample) -> None:
    w = np.linspace(0.5, 2.0, len(sample.q))
    unavailability, frequency = sample.diagram.probability_and_frequency(sample.q, w)
    assert unavailability == pytest.approx(sample.diagram.probability(sample.q), rel=1e-14, abs=0)
    for root, found in enumerate(frequency):
        assert found == pytest.approx(w @ sample.diagram.birnbaum(sample.q, root), rel=1e-9, abs=1e-14)


@given(samples(), st.integers(1, 40))
def test_columns_do_not_know_of_each_other(sample: Sample, count: int) -> None:
    scale = np.linspace(0.0, 1.0, count)
    q = sample.q[:, None] * scale
    many = sample.diagram.probability_and_frequency(q, q)
    importance = sample.diagram.birnbaum(q, 0)
    for column in range(count):
        one = sample.diagram.probability_and_frequency(q[:, column], q[:, column])
        assert np.allclose(many[0][:, column], one[0], rtol=1e-13, atol=0)
        assert np.allclose(many[1][:, column], one[1], rtol=1e-13, atol=1e-300)
        assert np.allclose(
            importance[:, column], sample.diagram.birnbaum(q[:, column], 0), rtol=1e-12, atol=1e-15
        )


@given(samples())
def test_branches_come_before_their_node(sample: Sample) -> None:
    diagram = sample.diagram
    nodes = np.arange(len(diagram))[2:]
    assert np.all(diagram.low[2:] < nodes)
    assert np.all(diagram.high[2:] < nodes)
    assert np.all(diagram.low[2:] != diagram.high[2:])


def test_tiny_probabilities_keep_their_digits() -> None:
    formulas = Formulas()
    pairs = [[formulas.variable(), formulas.variable()] for _ in range(3)]
    root = formulas.any_of([formulas.all_of(pair) for pair in pairs])
    diagram = build(formulas, [root])
    assert diagram.probability([1e-10, 3e-10] * 3)[0] == pytest.approx(9e-20, rel=1e-14)


def test_a_root_that_depends_on_nothing_is_a_constant() -> None:
    formulas = Formulas()
    variable = formulas.variable()
    always = formulas.any_of([variable, formulas.negation(variable)])
    diagram = build(formulas, [formulas.never, always, formulas.always])
    assert diagram.probability([0.3]).tolist() == [0.0, 1.0, 1.0]
    assert diagram.birnbaum([0.3], 1).tolist() == [0.0]


def test_a_diagram_without_variables_or_roots() -> None:
    formulas = Formulas()
    assert build(formulas, [formulas.always]).probability([]).tolist() == [1.0]
    assert build(formulas, []).probability([]).tolist() == []


def test_common_parts_are_stored_once() -> None:
    formulas = Formulas()
    shared = formulas.at_least(3, [formulas.variable() for _ in range(5)])
    roots = [formulas.any_of([formulas.variable(), shared]) for _ in range(100)]
    assert len(build(formulas, roots)) == 2 + 9 + 100


def test_a_hundred_thousand_levels_do_not_recurse() -> None:
    formulas = Formulas()
    chain = formulas.variable()
    for step in range(100_000):
        chain = formulas.at_least(1 + step % 2, [chain, formulas.variable()])
    diagram = build(formulas, [chain])
    assert len(diagram) == 100_003
    assert 0 < diagram.probability(np.full(100_001, 0.25))[0] < 1
    assert diagram.birnbaum(np.full(100_001, 0.25), 0)[-1] > 0


def test_m_of_n_is_counted_not_listed() -> None:
    formulas = Formulas()
    root = formulas.at_least(100, [formulas.variable() for _ in range(200)])
    assert len(build(formulas, [root])) == 2 + 100 * 101


def test_a_weighted_threshold_reads_its_weights_as_they_are_written() -> None:
    formulas = Formulas()
    parts = [formulas.variable(), formulas.variable()]
    diagram = build(formulas, [formulas.weighted(0.8, [0.7, 0.1], parts)])
    assert diagram.probability([1.0, 1.0])[0] == 1.0


def test_what_outgrows_its_budget_is_told() -> None:
    formulas = Formulas()
    root = formulas.at_least(20, [formulas.variable() for _ in range(40)])
    with pytest.raises(EngineLimit, match="more than 100 nodes"):
        build(formulas, [root], budget=Budget(nodes=100))


@pytest.mark.parametrize("q", [[0.1], [0.1, 0.2, 0.3], [[[0.1]], [[0.2]]], 0.5])
def test_figures_that_do_not_fit_are_refused(q: object) -> None:
    with pytest.raises(ValueError, match="2 variables"):
        two_in_parallel().probability(q)  # type: ignore[arg-type]


def two_in_parallel() -> Diagram:
    formulas = Formulas()
    return build(formulas, [formulas.all_of([formulas.variable(), formulas.variable()])])


def test_weights_that_sum_to_a_million_million_different_sums() -> None:
    """Sums of powers of two and a little are all different; the functions that they make are few."""
    formulas = Formulas()
    weights = [2**place + 1 / (3 + place) for place in range(40)]
    root = formulas.weighted(sum(weights) / 2, weights, [formulas.variable() for _ in weights])
    diagram = build(formulas, [root])
    assert len(diagram) < 1000
    states = np.random.default_rng(1).random((40, 200)) < 0.5
    reached = np.array(weights) @ states >= sum(weights) / 2
    assert np.array_equal(diagram.probability(states.astype(float))[0] == 1.0, reached)


def test_where_any_order_will_do_the_first_one_need_not() -> None:
    """Twenty pairs: 2²⁰ nodes where all first halves are asked before all second ones."""
    formulas = Formulas()
    first, second = ([formulas.variable() for _ in range(20)] for _ in range(2))
    root = formulas.at_least(1, [formulas.at_least(2, pair) for pair in zip(first, second, strict=True)])
    hints = Hints(beside=((19, 0),))
    found = build(formulas, [root], hints=hints, budget=Budget(nodes=30_000, any_order=True))
    assert len(found) == 2 + 40
    with pytest.raises(EngineLimit):
        build(formulas, [root], hints=hints, budget=Budget(nodes=30, any_order=True))


def test_of_orders_without_room_for_columns_the_one_that_came_farthest_is_given_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    formulas = Formulas()
    units = [formulas.variable() for _ in range(24)]
    pairs = [formulas.all_of([units[i], units[i + 12]]) for i in range(12)]
    root = formulas.all_of([formulas.at_least(3, pairs), formulas.any_of(units[5:9])])
    tried: list[tuple[int, list[int], int]] = []

    def counted(
        formulas: Formulas,
        roots: Sequence[int],
        order: list[int],
        table: Choices,
        done: dict[int, int] | None,
    ) -> list[int]:
        done = {} if done is None else done
        try:
            return construct(formulas, roots, order, table, done)
        finally:
            tried.append((len(done), order, len(table)))

    monkeypatch.setattr(module, "construct", counted)
    for name in ("SMALL", "LARGER"):
        monkeypatch.setattr(module, name, 40)
    monkeypatch.setattr(module, "SMALL_PER_FORMULA", 0)
    found = build(formulas, [root], hints=Hints(varying=(0, 12)))
    *small, (_, order, _) = tried
    assert len(small) > 2
    assert all(size <= 40 for _, _, size in small)
    assert max(reached for reached, _, _ in small) in {reached for reached, each, _ in small if each == order}
    assert found.probability(np.full(24, 0.5))[0] > 0


@given(samples(), st.lists(st.integers(1, 40), min_size=1, max_size=6))
def test_a_diagram_goes_on_where_its_room_ended(sample: Sample, rooms: list[int]) -> None:
    """However often room ends: the same nodes, and as many steps as with all room at once."""
    formulas, roots = sample.formulas, list(sample.roots)
    order = list(range(len(formulas.variables)))
    broken, whole = (module.Attempt(formulas, roots, order) for _ in range(2))
    for room in sorted(rooms):
        if broken.within(2 + room) is not None:
            break
    found, expected = broken.within(100_000), whole.within(100_000)
    assert found is not None
    assert expected is not None
    np.testing.assert_array_equal(found.roots, expected.roots)
    np.testing.assert_array_equal(found.variable, expected.variable)
    assert broken.table.steps == whole.table.steps
    assert len(broken.table) == len(whole.table)


def test_each_order_is_worked_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those in which what varies is asked last are made of those that are tried after them."""
    asked: list[str] = []

    def counted(formulas: Formulas, roots: Sequence[int]) -> list[int]:
        asked.append("order")
        return load_first(formulas, roots)

    monkeypatch.setattr("powercalc.engine.order.ORDERS", (counted,))
    formulas = Formulas()
    root = formulas.any_of([formulas.variable() for _ in range(4)])
    found = list(module._candidates(formulas, [root], Hints(varying=(0, 2))))
    assert asked == ["order"]
    assert [sorted(order) for order in found] == [[0, 1, 2, 3]] * 3
