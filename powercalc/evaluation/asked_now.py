"""What is said of a site at this moment, as texts: ID[:UNITS][@SINCE], ID=PERCENT, ID=TIME.

SINCE is a time, a date-time that is over, or what the clock showed last: "5 min", 2026-11-29T02:55, 02:55.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from powercalc.components import Component, Generator, Storage
from powercalc.components.spelling import nearest, quoted
from powercalc.errors import CallError
from powercalc.response.down_now import DownNow, Restoration, StateNow
from powercalc.site import Site
from powercalc.site.asked import units_asked
from powercalc.units import ValueProblem
from powercalc.units import hours as hours_of
from powercalc.units import probability as share_of

LONGEST = 8760.0
"""Nobody asks for longer, nor for what has been down for longer, [h]."""
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
_SINCE = 'since when: a time such as "12 min", of the clock 02:55, or 2026-11-29T02:55'


@dataclass
class AskedNow:
    """Reads what is said, and gathers all that is wrong with it."""

    site: Site
    problems: list[str] = field(default_factory=list)

    def state(self, down: Sequence[str], battery: Mapping[str, Any], fuel: Mapping[str, Any]) -> StateNow:
        """What is known of the site at this moment."""
        found: dict[str, DownNow] = {}
        said = [each for text in down for each in self._down(text)]
        oldest = max((since for _, _, since in said if since is not None), default=0.0)
        for name, units, since in said:
            if name in found:
                self.problems.append(f'"{name}" is said to be down twice; say it once, with all its units')
            found[name] = DownNow(id=name, units=units, since=oldest if since is None else since)
        self._overdue(found)
        return StateNow(
            down=tuple(found.values()),
            batteries={name: left for name, given in battery.items() for left in self._battery(name, given)},
            fuel={name: left for key, given in fuel.items() for name, left in self._fuel(key, given)},
        )

    def hours(self, durations: Sequence[Any]) -> tuple[float, ...]:
        """The durations, [h]."""
        found = [at for each in durations for at in self._hours(quoted_or_not(each), each)]
        for at in found:
            if not 0 < at <= LONGEST:
                self.problems.append(f"{at:g} h is no time to ask for; expected more than none, up to a year")
        if not durations:
            self.problems.append('no duration is asked for; expected at least one, such as "8 h"')
        return tuple(dict.fromkeys(found))

    def check(self) -> None:
        """Raise `CallError` with all that is wrong."""
        if self.problems:
            raise CallError(*self.problems)

    # -- one text each -------------------------------------------------------------------------

    def _down(self, text: str) -> Iterator[tuple[str, int, float | None]]:
        """Yield what a text means: ID, how many units, since when."""
        what, at, ago = (part.strip() for part in text.partition("@"))
        since: list[float | None] = [*self._since(text, ago)] if at else [None]
        named = self._named(what)
        if since and named is not None:
            yield (*named, since[0])

    def _since(self, text: str, ago: str) -> Iterator[float]:
        """Yield for how long something has been down, [h]: a time, or a date-time that is over."""
        if _DATE.match(ago):
            found = [self._passed(text, ago)]
        else:
            found = [_by_the_clock(ago)] if _CLOCK.fullmatch(ago) else [*self._ago(text, ago)]
        for hours in found:
            if hours is not None and hours > LONGEST:
                self.problems.append(
                    f'"{text}": what has been down for more than a year is no part of the site'
                )
            elif hours is not None:
                yield hours

    def _ago(self, text: str, ago: str) -> Iterator[float]:
        try:
            yield hours_of(ago)
        except ValueProblem as problem:
            near = f"; did you mean {problem.suggestion}?" if problem.suggestion else ""
            self.problems.append(f'"{text}": "{ago}" {problem.text}; expected {_SINCE}{near}')

    def _passed(self, text: str, moment: str) -> float | None:
        """How long ago a date-time was, [h]; without a time zone, that of this machine."""
        try:
            then = datetime.fromisoformat(moment)
        except ValueError:
            self.problems.append(f'"{text}": "{moment}" is no date-time; expected such as 2026-11-29T02:55')
            return None
        hours = (datetime.now().astimezone() - then.astimezone()) / timedelta(hours=1)
        if hours < 0:
            self.problems.append(
                f'"{text}": {moment} lies in the future; expected since when it has been down'
            )
            return None
        return hours

    def _named(self, what: str) -> tuple[str, int] | None:
        """The component that is meant and how many of its units, where it can be down."""
        known = self.site.graph.components.values()
        counts = {each.id: each.count for each in known if not each.is_load}
        loads = [each.id for each in known if each.is_load]
        try:
            ((name, units),) = units_asked([what], counts, loads).items()
        except CallError as error:
            self.problems.append(str(error))
            return None
        return name, units

    def _hours(self, said: str, given: Any) -> Iterator[float]:
        try:
            yield hours_of(given)
        except ValueProblem as problem:
            self.problems.append(f"{said} {_told(problem)}")

    def _battery(self, name: str, given: Any) -> Iterator[float]:
        """Yield for how long what is in it lasts, [h]."""
        component = self._one(name, Storage, "a battery")
        try:
            share = share_of(given)
        except ValueProblem as problem:
            self.problems.append(f"the battery of {name}: {quoted_or_not(given)} {_told(problem)}")
            return
        if component is not None:
            yield share * (component.autonomy or 0.0)

    def _fuel(self, name: str, given: Any) -> Iterator[tuple[str, float]]:
        """Yield for how long each generator on a tank can run on what is in it, [h]."""
        component = self._one(name, Generator, "a tank")
        found = [*self._hours(f"the fuel of {name}: {quoted_or_not(given)}", given)]
        if component is None or not found:
            return
        if component.fuel_autonomy is None:
            self.problems.append(f"{name} has no fuel_autonomy in the site file: its fuel never ends")
            return
        tank = component.tank
        for each in self.site.complete:
            same = isinstance(each, Generator) and tank is not None and each.tank == tank
            if each.id == name or same:
                yield each.id, found[0]

    def _one(self, name: str, kind: type[Component], what: str) -> Any:
        """The component of a kind by its name; else say what there is."""
        component = self.site.graph.components.get(name)
        if isinstance(component, kind):
            return component
        if component is not None:
            text = f"{name} is a {component.kind} and has no {what.removeprefix('a ')}"
        else:
            text = f'there is no component "{name}"'
        near = nearest(name, [each.id for each in self.site.complete if isinstance(each, kind)])
        self.problems.append(text + (f"; did you mean {quoted(near)}?" if near else ""))
        return None

    def _overdue(self, found: Mapping[str, DownNow]) -> None:
        """Say what would have to be back by now."""
        for each in found.values():
            law = Restoration.of(self.site.graph.components[each.id], each.since)
            if law is not None and law.is_overdue:
                self.problems.append(
                    f"{each.id} has been down for {each.since:g} h, and its restoration is fixed at less: "
                    "say a shorter time, or how long it really takes (mttr, restoration)"
                )


def _by_the_clock(moment: str) -> float:
    """How long ago the clock of this machine last showed a time, [h]."""
    hour, minute = map(int, moment.split(":"))
    now = datetime.now().astimezone()
    then = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
    return ((now - then) / timedelta(hours=1)) % 24


def given(said: Sequence[str], option: str) -> dict[str, str]:
    """Read options of the form ID=VALUE. Raises `CallError` with all that are not."""
    parts = [text.partition("=") for text in said]
    wrong = [
        text for text, (name, sign, value) in zip(said, parts, strict=True) if not (name and sign and value)
    ]
    if wrong:
        raise CallError(*(f'{option} "{text}": expected ID=VALUE' for text in wrong))
    return {name.strip(): value.strip() for name, _, value in parts}


def quoted_or_not(value: Any) -> str:
    """A value as it was given."""
    return str(quoted(value)) if isinstance(value, str) else repr(value)


def _told(problem: ValueProblem) -> str:
    near = f"; did you mean {problem.suggestion}?" if problem.suggestion else ""
    return f"{problem.text}; expected {problem.expected}{near}"
