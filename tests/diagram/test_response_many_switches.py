"""Many static switches that state nothing of failed transfers, and what hangs on one of them, or on any."""

from __future__ import annotations

from math import comb, exp

import pytest

import powercalc as pc
from powercalc.constants import HOURS_PER_YEAR
from powercalc.response import ALL, respond
from powercalc.response.plan import joint_needs, shared_hands
from powercalc.response.plan.plan import Plan
from powercalc.response.respond import Work

ASSUMED = 0.0013
"""What the catalog has for a static switch."""
GRIDS = """
[grid_feed.a]
failure_rate = "20 / year"
mttr = "2 h"
[grid_feed.b]
failure_rate = 0
"""
HALL = """
[grid_feed.ga]
failure_rate = "20 / year"
mttr = "2 h"
[grid_feed.gb]
failure_rate = "6 / year"
mttr = "5 h"
[generator.gen]
start_time = "10 s"
fail_to_start = 0.05
failure_rate = "1e-3 / h"
mttr = "20 h"
[ats.ta]
fed_by = ["ga", "gen"]
fail_to_transfer = 0
[ats.tb]
fed_by = ["gb", "gen"]
fail_to_transfer = 0
[ups.a]
fed_by = "ta"
autonomy = "8 min"
count = 3
needed = 2
failure_rate = "0.2 / year"
mttr = "8 h"
bypass = true
[ups.b]
fed_by = "tb"
autonomy = "8 min"
count = 3
needed = 2
failure_rate = "0.2 / year"
mttr = "8 h"
bypass = true
"""


def rows(number: int, stated: str = "", paths: str = "") -> str:
    """Rows with a static switch each; with `paths`, on a panel of its own on each of these."""
    found = ""
    for row in range(number):
        inputs = ["a", "b"]
        if paths:
            inputs = [f"p{path}{row}" for path in paths]
            found += "".join(
                f'[pdu.p{path}{row}]\nfed_by = "{path}"\nfailure_rate = "0.02 / year"\nmttr = "10 h"\n'
                for path in paths
            )
        found += f'[sts.s{row}]\nfed_by = {inputs}\nfailure_rate = 0\nmttr = "5 h"\n{stated}\n'
        found += f'[server.r{row}]\nfed_by = "s{row}"\n'
    return found


@pytest.mark.parametrize("number", [1, 4, 5, 12])
@pytest.mark.parametrize("stated", ["", f"fail_to_transfer = {ASSUMED}", "fail_to_transfer = 0.02"])
def test_however_many_each_is_stuck_as_often_and_any_as_independence_says(number: int, stated: str) -> None:
    """Needs λ, each p stuck for the shorter of outage and move by hand, m: k of them for 1 / (μ + k m)."""
    chance = float(stated.split("=")[1]) if stated else ASSUMED
    site = pc.read_text(GRIDS + rows(number, stated))
    often = 20 / (1 + 20 * 2 / HOURS_PER_YEAR)
    together = [often * chance**k / (1 / 2 + k / 5) for k in range(1, number + 1)]
    found, response = pc.evaluate(site), respond(site)
    for row in range(number):
        load = found.load(f"r{row}")
        assert load.interruptions_per_year == pytest.approx(often * chance, rel=1e-5)
        assert load.downtime_h_per_year == pytest.approx(together[0], rel=1e-5)
    terms = [(-1) ** k * comb(number, k + 1) * hours for k, hours in enumerate(together)]
    off = abs(found.any_load.downtime_h_per_year - sum(terms)) / HOURS_PER_YEAR
    assert off <= response.any_load.error + 1e-5 * sum(terms) / HOURS_PER_YEAR
    assert response.any_load.error * HOURS_PER_YEAR < 0.08 * sum(terms)
    assert found.any_load.interruptions_per_year == pytest.approx(
        often * (1 - (1 - chance) ** number), rel=1e-5
    )


@pytest.mark.parametrize(("number", "chance"), [(4, 0.01), (8, 0.2)])
def test_how_often_any_is_lost_for_long_is_within_its_error(number: int, chance: float) -> None:
    """Longer than d: the outage is, e^(-d / 2 h), and the move by hand of one that is stuck, e^(-d / 5 h)."""
    site = pc.read_text(GRIDS + rows(number, f"fail_to_transfer = {chance}"))
    often, any_load = 20 / (HOURS_PER_YEAR + 20 * 2), respond(site).any_load
    for hours in (1.0, 8.0, 24.0):
        truth = often * exp(-hours / 2) * (1 - (1 - chance * exp(-hours / 5)) ** number)
        found, error = any_load.longer_than[hours], any_load.longer_errors[hours]
        assert found is not None
        assert error is not None
        assert abs(found - truth) <= error < truth


def test_what_is_assumed_is_told_of_each_and_nothing_is_left_out() -> None:
    site = pc.read_text(GRIDS + rows(7))
    assumed = [each.component for each in site.assumptions if each.parameter == "fail_to_transfer"]
    assert assumed == [f"s{row}" for row in range(7)]
    left_out = {each.what for each in pc.evaluate(site).not_considered}
    assert "fail_to_transfer" not in left_out


def test_a_site_that_states_the_figure_of_the_catalog_is_the_same() -> None:
    said, silent = (
        pc.evaluate(pc.read_text(HALL + rows(6, stated, "ab")))
        for stated in (f"fail_to_transfer = {ASSUMED}", "")
    )
    assert silent.any_load == said.any_load
    assert [load.unavailability for load in silent.loads] == [load.unavailability for load in said.loads]


@pytest.mark.parametrize("stated", ["", "fail_to_transfer = 0.009"])
def test_one_time_by_hand_for_all_rows_is_as_good_as_one_each(
    monkeypatch: pytest.MonkeyPatch, stated: str
) -> None:
    """Behind batteries and generators: loads not at all, any of them within the stated error."""
    site = pc.read_text(HALL + rows(4, stated, "ab"))
    shared = respond(site)
    monkeypatch.setattr(shared_hands, "SELDOM", 0.0)
    alone = respond(pc.read_text(HALL + rows(4, stated, "ab")))
    for name, load in alone.loads.items():
        assert shared.loads[name].unavailability == pytest.approx(load.unavailability, rel=1e-9)
        assert shared.loads[name].failure_frequency == pytest.approx(load.failure_frequency, rel=1e-9)
    off = abs(shared.any_load.unavailability - alone.any_load.unavailability)
    assert 0 < off <= shared.any_load.error - alone.any_load.error
    assert off < 4e-3 * alone.any_load.unavailability


def test_one_time_for_what_only_things_together_make_move_is_within_the_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = HALL + rows(2, "fail_to_transfer = 0.009", "ab")
    monkeypatch.setattr(joint_needs, "TRIFLE", 0.0)
    assert Plan(pc.read_text(text)).joint == {"s0", "s1"}
    shared = respond(pc.read_text(text))
    monkeypatch.setattr(shared_hands, "SELDOM", 0.0)
    alone = respond(pc.read_text(text))
    off = abs(shared.any_load.unavailability - alone.any_load.unavailability)
    assert 0 < off <= shared.any_load.error - alone.any_load.error


def test_what_moves_a_switch_only_together_is_told_by_its_mean_effect(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Two of three units of a UPS and its feed: once in many thousand years, beside the panel alone."""
    text = HALL + rows(1, "fail_to_transfer = 0.3", "ab")
    mean = respond(pc.read_text(text))
    assert not Plan(pc.read_text(text)).joint
    monkeypatch.setattr(joint_needs, "TRIFLE", 0.0)
    assert Plan(pc.read_text(text)).joint == {"s0"}
    each = respond(pc.read_text(text))
    assert mean.loads["r0"].unavailability == pytest.approx(each.loads["r0"].unavailability, rel=4e-3)
    assert mean.loads["r0"].failure_frequency == pytest.approx(each.loads["r0"].failure_frequency, rel=1e-5)


def test_the_diagram_grows_with_the_number_of_rows_and_not_twofold_with_each() -> None:
    few, many = (len(Work(pc.read_text(HALL + rows(n, "", "ab")), asked=ALL).diagram) for n in (6, 12))
    assert many < 2.5 * few < 15_000


def test_a_load_with_two_of_them_has_a_time_for_each() -> None:
    two = '[server.both]\nfed_by = ["s0", "s1"]\n'
    apart = Plan(pc.read_text(HALL + rows(6, "", "ab") + two)).hands
    assert apart.shared_by("s0") != apart.shared_by("s1")
    assert {apart.shared_by(f"s{row}") for row in range(2, 6)} <= {"s0", "s1"}


def test_what_few_switches_a_service_rests_on_have_times_of_their_own() -> None:
    site = pc.read_text(HALL + rows(3, "", "ab"))
    shared = Plan(site, watched=frozenset({"r0", "r1"})).hands
    assert shared.shared_by("s0") != shared.shared_by("s1")
    assert shared.shared_by("s2") == "s0"
