"""How often an interruption lasts longer than t, for many t: the exceedance curve of every load."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from powercalc.cascade.overload_figures import overload_of
from powercalc.constants import HOURS_PER_YEAR
from powercalc.evaluation.behaviour import behaviour
from powercalc.response import Asked, Interruptions
from powercalc.site import Site

DURATIONS = tuple(float(each) for each in np.geomspace(1 / 3600, 1000.0, 25))
"""From a second to six weeks, [h]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exceedance:
    """The curves, [1/year], at `durations`, [h]; None where it is not known how often."""

    durations: tuple[float, ...]
    loads: Mapping[str, tuple[float | None, ...]]
    any_load: tuple[float | None, ...]


def exceedance(site: Site) -> Exceedance:
    """Return how often interruptions last longer than each duration, as the site behaves in outages."""
    found = behaviour(site, overload_of(site), asked=Asked(durations=DURATIONS, uses=False))
    return Exceedance(
        durations=DURATIONS,
        loads={name: _curve(each) for name, each in found.loads.items()},
        any_load=_curve(found.any_load),
    )


def _curve(found: Interruptions) -> tuple[float | None, ...]:
    often = [found.longer_than.get(hours) for hours in DURATIONS]
    return tuple(None if each is None else each * HOURS_PER_YEAR for each in often)
