"""A replay for a person: the timeline, what went without and why, and what was observed beside computed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from powercalc.report.escape import plain
from powercalc.report.layout import PLAIN, Style, paragraph, table
from powercalc.report.simulated import moment
from powercalc.simulate.replay import Compared, LostInterval, Replay, Replayed, TimelineEntry

_MINUTE = 1 / 60
Intervals = tuple[LostInterval, ...]


def replayed(result: Replay, style: Style = PLAIN) -> str:
    """Return a replay as text, ending with a new line."""
    return "\n".join(_told(result, style)) + "\n"


def _told(result: Replay, style: Style) -> Iterator[str]:
    clock = Clock(result.start)
    yield style.strong(plain(result.name, 78))
    yield f"{plain(result.site, 50)}, {clock.at(0.0)} to {clock.at(result.until_h)}"
    yield from ("", style.strong("What happened"))
    yield from _timeline(result.timeline, clock)
    yield from ("", style.strong("Loads"))
    yield from _went(result.loads, clock, "without power")
    if result.services:
        yield from ("", style.strong("Services"))
        yield from _went(result.services, clock, "down")
    if result.observed:
        yield from ("", style.strong("Observed beside computed"))
        yield from _observed(result.observed, clock)


class Clock:
    """How moments are written: as times since the beginning, or as date-times in the zone of the start."""

    def __init__(self, start: datetime | None) -> None:
        self.start = start

    def at(self, hours: float) -> str:
        """Return a moment in full."""
        if self.start is None:
            return moment(hours)
        return f"{self.in_zone(hours)} {self.zone}".strip()

    def in_zone(self, hours: float) -> str:
        """Return a moment in the zone that is told once."""
        return f"{self.day(hours)} {self.time(hours)}".strip()

    @property
    def zone(self) -> str:
        """The time zone as it was written; "" where there is none."""
        if self.start is None or self.start.tzinfo is None:
            return ""
        return self.start.isoformat()[-6:]

    def day(self, hours: float) -> str:
        """Return the day of a moment; "" without a start."""
        return "" if self.start is None else f"{self._moment(hours):%Y-%m-%d}"

    def time(self, hours: float) -> str:
        """Return the time of day of a moment, or the time since the beginning."""
        if self.start is None:
            return moment(hours)
        found = self._moment(hours)
        fraction = f".{found.microsecond // 1000:03d}".rstrip("0").rstrip(".")
        return f"{found:%H:%M:%S}{fraction}" if found.second or fraction else f"{found:%H:%M}"

    def _moment(self, hours: float) -> datetime:
        assert self.start is not None
        return self.start + timedelta(seconds=round(hours * 3600, 3))


def _timeline(lines: Sequence[TimelineEntry], clock: Clock) -> Iterator[str]:
    """Yield a line per happening under its day, its time where it is not that of the line before."""
    times = [clock.time(line.at_h) for line in lines]
    width = max((len(time) for time in times), default=0)
    day = before = ""
    for time, line in zip(times, lines, strict=True):
        if clock.day(line.at_h) != day:
            day, before = clock.day(line.at_h), ""
            yield " ".join(part for part in ("", day, clock.zone) if part)
        why = f" ({plain(line.why, 200)})" if _adds(line) else ""
        text = f"{time if time != before else '':>{width}}  {plain(line.text, 100)}{why}"
        yield from _hanging(text, width + 4)
        before = time


def _adds(line: TimelineEntry) -> bool:
    """Tell whether the reason says more than the line itself."""
    if line.stated:
        return line.why != "stated in the scenario"
    return bool(line.why) and line.event in ("dark", "down", "hot")


def _hanging(text: str, hanging: int) -> Iterator[str]:
    first = len(text) - len(text.lstrip())
    yield from paragraph(text.lstrip(), indent=2 + first, hanging=hanging - first)


def _went(each: Sequence[Replayed], clock: Clock, without: str) -> Iterator[str]:
    """Yield what loads or services went through, those together that went through the same."""
    alike: dict[tuple[Intervals, Intervals | None], list[str]] = {}
    for one in each:
        alike.setdefault((one.intervals, one.not_ready), []).append(plain(one.id, 60))
    for (intervals, not_ready), names in alike.items():
        if not intervals and not not_ready:
            yield from paragraph(f"never {without}: {', '.join(names)}", hanging=2)
            continue
        yield from paragraph(", ".join(names), hanging=2)
        yield from (line for lost in intervals for line in _interval(lost, clock, without, lost.why))
        if not_ready is not None and not_ready != intervals:
            yield from (line for lost in not_ready for line in _interval(lost, clock, "not ready", ""))


def _interval(lost: LostInterval, clock: Clock, without: str, why: str) -> Iterator[str]:
    because = f": {plain(why, 400)}" if why else ""
    yield from paragraph(f"{without} {_span(lost, clock)}{because}", indent=4, hanging=2)


def _span(lost: LostInterval, clock: Clock) -> str:
    """Return from when to when, in whole seconds where it is minutes or more, and for how long."""
    if lost.to_h is None:
        return f"from {clock.in_zone(_rounded(lost.from_h))} beyond the end"
    length = lost.to_h - lost.from_h
    begin, end = (_rounded(each) if length >= _MINUTE else each for each in (lost.from_h, lost.to_h))
    same_day = clock.day(begin) == clock.day(end)
    until = clock.time(end) if same_day else clock.in_zone(end)
    return f"{clock.in_zone(begin)} to {until}, {moment(_rounded(length))}"


def _rounded(hours: float) -> float:
    """Return a duration in whole seconds where it is one of minutes or more."""
    return round(hours * 3600) / 3600 if hours >= _MINUTE else hours


def _observed(observed: Sequence[Compared], clock: Clock) -> Iterator[str]:
    heads = ("", "lost", "computed", "back", "computed")
    rows = [heads, *(_row(each, clock) for each in observed)]
    yield from table(rows, left=5)
    sources = list(dict.fromkeys(each.source for each in observed if each.source))
    for source in sources:
        names = dict.fromkeys(plain(each.what, 40) for each in observed if each.source == source)
        yield from paragraph(f"{', '.join(names)}: {plain(source, 300)}", hanging=2)


def _row(each: Compared, clock: Clock) -> tuple[str, ...]:
    lost = "never" if each.stayed else _when(each.lost_h, clock, "not told")
    back = "" if each.stayed else _when(each.back_h, clock, "not told")
    computed = _when(each.computed_lost_h, clock, "never")
    if each.computed_lost_h is None:
        return plain(each.what, 28), lost, computed, back, ""
    return plain(each.what, 28), lost, computed, back, _when(each.computed_back_h, clock, "beyond the end")


def _when(hours: float | None, clock: Clock, nothing: str) -> str:
    if hours is None:
        return nothing
    if clock.start is None:
        return moment(_rounded(hours))
    return f"{clock.day(hours)[5:]} {clock.time(round(hours * 60) / 60)}"
