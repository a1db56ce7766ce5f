"""Planned work: one unit of a component out of service for some hours, and what that means for the loads.

A window is told by what begins within it, since it never begins while it would drop a load (it is put off,
unless it drops the load by itself). With L(t) the loss of a load at the time t into the window and O(t) the
same loss by what has been down since before the window,

    unplanned unavailability = (1/T) ∫_0^T [P(L(t)) − P(O(t))] dt.

For a block beside the component that is U_b (1 − e^(−t/mttr)), not U_b: an 8 h window beside a 100 h repair
is overstated 25 times by the latter. How often losses begin is, to the order of U, that of the long run.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from powercalc.events.watched import AnyOf
from powercalc.site import Site

SURE = 1 - 1e-9
"""What happens with this chance when nothing fails is planned."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentWork:
    """The planned work on a component: one unit at a time."""

    component: str
    per_hour: float
    """Windows per hour, of all its units together."""
    hours: float
    """T, how long each lasts."""
    units: int = 1
    """How many units are out together."""

    @property
    def share(self) -> float:
        """m, the share of time in which a unit of it is in service."""
        return self.per_hour * self.hours


@dataclass(frozen=True, slots=True, kw_only=True)
class InWindow:
    """What a load, or any of them, goes through in one window."""

    unavailability: float
    """The mean, over the window, of the chance to be without power unplanned."""
    outlasted: float = 0.0
    """The mean chance of a loss from before the window, were the unit in place and sound.

    Work waits until it is over, so that it displaces no such time.
    """
    counted: float
    """How many unplanned interruptions begin in it, N, by what has a time scale."""
    known: bool = True
    """False where something with a plain unavailability may interrupt, too."""
    longer_than: Mapping[float, float | None] = field(default_factory=dict)
    """By duration [h]: how many of them last longer."""
    planned_hours: float = 0.0
    """For how long the work itself takes its power, [h]."""
    planned_interruptions: float = 0.0
    """How often it does."""

    @property
    def interruptions(self) -> float | None:
        """N, where it is known."""
        return self.counted if self.known else None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedWindow:
    """What a window means for each load."""

    service: ComponentWork
    loads: Mapping[str, InWindow]
    any_load: InWindow
    cooling: Mapping[str, InWindow] = field(default_factory=dict)
    """The cooling of each load that has any."""
    needs: Mapping[str, InWindow] = field(default_factory=dict)
    """All that the service of a load needs, where that is more than power."""
    together: Mapping[AnyOf, InWindow] = field(default_factory=dict)
    """The loss of any one of each set that was asked about."""

    @property
    def dropped(self) -> tuple[str, ...]:
        """The loads that have no power in the window, or not at all times, because of the work itself."""
        return tuple(name for name, load in self.loads.items() if load.planned_interruptions > 0)


def services(site: Site) -> tuple[ComponentWork, ...]:
    """Return the planned work of a site; that on a load is no matter of its power."""
    return tuple(
        ComponentWork(
            component=component.id,
            per_hour=component.count * (component.maintenance_rate or 0.0),
            hours=component.maintenance_time or 0.0,
        )
        for component in site.complete
        if component.maintenance_share > 0 and not component.is_load
    )


def share(work: Iterable[ComponentWork]) -> float:
    """Return Σ m, the share of time in which anything is in service."""
    return sum(each.share for each in work)
