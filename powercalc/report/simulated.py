"""A simulation and a timeline for a person at a terminal."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from powercalc.report import words
from powercalc.report.escape import plain
from powercalc.report.layout import PLAIN, Style, paragraph
from powercalc.simulate import (
    Happening,
    LoadOutages,
    Observed,
    ObservedService,
    SimulatedStandby,
    Simulation,
    Trace,
)

_BAR = 40


def simulation(result: Simulation, style: Style = PLAIN) -> str:
    """Return a simulation as text, ending with a new line."""
    return "\n".join(_simulation(result, style)) + "\n"


def timeline(result: Trace, style: Style = PLAIN) -> str:
    """Return a timeline as text, ending with a new line."""
    return "\n".join(_timeline(result, style)) + "\n"


def _simulation(result: Simulation, style: Style) -> Iterator[str]:
    yield style.strong(plain(result.site, 78))
    asked = "" if result.years == result.years_asked else f" of {result.years_asked:,} asked"
    yield f"{words.counted(result.years, 'year')} simulated{asked}, seed {result.seed}"
    points = result.loads if len(result.loads) == 1 else (*result.loads, result.any_load)
    for point in points:
        yield from _point(point, style)
    for service in result.services:
        yield from _point(service, style)
    if result.standby:
        yield ""
        yield style.strong("Standby")
        for generator in result.standby:
            yield from paragraph(_standby(generator), hanging=2)
    if result.not_considered:
        yield ""
        yield style.strong("Not considered")
        for what, why in result.not_considered:
            yield from paragraph(f"{what}: {why}", hanging=2)


def _point(point: Observed | ObservedService, style: Style) -> Iterator[str]:
    """Yield what a load or a service went through: means with their errors, then the spread of a year."""
    yield ""
    title = plain(point.id, 78)
    yield style.strong(title if isinstance(point, Observed) else f"{title}, a service")
    yield from _down(point)
    if point.interruptions_per_year is None:
        yield "  interrupted  unknown: a plain unavailability has no time scale"
    else:
        share = words.percent(point.years_without_interruption or 0.0)
        yield f"  interrupted  {words.how_often(point.interruptions_per_year)}; {share} of all years without"
    for longer in point.interruptions_longer_than or ():
        yield f"    longer than {longer.duration:<6} {words.how_often(longer.per_year)}"
    if isinstance(point, Observed) and point.service_downtime_h_per_year is not None:
        yield f"  service down {words.per_year(point.service_downtime_h_per_year)}"
    if point.planned_interruptions_per_year:
        hours = words.duration(point.planned_downtime_h_per_year)
        yield f"  planned work {hours} a year, {words.how_often(point.planned_interruptions_per_year)}"
    if isinstance(point, Observed) and point.cooling_unavailability is not None:
        often = point.cooling_interruptions_per_year
        times = "" if often is None else f", {words.how_often(often)}"
        yield f"  uncooled     {words.percent(point.cooling_unavailability)} of the time{times}"
    if point.annual_downtime is not None:
        yield from paragraph(f"downtime of a year: {'; '.join(_percentiles(point))}", hanging=2)
    yield from _lengths(point)


def _down(point: Observed | ObservedService) -> Iterator[str]:
    """Yield the downtime with its standard error."""
    if point.downtime_h_per_year is None or point.downtime_standard_error is None:
        yield "  down         unknown: it recovers from a plain unavailability, which has no time scale"
        return
    yield f"  down         {words.per_year(point.downtime_h_per_year)}"
    yield f"               standard error {words.per_year(point.downtime_standard_error)}"


def _percentiles(point: Observed | ObservedService) -> Iterator[str]:
    for percentile in point.annual_downtime or ():
        if percentile.percent >= 50:
            hours = percentile.downtime_h
            yield f"{percentile.percent:g} % of years within {words.duration(hours) if hours else 'none'}"


def _lengths(point: Observed | ObservedService) -> Iterator[str]:
    """Yield a bar per class of outage length."""
    classes = point.outage_lengths or ()
    most = max((entry.per_year for entry in classes), default=0.0)
    for entry in classes:
        between = f"{words.duration(entry.from_h)} to {words.duration(entry.to_h)}"
        bar = "█" * round(_BAR * entry.per_year / most)
        yield f"    {between:<22} {bar:<{_BAR}} {words.figure(entry.per_year)}"


def _standby(generator: SimulatedStandby) -> str:
    return (
        f"{plain(generator.id, 40)}: called {words.how_often(generator.calls_per_year)}, "
        f"{words.duration(generator.called_h_per_year)} a year; "
        f"{words.counted(generator.units, 'set')} together run "
        f"{words.duration(generator.running_h_per_year)} a year "
        f"and fail to start {words.how_often(generator.start_failures_per_year)}"
    )


def _timeline(result: Trace, style: Style) -> Iterator[str]:
    yield style.strong(plain(result.site, 78))
    yield f"{', '.join(plain(name, 40) for name in result.fail)} fail for {moment(result.duration_h)}"
    yield ""
    yield from _lines(result.lines)
    yield ""
    for load in result.loads:
        yield from paragraph(_load(load), hanging=2)


def _lines(lines: Sequence[Happening]) -> Iterator[str]:
    """Yield one line per happening, its time where it is not that of the line before."""
    times = [moment(line.time_h) for line in lines]
    width = max((len(time) for time in times), default=0)
    before = ""
    for time, line in zip(times, lines, strict=True):
        yield f"{time if time != before else '':>{width}}  {plain(line.text, 100)}"
        before = time


def _load(load: LoadOutages) -> str:
    service = "" if load.service_back_h is None else f", service back after {moment(load.service_back_h)}"
    return f"{plain(load.id, 40)}: {_power(load)}{_cooling(load)}{service}"


def _power(load: LoadOutages) -> str:
    if not load.interruptions:
        return "never dark"
    if load.power_back_h is None:
        return "dark, and stays so"
    return f"dark for {moment(load.dark_h)}, power back after {moment(load.power_back_h)}"


def _cooling(load: LoadOutages) -> str:
    if not load.without_cooling_h:
        return ""
    hours = load.without_cooling_h
    return ", without cooling for good" if hours == math.inf else f", too warm for {moment(hours)}"


def moment(hours: float) -> str:
    """Return a time on a clock that runs from 0: "0 s", "100 ms", "12 s", "15 min 10 s", "3 h"."""
    seconds = hours * 3600
    if 0 < seconds < 1:
        return f"{seconds * 1000:.3g} ms"
    if seconds < 60:
        return f"{round(seconds, 2):g} s"
    whole = round(seconds)
    parts = ((whole // 3600, "h"), (whole // 60 % 60, "min"), (whole % 60, "s"))
    return " ".join(f"{number} {unit}" for number, unit in parts if number)
