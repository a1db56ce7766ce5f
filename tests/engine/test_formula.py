"""Formulas are shared, simplified and checked as they are made."""

import pytest

from powercalc.engine.formula import AtLeast, Formulas, Not, Variable, Weighted


def test_equal_formulas_have_equal_handles() -> None:
    formulas = Formulas()
    a, b = formulas.variable(), formulas.variable()
    assert formulas.any_of([a, b]) == formulas.any_of([b, a])
    assert formulas.any_of([a, b]) != formulas.all_of([a, b])


def test_variables_are_numbered_as_they_are_made() -> None:
    formulas = Formulas()
    handles = [formulas.variable() for _ in range(3)]
    assert [formulas.node(handle) for handle in handles] == [Variable(0), Variable(1), Variable(2)]


def test_constants_disappear_from_gates() -> None:
    formulas = Formulas()
    a, b = formulas.variable(), formulas.variable()
    assert formulas.all_of([a, formulas.always]) == a
    assert formulas.all_of([a, formulas.never]) == formulas.never
    assert formulas.any_of([a, formulas.never]) == a
    assert formulas.any_of([a, formulas.always]) == formulas.always
    assert formulas.at_least(2, [a, b, formulas.always]) == formulas.any_of([a, b])


def test_gates_without_parts_are_constants() -> None:
    formulas = Formulas()
    assert formulas.any_of([]) == formulas.never
    assert formulas.all_of([]) == formulas.always
    assert formulas.weighted(1.0, [], []) == formulas.never
    assert formulas.weighted(0.0, [], []) == formulas.always


def test_repeated_parts_count_repeatedly() -> None:
    formulas = Formulas()
    a, b, c = (formulas.variable() for _ in range(3))
    assert formulas.node(formulas.at_least(2, [a, a, b, c])) == AtLeast(2, (a, a, b, c))
    assert formulas.all_of([a, a]) == a


def test_two_negations_cancel() -> None:
    formulas = Formulas()
    a = formulas.variable()
    assert formulas.node(formulas.negation(a)) == Not(a)
    assert formulas.negation(formulas.negation(a)) == a
    assert formulas.negation(formulas.always) == formulas.never
    assert formulas.negation(formulas.never) == formulas.always


def test_weights_of_nothing_are_dropped() -> None:
    formulas = Formulas()
    a, b = formulas.variable(), formulas.variable()
    assert formulas.node(formulas.weighted(2, [2, 0], [a, b])) == Weighted(2.0, (2.0,), (a,))


def test_a_weight_below_zero_is_refused() -> None:
    formulas = Formulas()
    a = formulas.variable()
    with pytest.raises(ValueError, match="not negative"):
        formulas.weighted(1.0, [-1.0], [a])
    with pytest.raises(ValueError, match="2 weights for 1 parts"):
        formulas.weighted(1.0, [1.0, 2.0], [a])


def test_a_part_that_is_no_formula_is_refused() -> None:
    formulas = Formulas()
    with pytest.raises(ValueError, match="no formula"):
        formulas.any_of([7])
