"""How far the figures of services are known, from the uncertain figures of what they need."""

import math

import pytest

import powercalc as pc
from powercalc.propagation.propagate import evaluate_uncertainty
from powercalc.report.uncertainty import as_text

RECOVERY, REPAIR, PROMISED = 10.0, 2.0, 30.0
SITE = pc.Site(
    "uncertain",
    (
        pc.GridFeed("grid", failure_rate={"median": "1 / year", "error_factor": 3}, mttr=f"{REPAIR} h"),
        pc.Server("a", fed_by="grid", hold_up="0 s"),
    ),
    services=(pc.Service("s", runs_on=["a"], recovery_time=f"{RECOVERY} h"),),
    targets={"s": pc.Targets(max_downtime=f"{PROMISED} h", longest={"duration": "9 h", "per_year": 1})},
)


def lost(per_year: float) -> float:
    """The downtime of the service, [h/year], for a grid that fails so often, at random."""
    rate = per_year / 8760
    return 8760 * (1 - math.exp(-rate * RECOVERY) / (1 + rate * REPAIR))


def test_the_range_of_a_service_is_that_of_its_grid() -> None:
    found = evaluate_uncertainty(SITE, 256)
    spread = found.service("s").downtime_h_per_year
    assert spread.point == pytest.approx(pc.evaluate(SITE).service("s").downtime_h_per_year, rel=1e-9)
    assert spread.p50 == pytest.approx(lost(1.0), rel=0.05)
    assert spread.p95 == pytest.approx(lost(3.0), rel=0.05)
    assert spread.p5 == pytest.approx(lost(1 / 3), rel=0.05)


def test_the_chance_that_a_service_keeps_its_promise() -> None:
    """The grid may fail x times a year with lost(x) = 30 h; x is lognormal, 3 its 95th percentile."""
    found = evaluate_uncertainty(SITE, 512)
    chances = {each.target: each.chance for each in found.targets}
    low, high = 0.1, 10.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if lost(middle) < PROMISED else (low, middle)
    expected = 0.5 * (1 + math.erf(math.log(low) / (math.log(3) / 1.6448536) / math.sqrt(2)))
    assert chances["max_downtime"] == pytest.approx(expected, abs=0.01)
    assert chances["longest"] is None
    text = " ".join(as_text(found).split())
    assert "service s: " in text
    assert "unknown: s: interruptions longer than 9 h of at most 1 per year" in text


def test_a_plain_block_diagram_samples_no_services() -> None:
    found = evaluate_uncertainty(SITE, 16, plain=True)
    assert found.services == ()
    assert {each.chance for each in found.targets} == {None}
    with pytest.raises(pc.CallError, match="there are none"):
        found.service("s")
