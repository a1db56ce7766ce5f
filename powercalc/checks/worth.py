"""What a check is worth: the downtime with the flaw less the downtime without it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from powercalc.checks.effects import Change, Effect, in_turn
from powercalc.checks.figures import Figure, figure
from powercalc.engine.remembered import Remembered
from powercalc.errors import EngineLimit, SiteError
from powercalc.evaluation import Evaluation
from powercalc.evaluation.variants import Variants
from powercalc.languages import ask
from powercalc.results.evaluation_result import LoadPoint
from powercalc.site import Site

ROUNDING = 1e-9
"""Downtimes that agree to so many digits are the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Saving:
    """Hours a year that are lost with a flaw and not without it.

    That is of any load, of the load that gains most, and of the service that does. Any load may gain nothing
    where one does: another may be without power in the same hours.
    """

    downtime_h_per_year: float
    interruptions_per_year: float | None
    load: str | None = None
    load_downtime_h_per_year: float = 0.0
    service: str | None = None
    """A service of the file; of a file without any, the load whose service gains most."""
    service_downtime_h_per_year: float | None = None
    is_of_file: bool = False
    """Whether it is a service of the file."""

    @property
    def most(self) -> float:
        """The largest of them, [h/year]: what checks are ranked by."""
        service = self.service_downtime_h_per_year or 0.0
        return max(self.downtime_h_per_year, self.load_downtime_h_per_year, service)


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """What mending is worth, what was changed in the model for it, and on which figures that rests.

    `saving` is None where it could not be computed; `why` then says why.
    """

    saving: Saving | None
    says: tuple[str, ...] = ()
    rests_on: tuple[Figure, ...] = ()
    why: str | None = None

    @property
    def is_assumption(self) -> bool:
        """Whether it rests on a figure without a source."""
        return not all(each.is_sourced for each in self.rests_on)


@dataclass(frozen=True)
class Scale:
    """Weighs effects: the site as it is has been evaluated, each variant is in the same way, and once."""

    site: Site
    evaluation: Evaluation
    remembered: Remembered = field(default_factory=Remembered)
    """The diagrams of the evaluation."""

    @cached_property
    def _variants(self) -> Variants:
        return Variants(self.site, self.evaluation, self.remembered)

    def worth(self, effects: Iterable[Effect]) -> Worth | None:
        """Return what all these effects are worth together; None where the model cannot express them."""
        known = list(dict.fromkeys(effects))
        if not known:
            return None
        told: dict[str, Any] = {
            "says": tuple(dict.fromkeys(effect.says for effect in known)),
            "rests_on": tuple(
                figure(name) for name in dict.fromkeys(name for each in known for name in each.rests_on)
            ),
        }
        try:
            flawed = self._figures(in_turn(effect.flawed for effect in known))
            mended = self._figures(in_turn(effect.mended for effect in known))
        except (EngineLimit, SiteError) as error:
            why = ask("the variant cannot be evaluated: {error}", error=str(error).split("\n")[0])
            return Worth(saving=None, why=why, **told)
        return Worth(saving=_saving(flawed, mended), **told)

    def _figures(self, change: Change | None) -> Evaluation:
        return self.evaluation if change is None else self._variants.of(change(self.site))


def _saving(flawed: Evaluation, mended: Evaluation) -> Saving:
    """Return what is lost in one and not in the other."""
    before, after = flawed.any_load, mended.any_load
    often = before.interruptions_per_year, after.interruptions_per_year
    load, at_load = _most(flawed, mended, _power)
    of_file = bool(flawed.services)
    service, of_service = _of_services(flawed, mended) if of_file else _most(flawed, mended, _service)
    return Saving(
        downtime_h_per_year=_gained(before.downtime_h_per_year, after.downtime_h_per_year),
        interruptions_per_year=None if often[0] is None or often[1] is None else often[0] - often[1],
        load=load,
        load_downtime_h_per_year=at_load or 0.0,
        service=service,
        service_downtime_h_per_year=of_service,
        is_of_file=of_file,
    )


def _of_services(flawed: Evaluation, mended: Evaluation) -> tuple[str | None, float | None]:
    """Return the service of the file that gains most, and how much."""
    after = {service.id: service.downtime_h_per_year for service in mended.services}
    gains = {
        service.id: _gained(service.downtime_h_per_year, after[service.id])
        for service in flawed.services
        if service.id in after
    }
    return _best(gains)


def _gained(before: float, after: float) -> float:
    """Return what is lost before and not after: nothing where that is but the last digits, or below nought.

    What is put in to mend something (a switch that can fail) may cost more than it saves; that is no worth.
    """
    return before - after if before - after > ROUNDING * before else 0.0


Lost = Callable[[LoadPoint, LoadPoint], tuple[float, float] | None]
"""What a load loses in one site and in the other, [h/year]; None where it is not looked at."""


def _most(flawed: Evaluation, mended: Evaluation, lost: Lost) -> tuple[str | None, float | None]:
    """Return the load that gains most, and how much."""
    without = {load.id: load for load in mended.loads}
    pairs = ((load.id, lost(load, without[load.id])) for load in flawed.loads if load.id in without)
    gains = {name: _gained(*pair) for name, pair in pairs if pair is not None}
    return _best(gains)


def _best(gains: Mapping[str, float]) -> tuple[str | None, float | None]:
    if not gains:
        return None, None
    best = max(gains, key=lambda name: gains[name])
    return best, gains[best]


def _power(flawed: LoadPoint, mended: LoadPoint) -> tuple[float, float]:
    return flawed.downtime_h_per_year, mended.downtime_h_per_year


def _service(flawed: LoadPoint, mended: LoadPoint) -> tuple[float, float] | None:
    """Return what the service of a load loses, where that is more than its power."""
    if all(load.recovery_time is None and load.needs is None for load in (flawed, mended)):
        return None
    return _served_not(flawed), _served_not(mended)


def _served_not(load: LoadPoint) -> float:
    """Return the downtime of a service, [h/year]; with a recovery in no time where none can be told."""
    lost = load.service_downtime_h_per_year
    return (load.needs or load).downtime_h_per_year if lost is None else lost
