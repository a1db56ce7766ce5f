"""Targets against the figures of many sets of options at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from powercalc.constants import HOURS_PER_YEAR
from powercalc.errors import CallError, Problem, SiteError
from powercalc.evaluation.targets import promises, stated
from powercalc.improvement.improvement_result import Goal
from powercalc.site import ALL_LOADS, Site, Targets

if TYPE_CHECKING:
    from powercalc.evaluation.many import ManyEvaluations

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedTarget:
    """One target that is a single figure."""

    of: str
    place: int
    """The column of the load or of the service."""
    is_service: bool
    target: str
    promised: float

    def reached(self, found: ManyEvaluations) -> Floats:
        """What every variant reaches: an unavailability, or hours or times a year; nan where unknown."""
        match self.target, self.is_service:
            case "availability", True:
                table = found.of_services
            case "availability", False:
                table = found.unavailability
            case "max_downtime", True:
                table = found.of_services * HOURS_PER_YEAR
            case "max_downtime", False:
                table = found.downtime_h_per_year
            case "max_interruptions", True:
                table = found.frequency_of_services * HOURS_PER_YEAR
            case "max_interruptions", False:
                table = found.interruptions_per_year
            case _:
                table = found.service_downtime_h_per_year
        return np.asarray(table[:, self.place], dtype=float)

    @property
    def most(self) -> float:
        """The most that may be reached."""
        return 1 - self.promised if self.target == "availability" else self.promised

    def goal(self, reached: float) -> Goal:
        """Return the target with what one variant reaches of it."""
        known = not np.isnan(reached)
        said = 1 - reached if self.target == "availability" else reached
        return Goal(
            of=self.of,
            target=self.target,
            promised=self.promised,
            reached=float(said) if known else None,
            met=bool(reached <= self.most) if known else None,
        )


def wanted(site: Site) -> tuple[WantedTarget, ...]:
    """Return the targets of a site that are single figures."""
    return (*_of_loads(site), *_of_services(site))


def _of_loads(site: Site) -> Iterator[WantedTarget]:
    for place, load in enumerate(site.loads):
        for target, promised in promises(site, load.id).items():
            yield WantedTarget(of=load.id, place=place, is_service=False, target=target, promised=promised)


def _of_services(site: Site) -> Iterator[WantedTarget]:
    for place, service in enumerate(site.services):
        if service.id in site.targets:
            for target, promised in stated(site.targets[service.id]).items():
                yield WantedTarget(
                    of=service.id, place=place, is_service=True, target=target, promised=promised
                )


def claims_more(site: Site) -> bool:
    """Tell whether something is promised that arrays do not have: of the design, or a duration."""
    return any(
        each.concurrently_maintainable or each.fault_tolerant or each.longest
        for each in site.targets.values()
    )


def excess(goals: Iterable[WantedTarget], found: ManyEvaluations) -> Floats:
    """Return by how much the worst target is missed, a ratio: at most 1 where all are met, inf if unknown."""
    worst = np.zeros(len(found))
    for goal in goals:
        reached = goal.reached(found)
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = np.where(reached <= goal.most, np.minimum(reached / goal.most, 1.0), reached / goal.most)
        ratio = np.where(reached == 0, 0.0, ratio)
        ratio = np.where((reached > goal.most) & (ratio <= 1), np.nextafter(1, 2), ratio)
        worst = np.maximum(worst, np.where(np.isnan(reached), np.inf, ratio))
    return worst


def with_targets(site: Site, told: Iterable[str]) -> Site:
    """Return a site with more targets, each as LOAD.max_downtime="5 min / year". Raises `CallError`."""
    changes: dict[str, dict[str, Any]] = {}
    wrong: list[str] = []
    for text in told:
        name, equals, value = text.partition("=")
        of, _, key = name.strip().rpartition(".")
        if not equals or not value.strip() or not key:
            wrong.append(f'--target "{text}" is no target; expected LOAD.max_downtime="5 min / year"')
        else:
            changes.setdefault(of or ALL_LOADS, {})[key] = _value(key, value.strip().strip('"'))
    if wrong:
        raise CallError(*wrong)
    return promised(site, changes)


def _value(key: str, text: str) -> Any:
    """Return a value as a file would state it."""
    if key in ("concurrently_maintainable", "fault_tolerant"):
        return {"true": True, "false": False}.get(text, text)
    per_year = text.removesuffix("/ year").removesuffix("/year").strip()
    return per_year if key in ("max_downtime", "max_service_downtime") else text


def promised(site: Site, changes: Mapping[str, Mapping[str, Any]]) -> Site:
    """Return a site with targets stated over its own. Raises `SiteError` with every problem."""
    from pydantic import ValidationError

    from powercalc.components.problems import problems_of

    targets = dict(site.targets)
    problems: list[Problem] = []
    for of, keys in changes.items():
        path = ("targets",) if of == ALL_LOADS else ("targets", of)
        try:
            made = Targets(**keys)
        except ValidationError as error:
            problems += problems_of(error, path, Targets)
            continue
        before = targets.get(of, Targets())
        targets[of] = before.model_copy(update={key: getattr(made, key) for key in made.model_fields_set})
    if problems:
        raise SiteError(problems)
    return replace(site, targets=targets)
