"""Diagrams that are kept: the same as built anew, and not built twice."""

from __future__ import annotations

import pytest

from powercalc.engine.diagram import Diagram
from powercalc.engine.formula import Formulas
from powercalc.engine.remembered import Remembered


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
