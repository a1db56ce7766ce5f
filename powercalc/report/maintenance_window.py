"""A maintenance window as text: what it does to the loads, the chance of an interruption; and as JSON."""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.flow.story import unprotected_told
from powercalc.languages import listed
from powercalc.proofs.window import Window
from powercalc.report import words
from powercalc.report.escape import plain
from powercalc.report.json_text import json_text
from powercalc.report.layout import Style, paragraph

_MOST = 12
_TRIFLE = 1e-5
"""A chance that is told as less than this."""


def render(found: Window, form: str, style: Style) -> str:
    """Return the window as "text" or "json", ending with a new line."""
    if form == "json":
        return json_text(found.to_dict())
    return "\n".join(_lines(found, style)) + "\n"


def _lines(found: Window, style: Style) -> Iterator[str]:
    yield style.strong(plain(found.site, 78))
    yield f"{_what(found)} out for service for {words.duration(found.duration_h)}"
    yield ""
    if found.dark or found.overloaded or found.without_cooling or found.without_support:
        yield from paragraph(
            style.bad(f"Meanwhile {plain(found.story or 'something is overloaded')}."), indent=0
        )
    else:
        said = "No load is dark and nothing is overloaded while it is out."
        yield said if found.unprotected else style.good(said)
    if found.unprotected:
        yield from paragraph(
            style.bad(f"But {plain(unprotected_told(found.unprotected, found.on_bypass))}."), indent=0
        )
    elif found.on_bypass:
        yield from paragraph(f"On bypass meanwhile: {plain(listed(list(found.on_bypass)))}.", indent=0)
    yield from _chances(found, style)
    yield from _points(found, style)
    yield ""
    yield from paragraph(
        "The work begins while no load is without power, and waits otherwise; the generators that it calls "
        "run and switches have moved before it does. The chance is that of its own hours.",
        indent=0,
    )
    if found.without_time_scale:
        names = plain(listed(list(found.without_time_scale)))
        yield from paragraph(f"Taken as sound, since their figures have no time scale: {names}.", indent=0)


def _what(found: Window) -> str:
    """Return what is out, so that all units are told from one of them."""
    name = plain(found.component, 40)
    if found.count == 1:
        return name
    if found.units == found.count:
        return f"{name}, all {found.count} units,"
    return f"{'One unit' if found.units == 1 else f'{found.units} units'} of {name}, which has {found.count},"


def _chances(found: Window, style: Style) -> Iterator[str]:
    groups: dict[float, list[str]] = {}
    for load, chance in found.chance.items():
        if load not in found.dark:
            groups.setdefault(chance, []).append(load)
    if groups:
        yield ""
        yield style.strong("Chance of an interruption within the window")
    for chance, loads in sorted(groups.items(), reverse=True)[:_MOST]:
        yield from paragraph(f"{plain(_some(loads))}: {_chance(chance)}", hanging=2)
    if len(groups) > _MOST:
        yield f"  and {len(groups) - _MOST} more groups of loads, none of them higher"


def _chance(chance: float) -> str:
    """Return a chance in percent, and as one in so many windows; of a trifle, that it is one."""
    if 0 < chance < _TRIFLE:
        return f"less than once in {1 / _TRIFLE:,.0f} such windows"
    once = f", about once in {words.figure(1 / chance)} such windows" if 0 < chance < 0.5 else ""
    return f"{words.percent(chance)}{once}"


def _points(found: Window, style: Style) -> Iterator[str]:
    groups: dict[tuple[str, ...], list[str]] = {}
    for load, points in found.must_not_fail.items():
        groups.setdefault(points, []).append(load)
    if groups:
        yield ""
        yield style.strong("What must not fail meanwhile")
    for points, loads in list(groups.items())[:_MOST]:
        lose = " (redundant otherwise)" if loads[0] in found.loses_redundancy else ""
        yield from paragraph(f"for {plain(_some(loads))}{lose}: {plain(listed(list(points)))}", hanging=2)
    if len(groups) > _MOST:
        yield f"  and {len(groups) - _MOST} more groups of loads; --format json has them all"


def _some(loads: list[str]) -> str:
    return listed([*loads[:3], f"{len(loads) - 3} more"] if len(loads) > 4 else loads)
