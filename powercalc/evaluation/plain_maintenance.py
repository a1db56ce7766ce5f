"""Planned work in an evaluation as plain blocks: what each window takes, and the figures with all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from powercalc.cascade.windows_at_rest import overload_windows, plain_windows
from powercalc.errors import EngineLimit
from powercalc.evaluation.beside_power import Beside
from powercalc.evaluation.maintenance import mean, often
from powercalc.events.planned_work import ComponentWork, InWindow, PlannedWindow, services
from powercalc.plain.alike_windows import in_all
from powercalc.plain.plain_figures import Pair, PlainFigures
from powercalc.results.measures import Measures

if TYPE_CHECKING:
    from powercalc.flow.power_network import PowerNetwork
    from powercalc.site import CommonCause, Site


def windows_of_plain(
    site: Site, network: PowerNetwork | None, groups: Sequence[CommonCause] | None = None
) -> tuple[PlannedWindow, ...]:
    """Return the windows of a site as plain blocks, with overload where that is told and not too large."""
    work = services(site)
    if not work:
        return ()
    subject = site if groups is None else replace(site, common_causes=tuple(groups))
    return tuple(in_all(subject, work, partial(_windows, subject, network)))


def _windows(site: Site, network: PowerNetwork | None, work: Sequence[ComponentWork]) -> list[PlannedWindow]:
    plain = plain_windows(site, work)
    if network is not None:
        try:
            return list(map(_outlasting, overload_windows(site, network, work), plain))
        except EngineLimit:
            pass
    return plain


def _outlasting(window: PlannedWindow, plain: PlannedWindow) -> PlannedWindow:
    """Return a window with overload, with the losses from before it as told without."""
    return replace(
        window,
        loads={
            name: replace(each, outlasted=plain.loads[name].outlasted) for name, each in window.loads.items()
        },
        any_load=replace(window.any_load, outlasted=plain.any_load.outlasted),
        cooling=plain.cooling,
        needs=plain.needs,
    )


def with_windows(found: PlainFigures, windows: Sequence[PlannedWindow]) -> PlainFigures:
    """Return the figures of plain blocks with planned work in them."""
    if not windows:
        return found
    loads = {
        name: _pair(pair, windows, [w.loads[name] for w in windows]) for name, pair in found.loads.items()
    }
    return replace(found, loads=loads, any_load=_pair(found.any_load, windows, [w.any_load for w in windows]))


def _pair(outside: Pair, windows: Sequence[PlannedWindow], inside: Sequence[InWindow]) -> Pair:
    return Pair(
        unavailability=mean(outside["unavailability"], windows, inside),
        failure_frequency=often(
            outside["failure_frequency"], windows, [each.interruptions for each in inside]
        ),
    )


def beside_with_windows(found: Beside, windows: Sequence[PlannedWindow]) -> Beside:
    """Return what loads need beside power, with planned work in it."""
    if not windows:
        return found
    return Beside(
        cooling={
            name: _measures(each, windows, [window.cooling[name] for window in windows])
            for name, each in found.cooling.items()
        },
        needs={
            name: _measures(each, windows, [window.needs[name] for window in windows])
            for name, each in found.needs.items()
        },
    )


def _measures(outside: Measures, windows: Sequence[PlannedWindow], inside: Sequence[InWindow]) -> Measures:
    return Measures(
        unavailability=mean(outside.unavailability, windows, inside),
        failure_frequency=often(outside.failure_frequency, windows, [each.interruptions for each in inside]),
    )
