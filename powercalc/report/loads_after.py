"""What goes dark if: loads by what becomes of them, by room and rack; hundreds of them in one screen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from powercalc.flow.after_outage import AfterOutage, LoadAfter
from powercalc.flow.story import power
from powercalc.flow.too_full import Movable, TooFull
from powercalc.languages import listed
from powercalc.report.escape import plain
from powercalc.report.layout import Style, paragraph
from powercalc.report.name_ranges import few
from powercalc.report.words import counted

_ROOMS = 6
_RACKS = 8
"""So many racks of a section have a line each; more are told by room."""
_NAMES = 4
"""So many names or ranges stand in a line."""
_POINTS = 3
"""So many groups of what must not fail meanwhile are told."""
_MOVES = 6
_FULL = 5
"""So many elements that are too full are told."""


def after_lines(found: AfterOutage, style: Style) -> Iterator[str]:
    """Yield what becomes of the loads, what is too full, and what to do before."""
    dark = found.in_state("dark")
    yield from _section("Dark", dark, style.bad)
    if not dark:
        yield style.good("No load is dark then.")
    left = found.in_state("one path")
    yield from _section("Left on one path", left, style.strong)
    yield from _points([*left, *(each for each in found.in_state("undocumented") if each.left_on)])
    yield from _undocumented(found.in_state("undocumented"), style)
    yield from _untouched(found, style)
    yield from _too_full(found, style)
    yield from _before(found, style)


def _section(title: str, loads: Sequence[LoadAfter], dress: Callable[[str], str]) -> Iterator[str]:
    if loads:
        yield dress(f"{title}: {_how_many(loads)}")
        yield from _placed(loads)


def _placed(loads: Sequence[LoadAfter]) -> Iterator[str]:
    """Yield where loads stand: rack by rack, or of many by room."""
    if all(each.id == each.rack for each in loads):
        yield from _racks(loads)
        return
    racks = {(each.room, each.rack) for each in loads}
    yield from _by_rack(loads) if len(racks) <= _RACKS else _by_room(loads)


def _how_many(loads: Sequence[LoadAfter]) -> str:
    """Return "12 loads (40 units), 18 kW"."""
    units = sum(each.count for each in loads)
    more = f" ({units:,} units)" if units != len(loads) else ""
    drawn = [each.power_kw for each in loads if each.power_kw is not None]
    return f"{counted(len(loads), 'load')}{more}" + (f", {power(sum(drawn))}" if drawn else "")


def _racks(loads: Sequence[LoadAfter]) -> Iterator[str]:
    """Yield racks that are loads themselves, by room."""
    rooms = _grouped(loads, lambda each: (each.room,))
    for (room,), some in rooms[:_ROOMS]:
        told = f"{plain(room, 30)}: " if room is not None else ""
        yield from paragraph(
            f"{told}{_few((each.id for each in some), 2 * _NAMES)}{_because(some)}", hanging=2
        )
    yield from _more_rooms(rooms[_ROOMS:])


def _by_rack(loads: Sequence[LoadAfter]) -> Iterator[str]:
    for (room, rack), some in _grouped(loads, lambda each: (each.room, each.rack)):
        place = ", ".join(plain(name, 30) for name in (room, rack) if name is not None)
        told = f"{place}: " if place else ""
        yield from paragraph(f"{told}{_few(each.id for each in some)}{_because(some)}", hanging=2)


def _by_room(loads: Sequence[LoadAfter]) -> Iterator[str]:
    rooms = _grouped(loads, lambda each: (each.room,))
    for (room,), some in rooms[:_ROOMS]:
        racks = dict.fromkeys(each.rack for each in some if each.rack is not None)
        names, noun = (racks, "rack") if racks else ([each.id for each in some], "load")
        told = f"{plain(room, 30)}: " if room is not None else ""
        told += f"{counted(len(names), noun)} ({_few(names, 2 * _NAMES)})"
        yield from paragraph(told + (f", {counted(len(some), 'load')}" if racks else ""), hanging=2)
    yield from _more_rooms(rooms[_ROOMS:])


def _more_rooms(rooms: Sequence[tuple[tuple[str | None, ...], list[LoadAfter]]]) -> Iterator[str]:
    if rooms:
        number = counted(sum(len(some) for _, some in rooms), "load")
        yield f"  and {counted(len(rooms), 'place')} more with {number}; --format csv has them all"


def _grouped(
    loads: Sequence[LoadAfter], key: Callable[[LoadAfter], tuple[str | None, ...]]
) -> list[tuple[tuple[str | None, ...], list[LoadAfter]]]:
    found: dict[tuple[str | None, ...], list[LoadAfter]] = {}
    for each in loads:
        found.setdefault(key(each), []).append(each)
    return list(found.items())


def _few(names: Iterable[str], most: int = _NAMES) -> str:
    return plain(few(names, most))


def _because(loads: Sequence[LoadAfter]) -> str:
    return " (by what trips)" if all(each.by_overload for each in loads) else ""


def _points(loads: Sequence[LoadAfter]) -> Iterator[str]:
    """Yield what must not fail meanwhile: what most of the loads that are left on one path hang on."""
    behind: dict[str, int] = {}
    for each in loads:
        for point in each.left_on:
            behind[point] = behind.get(point, 0) + 1
    groups: dict[int, list[str]] = {}
    for point, number in behind.items():
        groups.setdefault(number, []).append(point)
    shared = [
        (number, names) for number, names in sorted(groups.items(), reverse=True) if len(names) <= _NAMES
    ]
    told = [
        f"{listed([*map(plain, names)])} ({counted(number, 'load')})" for number, names in shared[:_POINTS]
    ]
    if told:
        yield from paragraph(f"Meanwhile they hang on {'; '.join(told)}.", hanging=2)


def _undocumented(loads: Sequence[LoadAfter], style: Style) -> Iterator[str]:
    if not loads:
        return
    yield style.bad(f"Undocumented: {_how_many(loads)}")
    dark = [each for each in loads if each.dark]
    kept = [each for each in loads if not each.dark]
    if dark:
        yield from paragraph("dark, unless a cord holds of which nobody documented where it leads:")
        yield from _indented(_placed(dark))
    if kept:
        yield from paragraph("fed by one documented path; where the other cord leads is not documented:")
        yield from _indented(_placed(kept))


def _indented(lines: Iterable[str]) -> Iterator[str]:
    return (f"  {line}" for line in lines)


def _untouched(found: AfterOutage, style: Style) -> Iterator[str]:
    loads = found.in_state("untouched")
    if not loads:
        return
    text = f"Untouched: {_how_many(loads)}"
    more = [
        (sum(each.dark_before for each in loads), "without power as before"),
        (sum(each.one_path_before and not each.dark_before for each in loads), "on one path as before"),
        (sum(bool(each.undocumented_cords) for each in loads), "with cords that nobody documented"),
    ]
    told = [f"{number:,} {what}" for number, what in more if number]
    aside = f"; of them {listed(told)}" if told else ""
    first, *rest = paragraph(f"{text}{aside}", indent=0, hanging=2)
    yield first.replace("Untouched", style.strong("Untouched"), 1)
    yield from rest


def _too_full(found: AfterOutage, style: Style) -> Iterator[str]:
    if not found.too_full:
        return
    yield ""
    yield style.bad("Above what they may carry then")
    for each in _fullest(found)[:_FULL]:
        yield from paragraph(_full(each), hanging=2)
    if len(found.too_full) > _FULL:
        yield f"  and {len(found.too_full) - _FULL} more; --format csv has them all"


def _fullest(found: AfterOutage) -> list[TooFull]:
    return sorted(found.too_full, key=lambda each: each.allowed_kw / each.then_kw)


def _full(each: TooFull) -> str:
    share = f"{100 * each.then_kw / each.allowed_kw:.0f} %" if each.allowed_kw else "all of nothing"
    may = f"{power(each.limit_kw)}"
    if each.planned_kw is not None and not each.beyond_limit:
        may = f"{power(each.planned_kw)} planned ({power(each.limit_kw)} at most)"
    ends = ", and trips" if each.trips else ""
    return f"{plain(each.id, 40)}: {power(each.then_kw)} of {may}, {share}{ends}; {power(each.normal_kw)} now"


def _before(found: AfterOutage, style: Style) -> Iterator[str]:
    told = [*_loads_to_move(found), *_to_find_out(found), *_cords_to_move(found)]
    if not told:
        return
    yield ""
    yield style.strong("To do before")
    for each in told:
        yield from paragraph(f"- {each}", hanging=2)


def _to_find_out(found: AfterOutage) -> Iterator[str]:
    if unsure := found.in_state("undocumented"):
        what = "cord" if sum(each.undocumented_cords * each.count for each in unsure) == 1 else "cords"
        names = _few((each.id for each in unsure), 2 * _NAMES)
        yield f"find out where the undocumented {what} of {names} {'leads' if what == 'cord' else 'lead'}"


def _cords_to_move(found: AfterOutage) -> Iterator[str]:
    """Yield where the loads that go dark could have a cord, rack by rack."""
    dark = [each for each in found.in_state("dark") if not each.by_overload]
    nowhere, beside = list[str](), list[str]()
    for (place,), some in _grouped(dark, lambda each: (each.rack or each.room,)):
        live = found.live_beside.get(place, ()) if place is not None else ()
        if live:
            names = _few(each.id for each in some)
            beside.append(f"a cord of {names} to {_few(live, 2)}")
        elif place is not None:
            nowhere.append(place)
    if nowhere:
        what = "that feeds its loads" if len(nowhere) == 1 else "that feeds loads there"
        yield f"feed {_few(nowhere, 8)} from elsewhere: nothing {what} is live then"
    yield from (f"{each}, which is live" for each in beside[:_MOVES])
    if left := len(beside) - _MOVES:
        yield from [f"as much in {counted(left, 'rack')} more"] if left > 0 else []


def _loads_to_move(found: AfterOutage) -> Iterator[str]:
    for each in _fullest(found)[:_FULL]:
        if each.move:
            loads = listed([_movable(load) for load in each.move[:_NAMES]])
            rest = f" and {len(each.move) - _NAMES} more" if len(each.move) > _NAMES else ""
            yield f"take {power(each.excess_kw)} off {plain(each.id, 40)}, for instance {loads}{rest}"


def _movable(each: Movable) -> str:
    units = f"{counted(each.units, 'unit')} of " if each.units > 1 else ""
    return f"{units}{plain(each.load, 40)} ({power(each.kw)})"
