"""Figures of variables in many columns, of which most are the same in all columns of a sort.

What is left to chance has the same figures in all columns about one duration. They are stated once for each
sort of column, and are put beside those that differ only for the variables that a diagram asks.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from powercalc.engine.diagram import Diagram
from powercalc.engine.distinct import sorts_in_runs

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Places = NDArray[np.intp]

NO_PLACES: Places = np.zeros(0, dtype=np.intp)
NO_FIGURES: Floats = np.zeros((0, 1))


@dataclass(frozen=True, kw_only=True)
class FiguresInColumns:
    """The chance of each variable, and its frequency weight [1/h], in columns."""

    q: Floats
    """(variables, columns); of those that are the `same` in all columns of a sort, nothing yet."""
    w: Floats
    same: Places = field(default_factory=NO_PLACES.copy)
    """These variables, ascending."""
    q_same: Floats = field(default_factory=NO_FIGURES.copy)
    """Their figures, (same, sorts)."""
    w_same: Floats = field(default_factory=NO_FIGURES.copy)
    sort: Places = field(default_factory=NO_PLACES.copy)
    """Of which sort each column is."""

    def whole(self) -> tuple[Floats, Floats]:
        """All figures, (variables, columns)."""
        if len(self.same):
            self.q[self.same], self.w[self.same] = self.q_same[:, self.sort], self.w_same[:, self.sort]
        return self.q, self.w

    def taken(self, asked: Places, columns: Places | None = None) -> tuple[Floats, Floats]:
        """Those of some variables, ascending; in all columns, or in some."""
        number = self._number[asked]
        alone, shared = np.flatnonzero(number < 0), np.flatnonzero(number >= 0)
        sort = self.sort if columns is None else self.sort[columns] if len(self.same) else self.sort
        found = np.empty((2, len(asked), self.q.shape[1] if columns is None else len(columns)))
        for out, each, same in zip(found, (self.q, self.w), (self.q_same, self.w_same), strict=True):
            out[alone] = each[asked[alone]] if columns is None else each[asked[alone][:, None], columns]
            if len(shared):
                out[shared] = np.take(same[number[shared]], sort, axis=1)
        return found[0], found[1]

    def keys(self, asked: Places) -> list[Floats]:
        """The rows of figures by which columns differ, as far as some variables are concerned."""
        number = self._number[asked]
        alone = asked[number < 0]
        found = [each[alone] for each in (self.q, self.w)] if len(alone) else []
        return [*found, self.sort[None, :].astype(float)] if len(alone) < len(asked) else found

    @cached_property
    def _number(self) -> Places:
        """Where each variable stands among those that are the same, -1 if it is none of them."""
        found = np.full(len(self.q), -1, dtype=np.intp)
        found[self.same] = np.arange(len(self.same))
        return found


class RowsOfFigures:
    """Figures of variables and, after those, of the variables that stand for parts; joined when asked for."""

    def __init__(self, figures: FiguresInColumns) -> None:
        self._figures = figures
        self._columns = figures.q.shape[1]
        self._parts: list[tuple[Floats, Floats, Places | None]] = []

    def then(self, q: Floats, w: Floats, each: Places | None = None) -> RowsOfFigures:
        """More rows; with `each`, which of their columns every column has."""
        self._parts.append((q, w, each))
        return self

    def taken(self, asked: Places, columns: Places | None = None) -> tuple[Floats, Floats]:
        """Some of the rows, by ascending numbers; in all columns, or in some."""
        found = np.empty((2, len(asked), self._columns if columns is None else len(columns)))
        start = len(self._figures.q)
        own = asked[asked < start]
        done = len(own)
        found[:, :done] = self._figures.taken(own, columns)
        for *rows, each in self._parts:
            here = asked[(asked >= start) & (asked < start + len(rows[0]))] - start
            where = each if columns is None else columns if each is None else each[columns]
            for out, part in zip(found[:, done : done + len(here)], rows, strict=True):
                if where is None:
                    np.take(part, here, axis=0, out=out, mode="clip")  # raising an error takes another copy
                else:
                    np.take(part[here], where, axis=1, out=out, mode="clip")
            start, done = start + len(rows[0]), done + len(here)
        return found[0], found[1]

    def sorts(self, asked: Places) -> tuple[Places, Places]:
        """The first column of each sort, as told apart by some of the rows, and the sort of each column."""
        start = len(self._figures.q)
        keys = self._figures.keys(asked[asked < start])
        for *rows, each in self._parts:
            here = asked[(asked >= start) & (asked < start + len(rows[0]))] - start
            if len(here):
                keys += [part[here] for part in rows] if each is None else [each[None, :].astype(float)]
            start += len(rows[0])
        return sorts_in_runs(*keys) if keys else (np.zeros(1, np.intp), np.zeros(self._columns, np.intp))


class Apart:
    """A diagram that takes the figures of the variables that it asks, and no others."""

    def __init__(self, diagram: Diagram) -> None:
        asked = np.bincount(diagram.variable[2:], minlength=diagram.variables)
        self.asked = np.flatnonzero(asked)
        number = np.cumsum(asked > 0, dtype=np.int32) - 1
        number = np.append(number, len(self.asked)).astype(np.int32)  # one more, for the constants of none
        self.diagram = replace(diagram, variable=number[diagram.variable], variables=len(self.asked))

    def of(self, figures: RowsOfFigures, often: Flags | None) -> tuple[Floats, Floats]:
        """P of the roots and, in columns that are asked how `often`, their frequency; (roots, columns)."""
        q, w = figures.taken(self.asked)
        if often is None or often.all():
            return self.diagram.probability_and_frequency(q, w)
        chance = np.empty((len(self.diagram.roots), q.shape[1]))
        rate = np.zeros_like(chance)
        chance[:, often], rate[:, often] = self.diagram.probability_and_frequency(q[:, often], w[:, often])
        chance[:, ~often] = self.diagram.probability(q[:, ~often])
        return chance, rate


class FewFigures:
    """A diagram whose variables have one of a few sets of figures in each column: each is evaluated once."""

    def __init__(self, diagram: Diagram) -> None:
        self._apart = Apart(diagram)
        self._known: dict[bytes, Floats] = {}

    def of(self, figures: RowsOfFigures) -> tuple[Floats, Floats, Places]:
        """P and frequency of the roots, both (roots, sorts), and of which sort each column is."""
        firsts, each = figures.sorts(self._apart.asked)
        q, w = figures.taken(self._apart.asked, firsts)
        keys = [row.tobytes() for row in np.concatenate([q, w]).T]
        for at, key in enumerate(keys):
            if key not in self._known:
                found = self._apart.diagram.probability_and_frequency(q[:, at], w[:, at])
                self._known[key] = np.array(found)
        chance, rate = np.stack([self._known[key] for key in keys], axis=-1)
        return chance, rate, each
