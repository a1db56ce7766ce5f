"""What a component needs beside its feed: what it depends on, and enough of what cools it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Generic

from powercalc.components import Component
from powercalc.wiring.truths import B, Truths


class Needs(Generic[B]):
    """What is missing of that, told in truths of any sort over "its output is lost" of other nodes."""

    def __init__(self, truths: Truths[B], lost: Mapping[str, B]) -> None:
        self._truths = truths
        self._lost = lost

    def unsupported(self, component: Component) -> B:
        """Something that it depends on is lost."""
        return self._truths.any_of([self._lost[name] for name in component.depends_on])

    def uncooled(self, component: Component) -> B:
        """Too few of its cooling units are live; never, for what needs none."""
        units = [self._lost[name] for name in component.cooled_by]
        if not units:
            return self._truths.never
        return self._truths.at_least(len(units) - component.cooling_needed + 1, units)

    def unserved(self, load: Component) -> B:
        """A load is without power, or cooling, or something that it depends on."""
        return self._truths.any_of([self._lost[load.id], self.uncooled(load), self.unsupported(load)])
