"""Uncertain figures of a site: closed forms, what is shared, and one site per sample as the slow truth."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import powercalc as pc
from powercalc.measures.distributions import Gamma, error_factor
from powercalc.plain.plain_diagram import plain_diagram
from powercalc.plain.plain_figures import figures
from powercalc.propagation.propagate import evaluate_uncertainty
from powercalc.propagation.traced_site import TracedColumns, columns_of
from powercalc.site import CommonCause, Site
from powercalc.site.read import read_text
from powercalc.testing import sites
from tests.evaluation.uncertain_sites import LOGNORMAL, chain, two

YEAR = 8760.0


def at(site: Site, p: float) -> tuple[float, float]:
    """Return U and w of any load with every uncertain figure at its quantile p."""
    columns = columns_of(site)
    points = np.array([parameter.distribution.quantile(np.array([p])) for parameter in columns.parameters])
    u, w = columns(points.reshape(-1, 1))
    return float(u[-1, 0]), float(w[-1, 0])


def test_the_quantiles_of_one_block_are_those_of_its_rate() -> None:
    """U = x / (1 + x) ascends with x = λ r."""
    found = evaluate_uncertainty(chain(failure_rate=LOGNORMAL, mttr="8 h"), samples=8192, plain=True)
    for p, reached in ((0.05, 0.1 / 3), (0.5, 0.1), (0.95, 0.3)):
        x = reached / YEAR * 8
        told = {0.05: found.any_load.unavailability.p5, 0.5: found.any_load.unavailability.p50}
        assert told.get(p, found.any_load.unavailability.p95) == pytest.approx(x / (1 + x), rel=2e-3)


def test_the_mean_of_a_small_unavailability_is_that_at_the_mean_rate() -> None:
    rate = Gamma(shape=3.5, exposure=1200 * YEAR)
    site = chain(failure_rate={"failures": 3, "exposure": "1200 year"}, mttr="8 h")
    spread = evaluate_uncertainty(site, plain=True).any_load.unavailability
    assert spread.mean == pytest.approx(rate.mean * 8, rel=1e-3)
    assert spread.point == pytest.approx(rate.mean * 8, rel=1e-3)


def test_the_point_is_what_a_single_evaluation_tells() -> None:
    site = chain(failure_rate=LOGNORMAL, mttr={"low": "4 h", "high": "12 h"})
    expected = figures(plain_diagram(site)).any_load
    found = evaluate_uncertainty(site, samples=16, plain=True).any_load
    assert found.unavailability.point == pytest.approx(expected["unavailability"], rel=1e-14)
    assert found.failure_frequency is not None
    assert found.failure_frequency.point == pytest.approx(expected["failure_frequency"], rel=1e-14)


def test_a_site_without_uncertain_figures_has_no_spread() -> None:
    found = evaluate_uncertainty(chain(failure_rate="1 / year", mttr="8 h"), plain=True)
    spread = found.any_load.unavailability
    assert spread.p5 == spread.p50 == spread.p95 == spread.mean == spread.point
    assert found.influences == ()


def test_the_same_seed_gives_the_same_result() -> None:
    site = chain(failure_rate=LOGNORMAL, mttr={"low": "4 h", "high": "12 h"})
    one, other = (evaluate_uncertainty(site, samples=500, seed=3, plain=True) for _ in range(2))
    assert one == other
    assert one != evaluate_uncertainty(site, samples=500, seed=4, plain=True)


def test_the_order_of_the_components_does_not_matter() -> None:
    a = pc.Block("a", failure_rate=LOGNORMAL, mttr="8 h")
    b = pc.Block("b", failure_rate={"low": "1 / year", "high": "2 / year"}, mttr="8 h")
    one, other = (evaluate_uncertainty(two(*blocks), samples=8192, plain=True) for blocks in ((a, b), (b, a)))
    assert one.any_load.unavailability.p95 == pytest.approx(other.any_load.unavailability.p95, rel=0.02)
    for ours, theirs in zip(one.influences, other.influences, strict=True):
        assert ours.origin == theirs.origin
        assert ours.total == pytest.approx(theirs.total, abs=0.02)


TYPED = """
[type.box]
kind = "block"
failure_rate = { median = "1 / year", error_factor = 10 }
mttr = "10 h"
[block.a]
type = "box"
[block.b]
type = "box"
[server.rack]
fed_by = ["a", "b"]
hold_up = "0 s"
"""


def test_what_one_type_states_is_one_figure() -> None:
    """U = (λ r)² with one λ for both: its 95th percentile is a hundred times its median, not less."""
    found = evaluate_uncertainty(read_text(TYPED), plain=True)
    assert [influence.components for influence in found.influences] == [("a", "b")]
    assert found.influences[0].origin == "type box"
    x = 10 / YEAR * 10
    assert found.any_load.unavailability.p95 == pytest.approx((x / (1 + x)) ** 2, rel=0.01)


def test_what_two_components_state_are_two_figures() -> None:
    wide = {"median": "1 / year", "error_factor": 10}
    site = two(*(pc.Block(name, failure_rate=wide, mttr="10 h") for name in "ab"))
    found = evaluate_uncertainty(site, plain=True)
    assert {influence.origin for influence in found.influences} == {"a", "b"}
    shared = evaluate_uncertainty(read_text(TYPED), plain=True)
    assert found.any_load.unavailability.p95 < 0.5 * shared.any_load.unavailability.p95


def test_an_entry_of_the_catalog_is_one_figure_and_units_share_theirs() -> None:
    site = pc.Site(
        "s",
        (
            pc.GridFeed("grid", failure_rate="1 / year", mttr="1 h"),
            pc.Ups("one", fed_by="grid", count=3, needed=2),
            pc.Ups("other", fed_by="grid"),
            pc.Server("rack", fed_by=["one", "other"]),
        ),
    )
    rates = [each for each in columns_of(site).parameters if each.figure == "failure_rate"]
    assert [(each.origin, each.components) for each in rates] == [("catalog ups-combined", ("one", "other"))]


def test_figures_that_the_diagram_does_not_use_are_told() -> None:
    site = chain(failure_rate=LOGNORMAL, mttr="8 h").changed(
        {"rack": {"hold_up": {"low": "0 s", "high": "1 s"}}}
    )
    found = evaluate_uncertainty(site, samples=64, plain=True)
    assert found.without_effect == ("rack hold_up",)
    assert [influence.figure for influence in found.influences] == ["failure_rate"]


def test_the_chance_of_a_target() -> None:
    """P(λ r · 8760 h below what is promised), the promise being the 95th percentile of a lognormal."""
    text = (
        '[block.b]\nfailure_rate = { median = "0.01 / year", error_factor = 3 }\nmttr = "1 h"\n'
        '[server.rack]\nfed_by = "b"\nhold_up = "0 s"\nrecovery_time = "4 h"\n'
        '[targets]\nmax_downtime = "0.03 h"\nmax_interruptions = "0.01 / year"\navailability = "50 %"\n'
        'max_service_downtime = "0.05 h"\n'
    )
    found = evaluate_uncertainty(read_text(text), samples=8192, plain=True)
    chances = {target.target: target.chance for target in found.targets}
    assert chances["max_downtime"] == pytest.approx(0.95, abs=2e-3)
    assert chances["max_interruptions"] == pytest.approx(0.5, abs=2e-3)
    assert chances["availability"] == 1.0
    assert chances["max_service_downtime"] == pytest.approx(0.5, abs=2e-3)


def test_a_plain_unavailability_hides_how_often() -> None:
    site = chain(unavailability={"low": "1 %", "high": "3 %"})
    found = evaluate_uncertainty(site, samples=1024, plain=True).any_load
    assert found.failure_frequency is None
    assert found.unavailability.p50 == pytest.approx(0.02, rel=2e-3)


def test_influences_on_a_product_are_shares_of_the_squared_sigmas() -> None:
    """Ln(λ r) = ln λ + ln r, two normal figures."""
    site = chain(
        failure_rate={"median": "1e-6 / h", "error_factor": 10},
        mttr={"median": "1 h", "error_factor": 3},
    )
    wide, narrow = error_factor(1, 10).sigma ** 2, error_factor(1, 3).sigma ** 2
    found = evaluate_uncertainty(site, plain=True)
    assert [each.figure for each in found.influences] == ["failure_rate", "mttr"]
    for each, share in zip(found.influences, (wide, narrow), strict=True):
        assert each.total == pytest.approx(share / (wide + narrow), abs=0.01)
        assert each.first_order == pytest.approx(share / (wide + narrow), abs=0.01)


def test_the_smallest_member_of_a_common_cause_is_found_in_every_sample() -> None:
    """β λ of the smaller rate is common, whichever that is in a sample; each member keeps the rest."""
    low, high = {"low": "1 / year", "high": "9 / year"}, {"low": "4 / year", "high": "4.2 / year"}
    blocks = [
        pc.Block("a", failure_rate=low, mttr="1 h"),
        pc.Block("b", failure_rate=high, mttr={"low": "1 h", "high": "9 h"}),
    ]
    cause = CommonCause(name="both", members=("a", "b"), beta=0.1)
    site = pc.Site("s", (*blocks, pc.Server("rack", fed_by=["a", "b"])), common_causes=(cause,))
    for p in (0.01, 0.99):
        a, b, r = 1 + 8 * p, 4 + 0.2 * p, 1 + 8 * p
        stated = site.changed(
            {
                "a": {"failure_rate": f"{a} / year"},
                "b": {"failure_rate": f"{b} / year", "mttr": f"{r} h"},
            }
        )
        expected = figures(plain_diagram(stated)).any_load
        assert at(site, p)[0] == pytest.approx(expected["unavailability"], rel=1e-12)
        assert at(site, p)[1] == pytest.approx(expected["failure_frequency"], rel=1e-12)


UNITS = {"failure_rate": " / h", "mttr": " h", "fail_to_start": "", "unavailability": "", "beta": ""}


def stated(figure: str, value: float) -> Any:
    return f"{value!r}{UNITS[figure]}" if UNITS[figure] else value


@settings(max_examples=30)
@given(sites(min_loads=1), st.data())
def test_a_column_is_the_site_with_its_sample(site: Site, data: st.DataObject) -> None:
    spans: dict[str, dict[str, tuple[float, float]]] = {}
    for component in site.components:
        for figure, unit in UNITS.items():
            value = getattr(component, figure, None)
            if value and 0 < value < 1e6 and data.draw(st.booleans()):
                top = 1e7 if unit else 1.0
                spans.setdefault(component.id, {})[figure] = (value / 2, min(1.5 * value, top))
    doubtful = site.changed(
        {
            name: {
                key: {"low": stated(key, low), "high": stated(key, high)} for key, (low, high) in keys.items()
            }
            for name, keys in spans.items()
        }
    )
    p = data.draw(st.sampled_from([0.1, 0.5, 0.9]))
    known = site.changed(
        {
            name: {key: stated(key, low + p * (high - low)) for key, (low, high) in keys.items()}
            for name, keys in spans.items()
        }
    )
    expected = figures(plain_diagram(known)).any_load
    unavailability, frequency = at(doubtful, p)
    assert unavailability == pytest.approx(expected["unavailability"], rel=1e-9, abs=1e-300)
    if expected["failure_frequency"] is not None:
        assert frequency == pytest.approx(expected["failure_frequency"], rel=1e-6, abs=1e-15)


def test_figures_of_outages_and_hazards_are_uncertain_too() -> None:
    text = """
[[grid_feed.grid.outages]]
name = "long"
failure_rate = { low = "1 / year", high = "3 / year" }
mttr = "1 h"
[server.rack]
fed_by = "grid"
hold_up = "0 s"
zone = "hall"
[zone.hall.fire]
failure_rate = { median = "0.001 / year", error_factor = 3 }
mttr = "30 day"
"""
    found = evaluate_uncertainty(read_text(text), samples=256, plain=True)
    names = {f"{each.origin}: {each.figure}" for each in found.influences}
    assert names == {"grid: long failure_rate", "zone hall: fire failure_rate"}


def test_loads_that_differ_in_what_is_known_of_them_are_kept_apart() -> None:
    """Two loads with figures of equal means, one of them certain."""
    sure = pc.Block("sure", failure_rate="2 / year", mttr="8 h")
    doubtful = pc.Block("doubtful", failure_rate={"low": "1 / year", "high": "3 / year"}, mttr="8 h")
    servers = [pc.Server("one", fed_by="sure"), pc.Server("other", fed_by="doubtful")]
    found = evaluate_uncertainty(pc.Site("s", (sure, doubtful, *servers)), samples=256, plain=True)
    one, other = (load.unavailability for load in found.loads)
    assert one.p5 == one.p95
    assert other.p5 < other.p95


def test_loads_that_are_alike_share_a_row() -> None:
    feed = pc.Block("feed", failure_rate=LOGNORMAL, mttr="8 h")
    site = pc.Site("s", (feed, *(pc.Server(f"rack-{i}", fed_by="feed") for i in range(50))))
    columns: TracedColumns = columns_of(site)
    assert set(columns.rows.values()) == {0}
