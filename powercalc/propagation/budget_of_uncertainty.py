"""What sampling would take, told before it starts."""

from __future__ import annotations

from time import perf_counter

import numpy as np

from powercalc.errors import EngineLimit
from powercalc.propagation.sampled_response import Responses
from powercalc.propagation.traced_site import TracedColumns

MOST_BYTES = 2e9
LONGEST_H = 24.0
_TRIED, _ENOUGH = 16, 0.5
_FLOAT = 8


def check_work(columns: TracedColumns | Responses, used: int, samples: int) -> None:
    """Refuse more samples than 2 GB and a day can hold."""
    room = _bytes(columns, used, samples)
    if room > MOST_BYTES:
        most = samples
        while _bytes(columns, used, most) > MOST_BYTES:
            most //= 2
        raise EngineLimit(
            f"{samples:,} samples of {used} uncertain figures would take some {room / 1e9:,.0f} GB; "
            f"{_round(most):,} fit in {MOST_BYTES / 1e9:.0f} GB"
        )
    hours = seconds_of(columns, used, samples, at_most=3600 * LONGEST_H) / 3600
    if hours > LONGEST_H:
        raise EngineLimit(
            f"{samples:,} samples of {used} uncertain figures would take some {hours / 24:,.0f} days on this "
            f"machine; {_round(samples * LONGEST_H / hours):,} take less than a day"
        )


def seconds_of(columns: TracedColumns | Responses, used: int, samples: int, at_most: float = 0.0) -> float:
    """Return what so many samples of so many figures take, [s]; a rough bound will do below `at_most`."""
    work = samples * (used + 2)
    return _seconds(columns, at_most / work) * work


def _bytes(columns: TracedColumns | Responses, used: int, samples: int) -> int:
    """Return what the points and the results take: points in powers of two, and copies of both."""
    points = 6 * used * (1 << (samples - 1).bit_length())
    results = 2 * samples * (2 * len(columns.rows) + used + 3)
    return _FLOAT * (points + results)


def _seconds(columns: TracedColumns | Responses, at_most: float) -> float:
    """Return what one column takes, [s], with all that can be remembered or recorded done so.

    Each of a few columns takes longer than each of many: where even that is little enough, no more are tried.
    """
    if isinstance(columns, Responses):
        columns.record()
    point = np.reshape([each.point for each in columns.parameters], (-1, 1))
    _ = columns.at_points  # what is done once does not count
    tried = _TRIED
    while True:
        start = perf_counter()
        columns.any_load(np.repeat(point, tried, axis=1))
        seconds = perf_counter() - start
        if seconds >= _ENOUGH or tried >= columns.at_once or seconds <= at_most * tried:
            return seconds / tried
        tried = min(4 * tried, columns.at_once)  # few of them take hardly less than many


def _round(number: float) -> int:
    """Return a number with one digit, rounded down."""
    text = str(int(number))
    return max(int(text[0] + "0" * (len(text) - 1)), 1)
