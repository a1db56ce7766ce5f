"""Which variables of a diagram belong together: what a move waits for, and the generators that start there.

With many generators on one switch, "it has not waited long enough" at each of them is asked only once it is
known which of them are lost. So the diagram grows with the square of their number, and not twofold with each.
"""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.response.lost.variables import Variables
from powercalc.response.plan.plan import Plan
from powercalc.site.walks import depth_first


def beside(variables: Variables, plan: Plan, *, causes: bool) -> list[tuple[int, int]]:
    """Pairs of a variable and one that it is best asked right after; of common `causes`, where asked."""
    return _beside_their_sets(variables, plan) + (_beside_their_members(variables, plan) if causes else [])


def after(variables: Variables, plan: Plan) -> tuple[tuple[int, int], ...]:
    """Pairs of a move by hand and the age of what has failed that is reached before."""
    found = []
    for hand, numbers in variables.hands.items():
        owner = hand[0]
        ages = variables.rungs[owner] if isinstance(owner, int) else variables.buses[owner]
        found += [(number, ages[len(plan.before_hand(hand)) - 1]) for number in numbers]
    return tuple(found)


def by_wiring(variables: Variables, plan: Plan) -> tuple[int, ...]:
    """All variables, those of a component together: from the loads up, what has least above it first.

    So a generator comes beside the switch that it stands at, and not after all that stands above that.
    """
    links, above = plan.wires.needs, dict[str, float]()
    for group in plan.wires.groups:
        size = sum({each: above.get(each, 0.0) for name in group for each in links[name]}.values())
        above |= dict.fromkeys(group, size + len(group))
    loads = [name for name, component in plan.wires.components.items() if component.is_load]
    nearest = {name: sorted(inputs, key=above.__getitem__) for name, inputs in links.items()}
    place = {name: at for at, name in enumerate(depth_first(loads, nearest))}
    of, last = dict(_components(variables, plan)), len(place)
    return tuple(sorted(range(variables.count), key=lambda each: (place.get(of.get(each, ""), last), each)))


def _components(variables: Variables, plan: Plan) -> Iterator[tuple[int, str]]:
    """Yield each variable that is about a component; a move by hand is about what has failed."""
    yield from variables.made_for.items()
    of_block = {block: name for name, own in reversed(plan.own.items()) for block in own.blocks}
    of_bus = {name: bus.members[0] for name, bus in plan.buses.items()}
    for block, rungs in variables.rungs.items():
        yield from ((rung, of_block.get(block, "")) for rung in rungs)
    for bus, rungs in variables.buses.items():
        yield from ((rung, of_bus[bus]) for rung in rungs)
    for (lost, *_), hands in variables.hands.items():
        name = of_block.get(lost, "") if isinstance(lost, int) else of_bus[lost]
        yield from ((hand, name) for hand in hands)
    for (name, _), numbers in (*variables.unready.items(), *variables.levels.items()):
        yield from ((number, name) for number in numbers)
    for name, numbers in variables.returned.items():
        yield from ((number, name) for number in numbers)


def _beside_their_sets(variables: Variables, plan: Plan) -> list[tuple[int, int]]:
    """Pairs of a variable about a move to an input, and one of the generators behind that input."""
    targets = [(target, variable) for ((_, _, target), _), variable in variables.late.items()]
    targets += [(str(mover[2]), each) for (mover, _), each in variables.brief.items() if len(mover) > 2]
    return [
        (variable, rung)
        for target, variable in targets
        for generator in plan.wires.sets_behind(target)
        for bus in plan.buses_of(generator)
        for rung in variables.buses[bus]
    ]


def _beside_their_members(variables: Variables, plan: Plan) -> list[tuple[int, int]]:
    """Pairs of a variable of a common cause, and one of a unit that it strikes.

    Asked apart from its members, each common cause doubles what the variables between them and it are asked
    for.
    """
    return [
        (rung, other)
        for own in plan.own.values()
        for cause in own.common
        for rung in variables.rungs[cause]
        for unit in own.units
        for block in unit
        for other in variables.rungs[block]
    ]
