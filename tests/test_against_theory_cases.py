"""The four published cases of the outage response, as site files through the command, within 2 %.

Two paths with one generator bus: grid, two transformers, two transfer switches that fall back on the
generators, two UPSs, one dual-corded server; simulated independently for ten million years each. The table of
these and all other published cases: `python -m tests.published_cases`.
"""

import pytest

from tests.published_cases import SIMULATED, outage


@pytest.mark.parametrize("number", SIMULATED)
def test_hours_and_interruptions_agree_within_two_percent(number: int) -> None:
    hours, interruptions = outage(number)
    assert hours.computed == pytest.approx(hours.published, rel=0.02)
    assert interruptions.computed == pytest.approx(interruptions.published, rel=0.02)
