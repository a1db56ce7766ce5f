"""An options file in, options out; or every problem of the file at once, each with its place.

The format is that of a site file, and it is read by the same means.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from powercalc.components.problems import shown
from powercalc.components.spelling import Vocabulary, nearest, quoted
from powercalc.errors import Problem, SiteError
from powercalc.improvement.applying import problems_together, read_option
from powercalc.improvement.option import Option
from powercalc.improvement.option_tables import Accounting, OptionTable, needed_by
from powercalc.improvement.present_cost import PresentCost
from powercalc.site import Site
from powercalc.site.tables import made, not_a_table, tables

WHAT = "an options file (TOML)"
MOST = 24
"""So many options are taken: of more, the sets cannot even be counted one by one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionsFile:
    """What could be done to a site, and how money is counted."""

    options: tuple[Option, ...]
    accounting: Accounting
    text: str | None = None
    file: str | None = None

    @property
    def money(self) -> PresentCost:
        """How amounts of later years count."""
        return PresentCost(
            life_h=self.accounting.life,
            discount_rate=self.accounting.discount_rate,
            cost_of_downtime=self.accounting.cost_of_downtime,
        )


def read_options(path: Path | str, site: Site) -> OptionsFile:
    """Read an options file for a site, or standard input for "-".

    Raises `SiteError` with every problem and its place.
    """
    from powercalc.site.file import text_of
    from powercalc.site.syntax import values_of

    text, file = text_of(path, what=WHAT)
    bare = text.removeprefix("\ufeff")
    return options_of(values_of(bare, file, what="an options file"), site, text=bare, file=file)


def options_of(
    values: Mapping[str, Any], site: Site, *, text: str | None = None, file: str | None = None
) -> OptionsFile:
    """Return options from the values of a file. Raises `SiteError` with every problem."""
    from powercalc.site.positions import located

    problems: list[Problem] = [_unknown(name) for name in values if name not in ("improve", "option")]
    accounting = _accounting(values, site, problems)
    stated = list(_stated(values, problems))
    problems += _between(stated, list(values.get("option", ())) if _has_tables(values) else [])
    problems += _by_the_year(stated, accounting)
    sound = not problems
    reading = [read_option(table, stated, site, problems) for table in stated]
    options = tuple(option for option in reading if option is not None)
    if sound and not problems:
        problems += problems_together(site, options)
    if problems:
        raise SiteError(located(problems, text, file))
    return OptionsFile(options=options, accounting=accounting, text=text, file=file)


def _unknown(name: str) -> Problem:
    near = nearest(name, ("improve", "option"))
    expected = None if near else "[improve] and [option.NAME]"
    return Problem(path=(name,), text="is no table of an options file", suggestion=near, expected=expected)


def _has_tables(values: Mapping[str, Any]) -> bool:
    return isinstance(values.get("option"), dict)


def _accounting(values: Mapping[str, Any], site: Site, problems: list[Problem]) -> Accounting:
    given = values.get("improve", {})
    if not isinstance(given, dict):
        problems.append(not_a_table(("improve",), given, "a table [improve]"))
        return Accounting()
    found = made(Accounting, ("improve",), given, problems) or Accounting()
    if found.load is not None and (problem := no_such_measured(found.load, site)):
        problems.append(problem)
    return found


def no_such_measured(name: str, site: Site) -> Problem | None:
    """Return the problem of a name that is neither that of a load nor that of a service."""
    known = Vocabulary([*(load.id for load in site.loads), *(service.id for service in site.services)])
    if name in known:
        return None
    return Problem(
        path=("improve", "load"),
        text="no load and no service has this id",
        found=shown(name),
        suggestion=quoted(known.nearest(name)),
    )


def _stated(values: Mapping[str, Any], problems: list[Problem]) -> Iterator[OptionTable]:
    if not values.get("option", {"": None}):
        problems.append(Problem(path=("option",), text="there is no option", expected="tables [option.NAME]"))
    if "option" not in values:
        problems.append(Problem(text="no [option.NAME] says what could be done", expected="[option.NAME]"))
    for name, keys in tables(values, "option", problems):
        table = made(OptionTable, ("option", name), keys, problems, id=name)
        if table is not None:
            yield table
            problems += _incomplete(table)
    if _has_tables(values) and len(values["option"]) > MOST:
        text = f"has {len(values['option'])} options, and their sets are too many to be told apart"
        problems.append(Problem(path=("option",), text=text, expected=f"at most {MOST}"))


def _incomplete(table: OptionTable) -> Iterator[Problem]:
    path = ("option", table.id)
    if table.cost is None and not table.cost_per_year:
        yield Problem(
            path=path,
            text="does not say what it costs",
            expected="cost to be filled in, a plain number in the currency of [improve]; 0 if nothing",
        )
    if not (table.remove or table.set or table.add):
        yield Problem(
            path=path,
            text="does nothing",
            expected=f"[option.{table.id}.set.ID], [option.{table.id}.add.KIND.ID] or remove",
        )


def _by_the_year(stated: list[OptionTable], accounting: Accounting) -> Iterator[Problem]:
    """Yield what is counted by the year where nothing says how many years count."""
    if accounting.life is not None:
        return
    by_year = [("option", table.id, "cost_per_year") for table in stated if table.cost_per_year]
    by_year += [("improve", "cost_of_downtime")] * (accounting.cost_of_downtime is not None)  # type: ignore[list-item]
    for path in by_year:
        text = "counts by the year, and nothing says for how many"
        yield Problem(path=path, text=text, expected='life in [improve], such as life = "15 year"')


def _between(stated: list[OptionTable], names: list[str]) -> Iterator[Problem]:
    """Yield what is wrong between options: names that are none, and what cannot be together."""
    known = Vocabulary(names)
    for table in stated:
        for key in ("requires", "excludes"):
            for name in dict.fromkeys(getattr(table, key)):
                path = ("option", table.id, key)
                if name == table.id:
                    yield Problem(path=path, text=f"{key} itself", found=shown(name))
                elif name not in known:
                    yield Problem(
                        path=path,
                        text="there is no option of this name",
                        found=shown(name),
                        suggestion=quoted(known.nearest(name)),
                    )
    yield from _circles(stated)
    yield from _never_together(stated)


def _circles(stated: list[OptionTable]) -> Iterator[Problem]:
    """Yield each circle of requirements once, where it begins in the file."""
    from powercalc.site.walks import loops

    order = {table.id: place for place, table in enumerate(stated)}
    needs = {table.id: [name for name in table.requires if name in order] for table in stated}
    for loop in loops(needs):
        start = loop.index(min(loop, key=order.__getitem__))
        way = [loop[(start - step) % len(loop)] for step in range(len(loop) + 1)]
        yield Problem(
            path=("option", way[0], "requires"),
            text=f"requires itself: {' → '.join(way)}",
            expected="requirements in one direction",
        )


def _never_together(stated: list[OptionTable]) -> Iterator[Problem]:
    """Yield the options that require what they exclude, or two that exclude each other: they can never be."""
    by_id = {table.id: table for table in stated}
    for table in stated:
        needed = [table.id, *needed_by(table, stated)]
        for one in needed:
            for other in by_id[one].excludes:
                if other in needed and other != one:
                    yield Problem(path=("option", table.id), text=_why_never(table.id, one, other))


def _why_never(option: str, one: str, other: str) -> str:
    if option == one:
        return f'requires "{other}", which it excludes'
    if option == other:
        return f'requires "{one}", which excludes it'
    return f'requires "{one}" and "{other}", which exclude each other'
