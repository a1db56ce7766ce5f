"""Overload and calls together against the chain of the whole site, its flow by the slow truth of `scalar`.

Nothing takes time here, so the chain is small: the generator starts at once, and there are no batteries.
It is too small for all, and carries what is left when a UPS is down: what fails can bring power back.
"""

from itertools import product

import numpy as np
import pytest

import powercalc as pc
from powercalc.flow.power_network import network
from powercalc.response import respond
from powercalc.site import Site
from tests.flow.scalar import State, Wires, settled
from tests.markov_chain import stationary

PARTS = ("grid", "gen", "ups-a", "ups-b")
FAILS = dict(zip(PARTS, (6 / 8760, 1 / 100, 2 / 8760, 3 / 8760), strict=True))
REPAIR = dict(zip(PARTS, (3.0, 10.0, 8.0, 12.0), strict=True))
NO_START = 0.2


def site(**of_generator: object) -> Site:
    def figures(name: str) -> dict[str, str]:
        return {"failure_rate": f"{FAILS[name]!r} / h", "mttr": f"{REPAIR[name]} h"}

    parts = [
        pc.GridFeed("grid", **figures("grid")),
        pc.Generator("gen", fail_to_start=NO_START, start_time="0 s", **figures("gen"), **of_generator),
        pc.Ats("ats", fed_by=["grid", "gen"], failure_rate=0, fail_to_transfer=0, transfer_time="0 s"),
    ]
    parts += [
        pc.Ups(
            name, fed_by="ats", autonomy="0 s", battery_failure=0, rating="70 kW", **figures(name)
        )
        for name in ("ups-a", "ups-b")
    ]  # fmt: skip
    return pc.Site(
        "too small for all",
        (
            *parts,
            pc.Server("both", fed_by=["ups-a", "ups-b"], power="50 kW", hold_up="0 s"),
            pc.Server("one", fed_by="ups-b", power="35 kW", hold_up="0 s"),
        ),
    )


def chain(subject: Site, load: str) -> tuple[float, float]:
    """U and w [1/h] of a load: the stationary state over what is down."""
    states = list(product((0, 1), repeat=len(PARTS)))
    place = {state: number for number, state in enumerate(states)}
    rates = np.zeros((len(states), len(states)))
    for state in states:
        for part, name in enumerate(PARTS):
            flipped = tuple(1 - bit if i == part else bit for i, bit in enumerate(state))
            here, there = place[state], place[flipped]
            if state[part]:
                rates[here, there] += 1 / REPAIR[name]
            elif name == "grid":
                unstarted = place[(1, 1, *state[2:])]
                rates[here, there] += FAILS[name] * (1 if state[1] else 1 - NO_START)
                rates[here, unstarted] += 0 if state[1] else FAILS[name] * NO_START
            elif name != "gen" or state[0]:
                rates[here, there] += FAILS[name]
    share = stationary(rates)
    wires = Wires(subject)
    dark = np.array(
        [
            load not in settled(wires, State(units=dict(zip(PARTS, state, strict=True)))).live
            for state in states
        ]
    )
    return float(share[dark].sum()), float(share[~dark] @ rates[np.ix_(~dark, dark)].sum(axis=1))


@pytest.mark.parametrize("rating", ["100 kW", "80 kW", "60 kW", "40 kW"])
@pytest.mark.parametrize("load", ["both", "one"])
def test_overload_of_a_generator_against_the_chain_of_the_site(rating: str, load: str) -> None:
    subject = site(rating=rating)
    u, w = chain(subject, load)
    found = respond(subject, network(subject)).loads[load]
    assert found.unavailability == pytest.approx(u, rel=1e-4)
    assert found.failure_frequency == pytest.approx(w, rel=1e-4)
