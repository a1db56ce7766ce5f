"""Which variables of a diagram belong together: what a move waits for, and the generators that start there.

With many generators on one switch, "it has not waited long enough" at each of them is asked only once it is
known which of them are lost. So the diagram grows with the square of their number, and not twofold with each.
"""

from __future__ import annotations

from powercalc.response.lost.variables import Variables
from powercalc.response.plan.plan import Plan


def beside(variables: Variables, plan: Plan, *, causes: bool) -> list[tuple[int, int]]:
    """Pairs of a variable and one that it is best asked right after; of common `causes`, where asked."""
    return _beside_their_sets(variables, plan) + (_beside_their_members(variables, plan) if causes else [])


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
