"""Minimal cut sets against a search through all sets."""

from itertools import combinations, product
from math import comb, prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from powercalc.engine.cut_sets import is_coherent, minimal_cut_sets, minimal_path_sets
from powercalc.engine.diagram import Budget, Diagram, build
from powercalc.engine.formula import Formulas
from powercalc.errors import EngineLimit
from tests.engine.strategies import Sample, samples, values


def searched(sample: Sample, *, lost: bool = True) -> set[tuple[int, ...]]:
    """The minimal sets whose members, alone true (alone false), make the last root true (false)."""
    variables, root = range(len(sample.q)), sample.roots[-1]
    found: list[tuple[int, ...]] = []
    for size in range(len(sample.q) + 1):
        for chosen in combinations(variables, size):
            state = tuple((b in chosen) == lost for b in variables)
            if values(sample.formulas, [root], state)[0] == lost and not any(
                set(smaller) <= set(chosen) for smaller in found
            ):
                found.append(chosen)
    return set(found)


def m_of_n(m: int, n: int) -> Diagram:
    formulas = Formulas()
    return build(formulas, [formulas.at_least(m, [formulas.variable() for _ in range(n)])])


@given(samples(coherent=True))
def test_cut_sets_are_the_minimal_ones_of_all_sets(sample: Sample) -> None:
    found = minimal_cut_sets(sample.diagram, -1).up_to(len(sample.q), sample.q)
    assert {each.variables for each in found.sets} == searched(sample)
    assert found.left_out == 0


@given(samples(coherent=True))
def test_path_sets_are_the_minimal_ones_of_all_sets(sample: Sample) -> None:
    found = minimal_path_sets(sample.diagram, -1).up_to(len(sample.q), 1.0 - sample.q)
    assert {each.variables for each in found.sets} == searched(sample, lost=False)


@given(samples(coherent=True))
def test_counts_by_order_are_those_of_the_sets(sample: Sample) -> None:
    expected = searched(sample)
    found = minimal_cut_sets(sample.diagram, -1)
    assert found.number == len(expected)
    sizes = [len(each) for each in expected]
    assert list(found.number_by_order) == [sizes.count(n) for n in range(max(sizes, default=-1) + 1)]


@given(samples(coherent=True), st.integers(0, 5))
def test_the_most_important_are_found_best_first(sample: Sample, count: int) -> None:
    found = minimal_cut_sets(sample.diagram, -1).most_important(count, sample.q)
    every = sorted((prod(sample.q[b] for b in each) for each in searched(sample)), reverse=True)
    assert [each.contribution for each in found.sets] == pytest.approx(every[:count], rel=1e-12)
    assert found.left_out == max(0, len(every) - count)
    assert found.contribution_left_out == pytest.approx(sum(every[count:]), rel=1e-9, abs=1e-12)


@given(samples())
def test_coherence_is_seen_in_the_states(sample: Sample) -> None:
    def rises(state: tuple[bool, ...], b: int) -> bool:
        more = (*state[:b], True, *state[b + 1 :])
        lower, upper = (values(sample.formulas, sample.roots[-1:], each)[0] for each in (state, more))
        return upper or not lower

    variables = range(len(sample.q))
    every = all(rises(state, b) for state, b in product(sample.states(), variables))
    assert is_coherent(sample.diagram, -1) == every


def test_fifteen_of_thirty_are_counted() -> None:
    found = minimal_cut_sets(m_of_n(15, 30), 0)
    assert found.number == comb(30, 15)
    assert found.number_by_order == (0,) * 15 + (comb(30, 15),)


def test_what_a_short_list_leaves_out_is_told() -> None:
    found = minimal_cut_sets(m_of_n(2, 4), 0).most_important(2, [0.1, 0.2, 0.3, 0.4])
    assert [each.variables for each in found.sets] == [(2, 3), (1, 3)]
    assert found.left_out == 4
    assert found.contribution_left_out == pytest.approx(0.02 + 0.03 + 0.04 + 0.06)


def test_sets_up_to_an_order_leave_the_larger_out() -> None:
    formulas = Formulas()
    a, b, c = (formulas.variable() for _ in range(3))
    diagram = build(formulas, [formulas.any_of([a, formulas.all_of([b, c])])])
    found = minimal_cut_sets(diagram, 0).up_to(1, [0.1, 0.2, 0.3])
    assert [each.variables for each in found.sets] == [(0,)]
    assert found.left_out == 1
    assert found.contribution_left_out == pytest.approx(0.06)


def test_a_constant_has_the_empty_set_or_none() -> None:
    formulas = Formulas()
    diagram = build(formulas, [formulas.never, formulas.always])
    assert minimal_cut_sets(diagram, 0).number == 0
    assert minimal_cut_sets(diagram, 1).number_by_order == (1,)
    assert minimal_path_sets(diagram, 0).number_by_order == (1,)


def test_a_function_that_is_not_coherent_is_refused() -> None:
    formulas = Formulas()
    a, b = formulas.variable(), formulas.variable()
    diagram = build(formulas, [formulas.all_of([a, formulas.negation(b)])])
    with pytest.raises(EngineLimit, match="coherent"):
        minimal_cut_sets(diagram, 0)


def test_negations_that_cancel_are_no_obstacle() -> None:
    formulas = Formulas()
    a, b = formulas.variable(), formulas.variable()
    neither = formulas.all_of([formulas.negation(a), formulas.negation(b)])
    diagram = build(formulas, [formulas.negation(neither)])
    assert minimal_cut_sets(diagram, 0).number == 2


def test_too_many_to_hold_is_told() -> None:
    with pytest.raises(EngineLimit, match="more than 50 nodes"):
        minimal_cut_sets(m_of_n(10, 20), 0, budget=Budget(nodes=50))
