"""How often a function becomes true when what fails may also make it false."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from powercalc.engine.diagram import Diagram, build
from powercalc.engine.formula import Formulas
from powercalc.errors import EngineLimit
from powercalc.measures import flips
from tests.engine.strategies import Sample, samples, values


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


def turned(sample: Sample, w: np.ndarray) -> np.ndarray:
    """The sum over all states and variables of what turns each root, failing or repaired."""
    total = np.zeros(len(sample.roots))
    for state in sample.states():
        chance = np.where(state, sample.q, 1 - sample.q)
        for b in range(len(state)):
            if not state[b]:
                other = (*state[:b], True, *state[b + 1 :])
                both = (np.array(values(sample.formulas, sample.roots, each)) for each in (state, other))
                total += w[b] * np.delete(chance, b).prod() * (next(both) != next(both))
    return total


@given(samples(), st.data())
def test_against_all_states(sample: Sample, data: st.DataObject) -> None:
    listed = st.lists(st.floats(0, 10), min_size=len(sample.q), max_size=len(sample.q))
    w = np.array(data.draw(listed))
    often = flips.frequency(sample.diagram, sample.q, w)
    np.testing.assert_allclose(often, turned(sample, w), rtol=1e-9, atol=1e-15 * w.sum())


def test_functions_of_which_one_implies_the_other_are_one_pair() -> None:
    """Ten of twenty, unless all are: only beside "all" does one more of them turn it off."""
    formulas = Formulas()
    parts = [formulas.variable() for _ in range(20)]
    some, every = formulas.at_least(10, parts), formulas.all_of(parts)
    diagram = build(formulas, [formulas.all_of([some, formulas.negation(every)])])
    assert flips.most_values(diagram) < 5 * len(diagram)


def test_a_diagram_that_is_turned_in_too_many_ways_is_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flips, "MOST_PAIRS", 0)
    with pytest.raises(EngineLimit, match="leave out ratings of what hardly ever trips"):
        flips.most_values(neither_or_both())


def test_a_single_comparison_keeps_to_the_limit_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of two functions alone there may be as many pairs as the product of their nodes."""
    formulas = Formulas()
    parts = [formulas.variable() for _ in range(30)]
    diagram = build(formulas, [formulas.at_least(15, parts), formulas.at_least(10, parts)])
    pairs = flips._Pairs(diagram)
    assert not pairs._implied, "what was compared is of no use once the pairs are found"
    monkeypatch.setattr(flips, "MOST_PAIRS", 20)
    with pytest.raises(EngineLimit, match="more than 20 pairs"):
        pairs._implies(*diagram.roots.tolist())
