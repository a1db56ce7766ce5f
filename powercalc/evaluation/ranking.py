"""A ranking of events: how much each matters for a load. Frozen; nothing here is computed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from powercalc._version import __version__
from powercalc.components.spelling import nearest
from powercalc.errors import CallError
from powercalc.site import Site
from powercalc.tabular import Row, Tabular

ANY_LOAD = "any load"
"""The name of "at least one load is without power" where a load is asked for."""
PLAIN = "plain block diagram"
RESPONSE = "outage response"


@dataclass(frozen=True, slots=True, kw_only=True)
class EventImportance:
    """The importance of one event, or of each of several units that play the same part.

    An event in common (a cause that strikes several units, a hazard) is an event of its own. In the outage
    response a bank is one event, and so is each thing that goes wrong when it is needed.
    """

    component: str
    event: str
    units: int
    unavailability: float | None
    """Its probability; None where that depends on how long an outage lasts."""
    birnbaum: float | None
    """P(lost | down) − P(lost | up); None where a site with it down for certain cannot be evaluated."""
    criticality: float | None
    """The share of the downtime in which it is down and critical; None for a load that is never lost."""
    fussell_vesely: float | None
    """(U − U with it never failing) / U."""
    risk_achievement: float | None
    """U with it down for certain / U."""
    risk_reduction: float | None
    """U / U with it never failing; None where that is infinite."""
    downtime_by_failure_rate: float | None
    """h per year, for one failure per year more; None where there is no failure rate."""
    downtime_by_mttr: float | None
    """h per year, for one hour of restoration more; None where there is no restoration time."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Ranking(Tabular):
    """The events of one load, the most critical first."""

    site: str
    load: str
    unavailability: float
    method: str
    """Of the outage response, or of the plain block diagram."""
    events: tuple[EventImportance, ...]

    def in_short(self) -> str:
        """Return what it is of and what it says."""
        return f"{self.site}: {len(self.events)} events of {self.load}"

    def records(self) -> Iterator[Row]:
        """Yield a row for each event."""
        yield from (asdict(event) for event in self.events)

    def to_dict(self) -> dict[str, Any]:
        """Return the ranking as JSON has it."""
        return {
            "schema": "powercalc/importance/1",
            **asdict(self),
            "version": __version__,
        }


def name_of(site: Site, load: str | None) -> str:
    """Return the name of a load, or of any load. Raises `CallError` for one that is not there."""
    known = [each.id for each in site.loads]
    if load is None:
        return ANY_LOAD
    if load not in known:
        near = nearest(load, known)
        raise CallError(f'there is no load "{load}"' + (f'; did you mean "{near}"?' if near else ""))
    return load
