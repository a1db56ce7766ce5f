"""What an improvement says: the front of cost against downtime, and the cheapest set for the targets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from powercalc._version import __version__
from powercalc.constants import HOURS_PER_YEAR
from powercalc.improvement.option import Option
from powercalc.improvement.option_sets import Conflict
from powercalc.improvement.present_cost import PresentCost
from powercalc.languages import ask
from powercalc.tabular import Row, Tabular


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Whose downtime stands against the cost."""

    what: str | None = None
    """A load or a service; None for any load."""
    is_service: bool = False
    with_recovery: bool = False
    """Whether the recovery after each interruption counts; that of a service always does."""

    @property
    def words(self) -> str:
        """Whose downtime it is, as a sentence has it."""
        if self.what is None:
            return ask("any load, recovery included") if self.with_recovery else ask("any load")
        if self.is_service:
            return ask("the service {name}", name=self.what)
        return ask("{name}, recovery included", name=self.what) if self.with_recovery else self.what

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        kind = "service" if self.is_service else "any_load" if self.what is None else "load"
        return {"of": kind, "id": self.what, "with_recovery": self.with_recovery or self.is_service}


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """One target, and what a set of options reaches of it; `met` is None where that cannot be told."""

    of: str
    target: str
    promised: float | bool
    reached: float | bool | None
    met: bool | None

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return {name: getattr(self, name) for name in ("of", "target", "promised", "reached", "met")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A set of options: what it costs, and what it leaves."""

    options: tuple[str, ...]
    cost: float
    """Net present cost."""
    downtime_h_per_year: float
    """Of what is measured."""
    interruptions_per_year: float | None
    service_downtime_h_per_year: float | None
    """With the recovery after each interruption; None where nothing states it, or of several loads."""
    total_cost: float | None = None
    """With the present worth of the downtime that is left."""
    goals: tuple[Goal, ...] = ()
    with_recovery: bool = False
    """Whether the downtime with recovery is what stands against the cost."""

    @property
    def lost_h_per_year(self) -> float:
        """The downtime that stands against the cost, [h/year]."""
        with_it = self.service_downtime_h_per_year
        return with_it if self.with_recovery and with_it is not None else self.downtime_h_per_year

    @property
    def meets(self) -> bool | None:
        """Whether it meets all targets; None where there are none."""
        return all(goal.met for goal in self.goals) if self.goals else None

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return {
            "options": list(self.options),
            "cost": self.cost,
            "total_cost": self.total_cost,
            "downtime_h_per_year": self.downtime_h_per_year,
            "interruptions_per_year": self.interruptions_per_year,
            "service_downtime_h_per_year": self.service_downtime_h_per_year,
            "meets_targets": self.meets,
            "targets": [goal.to_dict() for goal in self.goals],
        }


@dataclass(frozen=True, kw_only=True, repr=False)
class Improvement(Tabular):
    """The front of cost against downtime over all admissible sets of options, and the cheapest for targets.

    Complete: no admissible set is cheaper than one of the front and no worse. Where it was ended early, that
    holds of sets that cost no more than `complete_to`.
    """

    site: str
    measured: Measured
    currency: str | None
    money: PresentCost
    budget: float | None
    options: tuple[Option, ...]
    option_costs: Mapping[str, float]
    """The net present cost of each option."""
    front: tuple[Chosen, ...]
    """From the cheapest on; each has less downtime than the one before it."""
    has_targets: bool
    cheapest: Chosen | None
    """The cheapest set that meets all targets."""
    nearest: Chosen | None = None
    """Where none meets them: the set that misses them by least."""
    within_budget: bool = True
    """False where the budget allows no option at all."""
    evaluated: int
    ruled_out: Mapping[str, int]
    """How many sets were not evaluated, by what: requires, excludes, conflict, budget, bounds."""
    bounds_evaluated: int = 0
    """How many sites were evaluated as bounds alone."""
    helps: Mapping[str, str | None]
    """By option: None where it was proved that it never makes the downtime worse, else why it was not."""
    conflicts: tuple[Conflict, ...] = ()
    impossible: Mapping[str, str] = field(default_factory=dict)
    """Sets of options that are no site together, and why."""
    complete: bool = True
    complete_to: float | None = None
    warnings: tuple[str, ...] = ()

    def in_short(self) -> str:
        """Return what it is of and what it says."""
        return f"{self.site}: {len(self.front)} sets on the front, {self.evaluated:,} evaluated"

    def records(self) -> Iterator[Row]:
        """Yield a row for each set of options on the front, the cheapest first."""
        for chosen in self.front:
            told = chosen.to_dict()
            del told["targets"]
            yield {**told, "options": ", ".join(chosen.options)}

    @property
    def as_it_is(self) -> Chosen | None:
        """The site without any option; None where it was not evaluated."""
        return next((each for each in self.front if not each.options), None)

    @property
    def least_in_total(self) -> Chosen | None:
        """The set of the front that costs least with the downtime that it leaves."""
        known = [each for each in self.front if each.total_cost is not None]
        return min(known, key=lambda each: each.total_cost or 0.0, default=None)

    @cached_property
    def prices(self) -> tuple[float | None, ...]:
        """What a minute a year less costs from each set of the front to the next, at present worth."""
        first = (None,) if self.front else ()
        return (*first, *(_price(one, other) for one, other in zip(self.front, self.front[1:], strict=False)))

    @property
    def next_nine(self) -> tuple[float, Chosen | None]:
        """The unavailability of the next nine from the cheapest set on, and the first that reaches it."""
        now = self.front[0].lost_h_per_year / HOURS_PER_YEAR if self.front else 0.0
        goal = 1.0
        while goal >= now and goal > 1e-15:
            goal = float(f"{goal / 10:.0e}")
        reaching = (each for each in self.front if each.lost_h_per_year <= goal * HOURS_PER_YEAR)
        return goal, next(reaching, None)

    @property
    def is_missed(self) -> bool:
        """Whether nothing meets the targets, every set looked at, or the budget allows nothing."""
        unmet = self.has_targets and self.cheapest is None and self.complete
        return unmet or not self.within_budget

    def to_dict(self) -> dict[str, Any]:
        """Return the result as JSON has it."""
        goal, nine = self.next_nine
        return {
            "schema": "powercalc/improvement/1",
            "site": self.site,
            "measured": self.measured.to_dict(),
            "currency": self.currency,
            "life_years": self.money.years or None,
            "discount_rate": self.money.discount_rate,
            "annuity": self.money.annuity or None,
            "cost_of_downtime_per_h": self.money.cost_of_downtime,
            "budget": self.budget,
            "options": [self._option(option) for option in self.options],
            "front": [
                {**each.to_dict(), "price_per_minute": price}
                for each, price in zip(self.front, self.prices, strict=True)
            ],
            "cheapest": self.cheapest and self.cheapest.to_dict(),
            "nearest": self.nearest and self.nearest.to_dict(),
            "least_in_total": self.least_in_total and list(self.least_in_total.options),
            "next_nine": {"unavailability": goal, "options": nine and list(nine.options)},
            "evaluated": self.evaluated,
            "ruled_out": dict(self.ruled_out),
            "bounds_evaluated": self.bounds_evaluated,
            "conflicts": [{"options": list(each.options), "why": each.why} for each in self.conflicts],
            "impossible": [
                {"options": names.split(" + "), "why": why} for names, why in self.impossible.items()
            ],
            "complete": self.complete,
            "complete_to": self.complete_to,
            "warnings": list(self.warnings),
            "version": __version__,
        }

    def _option(self, option: Option) -> dict[str, Any]:
        why = self.helps.get(option.id)
        return {
            "id": option.id,
            "name": option.name,
            "cost": self.option_costs[option.id],
            "never_hurts": why is None,
            "not_proved": why,
        }


def _price(one: Chosen, other: Chosen) -> float | None:
    """What a minute a year less costs from one set to a better one."""
    saved = (one.lost_h_per_year - other.lost_h_per_year) * 60
    return (other.cost - one.cost) / saved if saved > 0 else None
