"""Trials on demand that several components share: batteries that do not hold, switches that do not move."""

from __future__ import annotations

from powercalc.diagram.common_cause import CommonEvent, common_events, stated_groups
from powercalc.site import Site

FIGURES = ("battery_failure", "fail_to_transfer")


class SharedTrials:
    """What each unit has in common with others, per figure."""

    def __init__(self, site: Site) -> None:
        self._found: dict[tuple[str, str], list[CommonEvent]] = {}
        for event in common_events(site, stated_groups(site), FIGURES):
            for unit in sorted(event.units):
                self._found.setdefault((event.figure, unit), []).append(event)

    def events(self, figure: str, unit: str) -> list[CommonEvent]:
        """The trials that a unit shares."""
        return self._found.get((figure, unit), [])

    def rest(self, figure: str, unit: str, whole: float | None) -> float:
        """What is left of a figure for the unit alone."""
        return max((whole or 0.0) - sum(event.value for event in self.events(figure, unit)), 0.0)
