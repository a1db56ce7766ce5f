"""Connectivity told by elimination, against walking through the network in every state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from powercalc.engine.connectivity import unconnected
from powercalc.engine.diagram import build
from powercalc.engine.formula import Formulas

Hops = Mapping[str, Mapping[str, int]]


@st.composite
def networks(draw: st.DrawFn) -> tuple[int, Hops, list[str]]:
    """Up to four nodes, hops in one or both directions that may share variables, nodes asked about."""
    names = [f"n{i}" for i in range(draw(st.integers(1, 4)))]
    pairs = [(one, other) for one in names for other in names if one != other]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=8)) if pairs else []
    variables = draw(st.integers(1, 5))
    hops: dict[str, dict[str, int]] = {name: {} for name in names}
    for one, other in chosen:
        hops[one][other] = draw(st.integers(0, variables - 1))
    return variables, hops, draw(st.lists(st.sampled_from(names), unique=True))


def walked(outside: Mapping[str, bool], hops: Mapping[str, Mapping[str, bool]]) -> dict[str, bool]:
    """Who is lost: all that is not reached from what is live by itself."""
    live = [name for name, lost in outside.items() if not lost]
    for name in live:
        live += [n for n, hop in hops.items() if n not in live and name in hop and not hop[name]]
    return {name: name not in live for name in outside}


@given(networks())
def test_who_is_lost_is_who_is_not_reached(network: tuple[int, Hops, list[str]]) -> None:
    variables, hops, asked = network
    formulas = Formulas()
    own = [formulas.variable() for _ in hops]
    shared = [formulas.variable() for _ in range(variables)]
    outside = dict(zip(hops, own, strict=True))
    broken = {name: {other: shared[v] for other, v in hop.items()} for name, hop in hops.items()}
    lost = unconnected(formulas, outside, broken, asked)
    diagram = build(formulas, list(lost.values()))
    for state in product((False, True), repeat=len(own) + variables):
        alone = dict(zip(hops, state, strict=False))
        there = {name: {o: state[len(own) + v] for o, v in hop.items()} for name, hop in hops.items()}
        expected = list(walked(alone, there).values())
        assert diagram.probability([float(each) for each in state]).tolist() == expected


def ring(nodes: int) -> tuple[Formulas, list[int]]:
    """A ring of fed nodes; two opposite ones are asked about."""
    names = [f"n{i}" for i in range(nodes)]
    return solved(names, [(i, (i + 1) % nodes) for i in range(nodes)], [names[0], names[nodes // 2]])


def solved(
    names: Sequence[str], pairs: Sequence[tuple[int, int]], asked: Sequence[str]
) -> tuple[Formulas, list[int]]:
    """A network of fed nodes whose hops work in both directions, and the formulas asked for."""
    formulas = Formulas()
    outside = {name: formulas.variable() for name in names}
    hops: dict[str, dict[str, int]] = {name: {} for name in names}
    for one, other in pairs:
        hops[names[one]][names[other]] = hops[names[other]][names[one]] = formulas.variable()
    lost = unconnected(formulas, outside, hops, asked)
    return formulas, [lost[name] for name in asked]


@pytest.mark.parametrize("nodes", [25, 50, 100])
def test_a_ring_takes_formulas_and_nodes_in_proportion_to_its_length(nodes: int) -> None:
    formulas, roots = ring(nodes)
    assert len(formulas.reachable(roots)) < 16 * nodes
    assert len(build(formulas, roots)) < 40 * nodes


@pytest.mark.parametrize("nodes", [6, 12, 24])
def test_a_full_mesh_takes_formulas_as_the_cube_of_its_nodes(nodes: int) -> None:
    names = [f"n{i}" for i in range(nodes)]
    pairs = [(i, j) for i in range(nodes) for j in range(i)]
    formulas, roots = solved(names, pairs, names)
    assert len(formulas.reachable(roots)) < 2 * nodes**3
