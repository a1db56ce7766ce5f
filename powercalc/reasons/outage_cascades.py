"""What a cascade does in an outage: the response in which only what it begins with can go wrong, with trips
less without.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from powercalc.constants import HOURS_PER_YEAR
from powercalc.flow.power_network import PowerNetwork
from powercalc.reasons.candidates import Suspects
from powercalc.reasons.isolated_site import isolated
from powercalc.response import NO_DURATIONS, Interruptions, Response, respond
from powercalc.site import Site


@dataclass(frozen=True)
class InOutages:
    """Measures cascades, each for all loads at once."""

    site: Site
    network: PowerNetwork
    _known: dict[Suspects, tuple[Response, Response]] = field(default_factory=dict)

    def __call__(self, load: str, culprits: Suspects) -> tuple[float, float | None]:
        """Return the hours and interruptions per year of a load by overload when these can fail alone."""
        if culprits not in self._known:
            alone = isolated(self.site, culprits)
            tripping = respond(alone, self.network, NO_DURATIONS)
            self._known[culprits] = tripping, respond(alone, asked=NO_DURATIONS)
        tripped, calm = (response.loads[load] for response in self._known[culprits])
        hours = (tripped.unavailability - calm.unavailability) * HOURS_PER_YEAR
        return max(hours, 0.0), _more(tripped, calm)


def _more(tripped: Interruptions, calm: Interruptions) -> float | None:
    if tripped.failure_frequency is None or calm.failure_frequency is None:
        return None
    return max(tripped.failure_frequency - calm.failure_frequency, 0.0) * HOURS_PER_YEAR
