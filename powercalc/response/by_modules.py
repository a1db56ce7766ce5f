"""The roots of a large site above modules, for the figures of columns, which make many of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from powercalc.engine.diagram import Budget, Diagram
from powercalc.engine.formula import Formulas
from powercalc.engine.order import Hints
from powercalc.engine.over_modules import Modules, OverModules
from powercalc.response.lost.nearness import after, beside, by_wiring
from powercalc.response.lost.variables import Variables
from powercalc.response.plan.plan import Plan
from powercalc.response.response_result import Asked

MODULES_FROM = 100
"""With so many formulas it is worth looking for parts of them that stand on their own."""


def by_modules(
    asked: Asked, formulas: Formulas, roots: Sequence[int], variables: Variables, plan: Plan
) -> OverModules | None:
    """Return the roots above modules; None where that is not worth it."""
    if len(formulas.reachable(roots)) < MODULES_FROM:
        return None
    certain = {rung for block in plan.first for rung in variables.rungs.get(block, ())}
    near = Hints(
        beside=tuple(beside(variables, plan, causes=asked.budget.any_order)),
        after=after(variables, plan),
        proposed=by_wiring(variables, plan),
    )

    def build(formulas: Formulas, roots: Sequence[int], varying: Sequence[int]) -> Diagram:
        return asked.diagram(formulas, roots, Budget(), replace(near, varying=tuple(varying)))

    found = Modules.of(formulas, roots, certain, variables.varying(plan.first), build)
    if found is None:
        return None
    modules, above = found
    hints = replace(near, varying=above.varying, first=above.varying, proposed=())
    top = asked.diagram(above.formulas, above.roots, Budget(), hints)
    return OverModules(top, above, modules)
