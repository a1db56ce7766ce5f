"""The table of a sweep: its columns, its rows by number, and the blocks in which they are evaluated."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from powercalc.executors import Packed
from powercalc.propagation.uncertain_parameters import Parameter, traced
from powercalc.site import Site
from powercalc.sweeping.dimensions import Cell, Sort, SweptValue, quantile
from powercalc.sweeping.figures_of_keys import suffix_of
from powercalc.sweeping.fleet import Fleet
from powercalc.sweeping.grid import places
from powercalc.sweeping.latin_hypercube import Floats, hypercube
from powercalc.sweeping.sweep_file import Sweep
from powercalc.sweeping.variant_blocks import (
    ONE_BY_ONE,
    SERVICE,
    TOGETHER,
    SweptVariant,
    VariantBlock,
    VariantFigures,
    figure_names,
)

ROW, SITE, PROBLEM = "row", "site", "problem"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column by its name, and what its cells are."""

    name: str
    sort: Sort


@dataclass(frozen=True, kw_only=True)
class SiteRows:
    """The rows of one site."""

    name: str
    site: Site | None
    problem: str | None
    sweep: Sweep
    count: int
    uncertain: tuple[Parameter, ...] = ()
    """The figures of the site that are sampled."""
    power_alone: bool = False
    """Whether nothing is told of what runs on the loads."""
    points: Floats | None = None
    """Of a sample: the share of each key and figure, (variants, keys + figures)."""

    @cached_property
    def recovers(self) -> frozenset[str]:
        """The loads of which it is told what their recovery loses."""
        if self.site is None or self.power_alone:
            return frozenset()
        swept = {each.id for each in self.sweep.dimensions if each.key == "recovery_time"}
        stated = {load.id for load in self.site.loads if getattr(load, "recovery_time", None) is not None}
        return frozenset(stated | swept)

    @property
    def block(self) -> int:
        """How many variants are evaluated together."""
        quick = self.site is not None and not self.site.services and not self.recovers
        return TOGETHER if quick else ONE_BY_ONE

    def before(self, done: int) -> int:
        """Return where the block begins that has the variant after those that are done."""
        return max(0, done) // self.block * self.block

    def of_keys(self, number: int) -> list[SweptValue]:
        """Return the values of the keys of one variant."""
        dimensions = self.sweep.dimensions
        if self.points is None:
            counts = [each.count or 1 for each in dimensions]
            return [each.at(place) for each, place in zip(dimensions, places(number, counts), strict=True)]
        shares = self.points[number, : len(dimensions)].tolist()
        return [each.sampled(share) for each, share in zip(dimensions, shares, strict=True)]

    def of_figures(self, number: int) -> list[float]:
        """Return the values of the uncertain figures of one variant."""
        if self.points is None:
            return []
        shares = self.points[number, len(self.sweep.dimensions) :].tolist()
        return [
            quantile(each.distribution, share) for each, share in zip(self.uncertain, shares, strict=True)
        ]

    def variant(self, number: int) -> SweptVariant:
        """Return one variant, for those who evaluate it."""
        changes: dict[str, dict[str, object]] = {}
        for dimension, point in zip(self.sweep.dimensions, self.of_keys(number), strict=True):
            changes.setdefault(dimension.id, {})[dimension.key] = point.value
        figures = zip(self.uncertain, self.of_figures(number), strict=True)
        return SweptVariant(changes=changes, figures={each.statement: value for each, value in figures})


def parts_of(
    fleet: Fleet, sweep: Sweep, problems: Mapping[str, str], *, power_alone: bool
) -> Iterator[SiteRows]:
    """Yield the rows of each site; `problems` has the sites that have one row, with its reason."""
    for member in fleet.members:
        if member.site is None or member.name in problems:
            yield SiteRows(
                name=member.name,
                site=None,
                problem=problems[member.name],
                sweep=sweep,
                count=1,
                power_alone=power_alone,
            )
            continue
        uncertain = tuple(_sampled(member.site, sweep)) if sweep.samples_figures else ()
        points = None
        if sweep.sample is not None:
            keys = len(sweep.dimensions) + len(uncertain)
            points = hypercube(sweep.sample.number, keys, sweep.sample.seed)
        yield SiteRows(
            name=member.name,
            site=member.site,
            problem=None,
            sweep=sweep,
            count=sweep.combinations,
            uncertain=uncertain,
            power_alone=power_alone,
            points=points,
        )


def _sampled(site: Site, sweep: Sweep) -> Iterator[Parameter]:
    """Yield the uncertain figures of a site that the sweep does not set itself."""
    swept = {(each.id, each.key) for each in sweep.dimensions}
    for parameter in traced(site).parameters:
        if not all((component, parameter.figure) in swept for component in parameter.components):
            yield parameter


class SweepTable:
    """Rows from 1 on: site after site, and of each its variants in their order."""

    def __init__(self, parts: Sequence[SiteRows], *, tells_sites: bool) -> None:
        self.parts = tuple(parts)
        self.rows = sum(part.count for part in parts)
        self._starts = list(accumulate((part.count for part in parts), initial=0))
        self._tells_sites = tells_sites
        self._names = _ColumnNames([ROW, SITE, PROBLEM])
        keys = self._keys()
        figures = self._figures()
        head = [Column(name=ROW, sort="whole")]
        if tells_sites:
            head.append(Column(name=SITE, sort="text"))
        self._width = len(head)
        self._places = {name: self._width + place for place, name in enumerate([*keys, *figures])}
        self.columns = (*head, *keys.values(), *figures.values(), Column(name=PROBLEM, sort="text"))
        self.keys = {self._places[name]: column.name for name, column in keys.items()}
        """The names of the columns that have values of keys, by their place."""
        self.figures = {self._places[name]: name for name in figures}
        """Scope, id and figure of the columns that have figures, by their place."""

    def _keys(self) -> dict[tuple[str, str, str], Column]:
        found = {}
        for each in self.parts[0].sweep.dimensions:
            name = self._names.free(f"{each.id}.{each.key}{each.suffix}")
            found["key", each.id, each.key] = Column(name=name, sort=each.sort)
        for place, parameter in _each_of(self.parts):
            if place not in found:
                suffix = suffix_of(parameter.figure.rpartition(" ")[2])
                name = self._names.free(f"{parameter.origin}.{parameter.figure}{suffix}")
                found[place] = Column(name=name, sort="number")
        return found

    def _figures(self) -> dict[tuple[str, str, str], Column]:
        found: dict[tuple[str, str, str], Column] = {}
        for part in self.parts:
            for scope, id, figure in _told_figures(part):  # noqa: A001 - it is the id
                if (scope, id, figure) not in found:
                    name = self._names.free(f"{id}.{figure}", f"{scope} {id}.{figure}")
                    found[scope, id, figure] = Column(name=name, sort="number")
        return found

    def blocks(self, done: int) -> Iterator[VariantBlock]:
        """Yield the blocks from the one with the row after `done` on."""
        for part, start in zip(self.parts, self._starts, strict=False):
            if start + part.count <= done:
                continue
            packed = None if part.site is None else Packed.of(part.site)
            for first in range(part.before(done - start), part.count, part.block):
                if packed is None:
                    yield VariantBlock(site=None, problem=part.problem)
                    continue
                numbers = range(first, min(first + part.block, part.count))
                variants = tuple(map(part.variant, numbers))
                yield VariantBlock(site=packed, variants=variants, recovers=bool(part.recovers))

    def first_of_block(self, done: int) -> int:
        """Return the first row, from 0, of the block with the row after `done`."""
        for part, start in zip(self.parts, self._starts, strict=False):
            if start + part.count > done:
                return start + part.before(done - start)
        return self.rows

    def cells(self, rows: Iterable[tuple[int, VariantFigures]]) -> Iterator[list[Cell]]:
        """Yield rows, each with its number from 0, as cells in the order of the columns."""
        place = 0
        for row, found in rows:
            while row >= self._starts[place + 1]:
                place += 1
            yield self._cells(self.parts[place], row, row - self._starts[place], found)

    def _cells(self, part: SiteRows, row: int, number: int, found: VariantFigures) -> list[Cell]:
        cells: list[Cell] = [None] * len(self.columns)
        cells[0], cells[-1] = row + 1, found.problem
        if self._tells_sites:
            cells[1] = part.name
        if part.site is None:
            return cells
        for place, point in enumerate(part.of_keys(number), self._width):
            cells[place] = point.cell
        for (name, _), value in zip(_each_of([part]), part.of_figures(number), strict=True):
            cells[self._places[name]] = value
        for name, figure in zip(figure_names(part.site), found.figures, strict=False):
            if name in self._places and not math.isnan(figure):
                cells[self._places[name]] = figure
        return cells

    @property
    def sha256(self) -> str:
        """The hash of what is varied, and of the points of the samples."""
        sweep = self.parts[0].sweep
        found = hashlib.sha256(repr((sweep.dimensions, sweep.sample, self.parts[0].power_alone)).encode())
        for part in self.parts:
            if part.points is not None:
                found.update(part.points.tobytes())
        return found.hexdigest()


def _each_of(parts: Iterable[SiteRows]) -> Iterator[tuple[tuple[str, str, str], Parameter]]:
    """Yield the uncertain figures that are sampled, each with the place that it has in every site."""
    for part in parts:
        seen: dict[tuple[str, str], int] = {}
        for parameter in part.uncertain:
            what = parameter.origin, parameter.figure
            seen[what] = seen.get(what, 0) + 1
            yield (f"figure {seen[what]}", *what), parameter


def _told_figures(part: SiteRows) -> Iterator[tuple[str, str, str]]:
    """Yield the figures of a site; what a service behind a load loses only where it takes time to recover."""
    if part.site is None:
        return
    for scope, id, figure in figure_names(part.site):  # noqa: A001 - it is the id
        if figure != SERVICE or id in part.recovers:
            yield scope, id, figure


class _ColumnNames:
    """Names of columns, none of them twice."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = set(taken)

    def free(self, *wanted: str) -> str:
        """Return the first name that is free, and make it taken; else the last with a number."""
        name = next((each for each in wanted if each not in self._taken), "")
        number = 2
        while not name or name in self._taken:
            name, number = f"{wanted[-1]} ({number})", number + 1
        self._taken.add(name)
        return name
