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
from powercalc.results.chances import ChanceNow
from powercalc.results.now_result import DARK, DOWN, NORMAL, UP, Deadline, Now, PointNow, Repair, ThingDown

_MOST = 30
"""So many rows are shown, the likeliest to be interrupted."""
_NAME = 34
_NAMED = 8
"""So many components are named in a row."""
_TOLD = 0.02
"""What may have come about already is told from this share of a chance on."""
OFF = 0.05
"""How far a chance may be off is told from this share of it on."""
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
    """Yield what takes whom: one unit more of each, failing now; whom nothing takes stands last."""
    yield ""
    yield style.strong("One more failure that takes")
    found: dict[tuple[tuple[str, ...], tuple[str, ...]], list[str]] = {}
    for points in (result.loads, result.services):
        groups: dict[tuple[tuple[str, ...], tuple[str, ...]], list[PointNow]] = {}
        for point in points:
            if point.state not in {DARK, DOWN}:
                groups.setdefault((point.one_away, point.one_away_briefly), []).append(point)
        for key, group in groups.items():
            found.setdefault(key, []).append(_names(group, result))
    for lasting, brief in sorted(found, key=lambda each: (not each[0], not each[1])):
        told = named(lasting, result) if lasting else "none"
        briefly = f"; for a moment: {named(brief, result)}" if brief else ""
        yield from paragraph(f"{', '.join(found[lasting, brief])}: {told}{briefly}", hanging=2)
    if not found:
        yield "  all of them are dark"


def _names(points: Sequence[PointNow], result: Now, most: int = 3) -> str:
    """Return the names of loads, or of services, of which that is said."""
    names = some([each.id for each in points], lambda name: plain(name, _NAME), most=most)
    if not result.services or points[0] not in result.services:
        return names
    return f"service {names}" if len(points) == 1 else f"services {names}"


def named(ids: Sequence[str], result: Now) -> str:
    """Return components as a sentence has them, a bank as one unit of it."""
    shown = [_unit(name, result) for name in ids[:_NAMED]]
    return listed([*shown, f"{len(ids) - _NAMED:,} more"] if len(ids) > _NAMED else shown)


def _unit(name: str, result: Now) -> str:
    return (
        say("one unit of {id}", id=plain(name, 40)) if result.units_of.get(name, 1) > 1 else plain(name, 40)
    )


def _chances(result: Now, style: Style) -> Iterator[str]:
    loads, services = alike(result.loads), alike(result.services)
    shown = loads[:_MOST] if len(loads) > _MOST else loads
    durations = [each.duration for each in result.any_load.interruption]
    for most in (3, 2, 1):
        cells = [["Interrupted within", *durations], *_rows(shown, result, most)]
        if len(result.loads) > 1:
            cells.append(["  any load", *figures(result.any_load.interruption)])
        cells += _rows(services, result, most)
        if _fits(cells):
            break
    yield ""
    if _fits(cells):
        head, *lines = table(cells, indent=0)
        yield style.strong(head)
        yield from lines
    else:
        yield style.strong("Interrupted within")
        for name, *shares in cells[1:]:
            told = ", ".join(f"{each} in {time}" for each, time in zip(shares, durations, strict=True))
            yield from paragraph(f"{name.strip()}: {told}", hanging=2)
    if len(shown) < len(loads):
        yield f"  and {len(loads) - len(shown):,} more, none of them likelier; --format json has them all"


def _fits(cells: Sequence[Sequence[str]]) -> bool:
    """Tell whether the rows fit side by side, two signs between their columns."""
    return sum(max(map(wide, column)) + 2 for column in zip(*cells, strict=True)) <= WIDTH


def _rows(groups: Sequence[Sequence[PointNow]], result: Now, most: int) -> Iterator[list[str]]:
    """Yield a row for each group, and one for all that it needs where that is more than power."""
    for group in groups:
        yield [f"  {_names(group, result, most)}", *figures(group[0].interruption)]
        if more := needed_more(group[0]):
            yield [f"    {say('with all needed')}", *figures(more)]


def needed_more(point: PointNow) -> tuple[ChanceNow, ...]:
    """Return the chances of all that a load needs, where they are told otherwise than those of its power."""
    return point.needs if point.needs and figures(point.needs) != figures(point.interruption) else ()


def alike(points: Sequence[PointNow]) -> list[list[PointNow]]:
    """Return points of equal figures together, the likeliest to be interrupted first."""
    groups: dict[tuple[tuple[float, ...], tuple[float, ...]], list[PointNow]] = {}
    for point in points:
        own, needs = (
            tuple(float(f"{each.probability:.9g}") for each in chances)
            for chances in (point.interruption, point.needs)
        )
        groups.setdefault((own, needs), []).append(point)
    return sorted(groups.values(), key=_likely)


def _likely(group: Sequence[PointNow]) -> tuple[float, ...]:
    """What comes first in a list: what is likeliest within the longest time, then within shorter ones."""
    listed = sorted((*group[0].interruption, *group[0].needs), key=lambda each: -each.hours)
    return tuple(-each.probability for each in listed)


def figures(chances: Sequence[ChanceNow]) -> list[str]:
    """Return chances as they are said."""
    return [_chance(each) for each in chances]


def _chance(chance: ChanceNow) -> str:
    """Return a chance, and how far it may be off where that matters to a second digit."""
    if chance.probability >= 1:
        return say("certain")
    told = words.percent(chance.probability)
    if chance.error <= OFF * chance.probability:
        return told
    return say("{chance} ± {error}", chance=told.removesuffix(" %"), error=words.percent(chance.error, 1))


def _repairs(result: Now, style: Style) -> Iterator[str]:
    if not result.repair_first:
        return
    longest = max(result.any_load.interruption, key=lambda each: each.hours)
    before = figures([longest])[0]
    one = len(result.loads) == 1
    who = plain(result.loads[0].id, _NAME) if one else "any load"
    yield ""
    yield style.strong(f"Repair first ({who} interrupted within {longest.duration})")
    yield from table(
        [[plain(each.id, _NAME), f"{before} ->", repaired(each)] for each in result.repair_first[:_MOST]]
    )


def repaired(repair: Repair) -> str:
    """Return the chance that is left when something has been repaired."""
    return _chance(
        ChanceNow(duration="", hours=0.0, probability=repair.interruption_without, error=repair.error)
    )


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
    yield from paragraph(f"{text} {off_told(result)}".rstrip(), 0)


def off_told(result: Now) -> str:
    """Return how far the chances may be off by what the method leaves out."""
    points = [result.any_load, *result.loads, *result.services]
    chances = [each for point in points for each in (*point.interruption, *point.needs)]
    shares = [each.error / each.probability for each in chances if 0 < each.probability < 1]
    if not shares:
        return ""
    within = max((share for share in shares if share <= OFF), default=0.0)
    if max(shares) <= OFF:
        return say(
            "What this leaves out is some {share} of a chance at most.", share=words.percent(within, 1)
        )
    told = say("± is how far a chance may be off by what this leaves out.")
    if within:
        told += say(" The others may be off by {share} of each.", share=words.percent(within, 1))
    return told
