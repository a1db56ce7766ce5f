"""How a flow divides, as sums over events, against dividing it in every state."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from powercalc.cascade.weighted_sums import Sums
from powercalc.engine.diagram import build
from powercalc.engine.formula import Formulas

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
