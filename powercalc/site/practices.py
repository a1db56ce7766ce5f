"""What the checklist asks about and no wire shows: what is done at the site, how often, and what shows it.

A practice is believed as far as its evidence goes: a bare statement never lets a check pass, a plain no
(`in_place = false`) needs no evidence.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self, TypeVar, get_args

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from powercalc import units
from powercalc.components import KINDS
from powercalc.components.base import Model
from powercalc.components.problems import Contradictions
from powercalc.components.quantities import (
    CertainHours,
    CertainPositiveHours,
    CertainProbability,
    Date,
    Flag,
    Ids,
    Text,
)
from powercalc.units import ValueProblem

EvidenceKind = Literal["statement", "document", "test", "audit"]
"""A bare statement counts for nothing; a document, a test on site, an audit by others do."""

if TYPE_CHECKING:
    Maintained = str
else:
    Maintained = Literal[tuple(kind for kind, model in KINDS.items() if model.is_maintained)]
Watched = Literal[
    "grid", "generator", "fuel", "ups", "battery", "transfer", "distribution", "cooling", "temperature",
    "humidity",
]  # fmt: skip
Topic = Literal["power_failure", "generator", "ups", "transfer", "restart", "fire"]


def _one_or_many(given: Any) -> Any:
    return (given,) if isinstance(given, str) else given


def _words(choice: Any) -> WithJsonSchema:
    word = {"enum": list(get_args(choice))}
    return WithJsonSchema({"anyOf": [word, {"type": "array", "items": word, "minItems": 1}]})


Covered = Annotated[
    tuple[Maintained, ...], Field(min_length=1), BeforeValidator(_one_or_many), _words(Maintained)
]
Watches = Annotated[tuple[Watched, ...], Field(min_length=1), BeforeValidator(_one_or_many), _words(Watched)]
Topics = Annotated[tuple[Topic, ...], Field(min_length=1), BeforeValidator(_one_or_many), _words(Topic)]
Celsius = Annotated[
    float,
    BeforeValidator(units.celsius),
    WithJsonSchema({"type": "string", "pattern": units.VALUE_PATTERN, "examples": ["24 degC"]}),
]
"""A temperature, in °C."""
Kilometres = Annotated[
    float,
    BeforeValidator(units.kilometres),
    WithJsonSchema({"type": "string", "pattern": units.VALUE_PATTERN, "examples": ["30 km"]}),
]
"""A distance, in km."""


class Practice(Model):
    """Something that is done at the site, and what shows it."""

    name: Text
    in_place: Flag | None = Field(None, description="false when there is none: a plain no needs no evidence")
    evidence: Text | None = Field(None, description="what shows it: a report, its number, who wrote it")
    evidence_kind: EvidenceKind | None = Field(
        None, description="how strong: statement (counts for nothing), document, test or audit"
    )
    date: Date | None = Field(None, description="date of the evidence")
    validity: CertainPositiveHours | None = Field(
        None, description="[h] how long the evidence holds; a year when absent"
    )
    last_done: Date | None = Field(
        None, description="when it was last done; the date of the evidence when absent"
    )
    interval: CertainPositiveHours | None = Field(None, description="[h] how often it is done")
    note: Text | None = Field(None, description="for people")


class Maintenance(Practice):
    """Preventive maintenance of the electrical equipment."""

    covers: Covered | None = Field(None, description="the kinds of components in the programme")


class Monitoring(Practice):
    """Watching the equipment as it runs."""

    real_time: Flag | None = Field(None, description="true when values are read continuously")
    watches: Watches | None = Field(None, description="what is watched")


class Alerting(Practice):
    """From an anomaly to a person."""

    recipients: Ids | None = Field(None, description="who gets the alarms: technicians, managers, ...")
    around_the_clock: Flag | None = Field(None, description="true when they do at night and at weekends")
    response_time: CertainHours | None = Field(None, description="[h] from the alarm to someone at work")


class Continuity(Practice):
    """Plans for going on without the site and for coming back; `last_done` is the last exercise."""

    plan: Text | None = Field(None, description="the plan, by its name and version")
    restart_order: Flag | None = Field(
        None, description="true when the order in which services come back is written down"
    )


class Environment(Practice):
    """Heat and humidity: the envelope that is promised, and what was measured."""

    temperature_min: Celsius | None = Field(None, description="[°C] the lowest of the envelope")
    temperature_max: Celsius | None = Field(None, description="[°C] the highest of the envelope")
    humidity_min: CertainProbability | None = Field(None, description="relative, the lowest of the envelope")
    humidity_max: CertainProbability | None = Field(None, description="relative, the highest of the envelope")
    measured_temperature_min: Celsius | None = Field(None, description="[°C] the lowest that was measured")
    measured_temperature_max: Celsius | None = Field(None, description="[°C] the highest that was measured")
    measured_humidity_min: CertainProbability | None = Field(None, description="the lowest that was measured")
    measured_humidity_max: CertainProbability | None = Field(
        None, description="the highest that was measured"
    )

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        found = tuple(self._turned())
        if found:
            raise Contradictions(found)
        return self

    def _turned(self) -> Iterator[ValueProblem]:
        for what in ("temperature", "humidity", "measured_temperature", "measured_humidity"):
            low, high = getattr(self, f"{what}_min"), getattr(self, f"{what}_max")
            if low is not None and high is not None and low > high:
                keys = (f"{what}_min", f"{what}_max")
                yield ValueProblem(
                    f"is above {keys[1]}", expected=f"{keys[0]} not above {keys[1]}", keys=keys
                )


class Training(Practice):
    """Training of the staff; `last_done` is the last one."""

    covers: Topics | None = Field(None, description="what is trained")
    share: CertainProbability | None = Field(None, description="the share of the staff that was trained")


class Renewables(Practice):
    """Renewable energy in the supply."""

    share: CertainProbability | None = Field(None, description="renewable share of the energy used in a year")
    supply: Literal["on_site", "contract", "certificates"] | None = Field(
        None, description="where it comes from"
    )


class OtherSite(Model):
    """Another site that can carry the services of this one."""

    name: Text = Field(description="the name of the other site")
    location: Text | None = Field(None, description="where it stands")
    grid_operator: Text | None = Field(None, description="who runs the grid there")
    distance: Kilometres | None = Field(None, description="[km] from this site")
    loads: Ids | None = Field(None, description="ids of the loads whose services it can carry")


def _as_tuple(given: object) -> object:
    return tuple(given) if isinstance(given, list) else given


class Sites(Practice):
    """Other sites; `last_done` is when one of them last took over."""

    other: Annotated[tuple[OtherSite, ...], BeforeValidator(_as_tuple)] = Field(
        (), description="each of them"
    )


PRACTICES: Mapping[str, type[Practice]] = {
    "maintenance": Maintenance,
    "monitoring": Monitoring,
    "alerting": Alerting,
    "continuity": Continuity,
    "environment": Environment,
    "training": Training,
    "renewables": Renewables,
    "sites": Sites,
}
"""Every practice by its name in the site file: [practice.NAME]."""

Kind = TypeVar("Kind", bound=Practice)


def practice(practices: tuple[Practice, ...], kind: type[Kind]) -> Kind | None:
    """Return the practice of a kind, if the file has it."""
    return next((each for each in practices if isinstance(each, kind)), None)
