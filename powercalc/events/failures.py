"""How a unit goes down by itself, what it has in common with others taken off."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from powercalc.components import Component, GridFeed
from powercalc.events.common_causes import shared_figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """One way in which a unit goes down, independent of all others."""

    sort: str | None = None
    """Which of several sorts of outage it is."""
    rate: float = 0.0
    """[1/h]."""
    mttr: float | None = None
    """Mean time to restoration, [h]."""
    restoration: str = "exponential"
    error_factor: float | None = None
    """Of a lognormal restoration; None for the usual one."""
    chance: float | None = None
    """The share of time in which it is down, where nobody knows how often it fails."""


def failures(component: Component, common: float) -> Iterator[Failure]:
    """Yield how a unit goes down by itself; `common` is what of its failure rate, or chance, it shares.

    Of several sorts of outage each is shared in the same proportion.
    """
    if isinstance(component, GridFeed) and component.outages:
        whole = shared_figure(component, "failure_rate")
        alone = 1 - common / whole if whole else 1.0
        for outage in component.outages:
            yield Failure(
                sort=outage.name,
                rate=outage.failure_rate * alone,
                mttr=outage.mttr,
                restoration=outage.restoration,
                error_factor=outage.restoration_error_factor,
            )
    elif component.unavailability is not None:
        yield Failure(chance=component.unavailability - common)
    else:
        yield Failure(
            rate=(component.rate or 0.0) - common + component.mistakes,
            mttr=component.mttr,
            restoration=component.restoration,
            error_factor=component.restoration_error_factor,
        )
