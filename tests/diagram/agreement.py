"""A computed outage response against the simulation of the same site: 1 % and three standard errors."""

import powercalc as pc
from powercalc.constants import HOURS_PER_YEAR
from powercalc.diagram.response import respond
from powercalc.simulate import simulate


def disagreements(site: pc.Site, years: int, seed: int = 5) -> list[str]:
    """Return what of the load "rack" does not agree: what it is, computed, simulated, per year."""
    seen = simulate(site, years=years, seed=seed).loads[0]
    found = respond(site).loads["rack"]
    pairs = [
        ("hours", found.unavailability, seen.downtime_h_per_year, seen.downtime_standard_error),
        (
            "interruptions",
            found.failure_frequency,
            seen.interruptions_per_year,
            seen.interruptions_standard_error,
        ),
    ]
    lengths = zip(found.longer_than.values(), seen.interruptions_longer_than or (), strict=True)
    pairs += [(f"> {each.duration}", often, each.per_year, each.standard_error) for often, each in lengths]
    apart = []
    for what, often, simulated, error in pairs:
        assert often is not None
        assert simulated is not None
        computed = often * HOURS_PER_YEAR
        # of what happens a few times in all years, the error seen says little
        allowed = 0.01 * simulated + 3 * max(error or 0.0, (computed / years) ** 0.5)
        if not abs(computed - simulated) <= allowed:  # nan, too
            apart.append(f"{what}: {computed:.6g}, simulated {simulated:.6g} ± {error:.2g}")
    return apart
