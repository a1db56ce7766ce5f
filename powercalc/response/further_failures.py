"""How many failures may still come above what is asked about, within some hours.

What is lost a second time needs a further failure while the first one is still being repaired: their number
in the time, or in the longest repair, bounds how much of what is lost can have been lost before.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from powercalc.components import Component
from powercalc.events.failures import failures
from powercalc.site import Site

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class FurtherFailures:
    """The failures of a site within some hours."""

    site: Site
    hours: Floats
    called: Floats
    """For how many of these something may call generators that wait, [h]."""

    def above(self, names: Iterable[str], *, power: bool, recovery: float = 0.0) -> Floats:
        """How many may come above some nodes: of their power, or of all that they need.

        `recovery` [h]: for how long what was lost takes after that is mended.
        """
        graph = self.site.graph
        listed = graph.for_power(names) if power else graph.above(names)
        parts = [graph.components[name] for name in listed]
        longest = max((_longest(each) for each in parts), default=0.0) + recovery
        often = {name: sum(_often(each) for each in parts if (each.id in graph.standby) == name)
                 for name in (False, True)}  # fmt: skip
        hazards = sum(hazard.failure_rate for zone in self.site.zones for hazard in zone.hazards)
        usual = (often[False] + hazards) * np.minimum(self.hours, longest)
        return np.asarray(usual + often[True] * np.minimum(self.called, longest))


def _often(component: Component) -> float:
    """How often any of its units fails, [1/h]."""
    return component.count * sum(each.rate for each in failures(component, 0.0))


def _longest(component: Component) -> float:
    """The longest mean time to restoration of a unit, [h]."""
    return max((each.mttr or 0.0 for each in failures(component, 0.0)), default=0.0)
