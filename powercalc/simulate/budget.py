"""What a run of years would take, told before it starts."""

from __future__ import annotations

from time import perf_counter

import numpy as np

from powercalc.constants import HOURS_PER_YEAR
from powercalc.errors import CallError, EngineLimit
from powercalc.simulate.entry import run_years
from powercalc.simulate.lower import Lowered

MOST_PROCESSES = 256
LONGEST_H = 7 * 24.0
"""The most hours of work on all processes together that a run may take."""
_WITHOUT_QUESTION = 1_000_000
"""Years that are simulated without an estimate: of a large site, some minutes."""
_TRIED = 20
_MOST_SECONDS = 1e17


def check_call(years: int, seed: int, processes: int | None) -> None:
    """Refuse numbers that make no sense."""
    if years < 1:
        raise CallError(f"cannot simulate {years} years; at least one")
    if seed < 0:
        raise CallError(f"the seed {seed} is negative; it is a whole number from 0 on")
    if processes is not None and not 1 <= processes <= MOST_PROCESSES:
        raise CallError(f"cannot simulate in {processes} processes; there can be from 1 to {MOST_PROCESSES}")


def check_time(ready: Lowered, years: int, processes: int) -> None:
    """Refuse more years than a week can hold, as fast as some of them go here."""
    if years <= _WITHOUT_QUESTION:
        return
    each = seconds_a_year(ready) / processes
    hours = min(years, _MOST_SECONDS) * each / 3600
    if hours > LONGEST_H:
        most = int(f"{LONGEST_H * 3600 / each:.0e}".split("e")[1])
        raise EngineLimit(
            f"{years:,} years would take {_days(hours)} on this machine; {10**most:,} take less than a week"
        )


def seconds_a_year(ready: Lowered) -> float:
    """Return what one year takes on one processor, [s], once the loop is compiled."""
    machine, rng = ready.machine(), np.random.default_rng(0)
    run_years(machine, rng, 0, 0)
    start = perf_counter()
    run_years(ready.machine(), rng, _TRIED, 0)
    return (perf_counter() - start) / _TRIED


def _days(hours: float) -> str:
    years = hours / HOURS_PER_YEAR
    if years >= 10_000:
        return "more than 10,000 years"
    return f"some {years:,.0f} years" if years >= 2 else f"some {hours / 24:,.0f} days"
