"""What an evaluation says: frozen, in field vocabulary, with nothing derived stored twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from powercalc.constants import HOURS_PER_YEAR
from powercalc.dynamics.recovery import Course
from powercalc.results.lazy import Later
from powercalc.results.measures import Longer, Lost, Measures, Reason, Unnamed, fields
from powercalc.results.service_point import ServicePoint
from powercalc.site import Assumption, Inherited
from powercalc.tabular import frame, named

if TYPE_CHECKING:
    from powercalc.cascade.state_enumeration import Explored

if TYPE_CHECKING:
    from pandas import DataFrame


@dataclass(frozen=True, slots=True, kw_only=True)
class Standby:
    """What a generator does in the long run."""

    id: str
    calls_per_year: float
    running_h_per_year: float
    """Hours a year in which it is called to run: 8760 for one that is a first choice."""
    set_hours_per_year: float
    """Hours a year that its sets run, all sets together."""
    calls_error_per_year: float = 0.0
    """How far the calls may be off: states left out, what trials may call, sums over ages by points."""
    running_error_h_per_year: float = 0.0
    """The same of the hours in which it is called,"""
    set_hours_error_per_year: float = 0.0
    """and of those that its sets run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MaintenanceWindow:
    """The planned work on a component, one unit at a time, and the risk while it lasts.

    The risk is that of any load; where the work itself drops loads, that of the worst of the others.
    """

    component: str
    units: int
    per_year: float
    """Windows a year, of all its units together."""
    duration_h: float
    chance_of_interruption: float | None
    """In one window, by something that fails meanwhile; None where nobody knows how often it does."""
    interruptions_per_year: float | None
    """Such interruptions, in all windows of a year; they are in those of the loads."""
    downtime_h_per_year: float
    """Their downtime; it is in that of the loads."""
    extra_downtime_h_per_year: float
    """What the work adds to the downtime of any load; below nought where it displaces more than it adds."""
    dropped: tuple[str, ...]
    """The loads whose power the work itself takes."""
    planned_downtime_h_per_year: float
    """For how long any of them has none because of it."""
    planned_interruptions_per_year: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadPoint(Measures):
    """One load: its power, and the service behind it."""

    id: str
    count: int = 1
    recovery_time: float | None = None
    """R, from power back to service back, [h]."""
    reasons_later: Later[tuple[Reason, ...]] = field(default=Later.known(()), repr=False, compare=False)
    interruptions_longer_than: tuple[Longer, ...] | None = None
    """None for a plain block diagram, which knows no durations."""
    unavailability_error: float | None = None
    """How far U may be off by what the method leaves out; None for a plain block diagram."""
    needs_error: float | None = None
    """The same of all that the service needs."""
    course: Course = field(default_factory=Course, repr=False, compare=False)
    """How interruptions follow each other."""
    frequency_error: float | None = None
    """How far the interruptions may be off, [1/h]; None for a plain block diagram and where w is unknown."""
    planned_downtime_h_per_year: float | None = None
    """Without power because of planned work itself; None where nothing states any. Not in U."""
    planned_interruptions_per_year: float | None = None
    """How often planned work itself takes the power. Not in w."""
    cooling: Measures | None = None
    """How often and how long cooling is lost for longer than the thermal autonomy; None if uncooled."""
    needs: Measures | None = None
    """The same for all that the service needs: power, cooling, what it depends on; None if power is all."""
    cooling_reasons_later: Later[tuple[Reason, ...]] = field(
        default=Later.known(()), repr=False, compare=False
    )

    support_later: Later[Lost | None] = field(default=Later.known(None), repr=False, compare=False)

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """What takes the power away, the largest share first; worked out when it is first asked for."""
        return self.reasons_later.value

    @property
    def cooling_reasons(self) -> tuple[Reason, ...]:
        """What takes the cooling, and with it the service, the largest share first."""
        return self.cooling_reasons_later.value

    @property
    def support(self) -> Measures | None:
        """How often and how long something that it depends on is lost; None if it depends on nothing."""
        return self.support_later.value.measures if self.support_later.value else None

    @property
    def support_reasons(self) -> tuple[Reason, ...]:
        """What takes what it depends on, and with it the service, the largest share first."""
        return self.support_later.value.reasons if self.support_later.value else ()

    @property
    def support_unnamed(self) -> Unnamed | None:
        """How much of that no reason holds."""
        return Unnamed.of(self.support, self.support_reasons) if self.support else None

    @property
    def unnamed(self) -> Unnamed:
        """How much of the downtime and of the interruptions no reason holds."""
        return Unnamed.of(self, self.reasons)

    @property
    def cooling_unnamed(self) -> Unnamed | None:
        """The same of the cooling, of a load that is cooled."""
        return Unnamed.of(self.cooling, self.cooling_reasons) if self.cooling else None

    @property
    def service_unavailability(self) -> float | None:
        """U + (1 − U)(1 − e^(−w R / (1 − U))), less what recoveries in one outage have in common.

        None without a recovery time or a known frequency. U and w are those of all that the service needs, so
        that cooling counts as power does (`dynamics.recovery`).
        """
        found = self._without_service
        return None if found is None else found[0]

    @property
    def service_unavailability_error(self) -> float | None:
        """How far that may be off: what U leaves out, and how losses of one outage hang together."""
        left_out = self.needs_error if self.needs else self.unavailability_error
        found = self._without_service
        return None if found is None or left_out is None else min(left_out + found[1], 1.0)

    @property
    def _without_service(self) -> tuple[float, float] | None:
        lost = self.needs or self
        if self.recovery_time is None or lost.failure_frequency is None:
            return None
        return self.course.without_service(lost.unavailability, lost.failure_frequency, self.recovery_time)

    @property
    def service_downtime_h_per_year(self) -> float | None:
        """Service unavailability · 8760 h, [h/year]."""
        share = self.service_unavailability
        return None if share is None else share * HOURS_PER_YEAR

    def figures(self) -> dict[str, Any]:
        """Return its figures under the names of the JSON result, without what takes time to tell: reasons."""
        return {
            "id": self.id,
            "count": self.count,
            **Measures.to_dict(self),
            "unavailability_error": self.unavailability_error,
            "interruptions_error_per_year": self.frequency_error and self.frequency_error * HOURS_PER_YEAR,
            "cooling_unavailability": self.cooling and self.cooling.unavailability,
            "cooling_downtime_h_per_year": self.cooling and self.cooling.downtime_h_per_year,
            "cooling_interruptions_per_year": self.cooling and self.cooling.interruptions_per_year,
            "support_unavailability": self.support and self.support.unavailability,
            "support_downtime_h_per_year": self.support and self.support.downtime_h_per_year,
            "support_interruptions_per_year": self.support and self.support.interruptions_per_year,
            "service_unavailability": self.service_unavailability,
            "service_unavailability_error": self.service_unavailability_error,
            "service_downtime_h_per_year": self.service_downtime_h_per_year,
            "planned_downtime_h_per_year": self.planned_downtime_h_per_year,
            "planned_interruptions_per_year": self.planned_interruptions_per_year,
        }

    def to_dict(self) -> dict[str, Any]:
        """Return the load under the names of the JSON result."""
        return {
            **self.figures(),
            "interruptions_longer_than": self.interruptions_longer_than
            and [fields(longer) for longer in self.interruptions_longer_than],
            "reasons": [reason.to_dict() for reason in self.reasons],
            "unnamed": self.unnamed.to_dict(),
            "cooling_reasons": [reason.to_dict() for reason in self.cooling_reasons],
            "cooling_unnamed": self.cooling_unnamed and self.cooling_unnamed.to_dict(),
            "support_reasons": [reason.to_dict() for reason in self.support_reasons],
            "support_unnamed": self.support_unnamed and self.support_unnamed.to_dict(),
        }


PLAIN = "plain block diagram"
"""The method: standby as parallel, no times."""
Blamed = Later[Mapping[str, tuple[Reason, ...]]]
"""The reasons of all loads, by load: loads of one shape share the work."""
NOT_BLAMED: Blamed = Later.known({})
"""The reasons of the loads of a variant, of which nobody asks for reasons."""


LostOfLoads = Later[Mapping[str, Lost]]
"""What is lost beside power, and why, by load."""
NOTHING_LOST: LostOfLoads = Later.known({})


def lost_of(load: str, lost: LostOfLoads) -> Later[Lost | None]:
    """Return what one load misses, None where it is not among them."""
    return lost.then(lambda told: told.get(load))


def reasons_of(load: str, blamed: Blamed) -> Later[tuple[Reason, ...]]:
    """Return the reasons of one load, none where it is not among them."""
    return blamed.then(lambda told: told.get(load, ()))


ASSUMED_BETA = 0.05
"""β, the share of failures that are assumed common where none was counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedBeta:
    """A share of failures in common that was counted for a kind of component."""

    members: tuple[str, ...]
    figure: str
    """What fails: "failure_rate", "fail_to_start"."""
    beta: float
    source: str
    where: str

    def to_dict(self) -> dict[str, Any]:
        """Return it under the names of the JSON result."""
        return {
            "members": list(self.members), "figure": self.figure, "beta": self.beta,
            "source": self.source, "where": self.where,
        }  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class WithCommonCause:
    """The figures with the assumed common causes, beside those of the file as it stands."""

    beta: float
    """Of what has none that was counted."""
    groups: tuple[tuple[str, ...], ...]
    """The members of each assumed group; a single one is a bank of units."""
    counted: tuple[CountedBeta, ...] = ()
    """What was counted for the kinds of some groups."""
    loads: tuple[LoadPoint, ...]
    any_load: Measures

    def to_dict(self) -> dict[str, Any]:
        """Return the figures under the names of the JSON result."""
        return {
            "beta": self.beta,
            "assumption": f"a beta of {self.beta:.0%} within each group, or the one counted for its kind; "
            "the file states no common cause",
            "counted": [each.to_dict() for each in self.counted],
            "groups": [list(group) for group in self.groups],
            "loads": [{"id": load.id, **Measures.to_dict(load)} for load in self.loads],
            "any_load": self.any_load.to_dict(),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class NotConsidered:
    """Something that this result leaves out, and why."""

    what: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetCheck:
    """What was promised for a load or a service, what was reached. `met` is None where it cannot be told.

    What is claimed of the design is promised as True, and reached when it holds.
    """

    load: str
    """The id of the load, or of the service."""
    target: str
    promised: float
    reached: float | None
    met: bool | None
    why: str | None = None
    """Of a claim that does not hold: a smallest state in which it does not, as a sentence."""
    duration: str | None = None
    """Of "longest": the duration that so many interruptions a year may outlast, as a person says it."""


@dataclass(frozen=True, kw_only=True)
class Evaluation:
    """The result of `evaluate`. Frozen; `to_dict` gives the JSON result."""

    site: str
    loads: tuple[LoadPoint, ...]
    any_load: Measures
    services: tuple[ServicePoint, ...] = ()
    bounds: Explored | None = None
    """Where overload could not be told exactly: low and high. The figures of the loads are the high ones."""
    with_common_cause_later: Later[WithCommonCause | None] = field(
        default=Later.known(None), repr=False, compare=False
    )
    assumptions: tuple[Assumption, ...] = ()
    inherited: tuple[Inherited, ...] = ()
    assumed_share_later: Later[float | None] = field(default=Later.known(None), repr=False, compare=False)
    not_considered: tuple[NotConsidered, ...] = ()
    targets: tuple[TargetCheck, ...] = ()
    standby: tuple[Standby, ...] = ()
    """What each generator does; none for a plain block diagram."""
    maintenance: tuple[MaintenanceWindow, ...] = ()
    """The windows of planned work."""
    warnings: tuple[str, ...] = ()
    method: str
    input_sha256: str | None = None
    version: str

    def load(self, id: str) -> LoadPoint:  # noqa: A002 - it is the id
        """Return one load. Raises `CallError` with what there is."""
        return named(self.loads, id, "load")

    def service(self, id: str) -> ServicePoint:  # noqa: A002 - it is the id
        """Return one service. Raises `CallError` with what there is."""
        return named(self.services, id, "service")

    @property
    def unavailability(self) -> float:
        """U of any load."""
        return self.any_load.unavailability

    @property
    def availability(self) -> float:
        """A of all loads together."""
        return self.any_load.availability

    @property
    def with_common_cause(self) -> WithCommonCause | None:
        """A second figure for a file with redundancy and no common cause; an assumption of ours."""
        return self.with_common_cause_later.value

    @property
    def assumed_share(self) -> float | None:
        """The part of the downtime (of any load) in which something with an assumed figure is down."""
        return self.assumed_share_later.value

    @property
    def is_plain(self) -> bool:
        """Whether the site was taken for a plain block diagram, without times."""
        return self.method.startswith(PLAIN)

    @property
    def missed(self) -> tuple[TargetCheck, ...]:
        """The targets that were missed."""
        return tuple(check for check in self.targets if check.met is False)

    def summary(self) -> str:
        """Return what one would say of it in a few lines."""
        from powercalc.results.notebook import summary

        return summary(self)

    def to_pandas(self) -> DataFrame:
        """Return a frame with a row per load and service, by id, and its figures as columns.

        `scope` is "load" or "service". Needs the extra `pandas`.
        """
        loads = ({"scope": "load", **load.figures()} for load in self.loads)
        services = ({"scope": "service", **service.figures()} for service in self.services)
        return frame([*loads, *services], index="id")

    def __repr__(self) -> str:
        return f"<Evaluation of {self.site!r}: {self.any_load.downtime_h_per_year:.3g} h/year of any load>"

    def _repr_html_(self) -> str:
        from powercalc.results.notebook import html

        return html(self)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON result (powercalc/evaluation/1)."""
        return {
            "schema": "powercalc/evaluation/1",
            "site": self.site,
            "hours_per_year": int(HOURS_PER_YEAR),
            "loads": [load.to_dict() for load in self.loads],
            "services": [service.to_dict() for service in self.services],
            "any_load": self.any_load.to_dict(),
            "bounds": self.bounds and self.bounds.to_dict(),
            "with_common_cause": self.with_common_cause and self.with_common_cause.to_dict(),
            "assumptions": [fields(assumption) for assumption in self.assumptions],
            "inherited": [fields(item) for item in self.inherited],
            "assumed_share": self.assumed_share,
            "not_considered": [fields(item) for item in self.not_considered],
            "targets": [fields(check) for check in self.targets],
            "standby": [fields(generator) for generator in self.standby],
            "maintenance": [fields(window) for window in self.maintenance],
            "warnings": list(self.warnings),
            "version": self.version,
            "input_sha256": self.input_sha256,
            "method": self.method,
        }
