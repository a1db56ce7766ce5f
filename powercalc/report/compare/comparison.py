"""The comparison itself: figures of each design, and what changes from the first to every other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import PurePath
from typing import Any

from powercalc._version import __version__
from powercalc.checks import Options, Status
from powercalc.checks.run_checks import checked
from powercalc.errors import CallError
from powercalc.evaluation import Evaluation, Measures, evaluate
from powercalc.propagation.propagate import evaluate_uncertainty
from powercalc.propagation.uncertainty_result import Spread, Uncertainty
from powercalc.report.compare.differences import Difference, differences
from powercalc.report.grouping import likeness
from powercalc.results.evaluation_result import LoadPoint
from powercalc.results.measures import Reason
from powercalc.results.service_point import ServicePoint
from powercalc.site import Site
from powercalc.tabular import Row, Tabular

ANY_LOAD = "at least one load"
_LEAST_SHARE = 0.001
"""A smaller part of a load's downtime is no reason worth a line."""


@dataclass(frozen=True, kw_only=True)
class Design:
    """A site with its figures and the status of its checks."""

    name: str
    site: Site
    result: Evaluation
    checks: Mapping[str, Status]
    """By the code of the rule."""
    known: Uncertainty | None = None
    """How far the figures are known, where it was asked for."""

    @property
    def points(self) -> dict[str, Measures]:
        """Every load, and any load, by name."""
        return {**{load.id: load for load in self.result.loads}, ANY_LOAD: self.result.any_load}

    @property
    def spans(self) -> dict[str, Spread]:
        """How far downtimes are known, [h/year], by the names of `points` and `services`."""
        if self.known is None:
            return {}
        named = {each.id: each for each in (*self.known.services, *self.known.loads)}
        named[ANY_LOAD] = self.known.any_load
        return {name: each.downtime_h_per_year for name, each in named.items()}

    @property
    def services(self) -> dict[str, Measures]:
        """Every service, by name."""
        return {service.id: service for service in self.result.services}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonChange:
    """A reason that is in one design only."""

    load: str
    """The load, or the service."""
    story: str
    share: float
    downtime_h_per_year: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A check that one design passes and the other does not."""

    code: str
    title: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DesignChange:
    """What changes from the first design to another."""

    name: str
    differences: tuple[Difference, ...]
    reasons_gone: tuple[ReasonChange, ...]
    reasons_new: tuple[ReasonChange, ...]
    checks_gained: tuple[Turn, ...]
    checks_lost: tuple[Turn, ...]


@dataclass(frozen=True, kw_only=True, repr=False)
class Comparison(Tabular):
    """Several designs, and a step from the first to each of the others."""

    designs: tuple[Design, ...]
    steps: tuple[DesignChange, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the designs."""
        return tuple(design.name for design in self.designs)

    @property
    def rows(self) -> tuple[str, ...]:
        """Every load that any design has, in order, and any load last."""
        loads = dict.fromkeys(load.id for design in self.designs for load in design.result.loads)
        return (*loads, ANY_LOAD)

    @property
    def groups(self) -> tuple[tuple[str, ...], ...]:
        """The loads in groups that are alike in every design, in order."""
        by_id = [{load.id: likeness(load) for load in design.result.loads} for design in self.designs]
        found: dict[tuple[object, ...], list[str]] = {}
        for load in self.rows[:-1]:
            found.setdefault(tuple(each.get(load) for each in by_id), []).append(load)
        return tuple(map(tuple, found.values()))

    @property
    def has_spans(self) -> bool:
        """Whether it was asked how far the figures are known."""
        return any(design.known is not None for design in self.designs)

    @property
    def services(self) -> tuple[str, ...]:
        """Every service that any design has, in order."""
        return tuple(dict.fromkeys(each.id for design in self.designs for each in design.result.services))

    def in_short(self) -> str:
        """Return what it is of and what it says."""
        return ", ".join(
            f"{each.name}: {each.result.any_load.downtime_h_per_year:.3g} h/year" for each in self.designs
        )

    def records(self) -> Iterator[Row]:
        """Yield a row for each design and load or service of it, [h/year] and [1/year]."""
        for design in self.designs:
            for load in design.result.loads:
                yield {"design": design.name, "scope": "load", **load.figures()}
            for service in design.result.services:
                yield {"design": design.name, "scope": "service", **service.figures()}

    def to_dict(self) -> dict[str, Any]:
        """Return the comparison as JSON has it."""
        return {
            "schema": "powercalc/comparison/1",
            "designs": [_design(each) for each in self.designs],
            "steps": [asdict(step) for step in self.steps],
            "version": __version__,
        }


def compare(
    sites: Sequence[Site],
    progress: Callable[[int, int], None] | None = None,
    *,
    today: str | None = None,
    uncertainty: bool = False,
) -> Comparison:
    """Return designs side by side. Raises `CallError` for fewer than two of them.

    `progress` is told how many designs are evaluated; `today` is the day on which checks look at dates;
    `uncertainty` adds how far the figures of each design are known.
    """
    if len(sites) < 2:
        raise CallError("compare takes two designs or more")
    designs = []
    for number, (name, site) in enumerate(zip(_names(sites), sites, strict=True)):
        if progress is not None:
            progress(number, len(sites))
        designs.append(_designed(name, site, today, uncertainty=uncertainty))
    first, *others = designs
    return Comparison(designs=tuple(designs), steps=tuple(_step(first, other) for other in others))


def _names(sites: Sequence[Site]) -> list[str]:
    """Return a name for each design: of its file, or of the site; numbered where names are the same."""
    names = [PurePath(site.file).stem if site.file else site.name for site in sites]
    return [
        f"{name} ({number})" if names.count(name) > 1 else name for number, name in enumerate(names, start=1)
    ]


def _designed(name: str, site: Site, today: str | None, *, uncertainty: bool) -> Design:
    result = evaluate(site)
    found = checked(site, Options.read(site, today=today), result, worths=False)
    checks = {each.rule.code: each.status for each in found.results}
    known = evaluate_uncertainty(site, plain=result.is_plain) if uncertainty else None
    return Design(name=name, site=site, result=result, checks=checks, known=known)


def _step(first: Design, other: Design) -> DesignChange:
    gone, new = _reasons(first, other), _reasons(other, first)
    turned = [_turn(code, first, other) for code in first.checks if code in other.checks]
    return DesignChange(
        name=other.name,
        differences=differences(first.site, other.site),
        reasons_gone=gone,
        reasons_new=new,
        checks_gained=tuple(turn for turn in turned if turn.after == Status.PASS != turn.before),
        checks_lost=tuple(turn for turn in turned if turn.after == Status.FAIL != turn.before),
    )


def _reasons(one: Design, other: Design) -> tuple[ReasonChange, ...]:
    """Return the reasons of one design that the other does not have, the largest first."""
    known = {_identity(point.id, each) for point in _points(other) for each in point.reasons}
    found = [
        ReasonChange(
            load=point.id, story=each.story, share=each.share, downtime_h_per_year=each.downtime_h_per_year
        )
        for point in _points(one)
        for each in point.reasons
        if each.share >= _LEAST_SHARE and _identity(point.id, each) not in known
    ]
    return tuple(sorted(found, key=lambda blame: -blame.downtime_h_per_year))


def _points(design: Design) -> tuple[LoadPoint | ServicePoint, ...]:
    return (*design.result.loads, *design.result.services)


def _identity(load: str, reason: Reason) -> tuple[str, frozenset[str]]:
    return load, frozenset(reason.events)


def _turn(code: str, first: Design, other: Design) -> Turn:
    from powercalc.checks.registry import BY_CODE

    title = BY_CODE[code].title
    return Turn(code=code, title=title, before=str(first.checks[code]), after=str(other.checks[code]))


def _design(design: Design) -> dict[str, Any]:
    result = design.result
    return {
        "name": design.name,
        "site": result.site,
        "file": design.site.file,
        "input_sha256": result.input_sha256,
        "loads": [load.to_dict() for load in result.loads],
        "services": [service.to_dict() for service in result.services],
        "any_load": result.any_load.to_dict(),
        "targets_missed": len(result.missed),
        "checks": {code: str(status) for code, status in design.checks.items()},
        "uncertainty": design.known and design.known.to_dict(),
        "method": result.method,
    }
