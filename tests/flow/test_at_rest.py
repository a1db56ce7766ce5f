"""States that several ask for are told once, and are what each of them told alone would be."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from powercalc.flow.power_network import network
from powercalc.flow.single import normal, units_out
from powercalc.flow.states import Settled, outages_of, settle
from powercalc.flow.usual_states import UsualStates
from powercalc.site.read import read_text
from powercalc.wiring.alone import taken_alone

RACKS = (Path(__file__).parents[2] / "examples" / "five-racks.toml").read_text(encoding="utf-8")


def _same(one: Settled, other: Settled) -> bool:
    return (
        one.count == other.count
        and one.tripped.keys() == other.tripped.keys()
        and all(
            getattr(one, kind)[name].tolist() == pytest.approx(each.tolist(), rel=1e-12)
            for kind in ("lost", "through", "raw", "tripped", "at_first")
            for name, each in getattr(other, kind).items()
        )
    )


@pytest.mark.parametrize("rating", ["32 A", "20 A"])  # with the smaller one the other side trips
@pytest.mark.parametrize("out", [["PP-A"], ["A-01A", "PP-B"], []])
def test_a_state_is_what_it_is_alone(rating: str, out: list[str]) -> None:
    net = network(read_text(RACKS.replace('rating = "32 A"', f'rating = "{rating}"')))
    units = units_out(net, out)
    rests, outages = UsualStates(network=net, out=units), outages_of([units])
    assert _same(rests.usual, normal(net))
    assert _same(rests.then, settle(net, outages))
    assert _same(rests.usual_untripped, normal(net.untripped))
    assert _same(rests.then_untripped, settle(net.untripped, outages))
    assert bool(rests.then.tripped) == (rating == "20 A" and bool(out))


def test_what_takes_a_load_alone_is_the_same_beside_several_sets_at_once() -> None:
    graph = read_text(RACKS).graph
    loads = [name for name, each in graph.components.items() if each.is_load]
    sets: list[list[str]] = [[], ["PP-A"], ["A-01A", "PP-B"]]
    assert taken_alone(graph, loads, sets) == [taken_alone(graph, loads, [each])[0] for each in sets]


def test_one_of_several_states() -> None:
    net = network(read_text(RACKS))
    both = settle(net, outages_of([{}, {"PP-A": 1}]))
    assert _same(both.only(1), settle(net, outages_of([{"PP-A": 1}])))
    assert np.all([each.shape == (1,) for each in both.only(0).lost.values()])
