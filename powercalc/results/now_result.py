"""What is said of a site at this moment: who is dark, what is left, what takes which load, what to mend."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from powercalc._version import __version__
from powercalc.results.chances import ChanceNow, chance_within
from powercalc.results.evaluation_result import NotConsidered
from powercalc.results.measures import fields
from powercalc.tabular import Row, Tabular, named

DARK, ON_BATTERY, ON_GENERATOR, ON_BYPASS, NORMAL = (
    "dark",
    "on battery",
    "on generator",
    "on bypass",
    "normal",
)
"""What a load is fed from now."""
DOWN, RECOVERING, UP = "down", "recovering", "up"
"""What a service is now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThingDown:
    """Units of a component that are known to be down."""

    id: str
    units: int
    count: int
    """How many units it has."""
    since_hours: float
    back_hours: float | None
    """The mean time until a unit is back, [h]; None where nobody says how long that takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """When something is spent that is being used now, if nothing more happens."""

    id: str
    what: str
    """"battery", "fuel" or "cooling"."""
    hours: float
    """From now; 0 where it is spent."""
    fed_again_hours: float | None = None
    """Of a battery: when a generator that is called has started, [h]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PointNow:
    """A load or a service, or all loads, at this moment."""

    id: str
    """Empty for all loads."""
    state: str = ""
    interruption: tuple[ChanceNow, ...]
    interrupted_already: float = 0.0
    """The share of it by what nobody has said: the long run has it down already."""
    one_away: tuple[str, ...] = ()
    """The components of which one unit more, failing now, takes it for as long as it is down."""
    one_away_briefly: tuple[str, ...] = ()
    """The same, until a generator or a switch has taken over."""
    lacks: tuple[str, ...] = ()
    """What else it needs and does not have: "cooling", "support"."""
    dark_in_hours: float | None = None
    """When it goes dark if nothing more happens, [h]; None where it does not."""
    back_hours: float | None = None
    """Where it is dark: the mean time until it is not, [h]; None where nobody can say."""
    needs: tuple[ChanceNow, ...] = ()
    """The interruption of all that it needs, where that is more than power."""

    def probability(self, duration: str) -> float:
        """Return the chance of an interruption within what was asked for: "8 h". Raises `CallError`."""
        return chance_within(self.interruption, duration)

    def to_dict(self) -> dict[str, Any]:
        """Return the point under the names of the JSON result."""
        told: dict[str, Any] = {
            "id": self.id,
            "state": self.state,
            "one_away": list(self.one_away),
            "interruption": [dict(fields(each)) for each in self.interruption],
            "one_away_briefly": list(self.one_away_briefly),
            "lacks": list(self.lacks),
            "dark_in_hours": self.dark_in_hours,
            "back_hours": self.back_hours,
            "interrupted_already": self.interrupted_already,
        }
        more = [dict(fields(each)) for each in self.needs]
        return told | ({"needs": {"interruption": more}} if more else {})


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """What it would mean if one of the things that are down were not."""

    id: str
    interruption_without: float
    """The chance that any load is interrupted within the longest duration, were it not down."""
    interruption: float
    """The same as it is."""
    error: float = 0.0
    """How far `interruption_without` may be off."""
    loads: tuple[tuple[str, float], ...] = ()
    """By load, the same of that load."""
    services: tuple[tuple[str, float], ...] = ()
    load_errors: tuple[float, ...] = ()
    """How far those of loads may be off."""
    service_errors: tuple[float, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return it under the names of the JSON result."""
        return {
            "id": self.id,
            "interruption_without": self.interruption_without,
            "interruption": self.interruption,
            "error": self.error,
            "loads": _without(self.loads, self.load_errors),
            "services": _without(self.services, self.service_errors),
        }


def _without(points: Sequence[tuple[str, float]], errors: Sequence[float]) -> list[dict[str, Any]]:
    return [
        {"id": name, "interruption_without": chance, "error": error}
        for (name, chance), error in zip(points, errors, strict=True)
    ]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Now(Tabular):
    """A site at this moment, and what may come of it."""

    site: str
    down: tuple[ThingDown, ...]
    loads: tuple[PointNow, ...]
    any_load: PointNow
    services: tuple[PointNow, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    """The nearest first."""
    repair_first: tuple[Repair, ...] = ()
    """What lowers it most first."""
    not_considered: tuple[NotConsidered, ...] = ()
    warnings: tuple[str, ...] = ()
    units_of: Mapping[str, int] = field(default_factory=dict, repr=False, compare=False)
    """How many units each component has, of those that have several."""

    def in_short(self) -> str:
        """Return what it is of and what it says."""
        down = ", ".join(each.id for each in self.down) or "nothing"
        chances = ", ".join(
            f"{each.probability:.3g} within {each.duration}" for each in self.any_load.interruption
        )
        return f"{self.site} with {down} down: any load interrupted {chances}"

    def records(self) -> Iterator[Row]:
        """Yield a row for each load and service, with a column for each duration."""
        for scope, points in (("load", self.loads), ("service", self.services)):
            for point in points:
                yield {
                    "scope": scope,
                    "id": point.id,
                    "state": point.state,
                    **{each.duration: each.probability for each in point.interruption},
                    "dark_in_hours": point.dark_in_hours,
                    "back_hours": point.back_hours,
                    "one_away": ", ".join(point.one_away),
                }

    def load(self, id: str) -> PointNow:  # noqa: A002 - it is the id
        """Return one load. Raises `CallError` with what there is."""
        return named(self.loads, id, "load")

    def service(self, id: str) -> PointNow:  # noqa: A002 - it is the id
        """Return one service. Raises `CallError` with what there is."""
        return named(self.services, id, "service")

    def to_dict(self) -> dict[str, Any]:
        """Return the result as JSON has it."""
        return {
            "schema": "powercalc/now/1",
            "site": self.site,
            "down": [dict(fields(each)) for each in self.down],
            "deadlines": [dict(fields(each)) for each in self.deadlines],
            "loads": [load.to_dict() for load in self.loads],
            "any_load": {
                key: value
                for key, value in self.any_load.to_dict().items()
                if key in {"interruption", "interrupted_already"}
            },
            "services": [_of_service(each) for each in self.services],
            "repair_first": [each.to_dict() for each in self.repair_first],
            "not_considered": [dict(fields(each)) for each in self.not_considered],
            "version": __version__,
        }


def _of_service(point: PointNow) -> dict[str, Any]:
    kept = ("id", "state", "one_away", "interruption", "back_hours", "interrupted_already")
    return {key: value for key, value in point.to_dict().items() if key in kept}
