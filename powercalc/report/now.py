"""A site at this moment, as text for a screen at three in the morning, and as JSON.

The state first, then what runs out, then what may take what, then how likely, then what to mend.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from powercalc.languages import listed, noted, say
from powercalc.report import statements, words
from powercalc.report.escape import plain
from powercalc.report.grouping import some
from powercalc.report.json_text import json_text
from powercalc.report.layout import WIDTH, Style, paragraph, table, wide
from powercalc.results.now_result import DARK, DOWN, NORMAL, UP, Deadline, Now, PointNow, ThingDown

_MOST = 30
"""So many rows are shown, the likeliest to be interrupted."""
_NAME = 34
_NAMED = 8
"""So many components are named in a row."""
_TOLD = 0.02
"""What may have come about already is told from this share of a chance on."""
_WORST = (DARK, "on battery", "on bypass", "on generator", NORMAL, DOWN, "recovering", UP)


def render(result: Now, form: str, style: Style) -> str:
    """Return the result as "text" or "json", ending with a new line."""
    if form == "json":
        return json_text(result.to_dict())
    return "\n".join(_lines(result, style)) + "\n"


def _lines(result: Now, style: Style) -> Iterator[str]:
    yield style.strong(plain(result.site, 78))
    yield ""
    yield from _down(result.down)
    yield from _states("Loads", result.loads, style)
    yield from _states("Services", result.services, style)
    yield from _deadlines(result.deadlines, style)
    yield from _one_away(result, style)
    yield from _chances(result, style)
    yield from _repairs(result, style)
    yield from _meant(result)
    if result.not_considered:
        yield ""
        yield style.strong("Not considered")
    for item in result.not_considered:
        yield from paragraph(f"{statements.aspect(item.what, plain)}: {plain(item.why)}", hanging=2)


def _down(down: Sequence[ThingDown]) -> Iterator[str]:
    for told in down_told(down):
        yield from paragraph(told, 0, 2)


def down_told(down: Sequence[ThingDown]) -> Iterator[str]:
    """Yield what is down, since when, and when it is back on average."""
    if not down:
        yield say("Nothing is said to be down.")
    for each in down:
        back = say("nobody says when it is back")
        if each.back_hours is not None:
            back = say("back in {time} on average", time=time_told(each.back_hours))
        name = plain(each.id, 40)
        if each.units != each.count or each.count != 1:
            name = say("{id}, {units} of {number} units", id=name, units=each.units, number=each.count)
        if each.since_hours:
            yield say("Down for {time}: {id} ({back})", time=time_told(each.since_hours), id=name, back=back)
        else:
            yield say("Down since just now: {id} ({back})", id=name, back=back)


def time_told(hours: float) -> str:
    """Return a time from now."""
    return say("no time") if hours <= 0 else words.duration(hours)


def _groups(points: Sequence[PointNow]) -> list[tuple[str, list[PointNow]]]:
    """The points by what is told of them, the worst first."""
    found: dict[str, list[PointNow]] = {}
    for point in order(points):
        found.setdefault(state_told(point), []).append(point)
    return list(found.items())


def order(points: Sequence[PointNow]) -> list[PointNow]:
    """Return the points, the worst first."""
    return sorted(points, key=lambda each: _WORST.index(each.state))


def _states(title: str, points: Sequence[PointNow], style: Style) -> Iterator[str]:
    if not points:
        return
    yield ""
    yield style.strong(title)
    for said, group in _groups(points):
        names = some([each.id for each in group], lambda name: plain(name, _NAME))
        bad = group[0].state in {DARK, DOWN}
        text = f"{names}: {said}"
        for line in paragraph(text, hanging=2):
            yield style.bad(line) if bad else line


def state_told(point: PointNow) -> str:
    """Return what a load is fed from, or that it is dark, and until when."""
    said = say(_STATES[point.state])
    if point.state == DARK and point.back_hours is not None:
        said += say(", back in {time} on average", time=time_told(point.back_hours))
    if point.lacks:
        said += say(", without {names}", names=listed(list(point.lacks)))
    if point.dark_in_hours is not None:
        said += say(", dark in {time} if nothing comes back", time=time_told(point.dark_in_hours))
    return said


_STATES = {
    DARK: noted("DARK"),
    "on battery": noted("on battery"),
    "on bypass": noted("on bypass"),
    "on generator": noted("on generator"),
    NORMAL: noted("normal"),
    DOWN: noted("down"),
    "recovering": noted("recovering"),
    UP: noted("up"),
}


def _deadlines(deadlines: Sequence[Deadline], style: Style) -> Iterator[str]:
    if not deadlines:
        return
    yield ""
    yield style.strong("Runs out")
    for each in deadlines[:_MOST]:
        yield f"  {plain(each.id, _NAME)}: {deadline_told(each)}"
    if len(deadlines) > _MOST:
        yield f"  and {len(deadlines) - _MOST:,} more, all of them later"


def deadline_told(each: Deadline) -> str:
    """Return how long something lasts, of what, and when it is fed again."""
    left = say("spent") if each.hours <= 0 else say("{time} left", time=time_told(each.hours))
    if each.fed_again_hours is None:
        return f"{left} ({say(_LEVELS.get(each.what, each.what))})"
    again = say(", fed again in {time}", time=time_told(each.fed_again_hours))
    return f"{left} ({say(_LEVELS.get(each.what, each.what))}){again}"


_LEVELS = {"battery": noted("battery"), "fuel": noted("fuel"), "cooling": noted("cooling")}


def _one_away(result: Now, style: Style) -> Iterator[str]:
    """Yield what takes whom: one unit more of each, failing now."""
    yield ""
    yield style.strong("One more failure that takes")
    points = [point for point in (*result.loads, *result.services) if point.state not in {DARK, DOWN}]
    found: dict[tuple[tuple[str, ...], tuple[str, ...]], list[str]] = {}
    for point in points:
        found.setdefault((point.one_away, point.one_away_briefly), []).append(point.id)
    for (lasting, brief), names in found.items():
        whom = some(names, lambda name: plain(name, _NAME))
        told = named(lasting, result) if lasting else "none"
        briefly = f"; for a moment: {named(brief, result)}" if brief else ""
        yield from paragraph(f"{whom}: {told}{briefly}", hanging=2)
    if not points:
        yield "  all of them are dark"


def named(ids: Sequence[str], result: Now) -> str:
    """Return components as a sentence has them, a bank as one unit of it."""
    shown = [_unit(name, result) for name in ids[:_NAMED]]
    return listed([*shown, f"{len(ids) - _NAMED:,} more"] if len(ids) > _NAMED else shown)


def _unit(name: str, result: Now) -> str:
    return (
        say("one unit of {id}", id=plain(name, 40)) if result.units_of.get(name, 1) > 1 else plain(name, 40)
    )


def _chances(result: Now, style: Style) -> Iterator[str]:
    rows = [*alike(result.loads)]
    shown = sorted(rows, key=lambda row: -row[1][-1])[:_MOST] if len(rows) > _MOST else rows
    durations = [each.duration for each in result.any_load.interruption]
    cells = [
        ["Interrupted within", *durations],
        *([f"  {name}", *figures(chances)] for name, chances in shown),
    ]
    if len(result.loads) > 1:
        cells.append(["  any load", *figures(chances_of(result.any_load))])
    cells += [[f"  {name}", *figures(chances)] for name, chances in alike(result.services)]
    yield ""
    if sum(max(wide(row[place]) for row in cells) + 2 for place in range(len(cells[0]))) <= WIDTH:
        head, *lines = table(cells, indent=0)
        yield style.strong(head)
        yield from lines
    else:
        yield style.strong("Interrupted within")
        for name, *shares in cells[1:]:
            told = ", ".join(f"{each} in {time}" for each, time in zip(shares, durations, strict=True))
            yield from paragraph(f"{name.strip()}: {told}", hanging=2)
    if len(shown) < len(rows):
        yield f"  and {len(rows) - len(shown):,} more, none of them likelier; --format json has them all"


def alike(points: Sequence[PointNow]) -> Iterator[tuple[str, list[float]]]:
    """Yield points of equal figures together, each with a name, and with all they need behind."""
    groups: dict[tuple[tuple[float, ...], tuple[float, ...]], list[PointNow]] = {}
    for point in points:
        needs = tuple(float(f"{each.probability:.9g}") for each in point.needs)
        groups.setdefault((tuple(float(f"{x:.9g}") for x in chances_of(point)), needs), []).append(point)
    for (_, needs), group in groups.items():
        yield some([each.id for each in group], lambda name: plain(name, _NAME)), chances_of(group[0])
        if needs and figures(needs) != figures(chances_of(group[0])):
            yield f"  {say('with all needed')}", list(needs)


def chances_of(point: PointNow) -> list[float]:
    """Return its chances of an interruption."""
    return [each.probability for each in point.interruption]


def figures(chances: Sequence[float]) -> list[str]:
    """Return chances as they are said."""
    return [say("certain") if each >= 1 else words.percent(each) for each in chances]


def _repairs(result: Now, style: Style) -> Iterator[str]:
    if not result.repair_first:
        return
    longest = max(result.any_load.interruption, key=lambda each: each.hours)
    one = len(result.loads) == 1
    who = plain(result.loads[0].id, _NAME) if one else "any load"
    yield ""
    yield style.strong(f"Repair first ({who} interrupted within {longest.duration})")
    rows = [
        [each.id, f"{figures([each.interruption])[0]} ->", figures([each.interruption_without])[0]]
        for each in result.repair_first[:_MOST]
    ]
    yield from table([[plain(name, _NAME), before, after] for name, before, after in rows])


def _meant(result: Now) -> Iterator[str]:
    yield ""
    already = [
        point
        for point in result.loads
        if point.state != DARK and point.interrupted_already > _TOLD * point.interruption[0].probability
    ]
    text = (
        "What is named is down, and comes back in its own time; all else is as the long run has it, in "
        "repair at this moment perhaps, and goes on failing and being repaired."
    )
    if already:
        most = max(already, key=lambda each: each.interrupted_already)
        text += (
            " The chances contain what may have come about already by what nobody has named, up to "
            f"{words.percent(most.interrupted_already)}."
        )
    yield from paragraph(text, 0)
