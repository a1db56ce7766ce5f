"""What a check is worth: the downtime with the flaw less the downtime without it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from powercalc.checks.effects import Change, Effect, in_turn
from powercalc.checks.figures import Figure, figure
from powercalc.errors import EngineLimit, SiteError
from powercalc.evaluation import Evaluation
from powercalc.evaluation.result import LoadPoint
from powercalc.evaluation.variants import Variants
from powercalc.site import Site

ROUNDING = 1e-9
"""Downtimes that agree to so many digits are the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Saving:
    """Hours a year that are lost with a flaw and not without it; of a service, the one that gains most."""

    downtime_h_per_year: float
    interruptions_per_year: float | None
    service: str | None = None
    service_downtime_h_per_year: float | None = None

    @property
    def most(self) -> float:
        """The larger of the two, [h/year]: what checks are ranked by."""
        return max(self.downtime_h_per_year, self.service_downtime_h_per_year or 0.0)


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

    @cached_property
    def _variants(self) -> Variants:
        return Variants(self.site, self.evaluation)

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
            return Worth(saving=None, why=f"the variant cannot be evaluated: {error}".split("\n")[0], **told)
        return Worth(saving=_saving(flawed, mended), **told)

    def _figures(self, change: Change | None) -> Evaluation:
        return self._variants.of(self.site if change is None else change(self.site))


def _saving(flawed: Evaluation, mended: Evaluation) -> Saving:
    """Return what is lost in one and not in the other."""
    before, after = flawed.any_load, mended.any_load
    often = before.interruptions_per_year, after.interruptions_per_year
    service, saved = _service(flawed, mended)
    return Saving(
        downtime_h_per_year=_gained(before.downtime_h_per_year, after.downtime_h_per_year),
        interruptions_per_year=None if often[0] is None or often[1] is None else often[0] - often[1],
        service=service,
        service_downtime_h_per_year=saved,
    )


def _gained(before: float, after: float) -> float:
    """Return what is lost before and not after: nothing where that is but the last digits, or below nought.

    What is put in to mend something (a switch that can fail) may cost more than it saves; that is no worth.
    """
    return before - after if before - after > ROUNDING * before else 0.0


def _service(flawed: Evaluation, mended: Evaluation) -> tuple[str | None, float | None]:
    """Return the load whose service gains most, and how much."""
    without = {load.id: load for load in mended.loads}
    gains = {
        load.id: gain for load in flawed.loads if (gain := _gain(load, without.get(load.id))) is not None
    }
    if not gains:
        return None, None
    best = max(gains, key=lambda name: gains[name])
    return best, gains[best]


def _gain(flawed: LoadPoint, mended: LoadPoint | None) -> float | None:
    if mended is None or flawed.service_downtime_h_per_year is None:
        return None
    lost = mended.service_downtime_h_per_year
    if lost is None:  # the flaw is a recovery time that nobody states
        lost = mended.downtime_h_per_year
    return _gained(flawed.service_downtime_h_per_year, lost)
