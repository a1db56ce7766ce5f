"""Services of generated sites, computed and simulated. `python -m tests.compare_services 5`: 5 of each kind.

It prints a table of all figures of all services, the worst first. A figure *agrees* within three standard
errors of the simulation and 3 %; further apart, it is *admitted* where the result's own stated error covers
it. With anything else it ends with status 1: wrong figures, what cannot be evaluated, what takes too long.

    --jobs 2        so many processes
    --seed 7        other sites
    --kind move     only kinds with this in their name
    --all           also what the simulation cannot tell within 2 %
    --write FOLDER  the sites that are wrong, as files
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import process_time

import powercalc as pc
from powercalc.constants import HOURS_PER_YEAR
from powercalc.simulate import ObservedService, Simulation, simulate
from tests.compare_generated import Comparison, Failed, drawn, options, patience, print_table, write_site
from tests.sites_of_services import OF_SERVICES

ALLOWED = 0.03
EXACT_ENOUGH = 0.007
FIRST, MOST = 2000, 128_000
"""Years to begin with, and at most."""
PATIENCE = 30
"""Seconds that one simulation may take; what it then does not tell well is compared as well as it does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Computed:
    """A service as the formulas see it: hours and numbers a year."""

    id: str
    hours: float
    hours_error: float
    interruptions: float | None
    longer: dict[str, float]


def analytic(site: pc.Site) -> list[Computed]:
    """Return the services of an evaluation."""
    with patience():
        found = pc.evaluate(site).services
    return [
        Computed(
            id=service.id,
            hours=service.unavailability * HOURS_PER_YEAR,
            hours_error=(service.unavailability_error or 0.0) * HOURS_PER_YEAR,
            interruptions=None
            if service.failure_frequency is None
            else service.failure_frequency * HOURS_PER_YEAR,
            longer={each.duration: each.per_year or 0.0 for each in service.interruptions_longer_than or ()},
        )
        for service in found
    ]


def compare(name: str, site: pc.Site) -> list[Comparison]:
    """Compare all services of a site."""
    computed = analytic(site)
    seen = observed(site)
    return [
        row
        for mine in computed
        for row in _rows(f"{mine.id} of {name}", mine, seen.service(mine.id), seen.years)
    ]


def _rows(name: str, mine: Computed, seen: ObservedService, years: int) -> Iterator[Comparison]:
    """The figures of a service. Of what happens a few times in all years, the error seen says little."""
    row = partial(_row, name)
    if seen.downtime_h_per_year is None or seen.interruptions_per_year is None:
        return
    often = max(seen.interruptions_per_year, mine.interruptions or 0.0, 1 / years)
    lasts = (mine.hours + seen.downtime_h_per_year) / (2 * often)
    error = max(seen.downtime_standard_error or 0.0, lasts * math.sqrt(2 * often / years))
    yield row("hours", mine.hours, seen.downtime_h_per_year, error, mine.hours_error)
    if mine.interruptions is None:
        return
    error = max(seen.interruptions_standard_error or 0.0, math.sqrt(often / years))
    yield row("interruptions", mine.interruptions, seen.interruptions_per_year, error)
    for each in seen.interruptions_longer_than or ():
        if each.duration in mine.longer:
            error = max(each.standard_error, math.sqrt(max(mine.longer[each.duration], 1 / years) / years))
            yield row(f"longer than {each.duration}", mine.longer[each.duration], each.per_year, error)


def _row(
    name: str, what: str, computed: float, simulated: float, error: float, stated: float = 0.0
) -> Comparison:
    return Comparison(
        site=name, what=what, computed=computed, simulated=simulated, error=error, stated=stated,
        allowed=ALLOWED,
    )  # fmt: skip


def observed(site: pc.Site) -> Simulation:
    """Simulate until all services are known well enough, or for as long as patience lasts."""
    simulate(site, years=1, seed=1, processes=1)  # compiled before the time is taken
    years = FIRST
    while True:
        began = process_time()
        seen = simulate(site, years=years, seed=1, processes=1)
        each = (process_time() - began) / years
        share = max(_unknown(service) for service in seen.services) / EXACT_ENOUGH
        most = min(MOST, int(PATIENCE / each))
        if share <= 1.0 or years >= most:
            return seen
        years = int(min(most, years * max(2.0, 1.2 * share**2)))


def _unknown(service: ObservedService) -> float:
    """How well the hours of a service are known; one that is never down is known well."""
    if not service.downtime_h_per_year:
        return 0.0
    return (service.downtime_standard_error or 0.0) / service.downtime_h_per_year


def comparisons(kind: str, number: int, seed: int = 0) -> Iterator[list[Comparison]]:
    """Yield the comparisons of so many sites of a kind."""
    for place, site in enumerate(drawn(OF_SERVICES[kind], number, seed)):
        yield compare(f"{kind} {place}", site)


def _work(kind: str, number: int, seed: int, folder: Path | None) -> tuple[list[Comparison], list[Failed]]:
    """All sites of one kind: rows, and what failed."""
    rows: list[Comparison] = []
    failed: list[Failed] = []
    for place, site in enumerate(drawn(OF_SERVICES[kind], number, seed)):
        name = f"{kind} {place}"
        try:
            found = compare(name, site)
        except Exception as error:  # noqa: BLE001 - what it is, is what is told
            failed.append(Failed(site=name, why=f"{type(error).__name__}: {error}"))
            write_site(folder, name, site)
            continue
        rows += found
        if any(not (row.agrees or row.admitted) for row in found):
            write_site(folder, name, site)
    sys.stderr.write(f"{kind}: {number} sites\n")
    return rows, failed


def main(given: list[str]) -> int:
    """Print the table; return the exit status."""
    asked = options(given, __doc__)
    kinds = [kind for kind in OF_SERVICES if asked.kind in kind]
    work = partial(_work, number=asked.number, seed=asked.seed, folder=asked.write)
    with ProcessPoolExecutor(asked.jobs) as pool:
        found = list(pool.map(work, kinds))
    rows = [row for each, _ in found for row in each]
    failed = [each for _, all_of_them in found for each in all_of_them]
    print_table(rows, failed, asked.number * len(kinds), 2.0 if asked.all else 0.02)
    return 1 if failed or any(not (row.agrees or row.admitted) for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
