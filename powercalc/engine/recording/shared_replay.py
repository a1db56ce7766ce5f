"""The steps behind some results, for many sets of figures: the rows that differ, each worked out once.

Rows stand in one array for each kind of value, (rows, sets); one that nobody needs any more makes room for
others, so that what is worked on stays in the cache of the processor.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np

from powercalc.engine.recording.numbering import Given, Numbering, Required, RowWork
from powercalc.engine.recording.numbers import Places
from powercalc.engine.recording.room import KINDS, Held, Room, Take
from powercalc.engine.recording.tape import Flags, Seen, Tape, Values


class _Check(NamedTuple):
    """Rows that must have some values."""

    kind: str
    places: Places
    values: Values
    assumed: bool


@dataclass(frozen=True, kw_only=True, eq=False)
class _RowLine:
    """A piece of work, ready to be run."""

    run: Callable[..., Any]
    takes: tuple[Take, ...]
    kind: str
    where: slice
    into: bool
    """Whether it can write where its result belongs."""
    step: int | None = None
    checks: tuple[_Check, ...] = ()
    """What must hold once it is done."""


class SharedReplay:
    """The steps behind some results, for many sets of figures."""

    def __init__(self, tape: Tape, results: Sequence[int], seen: Seen) -> None:
        """Prepare for sets in which what was the same in all that have been `seen` is so again."""
        numbering = Numbering(tape, results, seen)
        self._figures = tape.figures
        work = _needed(numbering)
        self._room = Room(numbering, work)
        self._known = {kind: self._room.known(kind) for kind in KINDS}
        self._checks, *self._lines = self._made(work, numbering.required)
        self._results = [
            self._room.taken(Given(numbers=np.array([n]), kind=KINDS["f"])) for n in numbering.results
        ]
        self.largest = max(1, self._room.size("f"))
        """How many rows there are at a time."""
        self.work = float(sum(len(each.numbers) for _, each in work))
        """How many rows are worked out, for one set of figures."""

    def __len__(self) -> int:
        """How many pieces of work there are."""
        return len(self._lines)

    def __call__(self, figures: Values) -> tuple[list[Values], Flags, Flags]:
        """The results, each (sets,), for which sets they hold, and for which that is not known.

        `figures` are (figures, sets). Not known: where something is decided otherwise than has been seen.
        """
        sets = figures.shape[1]
        rows = {kind: np.empty((self._room.size(kind), sets), dtype=KINDS[kind]) for kind in KINDS}
        for kind, (places, values) in self._known.items():
            rows[kind][places] = values[:, None]
        rows["f"][self._room.figures] = figures
        held, holds, unknown = Held(sets, rows, {}), np.ones(sets, dtype=bool), np.zeros(sets, dtype=bool)
        with np.errstate(all="ignore"):
            for line in (self._checks, *self._lines):
                _done(line, held)
                for each in line.checks:
                    agrees = (rows[each.kind].take(each.places, 0) == each.values[:, None]).all(axis=0)
                    if each.assumed:
                        unknown |= holds & ~agrees
                    holds &= agrees
                    if not holds.any():
                        return [], holds, unknown
        return [np.broadcast_to(take(held), (1, sets))[0].copy() for take in self._results], holds, unknown

    def _made(self, work: Sequence[tuple[int, RowWork]], required: Sequence[Required]) -> list[_RowLine]:
        """The lines to be run; the first does no work, and has the checks that come before all work."""
        checks: dict[int, list[_Check]] = {}
        places = [number for number, _ in work]
        for each in required:
            before = int(np.searchsorted(places, each.after))
            told = _Check(each.kind.kind, self._room.place[each.numbers], each.values, each.assumed)
            checks.setdefault(before, []).append(told)
        lines = [_line(self._room, each, checks.get(n, [])) for n, (_, each) in enumerate(work, 1)]
        nothing = RowWork(run=_nothing, given=(), numbers=np.empty(0, dtype=np.intp), kind=KINDS["f"])
        return [_line(self._room, nothing, checks.get(0, [])), *lines]


def _nothing() -> Values:
    return np.empty((0, 1))


def _done(line: _RowLine, held: Held) -> None:
    values = [take(held) for take in line.takes]
    if line.into:
        line.run(*values, out=held.rows[line.kind][line.where])
    elif line.step is not None:
        held.objects[line.step] = line.run(*values)
    else:
        found = line.run(*values)
        held.rows[line.kind][line.where] = found.reshape(-1, found.shape[-1])


def _line(room: Room, work: RowWork, checks: Sequence[_Check]) -> _RowLine:
    count = len(work.numbers)
    begin = int(room.place[work.numbers[0]]) if count else 0
    return _RowLine(
        run=work.run,
        takes=tuple(room.taken(each) for each in work.given),
        kind=work.kind.kind,
        where=slice(begin, begin + count),
        into=isinstance(work.run, np.ufunc) and work.run.nout == 1 and count > 0,
        step=work.step,
        checks=tuple(checks),
    )


def _needed(numbering: Numbering) -> list[tuple[int, RowWork]]:
    """The work that results and conditions need, with its number, and of it the rows that are needed."""
    asked = np.zeros(numbering.rows, dtype=bool)
    asked[[number for number in numbering.results if number >= 0]] = True
    for each in numbering.required:
        asked[each.numbers] = True
    steps: set[int] = set()
    found: list[tuple[int, RowWork]] = []
    for number in range(len(numbering.work) - 1, -1, -1):
        work = numbering.work[number]
        here = asked[work.numbers]
        if not (here.any() or work.step in steps):
            continue
        part = _part(work, here) if work.apart and not here.all() else work
        found.append((number, part))
        for given in part.given:
            asked[given.numbers[given.numbers >= 0]] = True
            if given.step is not None:
                steps.add(given.step)
    return found[::-1]


def _part(work: RowWork, here: Flags) -> RowWork:
    """Some of the rows."""
    given = tuple(replace(each, numbers=each.numbers[here]) for each in work.given)
    return replace(work, given=given, numbers=work.numbers[here])
