"""Diagrams that are kept: the same as built anew, and not built twice."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from powercalc.engine.diagram import Budget, Diagram
from powercalc.engine.formula import AtLeast, Constant, Formulas, Not, Variable, Weighted
from powercalc.engine.remembered import Remembered
from powercalc.errors import EngineLimit
from tests.engine.strategies import Sample, samples


def made(needed: int) -> tuple[Formulas, list[int]]:
    formulas = Formulas()
    parts = [formulas.variable() for _ in range(4)]
    return formulas, [formulas.at_least(needed, parts)]


def test_equal_formulas_have_one_diagram() -> None:
    remembered = Remembered()
    assert remembered.build(*made(2)) is remembered.build(*made(2))


def test_other_formulas_have_another_diagram() -> None:
    remembered = Remembered()
    either, both = (remembered.build(*made(needed)).probability([0.1] * 4)[0] for needed in (1, 4))
    assert (either, both) == (pytest.approx(0.3439), pytest.approx(0.0001))


def test_other_roots_have_another_diagram() -> None:
    remembered, (formulas, roots) = Remembered(), made(2)
    assert len(remembered.build(formulas, [*roots, formulas.always]).roots) == 2
    assert len(remembered.build(formulas, roots).roots) == 1


def test_that_one_is_too_large_is_kept_without_what_was_built() -> None:
    """The same text each time, of an error of its own: one that is kept would keep the frames it was in."""
    remembered, told = Remembered(), list[EngineLimit]()
    for _ in range(3):
        with pytest.raises(EngineLimit, match="needs more than 1 nodes") as limit:
            remembered.build(*made(2), budget=Budget(nodes=1))
        told.append(limit.value)
    ((_, kept),) = remembered._kept.values()
    assert isinstance(kept, EngineLimit)
    assert kept.__traceback__ is None
    assert len(set(map(id, [kept, *told]))) == 4
    assert len(set(map(str, told))) == 1


def test_the_last_ones_are_kept() -> None:
    remembered = Remembered(keeps=2)

    def built(needed: int) -> Diagram:
        return remembered.build(*made(needed))

    one = built(1)
    built(2)
    assert built(1) is one
    built(3)
    assert built(1) is one
    built(4)
    built(3)
    assert built(1) is not one


def test_formulas_of_one_shape_have_diagrams_of_one_shape() -> None:
    """Others stand before them, and their variables are others in the same order."""
    remembered, formulas = Remembered(), Formulas()
    first, second = ([formulas.variable() for _ in range(3)] for _ in range(2))

    def root(a: int, b: int, c: int) -> int:
        return formulas.any_of([a, formulas.all_of([b, formulas.negation(c)])])

    figures = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]
    one, other = (remembered.build(formulas, [root(*variables)]) for variables in (first, second))
    assert (one.low is other.low, one.high is other.high) == (True, True)
    assert one.probability(figures)[0] == pytest.approx(1 - 0.9 * (1 - 0.2 * 0.7))
    assert other.probability(figures)[0] == pytest.approx(1 - 0.6 * (1 - 0.5 * 0.4))


def moved(sample: Sample, more: int) -> tuple[Formulas, list[int]]:
    """The roots of a sample over further variables, made before its own."""
    formulas, found = Formulas(), dict[int, int]()
    for _ in range(more):
        formulas.variable()
    renamed = [formulas.variable() for _ in sample.q]
    for handle in sample.formulas.reachable(sample.roots):
        match sample.formulas.node(handle):
            case Constant(value):
                found[handle] = formulas.always if value else formulas.never
            case Variable(index):
                found[handle] = renamed[index]
            case Not(part):
                found[handle] = formulas.negation(found[part])
            case AtLeast(k, parts):
                found[handle] = formulas.at_least(k, [found[part] for part in parts])
            case Weighted(threshold, weights, parts):
                found[handle] = formulas.weighted(threshold, weights, [found[part] for part in parts])
    return formulas, [found[root] for root in sample.roots]


@given(st.lists(samples(), min_size=1, max_size=2), st.integers(0, 3))
def test_a_diagram_of_the_same_shape_gives_what_all_states_give(several: list[Sample], more: int) -> None:
    remembered = Remembered()
    for sample in several:
        formulas, roots = moved(sample, more)
        for diagram, q in (
            (remembered.build(sample.formulas, sample.roots), sample.q),
            (remembered.build(formulas, roots), np.concatenate([np.full(more, 0.3), sample.q])),
        ):
            assert diagram.probability(q) == pytest.approx(sample.enumerated(), abs=1e-12)
