"""Derivatives against differences."""

import numpy as np
import pytest

from powercalc.engine.diagram import build
from powercalc.engine.formula import Formulas
from powercalc.measures.sensitivity import sensitivity, steady_state


def test_derivatives_agree_with_differences() -> None:
    formulas = Formulas()
    a, b, c = (formulas.variable() for _ in range(3))
    diagram = build(formulas, [formulas.any_of([a, formulas.all_of([b, c])])])
    rate, time = np.array([1e-5, 2e-3, 5e-3]), np.array([10.0, 30.0, 8.0])
    found = sensitivity(diagram, rate, time, 0)
    for i in range(3):
        step = np.zeros(3)
        step[i] = 1e-5
        by_rate = [diagram.probability(steady_state(rate * (1 + e), time)[0])[0] for e in (step, -step)]
        by_time = [diagram.probability(steady_state(rate, time * (1 + e))[0])[0] for e in (step, -step)]
        assert found.by_failure_rate[i] == pytest.approx(
            (by_rate[0] - by_rate[1]) / (2e-5 * rate[i]), rel=1e-7
        )
        assert found.by_mttr[i] == pytest.approx((by_time[0] - by_time[1]) / (2e-5 * time[i]), rel=1e-7)
    assert found.downtime_by_mttr == pytest.approx(found.by_mttr * 8760)
    assert found.downtime_by_failure_rate == pytest.approx(found.by_failure_rate * 8760)
