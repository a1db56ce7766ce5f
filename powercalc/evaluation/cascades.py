"""The cascades that are to blame: single outages and pairs that take a load down by overload."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from math import prod

import numpy as np

from powercalc.constants import HOURS_PER_YEAR
from powercalc.diagram.common_cause import stated_groups
from powercalc.diagram.literals import frequencies, unavailabilities
from powercalc.diagram.units import Events, OwnFailures
from powercalc.engine.diagram import build
from powercalc.evaluation.overload import Overload
from powercalc.evaluation.result import Reason
from powercalc.flow.network import Network
from powercalc.flow.states import Settled, outages_of, settle
from powercalc.flow.story import cascade_told, outages_told
from powercalc.site import Site
from powercalc.site.calls import Calls

MOST = 10
"""Reasons told per load."""
MOST_MEASURED = 40
"""Cascades, of all loads together, that are looked at one by one."""
_MOST_PAIRS = 20_000
_TRIFLE = 1e-6
Measure = Callable[[str, tuple[str, ...]], tuple[float, float | None]]
"""Hours and interruptions per year of a load by the overload that follows when these are down."""


def with_cascades(
    site: Site,
    overload: Overload,
    totals: Mapping[str, float],
    blamed: Mapping[str, tuple[Reason, ...]],
    measure: Measure | None = None,
) -> dict[str, tuple[Reason, ...]]:
    """Return the reasons of every load, cut sets and cascades together, the largest first.

    `totals` are the unavailabilities of the loads; `measure` tells what a cascade does, else it is the
    product of what the plain block diagram has for its parts.
    """
    by_overload = cascade_reasons(site, overload, totals)
    if measure is not None:
        by_overload = _measured(by_overload, totals, measure)
    result = {}
    for load, total in totals.items():
        by_itself = _shared(blamed.get(load, ()), total)
        ranked = sorted([*by_itself, *by_overload.get(load, ())], key=lambda each: -each.downtime_h_per_year)
        result[load] = tuple(ranked)
    return result


def _measured(
    found: Mapping[str, tuple[Reason, ...]], totals: Mapping[str, float], measure: Measure
) -> dict[str, tuple[Reason, ...]]:
    """Return the reasons with the figures of a measure, those of the likeliest cascades."""
    likely = sorted((each for told in found.values() for each in told), key=lambda each: -each.share)
    looked_at = set(list(dict.fromkeys(each.cut_set for each in likely if each.cut_set))[:MOST_MEASURED])
    result = {}
    for load, told in found.items():
        figures = ((each, measure(load, each.cut_set)) for each in told if each.cut_set in looked_at)
        kept = [each for each in told if each.cut_set not in looked_at]
        kept += [
            replace(each, downtime_h_per_year=hours, interruptions_per_year=often)
            for each, (hours, often) in figures
        ]
        result[load] = tuple(each for each in _shared(kept, totals[load]) if each.share > _TRIFLE)
    return result


@dataclass(frozen=True, slots=True, kw_only=True)
class _Single:
    """One unit of a component out: how probable, how often."""

    name: str
    q: float
    w: float | None


def cascade_reasons(
    site: Site, overload: Overload, totals: Mapping[str, float]
) -> dict[str, tuple[Reason, ...]]:
    """Return, per load, the single outages and pairs that take it down by overload, not by themselves.

    `totals` are the unavailabilities of the loads. A pair of which one part is enough is left out.
    """
    net = overload.network
    if net is None:
        return {}
    singles = sorted(_singles(site), key=lambda each: -each.q)
    pairs = [*((each,) for each in singles), *combinations(singles, 2)][:_MOST_PAIRS]
    states = [{each.name: 1 for each in state} for state in pairs]
    outages = outages_of([{}, *states])
    settled = settle(net, outages)
    alone = settle(net.untripped, outages)
    found: dict[str, tuple[Reason, ...]] = {}
    for element, loads in net.members.items():
        dark = settled.lost[element]
        by_overload = dark & ~alone.lost[element]
        told = [
            (pairs[place - 1], _reason(net, settled, place, states[place - 1], pairs[place - 1]))
            for place in np.flatnonzero(by_overload).tolist()
            if place and not dark[0]
        ]
        ranked = sorted(_minimal(told), key=lambda each: -each.downtime_h_per_year)[:MOST]
        if by_overload[0]:
            ranked = [_in_the_normal_state(net, settled, singles)]
        for load in loads:
            found[load] = tuple(_shared(ranked, totals[load]))
    return found


def _shared(found: Iterable[Reason], unavailability: float) -> Iterator[Reason]:
    """Yield reasons with their shares of a load's downtime; none for a load that is never down."""
    total = unavailability * HOURS_PER_YEAR
    yield from (replace(each, share=each.downtime_h_per_year / total) for each in found if total)


def _minimal(told: list[tuple[tuple[_Single, ...], Reason]]) -> Iterator[Reason]:
    alone = {state[0].name for state, _ in told if len(state) == 1}
    for state, reason in told:
        if len(state) == 1 or not any(each.name in alone for each in state):
            yield reason


def _reason(
    net: Network, settled: Settled, place: int, out: Mapping[str, int], state: tuple[_Single, ...]
) -> Reason:
    known = all(each.w is not None for each in state)
    often = sum((each.w or 0.0) * prod(o.q for o in state if o is not each) for each in state)
    verb = "is" if len(state) == 1 else "are"
    return Reason(
        cut_set=tuple(out),
        events=tuple(outages_told(net, {name: 1}) for name in out),
        story=f"{outages_told(net, out)} {verb} down: {cascade_told(net, settled, place, out)}",
        downtime_h_per_year=prod(each.q for each in state) * HOURS_PER_YEAR,
        interruptions_per_year=often * HOURS_PER_YEAR if known else None,
        share=0.0,
    )


def _in_the_normal_state(net: Network, settled: Settled, singles: Iterable[_Single]) -> Reason:
    """Return the reason of a load that is dark while nothing is down."""
    return Reason(
        cut_set=(),
        events=(),
        story=f"nothing is down: {cascade_told(net, settled, 0, {})}",
        downtime_h_per_year=prod(1 - each.q for each in singles) * HOURS_PER_YEAR,
        interruptions_per_year=None,
        share=0.0,
    )


def _singles(site: Site) -> Iterator[_Single]:
    """Yield every component of which a unit can be down, with the exact figures of "at least one is"."""
    events = Events()
    own = OwnFailures(site, events, Calls(site).always_called(), stated_groups(site))
    down = {c.id: own.short(c, 1) for c in site.complete if not c.is_load}
    compiled = build(events.formulas, list(down.values()))
    w, unknown = frequencies(events.literals)
    q, often = compiled.probability_and_frequency(unavailabilities(events.literals), w)
    _, hidden = compiled.probability_and_frequency(unavailabilities(events.literals), unknown.astype(float))
    for place, name in enumerate(down):
        if q[place] > 0:
            yield _Single(name=name, q=float(q[place]), w=None if hidden[place] else float(often[place]))
