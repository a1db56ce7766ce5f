"""Where generated figures come from: texts with units as a person would write them, in one place.

`FIELD` draws what equipment is like; `NASTY` adds what breaks arithmetic: never, always, twelve nines.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hypothesis import strategies as st

Texts = st.SearchStrategy[str]
LEAST = 1e-9
"""Values below this are 0, in any unit."""

probabilities: st.SearchStrategy[float] = st.sampled_from([0.0, 0.5, 1e-20, 1e-12, 1.0]) | st.floats(0.0, 1.0)
"""Probabilities: the nasty ones, and free draws."""


def texts(unit: str, usual: Sequence[float], low: float, high: float) -> Texts:
    """Return values with their unit: the usual ones, towards the first of which examples shrink, or any
    between `low` and `high`; a trifle that a file may not state is 0.
    """
    values = st.sampled_from(usual) | st.floats(low, high)
    return values.map(lambda value: f"{value if value >= LEAST else 0.0!r} {unit}")


@dataclass(frozen=True, kw_only=True)
class FigureStrategies:
    """The strategies that the figures of a generated site or structure are drawn from."""

    feed_rates: Texts
    """How often a grid feed is lost."""
    feed_times: Texts
    """How long a grid feed is lost."""
    rates: Texts
    """How often anything else fails."""
    times: Texts
    """How long anything else is in repair."""
    running_rates: Texts
    """How often a generator fails while it runs."""
    chances: st.SearchStrategy[float]
    """Trials at a call, plain unavailabilities, shares."""
    autonomies: Texts
    """How long storage holds."""
    delays: Texts
    """Start and transfer times."""


FIELD = FigureStrategies(
    feed_rates=texts("/ year", [2.0, 0.5, 6.0], 0.2, 15.0),
    feed_times=texts("h", [1.5, 0.25, 4.0], 0.05, 8.0),
    rates=texts("/ year", [0.1, 0.02, 0.5], 0.001, 1.0),
    times=texts("h", [8.0, 2.0, 50.0], 0.5, 100.0),
    running_rates=texts("/ hour", [0.005, 0.001], 0.0005, 0.02),
    chances=st.sampled_from([0.05, 0.0, 0.01, 0.2]) | st.floats(0.0, 0.3),
    autonomies=texts("s", [600.0, 5.0, 20.0], 1.0, 1800.0),
    delays=texts("s", [15.0, 0.0, 0.1], 0.0, 60.0),
)
"""Figures as equipment has them: a failure rate times the longest autonomy stays below 1e-3."""

NASTY = FigureStrategies(
    feed_rates=texts("/ year", [2.0, 0.0, 1e-9], 0.0, 1e4),
    feed_times=texts("h", [1.5, 0.0, 1e-9], 0.0, 1e4),
    rates=texts("/ year", [0.1, 0.0, 1e-9], 0.0, 1e4),
    times=texts("h", [8.0, 0.0, 1e-9], 0.0, 1e4),
    running_rates=texts("/ hour", [0.005, 0.0], 0.0, 10.0),
    chances=probabilities,
    autonomies=texts("s", [600.0, 0.0], 0.0, 1e6),
    delays=texts("s", [15.0, 0.0], 0.0, 1e4),
)
"""Figures that no equipment has, and every program must bear."""
