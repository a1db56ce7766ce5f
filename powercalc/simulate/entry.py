"""The one entry to the compiled loop: years that are counted, or courses from a state that is known.

One, since machine code is made of everything that an entry calls, which takes a minute.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from powercalc.simulate.compiled_course import digest, kept
from powercalc.simulate.machine import Machine, Records
from powercalc.simulate.state_course import LEVEL, LOST, course
from powercalc.simulate.tally import close_records
from powercalc.simulate.years import begin, counted, uncounted

_VERSION = digest()


def _entry(version: str) -> Callable[..., bool]:
    """Return the entry, closed over its version: numba keeps a function by what it closes over."""

    @kept
    def run(  # noqa: PLR0913, PLR0917 - compiled code takes no keywords
        m: Machine, rng: np.random.Generator, years: int, courses: int, before: int,
        lost: Any, levels: Any, until: Any, seen: Any, counts: Any,
    ) -> bool:  # fmt: skip
        """Simulate a run of years after `before` uncounted ones, then courses so many years apart."""
        if len(version) == 0 or not begin(m, rng) or not uncounted(m, before, rng):
            return False
        if not counted(m, rng, years):
            return False
        for _ in range(courses):
            m.site[0].muted = 1
            if not course(m, rng, lost, levels, until, seen, counts):
                return False
            close_records(m, 0.0)
            if not uncounted(m, before, rng):
                return False
        return True

    return run


_run = _entry(_VERSION)


def run_years(m: Machine, rng: np.random.Generator, years: int, before: int) -> bool:
    """Simulate a run of years after `before` uncounted ones; return whether the site always came to rest."""
    no_lost, no_levels = (np.zeros(0, each).view(np.recarray) for each in (LOST, LEVEL))
    nothing = np.zeros(0, dtype=np.int64)
    return _run(
        m, rng, years, 0, before, no_lost, no_levels, np.zeros(0), nothing, np.zeros((0, 0), dtype=np.int64)
    )


def run_courses(  # noqa: PLR0913, PLR0917 - as the entry has them
    m: Machine,
    rng: np.random.Generator,
    courses: int,
    before: int,
    lost: Records,
    levels: Records,
    until: Any,
    counts: Any,
) -> bool:
    """Follow courses from a state, `before` years apart, and count what is interrupted by each time."""
    seen = np.zeros(len(m.points), dtype=np.int64)
    return _run(m, rng, 0, courses, before, lost, levels, until, seen, counts)
