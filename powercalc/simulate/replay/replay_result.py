"""What a replay has found: the timeline, what loads and services went through, observed beside computed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from powercalc._version import __version__
from powercalc.tabular import Row, Tabular, named


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineEntry:
    """One line of the timeline."""

    at_h: float
    at: str | None
    """The date-time: as it was written, else in the time zone of the start; None where there is no start."""
    component: str
    event: str
    why: str
    """What has caused it, where something is lost; what the scenario says of it, where it is stated."""
    text: str
    """The line as a sentence."""
    stated: bool
    """Whether the scenario says it; else it follows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LostInterval:
    """One interval without; `to_h` is None where it is not over at the end."""

    from_h: float
    to_h: float | None
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """What a load or a service went through."""

    id: str
    intervals: tuple[LostInterval, ...]
    """Of a load without power; of a service down."""
    not_ready: tuple[LostInterval, ...] | None = None
    """Of a load: without power, cooling or support, or recovering; None where it has nothing but power."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """When a battery carried, or a generator ran, for the picture; the state is told for each interval."""

    id: str
    kind: str
    """battery or generator."""
    intervals: tuple[LostInterval, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What was observed, beside what is computed; None where nothing was, or is not known."""

    what: str
    lost_h: float | None
    back_h: float | None
    computed_lost_h: float | None
    computed_back_h: float | None
    stayed: bool
    """Whether it was observed never to be lost."""
    source: str | None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Replay(Tabular):
    """What happened, told again."""

    site: str
    name: str
    start: datetime | None
    until_h: float
    timeline: tuple[TimelineEntry, ...]
    loads: tuple[Replayed, ...]
    services: tuple[Replayed, ...]
    carriers: tuple[Carried, ...]
    observed: tuple[Compared, ...]
    source: str | None = None

    def in_short(self) -> str:
        """Return what it is of and what it says."""
        number = sum(1 for _ in self.records())
        return f"{self.site}, {self.name}: {number} times in which a load or a service was down"

    def records(self) -> Iterator[Row]:
        """Yield a row for each time in which a load or a service was down, [h] from the beginning."""
        for scope, points in (("load", self.loads), ("service", self.services)):
            for point in points:
                yield from ({"scope": scope, "id": point.id, **asdict(each)} for each in point.intervals)

    def to_dict(self) -> dict[str, Any]:
        """Return the replay as plain values, for JSON."""
        told = asdict(self)
        start = None if self.start is None else self.start.isoformat()
        for service in told["services"]:
            del service["not_ready"]
        return {"schema": "powercalc/replay/1", **told, "start": start, "version": __version__}

    def load(self, id: str) -> Replayed:  # noqa: A002 - it is the id
        """Return what a load went through. Raises `CallError` with what there is."""
        return named(self.loads, id, "load")

    def service(self, id: str) -> Replayed:  # noqa: A002
        """Return what a service went through. Raises `CallError` with what there is."""
        return named(self.services, id, "service")
