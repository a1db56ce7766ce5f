"""Where power comes from: the grid, generators, sun and wind."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, ClassVar, Unpack

from pydantic import BeforeValidator, Field

from powercalc import units
from powercalc.components.base import Component, Model, Restoration
from powercalc.components.quantities import ErrorFactor, Flag, Hours, PositiveHours, Probability, Rate, Text

if TYPE_CHECKING:
    from powercalc.components import keys


class Outage(Model):
    """One sort of grid outage (dip, brief, long, storm): an independent cause in series."""

    name: Text = Field(description="dip, brief, long, storm, ...")
    failure_rate: Rate = Field(description="[1/h] how often")
    mttr: Hours = Field(description="[h] mean length")
    restoration: Restoration = Field("exponential", description="the shape of the length")
    restoration_error_factor: ErrorFactor | None = Field(
        None, description="95th percentile over median, lognormal"
    )


def _as_tuple(given: object) -> object:
    return tuple(given) if isinstance(given, list) else given


class Source(Component):
    """A component that power flows from: it has no inputs."""

    is_source: ClassVar[bool] = True

    def _contradictions(self) -> Iterator[units.ValueProblem]:
        yield from super()._contradictions()
        if self.fed_by:
            yield units.ValueProblem(
                f"a {self.kind} is a source and has no fed_by", expected="no fed_by here", keys=("fed_by",)
            )


class GridFeed(Source):
    """A feed from the public grid. It fails at any time and is called by nobody.

    With `outages`, each sort of outage is an independent cause in series, and `failure_rate` and `mttr` are
    not used.
    """

    kind: ClassVar[str] = "grid_feed"
    is_maintained: ClassVar[bool] = False

    supplier: Text | None = Field(None, description="who supplies it")
    substation: Text | None = Field(None, description="the substation it comes from")
    entry: Text | None = Field(None, description="where it enters the site")
    outages: Annotated[tuple[Outage, ...], BeforeValidator(_as_tuple)] = Field(
        (), description="several lengths of outage, each an independent cause in series"
    )

    if TYPE_CHECKING:

        def __init__(self, id: str, **given: Unpack[keys.GridFeedKeys]) -> None: ...  # noqa: A002

    def _contradictions(self) -> Iterator[units.ValueProblem]:
        yield from super()._contradictions()
        if self.outages and (
            self.rate is not None or self.mttr is not None or self.unavailability is not None
        ):
            yield units.ValueProblem(
                "states outages beside figures of its own",
                expected="either [[outages]] or a rate and mttr",
                keys=self._stated("failure_rate", "mtbf", "mttr", "unavailability", "outages"),
            )
        if self.outages and self.maintenance_error:
            yield units.ValueProblem(
                "states maintenance_error beside outages, none of which it is",
                expected="one more [[outages]] table for it",
                keys=("maintenance_error",),
            )

    def _matters(self, figure: str) -> bool:
        return not self.outages and super()._matters(figure)


def short_of_fuel(fuel_autonomy: float | None, start_time: float | None) -> Iterator[units.ValueProblem]:
    """Yield what is wrong where the fuel does not last until an engine supplies."""
    if fuel_autonomy is not None and start_time is not None and fuel_autonomy < start_time:
        yield units.ValueProblem(
            "has fuel for less than its start",
            expected="fuel_autonomy not below start_time",
            keys=("fuel_autonomy", "start_time"),
        )


class Generator(Source):
    """A generating set, or several on one bus. A standby set is called, starts or fails to start, and runs.

    `failure_rate` is per hour of running; in the first hour after a start `failure_rate_first_hour` holds in
    its place. A generator that is a switch's first choice, or the only source of a load, is called always: it
    runs, and never starts.
    """

    kind: ClassVar[str] = "generator"
    catalogued: ClassVar[tuple[str, ...]] = ("failure_rate", "mttr", "fail_to_start", "start_time")

    failure_rate_first_hour: Rate | None = Field(
        None, description="[1/h] in the first hour after a start; failure_rate when absent"
    )
    fail_to_start: Probability | None = Field(None, description="per call and unit")
    start_time: Hours | None = Field(None, description="[h] from call to supply")
    start_mttr: Hours | None = Field(None, description="[h] to reset a failed start; mttr when absent")
    standby_unavailability: Probability | None = Field(None, description="out of service when called")
    fuel_autonomy: PositiveHours | None = Field(None, description="[h] running time on the fuel at hand")
    fuel_resupply: Hours | None = Field(None, description="[h] until fuel comes")
    tank: Text | None = Field(None, description="a tank shared by all generators that name it")

    if TYPE_CHECKING:

        def __init__(self, id: str, **given: Unpack[keys.GeneratorKeys]) -> None: ...  # noqa: A002

    def _contradictions(self) -> Iterator[units.ValueProblem]:
        yield from super()._contradictions()
        yield from short_of_fuel(self.fuel_autonomy, self.start_time)
        if self.failure_rate_first_hour is not None and self.unavailability is not None:
            yield units.ValueProblem(
                "states failure_rate_first_hour beside a plain unavailability, which knows no hours",
                expected="a failure_rate beside it",
                keys=("failure_rate_first_hour", "unavailability"),
            )

    def _is_repaired(self) -> bool:
        """A failed start is repaired, in the time to restoration where no other is stated."""
        return (
            super()._is_repaired()
            or bool(self.failure_rate_first_hour)
            or (self.fail_to_start != 0 and self.start_mttr is None)
        )


class Renewable(Source):
    """Sun or wind: not credited, because it stops with the grid, unless figures and `islanding` are given."""

    catalogued: ClassVar[tuple[str, ...]] = ("unavailability",)

    islanding: Flag = Field(default=False, description="true when it can supply without the grid")

    def _contradictions(self) -> Iterator[units.ValueProblem]:
        yield from super()._contradictions()
        if not self.islanding and (
            self.rate is not None or self.mttr is not None or self.unavailability not in (None, 1.0)
        ):
            yield units.ValueProblem(
                "has figures but stops with the grid",
                expected="islanding = true beside its own figures",
                keys=(*self._stated("failure_rate", "mtbf", "mttr", "unavailability"), "islanding"),
            )

    def _matters(self, figure: str) -> bool:
        return self.rate is None and super()._matters(figure)


class Solar(Renewable):
    """A photovoltaic plant. See `Renewable` for when it counts."""

    kind: ClassVar[str] = "solar"

    if TYPE_CHECKING:

        def __init__(self, id: str, **given: Unpack[keys.SolarKeys]) -> None: ...  # noqa: A002


class Wind(Renewable):
    """A wind turbine. See `Renewable` for when it counts."""

    kind: ClassVar[str] = "wind"

    if TYPE_CHECKING:

        def __init__(self, id: str, **given: Unpack[keys.WindKeys]) -> None: ...  # noqa: A002
