"""From a plain structure (series, parallel, networks) to formulas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from powercalc.components import Component
from powercalc.engine.diagram import Diagram
from powercalc.engine.formula import Formulas
from powercalc.engine.network import ConnectedNetwork as Mesh
from powercalc.engine.network import disconnected
from powercalc.errors import Problem, SiteError
from powercalc.events.literals import Literal
from powercalc.events.own_failures import Events
from powercalc.plain.plain_diagram import SiteDiagram
from powercalc.structures.structure import Network, Vote

SYSTEM = "system"
"""The name of the one load point of a plain structure."""


def structure_diagram(structure: Component | Vote | Network) -> SiteDiagram:
    """Return the formulas of a structure, with one load point, `SYSTEM`.

    Raises `SiteError` when a block lacks figures, or two different blocks have one id.
    """
    _refuse_unsound(structure)
    events = Events()
    lost = _lost(structure, events)
    return SiteDiagram(
        formulas=events.formulas, literals=tuple(events.literals), lost={SYSTEM: lost}, any_lost=lost
    )


def mesh_diagram(network: Network) -> tuple[Diagram, tuple[Literal, ...]] | None:
    """Return the decision diagram of a network by itself, with a literal per variable.

    None where a block stands twice or is a bank: then only formulas say what is one event.
    """
    _refuse_unsound(network)
    blocks = list(_leaves(network))
    if len({block.id for block in blocks}) < len(blocks) or any(block.count > 1 for block in blocks):
        return None
    cut, asked = _cut(network)
    perfect = Literal(name="", component="", chance=0.0, demand=True)
    return cut, tuple(perfect if block is None else _literal(block, block.id) for block in asked)


def _refuse_unsound(structure: Component | Vote | Network) -> None:
    """Raise `SiteError` with every block that lacks figures or shares its id with a different one."""
    blocks: dict[str, Component] = {}
    problems = []
    for block in _leaves(structure):
        if blocks.setdefault(block.id, block).given != block.given:
            problems.append(Problem(path=(block.kind, block.id), text="two different blocks have this id"))
        if lack := _lack(block):
            problems.append(Problem(path=(block.kind, block.id), text=lack))
    if problems:
        raise SiteError(problems)


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
        units.append(events.event(_literal(block, name)))
    return events.formulas.at_least(block.count - block.units_needed + 1, units)


def _literal(block: Component, name: str) -> Literal:
    return Literal(
        name=name, component=block.id, failure_rate=block.rate, mttr=block.mttr, chance=block.unavailability
    )


def _cut_off(network: Network, events: Events) -> int:
    """Return "the target is cut off from the source" as a formula.

    A block that stands twice has two variables in the mesh, which are here tied to the same event.
    """
    cut, blocks = _cut(network)
    failures = {variable: _down(blocks[variable], events) for variable in _first_asked(cut)}
    return _as_formula(cut, failures, events.formulas)


def _cut(network: Network) -> tuple[Diagram, list[Component | None]]:
    """Return the diagram of a network, by a frontier that stays narrow in any mesh, and its blocks."""
    names = dict.fromkeys(end for one, other, _ in network.edges for end in (one, other))
    number = {name: i for i, name in enumerate(names)}
    nodes = dict(network.nodes)
    blocks = [block for *_, block in network.edges] + [nodes.get(name) for name in names]
    variables = [None if block is None else i for i, block in enumerate(blocks)]
    mesh = Mesh(
        nodes=len(names),
        edges=[(number[one], number[other]) for one, other, _ in network.edges],
        directed=network.directed,
        edge_variables=variables[: len(network.edges)],
        node_variables=variables[len(network.edges) :],
    )
    source, target = number[network.source], number[network.target]
    return disconnected(mesh, [source], [target], variables=len(blocks)), blocks


def _first_asked(diagram: Diagram) -> dict[int, None]:
    """Return the variables of a diagram in the order in which it asks them: parents have larger numbers."""
    return dict.fromkeys(diagram.variable[:1:-1].tolist())


def _as_formula(diagram: Diagram, failures: Mapping[int, int], formulas: Formulas) -> int:
    """Return the root of a coherent diagram as (variable and high) or low, since low implies high."""
    handles = [formulas.never, formulas.always]
    rows = zip(diagram.variable.tolist(), diagram.low.tolist(), diagram.high.tolist(), strict=True)
    for variable, low, high in list(rows)[2:]:
        failed = formulas.all_of([failures[variable], handles[high]])
        handles.append(formulas.any_of([failed, handles[low]]))
    return handles[int(diagram.roots[0])]
