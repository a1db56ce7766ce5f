"""Roots made of parts that stand on their own: each part is evaluated once and is one variable above.

A formula is a module when none of its variables is met on any other way from the roots (`modules`). What is
certain in every column, 0 or 1 and never changing, makes nothing depend on each other, however often it is
met. So in the minutes after a feed is lost everything that lies on one path alone is a module, though paths
have feeds in common: which of these are down is what columns tell.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from powercalc.engine.columns import parts
from powercalc.engine.conditioned import Conditioned
from powercalc.engine.diagram import Diagram
from powercalc.engine.figures_in_columns import Apart, FewFigures, FiguresInColumns, RowsOfFigures
from powercalc.engine.formula import Formulas, Variable, parts_of
from powercalc.engine.modules import visits

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

FEW = 12
"""Above modules no more than so many variables are asked first: diagrams grow twofold with each."""

Build = Callable[[Formulas, Sequence[int], Sequence[int]], Diagram]
"""Makes a diagram of formulas, for their roots, and variables whose figures differ between columns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Above:
    """What stands above the modules of some roots."""

    formulas: Formulas
    """The same variables, and after those one for each module."""
    roots: tuple[int, ...]
    varying: tuple[int, ...]
    """The variables whose figures differ between columns, modules among them."""


@dataclass(frozen=True, kw_only=True)
class Modules:
    """The diagrams of modules: of those that differ between columns, and of those that do not."""

    differing: Apart
    alike: FewFigures

    @classmethod
    def of(
        cls,
        formulas: Formulas,
        roots: Sequence[int],
        certain: Collection[int],
        varying: Sequence[int],
        build: Build,
    ) -> tuple[Modules, Above] | None:
        """The largest modules of some roots, and what stands above them; None where too much varies above.

        `certain` are variables that are certain in every column, `varying` those whose figures differ.
        """
        modules, differ = largest_modules(formulas, roots, certain), _resting(formulas, roots, set(varying))
        differing = [module for module in modules if module in differ]
        alike = [module for module in modules if module not in differ]
        above = formulas.twin()
        stand_ins = {module: above.variable() for module in (*differing, *alike)}
        found = above.all_substituted(roots, stand_ins)
        first = len(formulas.variables)
        more = range(first, first + len(differing))
        met = {above.variables[each] for each in (*varying, *more)}.intersection(above.reachable(found))
        if not differing or len(met) > FEW:
            return None
        return (
            cls(
                differing=Apart(build(formulas, differing, varying)),
                alike=FewFigures(build(formulas, alike, ())),
            ),
            Above(formulas=above, roots=tuple(found), varying=(*varying, *more)),
        )


class OverModules:
    """Weighted sums over the columns of roots above modules: what does not differ costs nothing by column.

    Below the last variable whose figures differ stand functions whose figures hardly do: each is a variable
    above, and no two of them are met on one way down.
    """

    def __init__(self, diagram: Diagram, above: Above, modules: Modules) -> None:
        varies = np.zeros(diagram.variables, dtype=bool)
        varies[list(above.varying)] = True
        upper, lower = parts(diagram, ~diagram.resting(varies))
        self._modules, self._lower, self._top = modules, FewFigures(lower), Apart(upper)
        self._upper = Conditioned(self._top.diagram)
        self.nodes = len(upper) + len(modules.differing.diagram)
        """How many nodes each column costs."""
        self.variables = upper.variables
        """How many figures there are in each column."""

    def extended(self, figures: FiguresInColumns, often: Flags | None = None) -> tuple[Floats, Floats]:
        """The figures that all else here takes, for those of the variables.

        Frequencies only of the columns, (columns,), that are asked how `often`.
        """
        rows = RowsOfFigures(figures)
        differing, alike = self._modules.differing.of(rows, often), self._modules.alike.of(rows)
        rows = rows.then(*differing).then(*alike)
        return rows.then(*self._lower.of(rows)).taken(self._top.asked)

    def prepare(self, q: Floats, w: Floats, runs: Iterable[slice]) -> None:
        """Nothing is to be prepared here."""

    def probability(self, q: Floats, weights: Floats) -> Floats:
        """Sums of weight times P over the columns, (roots, sums), for weights (columns, sums)."""
        return self._upper.probability(q, weights)

    def probability_and_frequency(
        self, q: Floats, w: Floats, weights: Floats, by_frequency: Floats
    ) -> tuple[Floats, Floats]:
        """The same, and sums of `by_frequency` (columns, sums) times the frequency."""
        found, _, often = self._upper.probability_and_frequency(q, w, weights, by_frequency)
        return found, often

    def each(self, q: Floats, w: Floats, roots: Sequence[int]) -> tuple[Floats, Floats]:
        """P and w of some roots in each column, both (roots, columns); the diagram is coherent."""
        found, often = self._upper.diagram.probability_and_frequency(q, w)
        return found[roots], often[roots]


def largest_modules(formulas: Formulas, roots: Sequence[int], certain: Collection[int]) -> list[int]:
    """The modules that are part of no other, each of two uncertain variables or more.

    What is certain does not make them depend on each other, and is not looked at.
    """
    uncertain = _resting(formulas, roots, set(range(len(formulas.variables))).difference(certain))
    times, modules = visits(formulas, roots, uncertain), set()
    for handle in uncertain:
        below = [part for part in parts_of(formulas.node(handle)) if part in uncertain]
        if len(below) > 1 and all(times.within(part, handle) for part in below):
            modules.add(handle)
    return _outermost(formulas, roots, modules)


def _resting(formulas: Formulas, roots: Sequence[int], variables: Collection[int]) -> set[int]:
    """What the roots are made of that depends on one of these variables."""
    found: set[int] = set()
    for handle in formulas.reachable(roots):
        match formulas.node(handle):
            case Variable(index):
                if index in variables:
                    found.add(handle)
            case node:
                if not found.isdisjoint(parts_of(node)):
                    found.add(handle)
    return found


def _outermost(formulas: Formulas, roots: Sequence[int], modules: Collection[int]) -> list[int]:
    """Those of the modules that are met from the roots without passing through another."""
    met: set[int] = set()
    pending = list(roots)
    while pending:
        handle = pending.pop()
        if handle not in met:
            met.add(handle)
            if handle not in modules:
                pending += parts_of(formulas.node(handle))
    return sorted(met & set(modules))
