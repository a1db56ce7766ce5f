"""Mean times from unavailability and frequency."""

from math import inf, isnan, nan

import pytest

from powercalc.engine.diagram import build
from powercalc.engine.formula import Formulas
from powercalc.measures.sensitivity import steady_state
from powercalc.measures.times import Measure


def test_fault_tree_two_repairable_in_parallel() -> None:
    """CRAN FaultTree: MTTF 100,000 h, MTTR 8 h each."""
    formulas = Formulas()
    diagram = build(formulas, [formulas.all_of([formulas.variable(), formulas.variable()])])
    q, w = steady_state([1e-5, 1e-5], [8.0, 8.0])
    lost, often = diagram.probability_and_frequency(q, w)
    measure = Measure(unavailability=lost[0], failure_frequency=often[0])
    assert measure.unavailability == pytest.approx(6.398976123e-9, rel=1e-9)
    assert measure.failure_frequency * 8760 == pytest.approx(1.401375771e-5, rel=1e-9)
    assert measure.mean_down_time == pytest.approx(4.0, rel=1e-12)


def test_times_of_what_is_never_and_always_lost() -> None:
    never = Measure(unavailability=0.0, failure_frequency=0.0)
    assert (never.mean_up_time, never.availability, never.failure_rate) == (inf, 1.0, 0.0)
    assert isnan(never.mean_down_time)
    assert Measure(unavailability=1.0, failure_frequency=0.0).mean_down_time == inf


def test_an_unknown_frequency_leaves_the_times_unknown() -> None:
    measure = Measure(unavailability=0.1, failure_frequency=nan)
    assert isnan(measure.mean_up_time)
    assert isnan(measure.mean_down_time)
