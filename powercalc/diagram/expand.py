"""From a plain structure (series, parallel, networks) to formulas."""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.components import Component
from powercalc.diagram.literals import Literal
from powercalc.diagram.plain import SiteDiagram
from powercalc.diagram.structure import Network, Vote
from powercalc.diagram.units import Events
from powercalc.errors import Problem, SiteError

SYSTEM = "system"
"""The name of the one load point of a plain structure."""


def structure_diagram(structure: Component | Vote | Network) -> SiteDiagram:
    """Return the formulas of a structure, with one load point, `SYSTEM`.

    Raises `SiteError` when a block lacks figures, or two different blocks have one id.
    """
    blocks: dict[str, Component] = {}
    problems = []
    for block in _leaves(structure):
        if blocks.setdefault(block.id, block).given != block.given:
            problems.append(Problem(path=(block.kind, block.id), text="two different blocks have this id"))
        if lack := _lack(block):
            problems.append(Problem(path=(block.kind, block.id), text=lack))
    if problems:
        raise SiteError(problems)
    events = Events()
    lost = _lost(structure, events)
    return SiteDiagram(
        formulas=events.formulas, literals=tuple(events.literals), lost={SYSTEM: lost}, any_lost=lost
    )


def _leaves(structure: Component | Vote | Network) -> Iterator[Component]:
    pending = [structure]
    while pending:
        part = pending.pop()
        match part:
            case Vote(_, parts):
                pending.extend(reversed(parts))
            case Network(_, _, edges, nodes, _):
                yield from (block for *_, block in edges if block is not None)
                yield from (block for _, block in nodes)
            case Component():
                yield part


def _lack(block: Component) -> str | None:
    if block.unavailability is not None or block.rate == 0:
        return None
    if block.rate is None:
        return "in a plain diagram a block states its own failure_rate or unavailability"
    return "in a plain diagram a block states its own mttr" if block.mttr is None else None


def _lost(structure: Component | Vote | Network, events: Events) -> int:
    """Return "the structure does not work", children first, with a stack of our own."""
    done: dict[int, int] = {}
    pending = [structure]
    while pending:
        part = pending[-1]
        if isinstance(part, Vote):
            waiting = [child for child in part.parts if id(child) not in done]
            if waiting:
                pending.extend(waiting)
                continue
            lost = [done[id(child)] for child in part.parts]
            done[id(part)] = events.formulas.at_least(len(lost) - part.needed + 1, lost)
        elif isinstance(part, Network):
            done[id(part)] = _cut_off(part, events)
        else:
            done[id(part)] = _down(part, events)
        pending.pop()
    return done[id(structure)]


def _down(block: Component | None, events: Events) -> int:
    """Return "too few units of the block work"; no block never fails."""
    if block is None:
        return events.formulas.never
    units = []
    for number in range(1, block.count + 1):
        name = block.id if block.count == 1 else f"{block.id} #{number}"
        literal = Literal(
            name=name,
            component=block.id,
            failure_rate=block.rate,
            mttr=block.mttr,
            chance=block.unavailability,
        )
        units.append(events.event(literal))
    return events.formulas.at_least(block.count - block.units_needed + 1, units)


def _cut_off(network: Network, events: Events) -> int:
    """Return "the target is cut off from the source": the least fixed point of being connected, unrolled."""
    formulas = events.formulas
    blocks = dict(network.nodes)
    nodes = dict.fromkeys(end for one, other, _ in network.edges for end in (one, other))
    down = {node: _down(blocks.get(node), events) for node in nodes}
    into: dict[str, list[tuple[str, int]]] = {node: [] for node in nodes}
    for one, other, block in network.edges:
        into[other].append((one, _down(block, events)))
        if not network.directed:
            into[one].append((other, _down(block, events)))
    lost = dict.fromkeys(nodes, formulas.always)
    for _ in nodes:
        lost = {
            node: down[node]
            if node == network.source
            else formulas.any_of(
                [
                    down[node],
                    formulas.all_of(
                        [formulas.any_of([edge, lost[neighbour]]) for neighbour, edge in into[node]]
                    ),
                ]
            )
            for node in nodes
        }
    return lost[network.target]
