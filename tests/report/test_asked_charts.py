"""The tornado and the exceedance curve: against closed forms, and drawn."""

import math

import pytest

import powercalc as pc
from powercalc.evaluation.exceedance import exceedance
from powercalc.propagation.one_at_a_time import one_at_a_time
from powercalc.report.figures import drawn

SITE = pc.Site(
    "one feed",
    (
        pc.GridFeed("grid", failure_rate={"median": "0.1 / year", "error_factor": 3}, mttr="2 h"),
        pc.Server("rack", fed_by="grid"),
    ),
)


def test_a_curve_is_the_tail_of_the_restoration() -> None:
    """w e^(−t / mttr): one feed, whose outages last as long as an exponential says."""
    found = exceedance(SITE)
    often = 0.1 * math.exp((math.log(3) / 1.645) ** 2 / 2)  # the mean of the lognormal rate
    for hours, each in zip(found.durations, found.any_load, strict=True):
        if hours < 20:
            assert each == pytest.approx(often * math.exp(-hours / 2), rel=1e-3)


@pytest.mark.parametrize("plain", [True, False])
def test_a_swing_is_the_downtime_at_both_ends_of_the_span(plain: bool) -> None:  # noqa: FBT001
    (swing,) = one_at_a_time(SITE, plain=plain).swings
    assert swing.name == "grid failure_rate"
    for rate, downtime in ((swing.low, swing.downtime_low), (swing.high, swing.downtime_high)):
        assert downtime == pytest.approx(8760 * 2 * rate / (1 + 2 * rate), rel=1e-5)
    assert swing.high / swing.low == pytest.approx(9, rel=1e-6)


@pytest.mark.parametrize("chart", ["tornado", "exceedance"])
def test_they_are_drawn(chart: str) -> None:
    assert drawn(SITE, pc.evaluate(SITE), chart, "png").startswith(b"\x89PNG")


def test_a_site_without_uncertain_figures_has_no_tornado() -> None:
    sure = pc.Site(
        "sure", (pc.GridFeed("grid", failure_rate="0.1 / year", mttr="2 h"), pc.Server("rack", fed_by="grid"))
    )
    with pytest.raises(pc.CallError, match="uncertain"):
        drawn(sure, pc.evaluate(sure), "tornado", "png")
