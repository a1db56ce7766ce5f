"""What a site file says beside its components: groups, zones, targets, practices, waivers."""

from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from powercalc.components.base import Model
from powercalc.components.quantities import (
    CertainHours,
    CertainProbability,
    CertainRate,
    Date,
    Flag,
    Hours,
    Ids,
    Probability,
    Rate,
    Shares,
    Text,
    TimesPerYear,
)
from powercalc.units import ValueProblem

ALL_LOADS = "*"
"""The key of the targets that hold for every load."""

SharedFigure = Literal["failure_rate", "fail_to_start", "battery_failure", "fail_to_transfer", "dormant"]
SHARED_FIGURES: tuple[SharedFigure, ...] = (
    "failure_rate", "fail_to_start", "battery_failure", "fail_to_transfer", "dormant",
)  # fmt: skip


def _one_or_many(given: Any) -> Any:
    return (given,) if isinstance(given, str) else given


_OF_SCHEMA = {
    "anyOf": [{"enum": list(SHARED_FIGURES)}, {"type": "array", "items": {"enum": list(SHARED_FIGURES)}}]
}


class CommonCause(Model):
    """Units that one cause can fail together: one more block in series with each member, at beta times the
    smallest member's figure; members keep the rest.

    In place of one `beta`, `greek_letters` (β, γ, δ ... for two, three, four ... of the units) or
    `alpha_factors` (the shares of failure events that strike one, two, three ... units) say how many fail
    together.
    NUREG/CR-5485, chapter 5.
    """

    name: Text
    members: Ids = Field(description="ids; a member with count above 1 contributes its units")
    beta: Probability | None = Field(
        None, description="the share of each figure that is common to the members"
    )
    greek_letters: Shares | None = Field(None, description="β, γ, δ ...: multiple Greek letters")
    alpha_factors: Shares | None = Field(None, description="α1, α2, α3 ...: alpha factors")
    of: Annotated[tuple[SharedFigure, ...], BeforeValidator(_one_or_many), WithJsonSchema(_OF_SCHEMA)] = (
        Field(SHARED_FIGURES, description="the figures shared")
    )
    mttr: Hours | None = Field(None, description="[h] mean time to restoration after the common cause")

    @model_validator(mode="after")
    def _one_model(self) -> Self:
        stated = [self.beta, self.greek_letters, self.alpha_factors]
        if sum(factor is not None for factor in stated) != 1:
            raise ValueProblem(
                "does not state one model", expected="one of beta, greek_letters and alpha_factors"
            )
        return self

    @property
    def model(self) -> tuple[str, dict[int, float]]:
        """The name of the model and its factors by level, as `measures.common_cause.causes` takes them."""
        if self.greek_letters is not None:
            return "MGL", dict(enumerate(self.greek_letters, start=2))
        if self.alpha_factors is not None:
            return "alpha-factor", dict(enumerate(self.alpha_factors, start=1))
        return "beta-factor", {2: self.beta or 0.0}


class Hazard(Model):
    """What can take down all that stands in a zone: fire, flood, emergency power-off."""

    name: Text
    failure_rate: Rate = Field(description="[1/h] how often")
    mttr: Hours = Field(description="[h] mean time to restoration")


class Zone(Model):
    """A room, fire compartment, cable route or emergency-power-off group."""

    name: Text
    within: Text | None = Field(None, description="the zone around this one")
    members: Ids = Field(
        (), description="ids of what stands in it, beside what names it itself: of an included file"
    )
    kind: Literal["site", "building", "room", "compartment", "epo"] | None = Field(
        None, description="what it is"
    )
    note: Text | None = Field(None, description="for people")
    hazards: tuple[Hazard, ...] = Field((), description="each takes down all that stands in the zone")


class Longest(Model):
    """How often an interruption may last longer than a duration."""

    duration: CertainHours = Field(description="[h] the duration")
    per_year: TimesPerYear = Field(description="how many longer interruptions a year at most")


class Targets(Model):
    """What is promised, for every load, for one, or for a service."""

    availability: CertainProbability | None = Field(None, description="at least this share of the time")
    max_downtime: CertainHours | None = Field(None, description="[h] per year")
    max_interruptions: CertainRate | None = Field(None, description="[1/h]")
    max_service_downtime: CertainHours | None = Field(None, description="[h] per year, recovery included")
    concurrently_maintainable: Flag | None = Field(
        None,
        description="any one unit out for service, with the grid or without: nothing down or overloaded",
    )
    fault_tolerant: Flag | None = Field(
        None,
        description="the same after any one failure, while nobody closes a path by hand",
    )
    longest: Longest | None = Field(
        None, description="of a service: how often it may be interrupted for longer than a duration"
    )


class Waiver(Model):
    """A finding that is accepted: which, where, why and until when."""

    rule: Text = Field(description="the code of the rule")
    scope: Text = Field(description="the component, or * for the site")
    reason: Text = Field(description="why it is accepted")
    expiry: Date = Field(description="until when")


class Facts(Model):
    """The [site] table."""

    name: Text = Field(description="the name of the site")
    location: Text | None = Field(None, description="where it stands")
    grid_operator: Text | None = Field(None, description="who runs the grid there")
    note: Text | None = Field(None, description="for people")
