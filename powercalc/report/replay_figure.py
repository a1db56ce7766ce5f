"""A replay as a picture: bars over time, and what was observed below what is computed.

matplotlib is imported here, when a picture is asked for.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from powercalc.report.escape import plain
from powercalc.report.picture import blank, save
from powercalc.report.replay import Clock
from powercalc.simulate.replay import Compared, LostInterval, Replay, Replayed

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_LOST, _NOT_READY, _OBSERVED = "#b3261e", "#e9b4af", "#1f4e8c"
_STATES = {
    "on battery": "#c77700",
    "battery spent": "#6b4a1f",
    "runs": "#2e7d32",
    "called, supplies nothing": "#8a8a8a",
}
_LEAST = 0.004
"""A bar is at least so wide, as a share of the time that is shown: minutes are seen beside days."""
_STEPS = (1 / 60, 5 / 60, 10 / 60, 0.5, 1, 2, 3, 6, 12, 24, 48, 168, 336, 720, 2160, 8760)
"""[h] What the marks of the axis may be apart."""
_MARKS = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class _PictureRow:
    """A row of the picture: bars with their colours, and what was observed of it."""

    name: str
    bars: tuple[tuple[LostInterval, str], ...]
    observed: tuple[Compared, ...] = ()


def draw_replay(result: Replay, path: Path) -> None:
    """Write a picture of a replay."""
    groups = {name: rows for name, rows in _groups(result).items() if rows}
    heights = [len(rows) + 0.6 for rows in groups.values()]
    figure = blank(10, 1.5 + 0.32 * sum(heights))
    all_axes = figure.subplots(len(groups), 1, sharex=True, squeeze=False, height_ratios=heights)[:, 0]
    for axes, (name, rows) in zip(all_axes, groups.items(), strict=True):
        _group(axes, name, rows, result.until_h)
    _time_axis(all_axes[-1], Clock(result.start), result.until_h)
    _legend(figure, groups.values())
    figure.suptitle(f"{_literal(result.name)} — {_literal(result.site)}")
    save(figure, path, dpi=130)


def _groups(result: Replay) -> dict[str, list[_PictureRow]]:
    return {
        "Services": [_row(each, result.observed) for each in result.services],
        "Loads": [_row(each, result.observed) for each in result.loads],
        "Batteries": list(_carriers(result, "battery")),
        "Generators": list(_carriers(result, "generator")),
    }


def _row(each: Replayed, observed: Iterable[Compared]) -> _PictureRow:
    """Return the row of a load or a service: lost in front of not ready."""
    bars = [(lost, _NOT_READY) for lost in each.not_ready or ()] + [(lost, _LOST) for lost in each.intervals]
    return _PictureRow(
        name=each.id, bars=tuple(bars), observed=tuple(seen for seen in observed if seen.what == each.id)
    )


def _carriers(result: Replay, kind: str) -> Iterator[_PictureRow]:
    for each in result.carriers:
        if each.kind == kind and each.intervals:
            bars = ((lost, _STATES[lost.why]) for lost in each.intervals)
            yield _PictureRow(name=each.id, bars=tuple(bars))


def _group(axes: Axes, name: str, rows: Sequence[_PictureRow], end: float) -> None:
    for place, row in enumerate(rows):
        axes.axhline(place - 0.12, color="#d9d9d9", lw=0.8, zorder=0)
        for lost, colour in row.bars:
            span = lost.from_h, end if lost.to_h is None else lost.to_h
            _bar(axes, span, (place - 0.32, 0.4), colour, end)
        for seen in row.observed:
            _seen(axes, seen, place, end)
    axes.set_yticks([place - 0.12 for place in range(len(rows))], [_literal(row.name) for row in rows])
    axes.set_ylim(len(rows) - 0.4, -0.7)
    axes.set_title(name, loc="left", fontsize=10)
    axes.tick_params(axis="y", length=0, labelsize=9)
    axes.spines[["top", "right", "left"]].set_visible(False)


def _bar(axes: Axes, span: tuple[float, float], rows: tuple[float, float], colour: str, end: float) -> None:
    """Draw a bar from one time to another, at a height and so high."""
    begin, to = span
    axes.broken_barh([(begin, max(to - begin, _LEAST * end))], rows, facecolors=colour, zorder=2)


def _seen(axes: Axes, seen: Compared, place: int, end: float) -> None:
    """Draw what was observed, below what is computed; what is not told of it is said."""
    low, height = place + 0.14, 0.16
    if seen.stayed:
        axes.text(_LEAST * end, low + 0.2, "observed: never lost", fontsize=7.5, color=_OBSERVED, va="center")
        return
    begin = seen.lost_h if seen.lost_h is not None else seen.back_h or 0.0
    _bar(axes, (begin, begin if seen.back_h is None else seen.back_h), (low, height), _OBSERVED, end)
    if seen.back_h is None:
        place_of_text = begin + 2 * _LEAST * end
        told = "lost; back not told"
        axes.text(place_of_text, low + 0.22, told, fontsize=7.5, color=_OBSERVED, va="center")


def _time_axis(axes: Axes, clock: Clock, end: float) -> None:
    """Mark the axis at round moments: dates and times of day, or times since the beginning."""
    step = next((step for step in _STEPS if end / step <= _MARKS), _STEPS[-1])
    first = 0.0
    if clock.start is not None:
        since_midnight = clock.start.hour + clock.start.minute / 60 + clock.start.second / 3600
        first = math.ceil(since_midnight / step - 1e-9) * step - since_midnight
    marks = [first + k * step for k in range(int((end - first) / step + 1e-9) + 1)]
    axes.set_xticks(marks, [_mark(clock, each, step) for each in marks], fontsize=8.5)
    axes.set_xlim(-0.01 * end, 1.01 * end)
    zone = f", {clock.zone}" if clock.zone else ""
    axes.set_xlabel("time since the beginning" if clock.start is None else f"{clock.day(0.0)[:4]}{zone}")


def _mark(clock: Clock, hours: float, step: float) -> str:
    if clock.start is None:
        return clock.time(hours)
    day, time = clock.day(hours)[5:], clock.time(hours)
    return day if step >= 24 else f"{day}\n{time}"


def _legend(figure: Figure, groups: Iterable[Sequence[_PictureRow]]) -> None:
    from matplotlib.patches import Patch

    rows = [row for group in groups for row in group]
    used = {colour for row in rows for _, colour in row.bars}
    named = {_LOST: "lost", _NOT_READY: "not ready yet", **{colour: name for name, colour in _STATES.items()}}
    patches = [Patch(color=colour, label=name) for colour, name in named.items() if colour in used]
    if any(row.observed for row in rows):
        patches.append(Patch(color=_OBSERVED, label="observed"))
    if patches:
        figure.legend(
            handles=patches, loc="outside lower center", ncols=len(patches), fontsize=8, frameon=False
        )


def _literal(text: str) -> str:
    """Return a text that is drawn as it is: a dollar sign would start a formula."""
    return plain(text, 60).replace("$", r"\$")
