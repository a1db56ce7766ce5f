"""Interruptions of a site from a state that is known, part by part: what parts have in common is nothing."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from powercalc.cascade.overload_figures import overload_of
from powercalc.errors import EngineLimit
from powercalc.events.watched import AnyOf
from powercalc.response.down_now import StateNow
from powercalc.response.now_losses import Courses, Key, NowLosses, now_losses
from powercalc.response.response_result import Asked
from powercalc.site import Site
from powercalc.site.parts import sites_of_parts

Floats = NDArray[np.float64]
ANY_LOAD: Key = ("any_load", "")


@dataclass(frozen=True, kw_only=True)
class NowChances:
    """The chances of a whole site."""

    known: Mapping[Key, Floats]
    """Of an interruption by each of the hours that were asked for."""
    at_once: Mapping[Key, float]
    without: Mapping[str, Mapping[Key, Floats]]
    """`known`, were one thing that is down not down."""
    off: Mapping[Key, Floats]
    """How far `known` may be off."""
    off_without: Mapping[str, Mapping[Key, Floats]]
    """How far `without` may be."""
    courses: Mapping[str, Courses]
    """How the sets that were asked about fare: as it is under "", else were one thing not down."""
    staying: tuple[str, ...] = ()
    without_overload: bool = False


def now_of_parts(
    site: Site, state: StateNow, hours: Sequence[float], together: tuple[AnyOf, ...] = ()
) -> NowChances:
    """Return how likely interruptions are. Raises `SiteError` and `EngineLimit` as an evaluation does."""
    asked = Asked(durations=(), uses=False, together=together)
    found, limited = [], False
    for part in sites_of_parts(site, asked.watched):
        each, limit = _of_part(part, state, hours, asked.about(part.graph.components))
        found.append(each)
        limited = limited or limit
    names = [each.id for each in state.down]
    return NowChances(
        known=_united([each.known for each in found]),
        at_once={key: float(at[0]) for key, at in _united([_arrays(each.at_once) for each in found]).items()},
        without={name: _united([each.without.get(name, each.known) for each in found]) for name in names},
        off=_all([each.off for each in found]),
        off_without={name: _all([each.off_without.get(name, each.off) for each in found]) for name in names},
        courses={
            name: dict(ChainMap(*[{**each.courses_of(name)} for each in found])) for name in ("", *names)
        },
        staying=tuple(dict.fromkeys(name for each in found for name in each.staying)),
        without_overload=limited,
    )


def _of_part(site: Site, state: StateNow, hours: Sequence[float], asked: Asked) -> tuple[NowLosses, bool]:
    inside = site.graph.components
    mine = StateNow(
        down=tuple(each for each in state.down if each.id in inside),
        batteries={name: left for name, left in state.batteries.items() if name in inside},
        fuel={name: left for name, left in state.fuel.items() if name in inside},
    )
    overload = overload_of(site).network is not None
    try:
        return now_losses(site, mine, hours, asked, overload=overload), False
    except EngineLimit:
        if not overload:
            raise
        return now_losses(site, mine, hours, asked, overload=False), True


def _arrays(chances: Mapping[Key, float]) -> dict[Key, Floats]:
    return {key: np.array([chance]) for key, chance in chances.items()}


def _all(parts: Sequence[Mapping[Key, Floats]]) -> dict[Key, Floats]:
    """How far all of them may be off; any load by as much as those of all parts together."""
    found = {key: off for part in parts for key, off in part.items()}
    found[ANY_LOAD] = np.sum([part[ANY_LOAD] for part in parts], axis=0)
    return found


def _united(parts: Sequence[Mapping[Key, Floats]]) -> dict[Key, Floats]:
    """All of them; of any load that of any part."""
    found = {key: chances for part in parts for key, chances in part.items()}
    every = np.array([part[ANY_LOAD] for part in parts])
    with np.errstate(divide="ignore"):
        found[ANY_LOAD] = -np.expm1(np.log1p(-np.minimum(every, 1.0)).sum(axis=0))
    return found
