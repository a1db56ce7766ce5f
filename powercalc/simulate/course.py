"""One course of events: what is done to the machine at given times, and what follows, in plain Python."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from itertools import pairwise

import numpy as np

from powercalc.simulate.draft import Draft
from powercalc.simulate.events import advance
from powercalc.simulate.failover import follow
from powercalc.simulate.happenings import Before, Happening, happenings, of_services
from powercalc.simulate.lower import Lowered
from powercalc.simulate.machine import FIXED, NEVER, TEST, Machine
from powercalc.simulate.settle import settle
from powercalc.simulate.year_blocks import Restless
from powercalc.simulate.years import begin, draw_plain

MOST_LINES = 10_000
"""A course of more happenings ends early: nobody reads them."""

Deed = Callable[[float], object]
"""What is done to the machine, at the time that it is given."""


def without_chance(draft: Draft) -> None:
    """Take all chance out of a draft: nothing fails by itself, and every demand goes well."""
    draft.manual_is_fixed = True
    draft.causes = [cause for cause in draft.causes if cause.kind != TEST]
    for unit in (*(unit for node in draft.nodes.values() for unit in node.units), *draft.causes):
        unit.law, unit.rate, unit.first, unit.dormant, unit.untested = FIXED, 0.0, 0.0, 0.0, 0.0
        unit.service_rate = 0.0
        unit.plain = math.floor(unit.plain)
    for trial in draft.trials:
        trial.failure = 0.0
    for node in draft.nodes.values():
        node.failure = node.bypass_failure = node.out = 0.0
    for service in draft.services:
        service.failure = 0.0


class ScriptedCourse:
    """A machine without chance that runs through what is done to it, and notes what changes."""

    def __init__(self, ready: Lowered) -> None:
        self.ready = ready
        self.m: Machine = ready.machine()
        self.rng = np.random.default_rng(0)
        self.place = {name: n for n, name in enumerate(ready.names)}
        self.lines: list[Happening] = []
        self._before = Before.of(self.m)

    def through(self, deeds: Iterable[tuple[float, Deed]], end: float = NEVER) -> None:
        """Do everything at its time, and let the machine run in between, until nothing more happens."""
        self._begin()
        deeds = list(deeds)
        times = sorted({0.0, *(time for time, _ in deeds)})
        for time, until in pairwise((*times, end)):
            for when, deed in deeds:
                if when == time:
                    deed(time)
            self._rest(time if settle(self.m, time, self.rng) else math.nan)
            self._run(until)

    def _begin(self) -> None:
        if not (begin(self.m, self.rng) and draw_plain(self.m, self.rng)):
            raise Restless("the site does not come to rest")
        self._remember()
        self._before.nodes.tripped = 0  # what trips with nothing out is told as well
        self.begun()

    def _run(self, until: float) -> None:
        """Let happen what is due before a time."""
        while len(self.lines) < MOST_LINES:
            now = float(advance(self.m, until, self.rng))
            if now >= until:
                return
            self._rest(now)

    def _rest(self, now: float) -> None:
        """Note what an instant has changed that has come to rest."""
        if math.isnan(now):
            raise Restless("the site does not come to rest")
        follow(self.m, now, self.rng)
        self.lines += happenings(self.ready, self._before.nodes, self.m, now)
        self.lines += of_services(self.ready, self._before, self.m, now)
        self.changed(now)
        self._remember()

    def _remember(self) -> None:
        self._before = Before.of(self.m)

    def begun(self) -> None:
        """Look at the machine before anything is done to it."""

    def changed(self, now: float) -> None:
        """Look at the machine when an instant has come to rest."""
