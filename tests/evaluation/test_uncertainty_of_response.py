"""How far the outage response is known: each sample is the site with these figures."""

import numpy as np
import pytest

import powercalc as pc
from powercalc.propagation.propagate import evaluate_uncertainty
from powercalc.propagation.sampled_response import Responses
from powercalc.propagation.uncertain_parameters import traced

SITE = """
[grid_feed.grid]
failure_rate = {{ median = "2 / year", error_factor = 3 }}
mttr = "{mttr}"

[generator.gen]
start_time = "15 s"
fail_to_start = {{ low = "0.5 %", high = "3 %" }}
failure_rate = "1 / 500 h"
mttr = "20 h"

[ats.ats]
fail_to_transfer = 0
fed_by = ["grid", "gen"]
failure_rate = "0.01 / year"
mttr = "6 h"
transfer_time = "0 s"

[ups.ups]
fed_by = "ats"
failure_rate = "0.02 / year"
mttr = "8 h"
battery_failure = "1 %"
autonomy = {{ low = "5 min", mode = "10 min", high = "12 min" }}

[server.rack]
fed_by = "ups"
hold_up = "0 s"

[server.direct]
fed_by = "grid"
hold_up = "0 s"
"""


def the_site(**stated: dict[str, str]) -> pc.Site:
    return pc.read_text(SITE.format(mttr="1 h")).changed(stated)


def test_each_sample_is_the_site_with_these_figures() -> None:
    site = the_site()
    responses = Responses.of(site)
    names = [parameter.name for parameter in responses.parameters]
    assert names == ["grid failure_rate", "gen fail_to_start", "ups autonomy"]
    u, w = responses(np.array([[1 / 8760, 4 / 8760], [0.01, 0.02], [0.1, 0.2]]))
    for column, (rate, chance, autonomy) in enumerate([("1", "1", "0.1"), ("4", "2", "0.2")]):
        found = pc.evaluate(
            the_site(
                grid={"failure_rate": f"{rate} / year"},
                gen={"fail_to_start": f"{chance} %"},
                ups={"autonomy": f"{autonomy} h"},
            )
        )
        for row, load in enumerate([*found.loads, found.any_load]):
            assert u[row, column] == pytest.approx(load.unavailability, rel=1e-9)
            assert w[row, column] == pytest.approx(load.failure_frequency, rel=1e-9)


def test_the_point_is_the_headline() -> None:
    site = the_site()
    found, headline = evaluate_uncertainty(site, 8), pc.evaluate(site)
    assert found.loads[0].unavailability.point == pytest.approx(headline.load("rack").unavailability)
    assert found.any_load.unavailability.point == pytest.approx(headline.unavailability)
    assert found.method == "outage response"


def test_figures_that_only_the_response_knows_have_an_influence() -> None:
    site = the_site()
    assert "ups autonomy" in [each.name for each in traced(site).parameters]
    told = {each.figure for each in evaluate_uncertainty(site, 8).influences}
    assert "autonomy" in told
    assert "autonomy" not in {each.figure for each in evaluate_uncertainty(site, 8, plain=True).influences}


def test_the_same_seed_gives_the_same_result() -> None:
    one, other, third = (evaluate_uncertainty(the_site(), 8, seed) for seed in (1, 1, 2))
    assert one == other != third


def test_what_comes_before_a_break_is_told() -> None:
    def breaks(done: int, of: int) -> None:
        if done * 2 > of:
            raise KeyboardInterrupt

    found = evaluate_uncertainty(the_site(), 64, progress=breaks)
    assert 16 <= found.samples < 64


def test_samples_are_of_what_is_evaluated_unless_they_are_asked_otherwise() -> None:
    site = the_site()
    assert evaluate_uncertainty(site, 8).method == pc.uncertainty(site, 8).method == "outage response"
    assert evaluate_uncertainty(site, 8, plain=True).method == pc.evaluate(site, plain=True).method


TOGETHER = """
[grid_feed.grid]
failure_rate = 0
[panel.x]
fed_by = "grid"
failure_rate = {rate}
mttr = "34.2 h"
[panel.y]
fed_by = "grid"
failure_rate = "1 / 10 h"
mttr = "3 h"
[server.rack]
fed_by = ["x", "y"]
hold_up = 0
recovery_time = "12 h"
[service.shop]
runs_on = ["rack"]
recovery_time = "12 h"
[targets.rack]
max_service_downtime = "80 h"
[targets.shop]
max_downtime = "80 h"
"""


@pytest.mark.parametrize("rate", ['"1 / 3809 h"', '{ median = "1 / 3809 h", error_factor = 2 }'])
def test_samples_keep_what_the_evaluation_says_of_losses_that_come_together(rate: str) -> None:
    """68.9 h a year with recovery (an exact chain), 95.9 h by U and w alone; a service on it is as it is."""
    found = evaluate_uncertainty(pc.read_text(TOGETHER.format(rate=rate)), 32)
    load, service = (each.chance for each in found.targets)
    assert load is not None
    assert service is not None
    assert load == pytest.approx(service, abs=0.05)
