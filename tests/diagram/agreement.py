"""A computed outage response against the simulation of the same site: 1 % and three standard errors."""

from collections.abc import Iterator

import powercalc as pc
from powercalc.constants import HOURS_PER_YEAR
from powercalc.response import Interruptions, Response, respond
from powercalc.simulate import Observed, Simulation, simulate

Compared = tuple[str, float | None, float | None, float | None]
"""What it is, computed per hour, simulated per year, and the standard error of that."""


def disagreements(site: pc.Site, years: int, seed: int = 5) -> list[str]:
    """Return what of the load "rack" and the generators does not agree: computed, simulated, per year."""
    seen, found = simulate(site, years=years, seed=seed), respond(site)
    apart = []
    for what, often, simulated, error in [*_load(found.loads["rack"], seen.loads[0]), *_standby(found, seen)]:
        assert often is not None
        assert simulated is not None
        computed = often * HOURS_PER_YEAR
        # of what happens a few times in all years, the error seen says little
        allowed = 0.01 * simulated + 3 * max(error or 0.0, (computed / years) ** 0.5)
        if not abs(computed - simulated) <= allowed:  # nan, too
            apart.append(f"{what}: {computed:.6g}, simulated {simulated:.6g} ± {error or 0.0:.2g}")
    return apart


def _load(found: Interruptions, seen: Observed) -> Iterator[Compared]:
    yield "hours", found.unavailability, seen.downtime_h_per_year, seen.downtime_standard_error
    yield (
        "interruptions",
        found.failure_frequency,
        seen.interruptions_per_year,
        seen.interruptions_standard_error,
    )
    lengths = zip(found.longer_than.values(), seen.interruptions_longer_than or (), strict=True)
    for often, each in lengths:
        yield f"> {each.duration}", often, each.per_year, each.standard_error


def _standby(found: Response, seen: Simulation) -> Iterator[Compared]:
    """Yield the calls and the hours of each generator: calls spread about as much as their mean."""
    for use, did in zip(found.standby, seen.standby, strict=True):
        calls = max(did.calls_per_year, 1 / seen.years)
        yield f"calls of {use.id}", use.calls, did.calls_per_year, (calls / seen.years) ** 0.5
        hours = did.called_h_per_year * (2 / (calls * seen.years)) ** 0.5
        yield f"hours of {use.id}", use.called, did.called_h_per_year, hours
        yield f"set hours of {use.id}", use.running, did.running_h_per_year, hours * did.units
