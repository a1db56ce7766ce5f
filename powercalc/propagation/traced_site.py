"""Many samples of the uncertain figures of a site at once: one compiled diagram, one column per sample.

This module is all that the uncertainty of results knows about how a site is evaluated: columns of figures in,
columns of unavailability and frequency out.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from powercalc.engine.diagram import Diagram, build
from powercalc.engine.symmetry import likenesses
from powercalc.events.literals import Literal
from powercalc.measures.derivative_tape import DerivativeTape, Traced
from powercalc.plain.plain_diagram import SiteDiagram, plain_diagram
from powercalc.propagation.uncertain_parameters import Parameter, traced
from powercalc.site import Site

Floats = NDArray[np.float64]

ROOM = 4_000_000
"""So many figures, literals times columns, are held at a time."""


@dataclass(frozen=True, kw_only=True)
class TracedColumns:
    """A site as a function of its uncertain figures."""

    parameters: tuple[Parameter, ...]
    rows: Mapping[str, int]
    """The row of each load in the results; loads that are alike share one. The last row is any load."""
    hidden: NDArray[np.bool_]
    """Of which rows a plain unavailability hides the frequency."""
    _tape: DerivativeTape
    _unavailability: _Rows
    _frequency: _Rows
    _compiled: Diagram

    def __call__(self, figures: Floats) -> tuple[Floats, Floats]:
        """Return U and w, [1/h], of each row, (rows, columns), for figures (parameters, columns)."""
        steps = self._tape.run(figures)
        columns = figures.shape[1]
        q, w = self._unavailability.at(steps, columns), self._frequency.at(steps, columns)
        return self._compiled.probability_and_frequency(q, w)

    def any_load(self, figures: Floats) -> Floats:
        """Return U of any load alone, (columns,), for figures (parameters, columns)."""
        q = self._unavailability.at(self._tape.run(figures), figures.shape[1])
        found: Floats = self._compiled.probability(q)[-1]
        return found

    def expect(self, number: int) -> None:
        """Prepare for so many samples: nothing."""

    @property
    def at_points(self) -> tuple[Floats, Floats]:
        """U and w, [1/h], of each row with every figure at its point value, (rows, 1)."""
        return self(np.array([parameter.point for parameter in self.parameters], dtype=np.float64)[:, None])

    @cached_property
    def used(self) -> frozenset[int]:
        """The numbers of the parameters that anything in the diagram depends on."""
        return self._tape.behind([*self._unavailability.traced, *self._frequency.traced])

    @property
    def at_once(self) -> int:
        """How many columns there is room for."""
        return max(16, min(1024, ROOM // max(1, len(self._unavailability.figures))))


@dataclass(frozen=True, kw_only=True)
class _Rows:
    """A figure of each literal, some of them traced."""

    figures: Sequence[float]

    def at(self, steps: Sequence[Floats], columns: int) -> Floats:
        """Return the figures as columns, (literals, columns)."""
        result = np.empty((len(self.figures), columns))
        result[:] = self._constants[:, None]
        for step, places in self._places.items():
            result[places] = steps[step]
        return result

    @property
    def traced(self) -> list[Traced]:
        return [figure for figure in self.figures if isinstance(figure, Traced)]

    @cached_property
    def _constants(self) -> Floats:
        return np.array(self.figures, dtype=np.float64)

    @cached_property
    def _places(self) -> dict[int, list[int]]:
        """The literals that have the figure of each step: identical units have the same one."""
        places: dict[int, list[int]] = {}
        for place, figure in enumerate(self.figures):
            if isinstance(figure, Traced):
                places.setdefault(figure.step, []).append(place)
        return places


def columns_of(site: Site) -> TracedColumns:
    """Return a site as a function of its uncertain figures; its diagram is built and compiled once."""
    uncertain = traced(site)
    diagram = plain_diagram(uncertain.site, uncertain.common_causes)
    rows, compiled = _compiled(diagram)
    unavailability = [literal.unavailability for literal in diagram.literals]
    frequency = [literal.frequency for literal in diagram.literals]
    unknown = np.isnan(np.array(frequency, dtype=np.float64))
    _, hidden = compiled.probability_and_frequency(np.array(unavailability), unknown.astype(float))
    return TracedColumns(
        parameters=uncertain.parameters,
        rows=rows,
        hidden=hidden > 0,
        _tape=uncertain.tape,
        _unavailability=_Rows(figures=unavailability),
        _frequency=_Rows(figures=[0.0 if math.isnan(each) else each for each in frequency]),
        _compiled=compiled,
    )


def _compiled(diagram: SiteDiagram) -> tuple[dict[str, int], Diagram]:
    """Return the row of each load, and the diagram with one root per row; loads that are alike share one."""
    roots = list(diagram.lost.values())
    alike = likenesses(diagram.formulas, roots, [_label(literal) for literal in diagram.literals])
    distinct = list(dict.fromkeys(likeness.representative for likeness in alike))
    rows = {position: row for row, position in enumerate(distinct)}
    compiled = build(diagram.formulas, [*(roots[position] for position in distinct), diagram.any_lost])
    return {name: rows[each.representative] for name, each in zip(diagram.lost, alike, strict=True)}, compiled


def _label(literal: Literal) -> tuple[object, ...]:
    """Return what literals that are alike in every sample have in common."""
    figures = (literal.failure_rate, literal.mttr, literal.chance)
    return literal.demand, *(("step", each.step) if isinstance(each, Traced) else each for each in figures)
