"""Connectivity against enumeration and published grids."""

from itertools import product

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from powercalc.engine import evaluation
from powercalc.engine import network as network_module
from powercalc.engine.cut_sets import minimal_cut_sets
from powercalc.engine.diagram import Budget
from powercalc.engine.network import ConnectedNetwork, disconnected
from powercalc.errors import EngineLimit


def grid(n: int) -> list[tuple[int, int]]:
    """The edges of an n x n grid, to the right and down."""
    across = [(row * n + column, row * n + column + 1) for row in range(n) for column in range(n - 1)]
    return across + [(node, node + n) for node in range(n * (n - 1))]


def connected(
    network: ConnectedNetwork, sources: list[int], targets: list[int], failed: tuple[bool, ...]
) -> bool:
    """Whether a search through what works finds a target."""
    works = [
        not failed[v] if (v := network.node_variable(n)) is not None else True for n in range(network.nodes)
    ]
    reached = {node for node in sources if works[node]}
    for _ in range(network.nodes):
        for number, (tail, head) in enumerate(network.edges):
            variable = network.edge_variable(number)
            if variable is not None and failed[variable]:
                continue
            for u, v in [(tail, head)] if network.directed else [(tail, head), (head, tail)]:
                if u in reached and works[v]:
                    reached.add(v)
    return bool(reached & set(targets))


@st.composite
def networks(draw: st.DrawFn) -> tuple[ConnectedNetwork, list[int], list[int], int]:
    """Up to five nodes and six edges, loops and parallel edges too; up to seven variables."""
    nodes = draw(st.integers(1, 5))
    node = st.integers(0, nodes - 1)
    edges = draw(st.lists(st.tuples(node, node), max_size=6))
    fails = draw(st.lists(st.booleans(), min_size=nodes + len(edges), max_size=nodes + len(edges)))
    kept = [i for i, each in enumerate(fails) if each][:7]
    variable = [kept.index(i) if i in kept else None for i in range(len(fails))]
    network = ConnectedNetwork(
        nodes=nodes,
        edges=edges,
        directed=draw(st.booleans()),
        node_variables=variable[:nodes],
        edge_variables=variable[nodes:],
    )
    ends = st.lists(node, min_size=1, max_size=2)
    return network, draw(ends), draw(ends), len(kept)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(networks())
def test_states_that_are_mixed_to_one_number_are_told_apart(
    monkeypatch: pytest.MonkeyPatch, case: tuple[ConnectedNetwork, list[int], list[int], int]
) -> None:
    network, sources, targets, variables = case
    expected = disconnected(network, sources, targets, variables=variables)
    monkeypatch.setattr(network_module, "_ODD", np.uint64(0))
    found = disconnected(network, sources, targets, variables=variables)
    q = np.linspace(0.1, 0.9, variables)
    assert found.probability(q) == pytest.approx(expected.probability(q), rel=1e-12)


@given(networks())
def test_connectivity_agrees_with_a_search_in_every_state(
    case: tuple[ConnectedNetwork, list[int], list[int], int],
) -> None:
    network, sources, targets, variables = case
    diagram = disconnected(network, sources, targets, variables=variables)
    states = list(product([False, True], repeat=variables))
    found = diagram.probability(np.array(states, dtype=float).reshape(len(states), variables).T)[0]
    assert [not lost for lost in found] == [connected(network, sources, targets, state) for state in states]


@pytest.mark.parametrize(
    ("n", "reliability", "cut_sets"), [(4, 0.975046349577066, 348), (5, 0.97555658950537, 8742)]
)
def test_undirected_grids_with_failing_edges(n: int, reliability: float, cut_sets: int) -> None:
    edges = grid(n)
    network = ConnectedNetwork(nodes=n * n, edges=edges, edge_variables=range(len(edges)))
    diagram = disconnected(network, [0], [n * n - 1], variables=len(edges))
    assert 1 - diagram.probability(np.full(len(edges), 0.1))[0] == pytest.approx(reliability, rel=1e-9)
    assert minimal_cut_sets(diagram, 0).number == cut_sets


@pytest.mark.parametrize(
    ("directed", "n", "reliability"),
    [(False, 4, 0.787078309411818), (False, 6, 0.787297519921199), (True, 6, 0.786868030409279),
     (True, 10, 0.787273820498144)],
)  # fmt: skip
def test_grids_with_failing_nodes(directed: bool, n: int, reliability: float) -> None:  # noqa: FBT001
    network = ConnectedNetwork(nodes=n * n, edges=grid(n), directed=directed, node_variables=range(n * n))
    diagram = disconnected(network, [0], [n * n - 1], variables=n * n)
    assert 1 - diagram.probability(np.full(n * n, 0.1))[0] == pytest.approx(reliability, rel=1e-9)


def test_a_frontier_that_grows_too_large_is_told() -> None:
    network = ConnectedNetwork(nodes=36, edges=grid(6), edge_variables=range(60))
    with pytest.raises(EngineLimit, match="more than 100 states"):
        disconnected(network, [0], [35], variables=60, budget=Budget(nodes=100))


def test_a_frontier_wider_than_the_words_is_told() -> None:
    edges = [(a, b) for a in range(70) for b in range(a)]
    network = ConnectedNetwork(nodes=70, edges=edges, edge_variables=range(len(edges)))
    with pytest.raises(EngineLimit, match="frontier"):
        disconnected(network, [0], [69], variables=len(edges), budget=Budget(nodes=20_000))


def test_one_variable_for_two_edges_is_refused() -> None:
    network = ConnectedNetwork(nodes=2, edges=[(0, 1), (0, 1)], edge_variables=[0, 0])
    with pytest.raises(ValueError, match="of its own"):
        disconnected(network, [0], [1], variables=1)


def test_links_that_cannot_fail_leave_heights_and_probability_as_they_are() -> None:
    edges = [(0, 1), (0, 2), (1, 3), (2, 3), (3, 4), (1, 4), (4, 5)]
    network = ConnectedNetwork(nodes=6, edges=edges, directed=True, node_variables=range(6))
    found = disconnected(network, [0], [5], variables=6)
    assert np.array_equal(found.heights, evaluation.heights(found.low, found.high))
    q = np.linspace(0.05, 0.3, 6)
    p = 1.0 - q
    middle = p[1] * (1.0 - q[4]) + q[1] * p[2] * p[3] * p[4]  # through node 1, or past it by 2 and 3
    assert found.probability(q)[0] == pytest.approx(1.0 - p[0] * middle * p[5], rel=1e-12)
