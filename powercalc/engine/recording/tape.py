"""What has been done to some figures, step by step, so that it can be done to many sets of them at once.

Each step is a function of the values of earlier steps. Run again, a value has one more axis, the last one:
the sets of figures. What an evaluation has decided by a figure (which branch, which entries of an array) is a
condition: of a set of figures for which it would have been decided otherwise, the results do not hold.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from powercalc.engine.recording.ways import Way

Values = NDArray[Any]
Flags = NDArray[np.bool_]
Run = Callable[..., Any]


_OTHERS = 16
"""So many other sets of figures tell what is equal for a reason."""
_FACTOR = 3.0
"""Other figures are at most so many times as large, or as small."""


Seen = dict[int, tuple[Flags, Flags]]
"""By step, its truth values for the first set of figures, and which of them all others have, too."""


MOST_ENTRIES = 1_000_000
"""Larger arrays are not recorded."""


class NotRecordedError(Exception):
    """Something was done to a recorded figure that cannot be done to many at once."""


class Others:
    """What a step gives for some other sets of figures: worked out when it is asked for."""

    __slots__ = ("_run", "_writes", "inputs", "known")

    def __init__(
        self, run: Run, inputs: Sequence[Others] = (), *, writes: bool = False, value: Any = None
    ) -> None:
        """`value`: of what is no step of others."""
        self._run, self.inputs, self._writes, self.known = run, tuple(inputs), writes, value

    @property
    def value(self) -> Any:
        """The values, the last axis the sets of figures."""
        pending = [self]
        while pending:
            here = pending[-1]
            lacking = [each for each in here.inputs if not each.is_known]
            pending += lacking
            if not lacking:
                pending.pop().work_out()
        return self.known

    @property
    def is_known(self) -> bool:
        """Whether it has been worked out."""
        return self.known is not None

    def work_out(self) -> None:
        """From its inputs, which are known."""
        if self.known is None:
            first, *rest = (each.known for each in self.inputs)
            with np.errstate(all="ignore"):
                self.known = self._run(first.copy() if self._writes else first, *rest)
            self.inputs = ()


class Step(NamedTuple):
    """One step: what is done, and to the values of which others."""

    run: Run
    inputs: tuple[int, ...]
    writes: bool = False
    """Whether it may write into its first input, where nobody else needs that."""
    looks: bool = False
    """Whether its value may be a view of its first input."""
    shape: tuple[int, ...] = ()
    """Of its value, for one set of figures."""
    kind: np.dtype[Any] = np.dtype(np.float64)
    way: Way | None = None
    """How each entry follows from others, where that can be told."""
    given: tuple[int | Values, ...] = ()
    """What it is a way from: the numbers of steps, and what is known."""


class Condition(NamedTuple):
    """A step that must have this value."""

    step: int
    value: Values


@dataclass(eq=False)
class Tape:
    """The steps of one evaluation in the making."""

    margin: float = 3.0
    """What is looked at may hold so many times as much for other figures."""
    figures: int = 0
    """How many figures it begins with: they are its first steps."""
    steps: list[Step] = field(default_factory=list)
    conditions: dict[int, Condition] = field(default_factory=dict)
    sizes: dict[int, int] = field(default_factory=dict)
    """How many entries each step holds at a time."""
    _known: dict[Hashable, int] = field(default_factory=dict)
    _random: np.random.Generator = field(default_factory=lambda: np.random.default_rng(1))

    def figure(self, value: float) -> tuple[int, Others]:
        """Begin with one more figure; return its step, and some other values for it."""
        self.figures += 1
        others = value * _FACTOR ** self._random.uniform(-1, 1, _OTHERS)
        return self.add(Step(no_step, ())), Others(no_step, value=others)

    def add(self, step: Step, key: Hashable = None) -> int:
        """Add a step, or find that of the same `key`; return its number."""
        if key is not None and (known := self._known.get((key, *step.inputs))) is not None:
            return known
        self.steps.append(step)
        number = len(self.steps) - 1
        if key is not None:
            self._known[(key, *step.inputs)] = number
        return number

    def require(self, step: int, value: Values) -> None:
        """The results hold only where a step has this value."""
        self.conditions.setdefault(step, Condition(step, value))


def no_step() -> None:
    """What a figure is."""
    raise AssertionError("a figure is given")


@dataclass(frozen=True, kw_only=True)
class _Line:
    """A step as it is run."""

    number: int
    run: Run
    inputs: tuple[int, ...]
    spent: tuple[int, ...]
    """What nothing after it needs."""
    condition: Values | None
    """What its value must be, with an axis for the sets of figures."""
    truths: bool
    """Whether it gives truth values, and nothing has been decided by these."""


class TapeReplay:
    """The steps behind some results, for many sets of figures."""

    def __init__(self, tape: Tape, results: Sequence[int]) -> None:
        self._results, self._figures = tuple(results), tape.figures
        needed = steps_behind(tape, results)
        root, last = _lives(tape, needed, results)
        self._lines = [
            _Line(
                number=number,
                run=_own(tape, number, root, last),
                inputs=tape.steps[number].inputs,
                spent=_spent(tape, number, last),
                condition=_condition(tape, number),
                truths=tape.steps[number].kind.kind == "b" and number not in tape.conditions,
            )
            for number in needed
        ]
        self._given = {n: _condition(tape, n) for n in range(tape.figures) if n in tape.conditions}
        self.largest = max((tape.sizes.get(number, 1) for number in needed), default=1)
        """How many entries a step holds at most."""
        self.work = float(sum(tape.sizes.get(number, 1) for number in needed))
        """How many all steps hold, for one set of figures."""

    def __len__(self) -> int:
        """How many steps are taken."""
        return len(self._lines)

    def __call__(self, figures: Values, seen: Seen | None = None) -> tuple[list[Values], Flags]:
        """The results, each (sets,), and for which sets they hold; `figures` are (figures, sets).

        Truth values are added to what has been `seen`.
        """
        values: dict[int, Any] = dict(enumerate(figures))
        holds = np.ones(figures.shape[1], dtype=bool)
        for number, condition in self._given.items():
            holds &= _agrees(values[number], condition)
        with np.errstate(all="ignore"):
            for line in self._lines:
                value = line.run(*[values[each] for each in line.inputs])
                values[line.number] = value
                if seen is not None and line.truths:
                    _see(seen, line.number, value)
                if line.condition is not None:
                    holds &= _agrees(value, line.condition)
                    if not holds.any():
                        return [], holds
                for each in line.spent:
                    del values[each]
        return [values[each] for each in self._results], holds


def _see(seen: Seen, number: int, value: Values) -> None:
    """Note which truth values are the same in all sets that have been seen so far."""
    first, always = seen.get(number, (value[..., 0].copy(), True))
    seen[number] = first, always & (value == first[..., None]).all(axis=-1)


def _agrees(value: Values, condition: Values | None) -> Flags:
    """Where a value is what it must be, (sets,)."""
    same = value == condition
    return np.asarray(same.all(axis=tuple(range(same.ndim - 1))))


def _condition(tape: Tape, number: int) -> Values | None:
    found = tape.conditions.get(number)
    return None if found is None else np.asarray(found.value)[..., None]


def _inputs(step: Step) -> tuple[int, ...]:
    return step.inputs


def steps_behind(
    tape: Tape, results: Sequence[int], sources: Callable[[Step], Iterable[int]] = _inputs
) -> list[int]:
    """The steps behind results and conditions, in order, without the figures themselves.

    `sources` are the steps that one needs.
    """
    seen = {*results, *tape.conditions}
    pending = list(seen)
    while pending:
        for each in sources(tape.steps[pending.pop()]):
            if each not in seen:
                seen.add(each)
                pending.append(each)
    figures = {number for number in seen if tape.steps[number].run is no_step}
    return sorted(seen - figures)


def _lives(
    tape: Tape, needed: Sequence[int], results: Sequence[int]
) -> tuple[dict[int, int], dict[int, int]]:
    """Of what each value may be a view, and by which step each, or a view of it, is needed last."""
    root: dict[int, int] = {}
    last: dict[int, int] = {}
    forever = len(tape.steps)
    for number in needed:
        step = tape.steps[number]
        shared = (step.looks or step.writes) and step.inputs
        root[number] = root.get(step.inputs[0], step.inputs[0]) if shared and step.looks else number
        for each in step.inputs:
            last[each] = last[root.get(each, each)] = number
    for number in results:
        last[number] = last[root.get(number, number)] = forever
    return root, last


def _spent(tape: Tape, number: int, last: dict[int, int]) -> tuple[int, ...]:
    inputs = dict.fromkeys(tape.steps[number].inputs)
    unused = () if last.get(number, -1) >= 0 or number in last else (number,)
    return (*(each for each in inputs if last[each] == number and each >= 0), *unused)


def _own(tape: Tape, number: int, root: dict[int, int], last: dict[int, int]) -> Run:
    """What a step does; one that writes gets a copy of what others still need."""
    step = tape.steps[number]
    if not step.writes:
        return step.run
    first = step.inputs[0]
    whole = root.get(first, first)
    is_figure = tape.steps[whole].run is no_step
    if last[whole] == number and last[first] == number and not is_figure and step.inputs.count(first) == 1:
        return step.run
    run = step.run
    return lambda value, *others: run(value.copy(), *others)
