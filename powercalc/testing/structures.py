"""Strategies for plain structures: series, parallel, m of n, networks, repeated blocks."""

from __future__ import annotations

from hypothesis import strategies as st

from powercalc.components import Block, Component
from powercalc.structures.structure import Network, Vote, at_least, network, parallel, series
from powercalc.testing.figure_strategies import FIELD, FigureStrategies

Structure = Component | Vote | Network


@st.composite
def blocks(
    draw: st.DrawFn, name: str, *, figures: FigureStrategies = FIELD, plain: bool | None = False
) -> Block:
    """Generate a block. `plain`: with a plain unavailability always, never, or (None) sometimes."""
    if plain or (plain is None and draw(st.booleans())):
        return Block(name, unavailability=draw(figures.chances))
    return Block(name, failure_rate=draw(figures.rates), mttr=draw(figures.times))


@st.composite
def structures(
    draw: st.DrawFn,
    *,
    max_blocks: int = 6,
    max_parts: int = 12,
    figures: FigureStrategies = FIELD,
    plain: bool | None = False,
) -> Structure:
    """Generate a structure of up to `max_blocks` different blocks standing in up to about `max_parts` places.

    Blocks repeat, votes nest. `plain`: blocks with a plain unavailability always, never, or (None) sometimes.
    """
    count = draw(st.integers(1, max_blocks))
    pool = [draw(blocks(f"b{number}", figures=figures, plain=plain)) for number in range(count)]
    leaves: st.SearchStrategy[Structure] = st.sampled_from(pool)
    return draw(st.recursive(leaves, _votes, max_leaves=max_parts))


def _votes(parts: st.SearchStrategy[Structure]) -> st.SearchStrategy[Structure]:
    listed = st.lists(parts, min_size=1, max_size=4)
    return (
        listed.map(lambda found: series(*found))
        | listed.map(lambda found: parallel(*found))
        | listed.flatmap(lambda found: st.integers(1, len(found)).map(lambda needed: at_least(needed, found)))
    )


@st.composite
def networks(
    draw: st.DrawFn, *, max_nodes: int = 5, max_edges: int = 8, figures: FigureStrategies = FIELD
) -> Network:
    """Generate a network from node 0 to the last one: edges and nodes that may fail, loops and dead ends."""
    count = draw(st.integers(2, max_nodes))
    names = [f"n{number}" for number in range(count)]
    pairs = draw(
        st.lists(st.tuples(st.sampled_from(names), st.sampled_from(names)), min_size=1, max_size=max_edges)
    )
    spine = (names[0], names[-1], draw(blocks("spine", figures=figures)))
    edges = [
        (one, other, draw(blocks(f"e{number}", figures=figures))) for number, (one, other) in enumerate(pairs)
    ]
    failing = draw(st.lists(st.sampled_from(names), unique=True, max_size=2))
    return network(
        names[0],
        names[-1],
        [spine, *edges],
        nodes={name: draw(blocks(f"node {name}", figures=figures)) for name in failing},
        directed=draw(st.booleans()),
    )
