"""The published cases by a long simulation: `python -m tests.simulate.theory_table 10_000_000`."""

import sys
import time

from powercalc.simulate import simulate
from tests.simulate.sites import PUBLISHED, theory_case


def main(years: int) -> None:
    for number, ((downtime, _), (interruptions, _)) in PUBLISHED.items():
        begun = time.perf_counter()
        load = simulate(theory_case(number), years=years, seed=7).loads[0]
        speed = years / (time.perf_counter() - begun)
        sys.stdout.write(
            f"case {number}, {speed:.0f} years/s\n"
            f"  h down    {load.downtime_h_per_year:.6f} ± {load.downtime_standard_error:.6f}, "
            f"published {downtime:.6f}\n"
            f"  a year    {load.interruptions_per_year:.6f} ± {load.interruptions_standard_error:.6f}, "
            f"published {interruptions:.6f}\n"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]))
