"""What a site file says beside its components: groups, zones, targets, practices, waivers."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from powercalc.components.base import Model
from powercalc.components.quantities import (
    Date,
    Flag,
    Hours,
    Ids,
    PositiveHours,
    Probability,
    Rate,
    Text,
)

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
    """

    name: Text
    members: Ids = Field(description="ids; a member with count above 1 contributes its units")
    beta: Probability = Field(description="the share of each figure that is common to the members")
    of: Annotated[tuple[SharedFigure, ...], BeforeValidator(_one_or_many), WithJsonSchema(_OF_SCHEMA)] = (
        Field(SHARED_FIGURES, description="the figures shared")
    )
    mttr: Hours | None = Field(None, description="[h] mean time to restoration after the common cause")


class Hazard(Model):
    """What can take down all that stands in a zone: fire, flood, emergency power-off."""

    name: Text
    failure_rate: Rate = Field(description="[1/h] how often")
    mttr: Hours = Field(description="[h] mean time to restoration")


class Zone(Model):
    """A room, fire compartment, cable route or emergency-power-off group."""

    name: Text
    within: Text | None = Field(None, description="the zone around this one")
    kind: Literal["site", "building", "room", "compartment", "epo"] | None = Field(
        None, description="what it is"
    )
    note: Text | None = Field(None, description="for people")
    hazards: tuple[Hazard, ...] = Field((), description="each takes down all that stands in the zone")


class Targets(Model):
    """What is promised, for every load or for one."""

    availability: Probability | None = Field(None, description="at least this share of the time")
    max_downtime: Hours | None = Field(None, description="[h] per year")
    max_interruptions: Rate | None = Field(None, description="[1/h]")
    max_service_downtime: Hours | None = Field(None, description="[h] per year, recovery included")
    concurrently_maintainable: Flag | None = Field(None, description="claimed of the design")
    fault_tolerant: Flag | None = Field(None, description="claimed of the design")


class Practice(Model):
    """What the checklist asks about and no wire shows."""

    name: Text
    evidence: Text | None = Field(None, description="what shows it")
    evidence_kind: Literal["statement", "document", "test", "audit"] | None = Field(
        None, description="how strong"
    )
    date: Date | None = Field(None, description="date of the evidence")
    interval: PositiveHours | None = Field(None, description="[h] how often it is done")
    note: Text | None = Field(None, description="for people")


PRACTICES = (
    "maintenance", "monitoring", "alerting", "continuity", "environment", "training", "renewables", "sites",
)  # fmt: skip


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
