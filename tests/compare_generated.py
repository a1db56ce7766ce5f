"""Generated sites, computed and simulated. `python -m tests.compare_generated 5` compares five of each kind.

It prints a table, the worst agreement first, and ends with status 1 when a site is further apart than three
standard errors of the simulation, each at most 1 %, and 1 %.  Sites whose loads are lost so seldom that the
simulation would take too long are passed over.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

import powercalc as pc
from powercalc.constants import HOURS_PER_YEAR
from powercalc.diagram.response import respond, unsupported
from powercalc.errors import SiteError
from powercalc.simulate import Observed, simulate
from powercalc.testing import FIELD, sites
from powercalc.testing.figures import texts
from powercalc.testing.sites import Features

KINDS: dict[str, Features] = {
    "two standby buses with their own callers": {
        "two_standbys": True,
        "standby": True,
        "two_paths": True,
        "autonomies": True,
    },
    "a standby behind a standby": {"standby_behind_standby": True, "standby": True, "transfers": True},
    "a stuck switch": {"standby": True, "transfers": True},
    "start and transfer gaps against a battery": {"standby": True, "transfers": True, "autonomies": True},
    "a bypass": {"standby": True, "bypass": True, "autonomies": True},
    "a tie": {"standby": True, "ties": True, "two_paths": True, "autonomies": True},
    "a tie that is open": {"ties": True, "two_paths": True, "transfers": True},
    "2 of 3 inputs": {"votes": True, "two_paths": True, "autonomies": True},
    "2 of 3 units": {"units": True, "standby": True, "autonomies": True},
    "generators always called": {"always_called": True, "autonomies": True},
    "different autonomies on two paths": {"two_paths": True, "standby": True, "autonomies": True},
    "fixed and lognormal repair": {"restorations": True, "two_paths": True, "autonomies": True},
    "outages of several lengths": {"outages": True, "standby": True, "autonomies": True},
    "common causes and hazards": {"common_cause": True, "zones": True, "standby": True, "autonomies": True},
}
"""What must occur, and what goes with it; everything else is left out of the sites of a kind."""

OFTEN = replace(
    FIELD,
    feed_rates=texts("/ year", [12.0, 20.0, 6.0], 3.0, 30.0),
    rates=texts("/ year", [0.5, 1.0], 0.1, 2.0),
    times=texts("h", [8.0, 2.0, 30.0], 0.5, 50.0),
    running_rates=texts("/ hour", [0.01, 0.005], 0.002, 0.03),
    chances=st.sampled_from([0.05, 0.1, 0.2]) | st.floats(0.01, 0.3),
)
"""Feeds are lost often and generators fail often, so that few years tell much."""

EXACT_ENOUGH = 0.01
FIRST, MOST = 4000, 64_000
"""Years to begin with, and at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One figure of one load, per year."""

    site: str
    what: str
    computed: float
    simulated: float
    error: float

    @property
    def apart(self) -> float:
        """How far apart they are, as a share of what was simulated."""
        return self.computed / self.simulated - 1

    @property
    def agrees(self) -> bool:
        """Within three standard errors and 1 %."""
        return abs(self.apart) <= 0.01 + 3 * self.error / self.simulated


def generated(kind: str, number: int) -> list[pc.Site]:
    """Return sites of a kind, the same ones every time; not the first one, which is as simple as can be."""
    features: Features = {**dict.fromkeys(Features.__annotations__, False), **KINDS[kind]}  # type: ignore[typeddict-item]
    found: list[pc.Site] = []

    @seed(0)
    @settings(
        max_examples=number + 1, database=None, deadline=None, derandomize=False, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(sites(min_loads=1, max_loads=1, max_components=10, figures=OFTEN, **features))
    def collect(site: pc.Site) -> None:
        found.append(site)

    collect()
    return found[1:]


def comparisons(kind: str, number: int) -> Iterator[list[Comparison]]:
    """Yield the comparisons of so many sites of a kind, or of fewer, where most are lost too seldom."""
    found = (compare(f"{kind} {place}", site) for place, site in enumerate(generated(kind, 4 * number)))
    yield from islice(filter(None, found), number)


def compare(name: str, site: pc.Site) -> list[Comparison]:
    """Compare a site; nothing where something is left out, or where the simulation would take too long."""
    if any(unsupported(site)):
        return []
    seen = _observed(site)
    if seen is None or seen.interruptions_per_year is None:
        return []
    found = respond(site).loads[seen.id]
    pairs = [
        ("hours", found.unavailability, seen.downtime_h_per_year, seen.downtime_standard_error),
        (
            "interruptions",
            found.failure_frequency or 0.0,
            seen.interruptions_per_year,
            seen.interruptions_standard_error or 0.0,
        ),
    ]
    return [
        Comparison(site=name, what=what, computed=often * HOURS_PER_YEAR, simulated=simulated, error=error)
        for what, often, simulated, error in pairs
    ]


def _observed(site: pc.Site) -> Observed | None:
    """Simulate until both standard errors are small enough."""
    years = FIRST
    while years <= MOST:
        try:
            seen = simulate(site, years=years, seed=1, processes=1).loads[0]
        except SiteError:
            return None
        worst = max(_share(seen.downtime_standard_error, seen.downtime_h_per_year),
                    _share(seen.interruptions_standard_error, seen.interruptions_per_year))  # fmt: skip
        if worst <= EXACT_ENOUGH:
            return seen
        if years * (worst / EXACT_ENOUGH) ** 2 > MOST:
            return None
        years *= 4
    return None


def _share(error: float | None, of: float | None) -> float:
    return error / of if error is not None and of else float("inf")


def main(number: int) -> int:
    """Print the table; return the exit status."""
    rows: list[Comparison] = []
    counted = 0
    for kind in KINDS:
        for each in comparisons(kind, number):
            rows += each
            counted += 1
        sys.stderr.write(f"{kind}: {counted} sites so far\n")
    sys.stdout.write(f"{counted} sites\n{'apart':>8} {'± of sim.':>9}  {'computed':>12} {'simulated':>12}\n")
    for row in sorted(rows, key=lambda row: -abs(row.apart)):
        sys.stdout.write(
            f"{row.apart:8.2%} {row.error / row.simulated:9.2%}  {row.computed:12.6g} {row.simulated:12.6g}  "
            f"{row.what}, {row.site}{'' if row.agrees else '  <-- too far apart'}\n"
        )
    return 0 if all(row.agrees for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 3))
