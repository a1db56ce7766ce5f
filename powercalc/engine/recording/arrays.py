"""numpy, for code that may be recorded: arrays that are made while a recording runs can hold its figures.

`np` is numpy itself. While a recording runs in this thread, the few functions that make arrays out of
anything make recorded ones: numpy asks its arguments who they are everywhere else, and not there.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

import numpy  # noqa: ICN001 - `np` is what this module gives
from numpy.typing import NDArray

from powercalc.engine.recording.functions import recorded
from powercalc.engine.recording.recorded import Recorded, value_of, varies
from powercalc.engine.recording.tape import NotRecordedError, Tape

if TYPE_CHECKING:
    import numpy as np

MAKERS = ("array", "asarray", "zeros", "empty", "full", "ones", "ascontiguousarray")


Floats = NDArray[numpy.float64]


class _Running(threading.local):
    tape: Tape | None = None


_running = _Running()


class _Numpy:
    """All of numpy, by the same names."""

    def __getattr__(self, name: str) -> Any:
        found = getattr(numpy, name)
        setattr(self, name, found)
        return found


def _aware(name: str) -> Callable[..., Any]:
    """A function that makes arrays, and recorded ones while a recording runs."""
    plain = getattr(numpy, name)

    def made(*given: Any, **keys: Any) -> Any:
        tape = _running.tape
        if tape is None:
            return plain(*given, **keys)
        if name in {"array", "asarray", "ascontiguousarray"}:
            return _converted(tape, *given, **keys)
        if name == "full" and isinstance(given[1], Recorded):
            found = Recorded(numpy.zeros(given[0]), tape)
            found[...] = given[1]
            return found
        return Recorded(plain(*given, **keys), tape)

    return made


def _converted(tape: Tape, given: Any, dtype: Any = None, **_: Any) -> Recorded:
    found = recorded(tape, given)
    return found if dtype is None or found.dtype == dtype else found.astype(dtype)


def _numpy() -> _Numpy:
    found = _Numpy()
    for name in MAKERS:
        setattr(found, name, _aware(name))
    return found


if not TYPE_CHECKING:
    np = _numpy()


@contextmanager
def recording(margin: float) -> Iterator[Tape]:
    """What is done meanwhile in this thread to the figures of the tape is written on it.

    It looks as closely as is right for figures that make things weigh `margin` times as much.
    """
    if _running.tape is not None:
        raise NotRecordedError("a recording within a recording")
    _running.tape = tape = Tape(margin=margin)
    try:
        yield tape
    finally:
        _running.tape = None


def running() -> Tape | None:
    """The tape of the recording that runs in this thread."""
    return _running.tape


def is_recording() -> bool:
    """Whether a recording runs in this thread."""
    return _running.tape is not None


def figure(tape: Tape, value: float) -> float:
    """Begin with a figure that has this value now."""
    return cast("float", Recorded(numpy.array(value, dtype=numpy.float64), tape, *tape.figure(value)))


def at_most(value: Any) -> float:
    """A figure by which it is chosen how closely to look; for many sets of figures, one that covers them.

    A recording looks as closely as a figure that is some times as large asks for, and holds for smaller ones.
    """
    if not isinstance(value, Recorded):
        return float(value)
    most = float(value.value) * value.tape.margin
    if value.varies:
        (value <= most).settled()
    return most


def covering(values: Any) -> Floats:
    """Figures by which it is chosen what not to look at; recorded ones as large as other figures may be."""
    return cast("Floats", values.value * values.tape.margin if isinstance(values, Recorded) else values)


def chosen(values: Any) -> Floats:
    """Figures by which something is chosen that is right whatever is chosen."""
    return cast("Floats", values.value if isinstance(values, Recorded) else values)


def assure(holds: Any) -> None:
    """What is recorded holds only where this does."""
    if isinstance(holds, Recorded):
        holds.settled()


def exceeds(value: Any, least: Any) -> bool:
    """Whether a figure is worth a closer look; a recording looks where it might be for some figures."""
    told = value if isinstance(value, Recorded) else least
    if not isinstance(told, Recorded):
        return bool(value > least)
    if float(value_of(value)) * told.tape.margin > float(value_of(least)):
        return True
    return not bool(value <= least)


def larger(one: Any, other: Any) -> float:
    """The larger of two figures."""
    if isinstance(one, Recorded) or isinstance(other, Recorded):
        return cast("float", numpy.maximum(one, other))
    return float(max(one, other))


def elementary(function: Callable[[float], float], value: Any) -> float:
    """A function of `math` of a single figure; of one that is recorded, that of numpy of the same name."""
    if isinstance(value, Recorded):
        return cast("float", getattr(numpy, function.__name__)(value))
    return function(value)


def total(figures: Iterable[Any]) -> float:
    """Their sum, rounded once; of recorded ones, one added after the other."""
    listed = list(figures)
    return cast("float", sum(listed)) if any(map(varies, listed)) else math.fsum(map(float, listed))


def scalar(value: Any) -> float:
    """A single figure as a float; one that is recorded stays so."""
    if isinstance(value, Recorded):
        return cast("float", value if value.varies else float(value.value))
    return float(value)


__all__ = [
    "assure",
    "at_most",
    "chosen",
    "covering",
    "elementary",
    "exceeds",
    "figure",
    "is_recording",
    "larger",
    "np",
    "recording",
    "running",
    "scalar",
    "total",
]
