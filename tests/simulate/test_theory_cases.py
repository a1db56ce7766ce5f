"""The four published cases of the outage response: 10 million site-years each of another simulator.

The long comparison, a few minutes: `python -m tests.simulate.theory_table 10_000_000`.
"""

import pytest

from powercalc.simulate import simulate
from tests.simulate.sites import PUBLISHED, theory_case


@pytest.mark.parametrize("number", PUBLISHED)
def test_theory_case(number: int) -> None:
    (downtime, downtime_error), (interruptions, interruptions_error) = PUBLISHED[number]
    load = simulate(theory_case(number), years=60_000, seed=1).loads[0]
    assert load.interruptions_per_year is not None
    assert load.interruptions_standard_error is not None
    off = load.downtime_h_per_year - downtime
    assert abs(off) < 3 * (downtime_error**2 + load.downtime_standard_error**2) ** 0.5
    off = load.interruptions_per_year - interruptions
    assert abs(off) < 3 * (interruptions_error**2 + load.interruptions_standard_error**2) ** 0.5
