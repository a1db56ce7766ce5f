"""A scenario: what failed when, what was restored, and what was observed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pydantic import Field

from powercalc.components.base import Model
from powercalc.components.quantities import Ids, Text
from powercalc.simulate.replay.moments import AnyMoment, DateTime, Moment, MomentOrNever


class ScenarioFacts(Model):
    """What a scenario is about."""

    name: Text = Field(description="for people: what happened")
    start: DateTime | None = Field(
        None, description="the date and time at which it begins; with a time zone, or everywhere without"
    )
    until: AnyMoment = Field(description="the end: a time since the beginning, or a date-time")
    note: Text | None = Field(None, description="for people")
    source: Text | None = Field(None, description="where this is told")


class StatedEvent(Model):
    """What is done at one moment; whatever is not named goes well."""

    at: AnyMoment = Field(description="a time since the beginning, or a date-time")
    fail: Ids = Field(
        (), description="what fails: a component, ID:1, ZONE.HAZARD, or a demand such as ID.start"
    )
    restore: Ids = Field((), description="what has failed before and is restored, named as it was there")
    open: Ids = Field((), description="breakers and ties that are opened by hand")
    close: Ids = Field((), description="breakers and ties that are closed by hand")
    note: Text | None = Field(None, description="for people; told in the timeline")
    source: Text | None = Field(None, description="where this is told")


class Observation(Model):
    """What was seen of a load or a service."""

    what: Text = Field(description="a load or a service")
    lost: MomentOrNever = Field(None, description="when it was lost; false when it never was")
    back: AnyMoment | None = Field(None, description="when it was back")
    note: Text | None = Field(None, description="for people")
    source: Text | None = Field(None, description="where this is told")

    @property
    def stayed(self) -> bool:
        """Whether it was never lost."""
        return "lost" in self.model_fields_set and self.lost is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """An event at its time: what is done then, in this order."""

    index: int
    """Its place in the file."""
    at_h: float
    at: Moment
    acts: tuple[tuple[str, str], ...]
    """What is done ("fail"), and to what."""
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """An observation at its times."""

    index: int
    """Its place in the file."""
    what: str
    lost_h: float | None
    back_h: float | None
    stayed: bool
    source: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """What happened: from `start` on, all times in h since then."""

    name: str
    start: datetime | None
    until_h: float
    events: tuple[Stated, ...]
    """By their time."""
    observed: tuple[Seen, ...]
    text: str | None = None
    file: str | None = None
    note: str | None = None
    source: str | None = None
