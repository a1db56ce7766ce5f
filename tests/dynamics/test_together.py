"""Buses that are called together: against the chain of one bus that has the sets of all of them."""

import numpy as np
import pytest
from numpy.typing import NDArray

from powercalc.dynamics.chain import Sets
from powercalc.dynamics.durations import Exponential
from powercalc.dynamics.standby import Demand, StandbyGroup
from powercalc.dynamics.together import Call, states_at_call

Floats = NDArray[np.float64]
RATE = 40 / 8760


def bus(count: int) -> StandbyGroup:
    at, weights = Exponential(2.0).nodes(20)
    figures = Sets(
        count=count, needed=1, failure_rate=0.01, mttr=150.0, start_mttr=150.0, fail_to_start=0.05,
        start_time=0.01,
    )  # fmt: skip
    return StandbyGroup(figures, [Demand(rate=RATE, lengths=at, weights=weights)])


def together(number: int) -> tuple[Floats, list[Floats]]:
    demand = bus(1).demands[0]
    call = Call(rate=RATE, lengths=demand.lengths, weights=demand.weights, called=(True,) * number)
    weights, states = states_at_call([bus(1)] * number, [call])
    return np.array(weights), states


@pytest.mark.parametrize("number", [2, 3, 4])
def test_buses_of_one_set_are_in_repair_as_often_together_as_sets_of_one_bus(number: int) -> None:
    weights, states = together(number)
    in_repair = np.prod([rows[:, 1] for rows in states], axis=0)
    assert weights @ in_repair == pytest.approx(bus(number).at_call[0, -1], rel=1e-9 if number < 4 else 0.05)


@pytest.mark.parametrize("number", [2, 3, 4, 5])
def test_each_bus_by_itself_is_what_its_own_chain_says(number: int) -> None:
    weights, states = together(number)
    assert weights.sum() == pytest.approx(1.0, rel=1e-12)
    for rows in states:
        assert weights @ rows == pytest.approx(bus(1).at_call[0], rel=1e-9)


def test_a_bus_that_is_not_called_is_never_in_repair() -> None:
    demand = bus(1).demands[0]
    call = Call(rate=RATE, lengths=demand.lengths, weights=demand.weights, called=(True, False))
    weights, (called, rests) = states_at_call([bus(1)] * 2, [call])
    assert np.array(weights) @ rests == pytest.approx([1.0, 0.0], abs=1e-12)
    assert np.array(weights) @ called == pytest.approx(bus(1).at_call[0], rel=1e-9)
