"""How often a function becomes true when what fails may also make it false."""

import numpy as np
import pytest

from powercalc.engine.diagram import Diagram, build
from powercalc.engine.formula import Formulas
from powercalc.measures import flips


def neither_or_both() -> Diagram:
    """Lost while exactly one of two is down, or while the third is."""
    formulas = Formulas()
    x, y, z = (formulas.variable() for _ in range(3))
    one = formulas.all_of([x, formulas.negation(y)])
    other = formulas.all_of([formulas.negation(x), y])
    return build(formulas, [formulas.any_of([one, other]), formulas.any_of([one, other, z])])


def test_both_failures_and_repairs_turn_it() -> None:
    """Of an exclusive or, every failure and every repair turns it; half of the turns make it true."""
    q, w = np.array([0.1, 0.2, 0.3]), np.array([1.0, 2.0, 5.0])
    often = flips.frequency(neither_or_both(), q, w)
    exclusive = 0.1 * 0.8 + 0.9 * 0.2
    assert often == pytest.approx([1 + 2, 0.7 * (1 + 2) + 5 * (1 - exclusive)])


def test_many_columns_are_each_column_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    diagram, rng = neither_or_both(), np.random.default_rng(1)
    q, w = rng.random((3, 7)), rng.random((3, 7))
    alone = np.array([flips.frequency(diagram, q[:, i], w[:, i]) for i in range(7)]).T
    assert flips.frequency(diagram, q, w) == pytest.approx(alone)
    monkeypatch.setattr(flips, "ROOM", 2)
    assert flips.frequency(diagram, q, w) == pytest.approx(alone)
