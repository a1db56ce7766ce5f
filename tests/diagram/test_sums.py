"""How a flow divides, as sums over events, against dividing it in every state."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from powercalc.cascade.rounds import possible
from powercalc.cascade.weighted_sums import Sums
from powercalc.cascade.weighted_thresholds import Threshold
from powercalc.engine.construct import construct
from powercalc.engine.diagram import Budget, build
from powercalc.engine.formula import Formulas
from powercalc.errors import EngineLimit

WEIGHTS = st.sampled_from([1.0, 2.0, 2.5])


@given(st.lists(WEIGHTS, min_size=1, max_size=4) | st.integers(5, 7).map(lambda n: [2.0] * n))
def test_a_flow_divides_by_weight_among_what_is_live(weights: list[float]) -> None:
    """A few parts of any weights are told apart; more that count as much are counted."""
    formulas = Formulas()
    sums = Sums(formulas)
    dead = [formulas.variable() for _ in weights]
    parts = [[(weight, formulas.negation(each))] for weight, each in zip(weights, dead, strict=True)]
    shares = sums.split({frozenset(): 12.0}, parts)
    conditions = [formulas.all_of(when) for share in shares for when in share]
    kilowatts = [weight for share in shares for weight in share.values()]
    owners = [place for place, share in enumerate(shares) for _ in share]
    diagram = build(formulas, conditions)
    for state in product((False, True), repeat=len(weights)):
        true = diagram.probability([float(each) for each in state])
        live = sum(weight for weight, out in zip(weights, state, strict=True) if not out)
        for place, out in enumerate(state):
            found = sum(
                kw * t for kw, t, owner in zip(kilowatts, true, owners, strict=True) if owner == place
            )
            assert found == pytest.approx(0.0 if out else 12.0 * weights[place] / live, abs=1e-9)


COUNTED = st.tuples(st.integers(1, 4), st.booleans())
"""At least so many of four are down, or not."""


@given(st.lists(st.tuples(COUNTED, st.integers(0, 3), st.integers(1, 5)), min_size=1), st.integers(1, 20))
def test_conditions_that_count_the_same_are_told_in_every_state(
    told: list[tuple[tuple[int, bool], int, int]], need: int
) -> None:
    """Each weight counts while at least k of four are down, or fewer are, and one of them is."""
    formulas = Formulas()
    down = [formulas.variable() for _ in range(4)]
    terms: dict[frozenset[int], int] = {}
    for (k, so), place, weight in told:
        counted = formulas.at_least(k, down)
        when = frozenset({counted if so else formulas.negation(counted), down[place]})
        terms[when] = terms.get(when, 0) + weight
    reached = Threshold(formulas).reached(terms, need)
    true = build(formulas, [reached])
    for state in product((False, True), repeat=4):
        found = sum(weight for (k, so), at, weight in told if state[at] and (sum(state) >= k) == so)
        assert true.probability([float(each) for each in state])[0] == (found >= need)


def test_equal_inputs_are_overloaded_when_so_many_others_are_dead() -> None:
    """Of 40 that carry 1000 kW each may have 28 kW: 1000/35 is above, so that 5 others may not be dead."""
    formulas = Formulas()
    sums = Sums(formulas)
    dead = [formulas.variable() for _ in range(40)]
    shares = sums.split({frozenset(): 1000.0}, [[(1.0, formulas.negation(each))] for each in dead])
    others = formulas.at_least(5, dead[1:])
    assert sums.above(shares[0], 28.0) == formulas.all_of([formulas.negation(dead[0]), others])


def count_constructions(monkeypatch: pytest.MonkeyPatch) -> list[None]:
    """Count from now on in how many orders a diagram is made."""
    made: list[None] = []

    def counted(*given: Any) -> list[int]:
        made.append(None)
        return construct(*given)

    monkeypatch.setattr("powercalc.engine.diagram.construct", counted)
    return made


def test_whether_something_can_be_is_asked_in_one_order(monkeypatch: pytest.MonkeyPatch) -> None:
    formulas = Formulas()
    units = [formulas.variable() for _ in range(30)]
    roots = [formulas.at_least(k, units) for k in (10, 20)]
    roots.append(formulas.all_of([roots[1], formulas.negation(roots[0])]))
    orders = count_constructions(monkeypatch)
    assert possible(formulas, roots) == [True, True, False]
    assert len(orders) == 1


def test_what_outgrows_the_budget_in_every_order_is_a_limit() -> None:
    formulas = Formulas()
    units = [formulas.variable() for _ in range(30)]
    with pytest.raises(EngineLimit):
        possible(formulas, [formulas.at_least(5, units)], budget=Budget(nodes=20))
