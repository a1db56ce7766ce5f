"""What every component has: a place in the wiring, figures of reliability, figures for checks.

The modules of models state their annotations as they are, not as text (`from __future__ import annotations`):
pydantic would compile each of them again for every kind that inherits it.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self, cast

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, ValidationError, model_validator

from powercalc import units
from powercalc.components.problems import Contradictions, problems_of
from powercalc.components.quantities import (
    CertainPositiveHours,
    CertainProbability,
    Count,
    Date,
    ErrorFactor,
    Flag,
    Hours,
    Ids,
    Needed,
    PositiveHours,
    Probability,
    Rate,
    Rating,
    Text,
    Volts,
)
from powercalc.components.uncertain import Estimate
from powercalc.errors import SiteError
from powercalc.measures.distributions import Distribution

if TYPE_CHECKING:
    from abc import ABCMeta
    from inspect import Signature

    from pydantic.fields import FieldInfo

ERROR_FACTOR = 3.0
"""95th percentile over median of a lognormal restoration that does not state it: assumed, and told."""
Restoration = Literal["exponential", "fixed", "lognormal"]


class Model(BaseModel):
    """A frozen value of the site file: unknown keys are errors, nothing is coerced."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", defer_build=True, arbitrary_types_allowed=True, validate_default=False
    )

    @property
    def uncertain(self) -> Mapping[str, Distribution]:
        """The distribution of each figure that was stated as a table, by key, in h, 1/h or 0..1.

        The figure itself is the mean of its distribution; one of the catalog is the catalog's typical value.
        """
        return {name: value.distribution for name, value in self if isinstance(value, Estimate)}


if TYPE_CHECKING:

    class _Stated(metaclass=ABCMeta):
        """What type checkers see of `Model`, without the keyword-only constructor that they would derive: a
        component takes its id in front, and texts for its figures.
        """

        model_fields: ClassVar[dict[str, FieldInfo]]
        model_fields_set: set[str]
        uncertain: Mapping[str, Distribution]

        def __init__(self, **given: Any) -> None: ...  # noqa: B027 - a signature and no more
else:
    _Stated = Model


class _Keys:
    """The signature of a kind, made when somebody asks for it, so that notebooks complete its keys."""

    def __get__(self, _instance: object, kind: "type[BaseModel]") -> "Signature":
        from inspect import Parameter, Signature

        keys = (
            Parameter(name, Parameter.KEYWORD_ONLY, default=field.get_default(call_default_factory=True))
            for name, field in kind.model_fields.items()
            if name != "id"
        )
        return Signature([Parameter("id", Parameter.POSITIONAL_OR_KEYWORD), *keys])


class Component(_Stated):
    """A component of the site: `count` identical units of which `needed` must work.

    Constructed with its id and its figures as text with units or pint quantities; raises `SiteError` with
    every problem. Inside, times are in h, rates in 1/h, powers in kW, probabilities in 0..1. A figure
    that was not stated is None until the site fills it in from the catalog.
    """

    kind: ClassVar[str]
    is_source: ClassVar[bool] = False
    is_load: ClassVar[bool] = False
    catalogued: ClassVar[tuple[str, ...]] = ("failure_rate", "mttr")
    """The figures that the catalog supplies when they are absent."""
    carries: ClassVar[bool] = True
    """Whether power passes it on its way to others."""
    opens_on_overload: ClassVar[bool] = True
    """Whether it trips when overloaded, where the file does not say; else it only heats."""

    needs_rating: ClassVar[bool] = False
    """Whether it is commonly what limits a path, so that a missing rating is asked for."""
    is_maintained: ClassVar[bool] = True
    """Whether it is a thing that a maintenance contract covers."""

    id: Text = Field(description="unique among all components of the site")
    name: Text | None = Field(None, description="for people")
    note: Text | None = Field(None, description="for people")
    source: Text | None = Field(None, description="where the figures come from")
    type: Text | None = Field(None, description="a [type.NAME] of the file to take figures from")
    catalog: Text | None = Field(None, description="an entry of the catalog to take figures from")

    fed_by: Ids = Field((), description="ids of the inputs; order is preference where the kind has one")
    inputs_needed: Count = Field(1, description="how many inputs must be live")
    count: Count = Field(1, description="identical units in this component")
    needed: Needed | None = Field(
        None,
        description='how many units must work; all of them when absent; "auto": as many as carry what is '
        "behind them",
    )
    depends_on: Ids = Field(
        (), description="ids that must be live for it to work, without carrying its power"
    )
    cooled_by: Ids = Field((), description="ids of the cooling units")
    cooling_needed: Count = Field(1, description="how many cooling units must be live")
    thermal_autonomy: Hours | None = Field(None, description="[h] how long it runs without cooling")
    zone: Ids = Field((), description="the rooms, fire compartments, routes or power-off groups it stands in")

    failure_rate: Rate | None = Field(None, description="[1/h] per unit, while in use")
    mtbf: PositiveHours | None = Field(
        None, description="[h] per unit; failure_rate = 1 / mtbf (IEC 60050-192-05-13)"
    )
    mttr: Hours | None = Field(
        None, description="[h] mean time to restoration: detection, travel, spares and repair"
    )
    restoration: Restoration = Field("exponential", description="the shape of the restoration time")
    restoration_error_factor: ErrorFactor | None = Field(
        None, description="95th percentile over median, lognormal"
    )
    unavailability: Probability | None = Field(
        None, description="a plain probability of being down, without time scale"
    )
    dormant_failure_rate: Rate | None = Field(
        None, description="[1/h] faults that only a test or a call reveals"
    )
    test_interval: PositiveHours | None = Field(None, description="[h] between two tests")
    test_coverage: Probability = Field(1.0, description="the share of dormant faults that a test finds")
    maintenance_rate: Rate | None = Field(None, description="[1/h] planned interventions, per unit")
    maintenance_time: Hours | None = Field(None, description="[h] how long a unit is out of service at each")
    maintenance_error: Probability | None = Field(
        None, description="the chance that one intervention drops the component"
    )
    beta: Probability | None = Field(None, description="common-cause share among its own units")

    rating: Rating | None = Field(None, description="the most that one unit can carry: kW, kVA or A")
    trip: Rating | None = Field(None, description="above what one unit opens; its rating when absent")
    trips: Flag | None = Field(
        None, description="false when it only heats; absent, a transformer, cable, bus or busway only heats"
    )
    max_utilization: Probability | None = Field(
        None, description="how much of its rating is to be planned with; a check, never a trip level"
    )
    efficiency: Probability | None = Field(None, description="power out over power in; 1 when absent")
    power_factor: CertainProbability | None = Field(None, description="kW per kVA")
    voltage: Volts | None = Field(None, description="[V] line to line when three-phase")
    phases: Literal[1, 2, 3] | None = Field(None, description="1, 2 or 3")

    installed: Date | None = Field(None, description="date of installation")
    design_life: CertainPositiveHours | None = Field(
        None, description="[h] the age at which it is to be replaced"
    )
    last_maintenance: Date | None = Field(None, description="date of the last maintenance")
    last_test: Date | None = Field(None, description="date of the last test")

    _given: dict[str, Any] = PrivateAttr(default_factory=dict)

    @classmethod
    def __pydantic_init_subclass__(cls, **_given: Any) -> None:
        """Let `inspect.signature` tell the keys of the kind."""
        cls.__signature__ = _Keys()  # type: ignore[attr-defined]

    def __init__(self, id: str, /, **given: Any) -> None:  # noqa: A002 - it is the id
        try:
            super().__init__(**{**given, "id": id})
        except ValidationError as error:
            model = cast("type[BaseModel]", type(self))
            raise SiteError(problems_of(error, (self.kind, str(id)), model)) from None
        self._given = given

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        """Refuse figures that contradict each other."""
        if found := tuple(self._contradictions()):
            raise Contradictions(found)
        return self

    def _contradictions(self) -> Iterator[units.ValueProblem]:
        """Yield what its figures contradict in each other; kinds add their own."""
        if self.unavailability is not None and (self.rate is not None or self.mttr is not None):
            yield units.ValueProblem(
                "states unavailability beside failure_rate, mtbf or mttr",
                expected="either unavailability alone, or a rate and mttr",
                keys=self._stated("unavailability", "failure_rate", "mtbf", "mttr"),
            )
        if self.failure_rate is not None and self.mtbf is not None:
            yield units.ValueProblem(
                "states both failure_rate and mtbf", expected="one of them", keys=("mtbf", "failure_rate")
            )
        if self.needed == "auto":
            yield from self._contradictions_of_auto()
        elif self.needed is not None and self.needed > self.count:
            yield units.ValueProblem(
                f"needs {self.needed} of {self.count} units",
                expected="needed not above count",
                keys=("needed", "count"),
            )
        if self.restoration_error_factor is not None and self.restoration != "lognormal":
            yield units.ValueProblem(
                "states restoration_error_factor without a lognormal restoration",
                expected='restoration = "lognormal" beside it',
                keys=("restoration_error_factor", "restoration"),
            )
        yield from self._contradictions_of_maintenance()
        yield from self._contradictions_of_cooling()
        yield from self._contradictions_of_power()

    def _contradictions_of_maintenance(self) -> Iterator[units.ValueProblem]:
        keys = "maintenance_rate", "maintenance_time"
        for stated, lacking in (keys, keys[::-1]):
            if getattr(self, stated) is not None and getattr(self, lacking) is None:
                yield units.ValueProblem(
                    f"states {stated} without {lacking}", expected=f"{lacking} beside it", keys=(stated,)
                )
        if self.maintenance_error is not None and self.maintenance_rate is None:
            yield units.ValueProblem(
                "states maintenance_error without maintenance_rate",
                expected="how often and how long it is in service: maintenance_rate, maintenance_time",
                keys=("maintenance_error",),
            )
        if self.maintenance_share >= 1:
            yield units.ValueProblem(
                "is in service all the time",
                expected="maintenance_rate times maintenance_time, over all units, well below 1",
                keys=keys,
            )
        if self.maintenance_error and self.unavailability is not None:
            yield units.ValueProblem(
                "states maintenance_error beside a plain unavailability, which knows no time to restore it",
                expected="a rate and mttr",
                keys=("maintenance_error", "unavailability"),
            )

    def _contradictions_of_auto(self) -> Iterator[units.ValueProblem]:
        if self.is_load or not self.carries:
            yield units.ValueProblem(
                'carries nothing that needed = "auto" could follow', expected="a number", keys=("needed",)
            )
        elif self.rating is None:
            yield units.ValueProblem(
                'states needed = "auto" and no rating', expected="the rating of one unit", keys=("needed",)
            )

    def _contradictions_of_cooling(self) -> Iterator[units.ValueProblem]:
        if not self.cooled_by:
            for key in self._stated("cooling_needed", "thermal_autonomy"):
                yield units.ValueProblem(
                    "stands without cooled_by: nothing cools it",
                    expected="cooled_by beside it, the ids of its cooling units",
                    keys=(key, "cooled_by"),
                )
        elif self.cooling_needed > len(self.cooled_by):
            yield units.ValueProblem(
                f"needs {self.cooling_needed} of {len(self.cooled_by)} cooling units",
                expected="cooling_needed not above the number of units in cooled_by",
                keys=("cooling_needed", "cooled_by"),
            )

    def _contradictions_of_power(self) -> Iterator[units.ValueProblem]:
        if self.efficiency == 0:
            yield units.ValueProblem(
                "has an efficiency of zero", expected="a share above zero", keys=("efficiency",)
            )
        if self.trip is not None and self.trips is False:
            yield units.ValueProblem(
                "states a trip level and that it never trips", expected="one of them", keys=("trip", "trips")
            )
        for key in ("rating", "trip"):
            level: units.Rating | None = getattr(self, key)
            if level is not None and level.value == 0:
                yield units.ValueProblem("can carry nothing", expected="more than zero", keys=(key,))

    def _stated(self, *keys: str) -> tuple[str, ...]:
        return tuple(key for key in keys if key in self.model_fields_set)

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        """Show a component as it was written: its id and what was stated."""
        yield None, self.id
        yield from self._given.items()

    @property
    def given(self) -> Mapping[str, Any]:
        """The figures as they were stated, by key."""
        return dict(self._given)

    @property
    def rate(self) -> float | None:
        """λ, failures per hour in use of one unit, stated as a rate or as 1 / mtbf; None when not stated."""
        return 1 / self.mtbf if self.mtbf is not None else self.failure_rate

    @property
    def units_needed(self) -> int:
        """How many of the `count` units must work; a site says what "auto" comes to (`Site.complete`)."""
        return self.needed if isinstance(self.needed, int) else self.count

    @property
    def maintenance_share(self) -> float:
        """The share of time in which one of its units is in service: units · rate · time."""
        return self.count * (self.maintenance_rate or 0.0) * (self.maintenance_time or 0.0)

    @property
    def mistakes(self) -> float:
        """Failures that interventions cause, [1/h] of one unit: maintenance_rate · maintenance_error."""
        return (self.maintenance_rate or 0.0) * (self.maintenance_error or 0.0)

    @property
    def can_trip(self) -> bool:
        """Whether it opens when it carries more than its trip level; else it only heats."""
        stated = self.opens_on_overload or self.trip is not None
        return stated if self.trips is None else self.trips

    def changed(self, **changes: Any) -> Self:
        """Return this component with some figures stated anew; None takes a statement back."""
        stated = {**self._given, **changes}
        return type(self)(self.id, **{key: value for key, value in stated.items() if value is not None})

    def fed(self, inputs: tuple[str, ...]) -> Self:
        """Return this component on other inputs, with its figures as they are, sampled ones too."""
        copied = cast("Any", self).model_copy(update={"fed_by": inputs})
        copied._given = {**self._given, "fed_by": inputs}  # noqa: SLF001 - its own
        return cast("Self", copied)

    def parts(self) -> tuple["Component", ...]:
        """Return what stands in the site in its place: itself, where its kind is not composed of others."""
        return (self,)

    def whole(self, parts: Mapping[str, "Component"]) -> "Component":  # noqa: ARG002 - parts of others look there
        """Return what it is a part of, as that was stated; itself, where it is no part."""
        return self

    def absent(self) -> tuple[str, ...]:
        """Return the figures that the catalog must supply, in the order of `catalogued`."""
        return tuple(name for name in self.catalogued if getattr(self, name) is None and self._matters(name))

    def _matters(self, figure: str) -> bool:
        """Tell whether an absent figure would be used at all."""
        if figure == "failure_rate":
            return self.rate is None and self.unavailability is None
        if figure == "mttr":
            return self.unavailability is None and self._is_repaired()
        return True

    def _is_repaired(self) -> bool:
        """Tell whether anything of it takes the time to restoration; kinds add their own."""
        return self.rate != 0 or self.mistakes > 0 or bool(self.dormant_failure_rate)
