"""Overload and cascade against a power flow of its own, state by state: equal to the last digits."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import powercalc as pc
from powercalc.cascade.overload_diagram import overload_diagram
from powercalc.cascade.state_enumeration import explore
from powercalc.engine.diagram import build
from powercalc.events.literals import frequencies, unavailabilities
from powercalc.flow.power_network import network
from powercalc.flow.states import outages_of, settle
from powercalc.measures.flips import frequency
from powercalc.site import Site
from tests.flow.scalar import State, Wires, enumerated, settled
from tests.flow.sites import loaded_sites


@given(loaded_sites())
def test_the_cascade_is_exact(site: Site) -> None:
    expected = enumerated(site, site.graph.always)
    assume(expected is not None)
    assert expected is not None
    diagram = overload_diagram(site, network(site))
    compiled = build(diagram.formulas, list(diagram.lost.values()))
    q = unavailabilities(diagram.literals)
    found = compiled.probability(q)
    often = frequency(compiled, q, frequencies(diagram.literals)[0])
    for place, load in enumerate(diagram.lost):
        u, w = expected[load]
        assert found[place] == pytest.approx(u, rel=1e-12, abs=1e-300)
        assert often[place] == pytest.approx(w, rel=1e-11, abs=1e-300)


@given(loaded_sites())
def test_many_states_at_a_time_are_each_state_alone(site: Site) -> None:
    net, wires = network(site), Wires(site)
    names = [component.id for component in site.complete if not component.is_load]
    states = [{}, *({name: 1} for name in names), *({a: 1, b: 1} for a in names for b in names if a < b)]
    together = settle(net, outages_of(states))
    for place, units in enumerate(states):
        alone = settled(wires, State(units=units))
        for load in site.loads:
            assert bool(together.lost[net.by_load[load.id]][place]) == (load.id not in alone.live)
        for name in names:
            assert np.isclose(together.through[name][place], alone.carried[name])
            assert (name in alone.tripped) == bool(name in together.tripped and together.tripped[name][place])


@given(loaded_sites())
def test_an_evaluation_has_the_cascade_in_it(site: Site) -> None:
    expected = enumerated(site, site.graph.always)
    assume(expected is not None)
    assert expected is not None
    for load in pc.evaluate(site, plain=True).loads:
        u, w = expected[load.id]
        assert load.unavailability == pytest.approx(u, rel=1e-12, abs=1e-300)
        assert load.failure_frequency == pytest.approx(w, rel=1e-11, abs=1e-300)


@given(loaded_sites())
def test_what_trips_takes_cooling_and_supports_too(site: Site) -> None:
    expected = enumerated(site, site.graph.always, service=True)
    assume(expected is not None)
    assert expected is not None
    for load in pc.evaluate(site, plain=True).loads:
        u, w = expected[load.id]
        needs = load.needs or load
        assert needs.unavailability == pytest.approx(u, rel=1e-12, abs=1e-300)
        assert needs.failure_frequency == pytest.approx(w, rel=1e-11, abs=1e-300)


@given(loaded_sites(), st.sampled_from([5, 50, 5000]))
def test_a_bound_holds_the_truth(site: Site, most: int) -> None:
    expected = enumerated(site, site.graph.always)
    assume(expected is not None)
    assert expected is not None
    found = explore(site, network(site), most=most)
    assert found.frequency is not None
    for load, (u, w) in expected.items():
        down, turns = found.unavailability[load], found.frequency[load]
        assert down.low <= u * (1 + 1e-12) <= down.high * (1 + 2e-12)
        assert turns.low <= w * (1 + 1e-12) <= turns.high * (1 + 2e-12)
        wide = most == 5000 and down.high - down.low >= 1e-10
        assert not wide or explore(site, network(site), most=16 * most).states > most, (
            "not all were looked at"
        )
