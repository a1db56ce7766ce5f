"""What a check is worth is what an evaluation with and without the flaw says."""

from __future__ import annotations

import math
from functools import partial

import pytest
import scipy.optimize
from hypothesis import given
from hypothesis import strategies as st

import powercalc as pc
from powercalc.checks import Options, Saving, check
from powercalc.checks.effects import Effect, in_turn, restated, waiting_longer
from powercalc.checks.figures import figures
from powercalc.checks.run_checks import checked
from powercalc.checks.worth import Scale
from powercalc.evaluation.variants import Variants
from powercalc.report.checks import checks_statements as statements
from powercalc.site import Site
from powercalc.site.read import read_text
from tests.checks import sites as plainly
from tests.checks.sites import TODAY, drawn, site

checks, result = partial(plainly.checks, weighed=True), partial(plainly.result, weighed=True)
ON_ONE_PATH = ('fed_by = ["pdu-a", "pdu-b"]\ncount = 100', 'fed_by = "pdu-a"\ncount = 100')


def downtime(site: Site) -> float:
    return pc.evaluate(site).any_load.downtime_h_per_year


def saving(code: str, *swaps: tuple[str, str]) -> float:
    found = result(code, *swaps)
    weight = found.worth or found.span
    assert weight is not None
    assert weight.saving is not None
    return weight.saving.downtime_h_per_year


def test_mending_one_path_is_worth_what_redundancy_on_it_saves() -> None:
    flawed = site(ON_ONE_PATH)
    names = ("pdu-a", "ats-a")
    mended = flawed.changed({name: {"count": 2, "needed": 1} for name in names})
    assert saving("TOP101", ON_ONE_PATH) == pytest.approx(downtime(flawed) - downtime(mended), rel=1e-9)


def test_a_flaw_that_the_file_does_not_show_is_the_change() -> None:
    silent = ('"14 day"', '"62 day"')
    twice = waiting_longer(0.01, 2)
    worse = site(silent).changed({name: {"fail_to_start": twice} for name in ("gen-a", "gen-b")})
    assert saving("MNT201", silent) == pytest.approx(downtime(worse) - downtime(site(silent)), rel=1e-9)


def test_the_site_without_a_change_has_been_evaluated(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each flaw of one side asks for one variant, the other side is the site as it is."""
    asked: list[Site] = []
    real = Variants.of

    def counted(variants: Variants, variant: Site) -> pc.Evaluation:
        asked.append(variant)
        return real(variants, variant)

    monkeypatch.setattr(Variants, "of", counted)
    flawed = site(ON_ONE_PATH)
    scale = Scale(site=flawed, evaluation=pc.evaluate(flawed))
    worse = Effect(says="fails more often", flawed=restated({"pdu-a": {"failure_rate": "1 / year"}}))
    worth = scale.worth([worse])
    assert worth is not None
    assert worth.saving is not None
    assert worth.saving.downtime_h_per_year > 0
    assert asked == [flawed.changed({"pdu-a": {"failure_rate": "1 / year"}})]


@given(st.floats(1e-6, 0.7), st.floats(1, 1000))
def test_a_fault_that_waits_longer_is_there_more_often(chance: float, factor: float) -> None:
    rate = scipy.optimize.brentq(lambda x: 1 + math.expm1(-x) / x - chance, chance, 10)
    assert waiting_longer(chance, factor) == pytest.approx(1 + math.expm1(-rate * factor) / (rate * factor))
    assert chance <= waiting_longer(chance, factor) <= 1


@pytest.mark.parametrize("chance", [5e-324, 1e-300, 1e-17, 1e-9, 0.0001, 0.5, 0.8, 0.99, 1.0])
def test_a_fault_that_waits_no_longer_is_there_as_often(chance: float) -> None:
    assert waiting_longer(chance, 1) == pytest.approx(chance, abs=2e-3)


DORMANT = ('fail_to_start = "1 %"', 'fail_to_start = "1 %"\ndormant_failure_rate = "1 / 5 year"')


def test_an_interval_too_long_is_mended_where_the_file_states_what_hides() -> None:
    late = site(DORMANT, ('"14 day"', '"90 day"'))
    in_time = late.changed({name: {"test_interval": "31 day"} for name in ("gen-a", "gen-b")})
    found = saving("MNT201", DORMANT, ('"14 day"', '"90 day"'))
    assert found == pytest.approx(downtime(late) - downtime(in_time), rel=1e-9)


def test_a_test_that_is_overdue_is_the_change_where_the_interval_is_sound() -> None:
    swaps = (DORMANT, ("last_test = 2026-05-25", "last_test = 2026-02-01"))
    late = site(*swaps).changed({name: {"test_interval": "120 day"} for name in ("gen-a", "gen-b")})
    assert saving("MNT201", *swaps) == pytest.approx(downtime(late) - downtime(site(*swaps)), rel=1e-9)


def test_a_failure_that_darkens_a_load_is_seen_without_monitoring() -> None:
    blind = "practice.monitoring]\nin_place = false"
    alone = drawn("grid_feed grid; ups u: grid; pdu p: u; server one: p", f"[{blind}")
    assert checks(alone, select=["MON101"]).result("MON101").worth is None
    beside = drawn(
        "grid_feed grid; pdu p: grid; pdu q: grid; pdu r: grid; server one: p q; server two: r", f"[{blind}"
    )
    found = read_text(beside)
    slow = found.changed({name: {"mttr": f"{float(found[name].mttr or 12.0) + 24} h"} for name in ("p", "q")})
    worth = checks(beside, select=["MON101"]).result("MON101").worth
    assert worth is not None
    assert worth.saving is not None
    assert worth.saving.downtime_h_per_year == pytest.approx(downtime(slow) - downtime(found), rel=1e-9)


STOPS = {
    "a support": ("block fibre", "fibre"),
    "what feeds a support": ("panel p: grid; block fibre: p", "p"),
    "the cooling": ("chiller c: grid; panel fibre: grid", "c"),
    "a source that is no grid feed": ("block fibre", "plant"),
}


@pytest.mark.parametrize("name", STOPS)
def test_a_failure_that_stops_a_service_is_noticed_at_once(name: str) -> None:
    """Only the two distributors, each of which the other stands in for, are found by a round."""
    drawing, stopping = STOPS[name]
    text = drawn(
        f"grid_feed grid; block plant; sts s: plant; pdu a: s; pdu b: s; {drawing}; server one: a b",
        "[default.block]\nfailure_rate = '1 / year'\nmttr = '8 h'\n[practice.monitoring]\nin_place = false",
    )
    cooled = "cooled_by = 'c'\n" if stopping == "c" else ""
    needs = f"depends_on = 'fibre'\nrecovery_time = '4 h'\n{cooled}"
    text = text.replace("[server.one]\n", "[server.one]\n" + needs)
    found = read_text(text)
    slow = found.changed({each: {"mttr": f"{(found[each].mttr or 12.0) + 24} h"} for each in ("a", "b")})
    worth = checks(text, select=["MON101"]).result("MON101").worth
    assert worth is not None
    assert worth.saving is not None
    gain = service(slow) - service(found)
    assert worth.saving.service_downtime_h_per_year == pytest.approx(gain, rel=1e-9)


def service(site: Site) -> float:
    (load,) = pc.evaluate(site).loads
    return load.service_downtime_h_per_year or 0.0


def test_an_unknown_check_has_the_span_between_fail_and_pass() -> None:
    found = result("SEP101", ("date = 2025-11-01", ""))
    assert found.worth is None
    assert found.span is not None
    assert found.span.saving is not None
    assert 0 < found.span.saving.downtime_h_per_year <= downtime(site())


def test_what_nobody_exercises_costs_the_service_and_no_power() -> None:
    found = result("BCP102", ("last_done = 2026-03-10", "last_done = 2025-03-10")).worth
    assert found is not None
    assert found.saving is not None
    assert found.saving.downtime_h_per_year == 0
    assert found.saving.service_downtime_h_per_year is not None
    assert found.saving.service_downtime_h_per_year > 0
    assert found.is_assumption


def test_a_common_cause_that_is_stated_is_what_one_substation_costs() -> None:
    stated = (
        "[common_cause.chains]",
        """[common_cause.feeds]
members = ["grid-a", "grid-b"]
beta = 0.5
mttr = "3 h"
of = "failure_rate"

[common_cause.chains]""",
    )
    found = result("FED202", ("Volta", "Ampere"), stated).worth
    assert found is not None
    assert found.says == ("the stated common cause of the feeds is gone",)


def test_a_worth_tells_what_it_rests_on() -> None:
    found = result("MON101", ("real_time = true", "real_time = false")).worth
    assert found is not None
    assert [figure.name for figure in found.rests_on] == ["detection_unmonitored"]


def test_the_outage_response_sees_what_a_block_diagram_does_not() -> None:
    short = site(('autonomy = "10 min"', 'autonomy = "5 s"'))
    saved = []
    for plain in (True, False):
        worth = check(short, today=TODAY, select=["GEN101"], plain=plain).result("GEN101").worth
        assert worth is not None
        assert worth.saving is not None, worth.why
        saved.append(worth.saving.downtime_h_per_year)
    assert saved[0] == 0 < saved[1]


def test_a_passing_check_has_neither_worth_nor_span() -> None:
    assert all(each.worth is None and each.span is None for each in checks().results)


def test_only_failing_and_unknown_checks_are_evaluated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("powercalc.evaluation.variants.as_it_behaves", None)
    found = check(site(), profile="all", today=TODAY)
    assert found.failed == ()


@pytest.mark.parametrize("name", figures())
def test_a_figure_has_a_source_or_a_reason(name: str) -> None:
    figure = figures()[name]
    assert figure.source
    assert figure.where
    assert figure.is_sourced or figure.reason


def test_the_figures_of_time_and_number_are_read() -> None:
    for figure in figures().values():
        assert isinstance(figure.value, str) or figure.number > 0


ROOM = """
[site]
name = "servers burn with their room"
[zone.room]
kind = "room"
[zone.room.fire]
failure_rate = "1 / 100 year"
mttr = "30 day"
[grid_feed.g]
failure_rate = 0
mttr = 0
[server.s]
fed_by = "g"
zone = "room"
"""
COOLED = """
[grid_feed.g]
failure_rate = 0
mttr = 0
[crah.c]
fed_by = "g"
failure_rate = "1 / year"
mttr = "10 h"
[server.s]
fed_by = "g"
cooled_by = "c"
thermal_autonomy = "5 min"
"""
ONE_LOAD = """
[zone.room]
kind = "room"
[zone.room.fire]
failure_rate = "1 / 100 year"
mttr = "30 day"
[zone.hall]
kind = "room"
[grid_feed.g]
failure_rate = 0
mttr = 0
zone = "hall"
[default.pdu]
failure_rate = "0.1 / year"
mttr = "10 h"
zone = "room"
[pdu.a]
fed_by = "g"
[pdu.b]
fed_by = "g"
[server.t]
fed_by = "a"
zone = "room"
[server.s]
fed_by = ["a", "b"]
zone = "hall"
hold_up = 0
"""


def saved(code: str, text: str) -> Saving:
    found = check(read_text(text), today=TODAY, select=[code], profile="all").result(code)
    weight = found.worth or found.span
    assert weight is not None
    assert weight.saving is not None, weight.why
    return weight.saving


def share(per_year: float, hours: float) -> float:
    """U = λ · MDT / (1 + λ · MDT)."""
    return per_year * hours / (8760 + per_year * hours)


def test_another_site_is_in_another_room() -> None:
    """The room burns once in a hundred years for 30 days; both sites are lost for U² of the time."""
    u = share(0.01, 720)
    found = saved("SEP101", ROOM)
    assert found.downtime_h_per_year == pytest.approx(8760 * (u - u**2), rel=1e-9)
    assert found.downtime_h_per_year == pytest.approx(7.19, abs=0.005)


@pytest.mark.parametrize("recovery", ["", 'recovery_time = "0 h"', "recovery_time = 0"])
def test_another_site_has_cooling_of_its_own(recovery: str) -> None:
    """Too warm is an outage that lasts longer than the thermal autonomy: U · e^(−5 min / 10 h)."""
    u = share(1, 10) * math.exp(-5 / 600)
    found = saved("SEP101", COOLED + recovery)
    assert found.downtime_h_per_year == 0
    assert found.service == "s"
    assert found.service_downtime_h_per_year == pytest.approx(8760 * (u - u**2), rel=1e-6)


def test_another_site_has_supports_of_its_own() -> None:
    """A support here and its like there, each an hour ten times a year; either power never fails."""
    text = drawn("grid_feed g; block net; server s: g", "[default.grid_feed]\nfailure_rate = 0\nmttr = 0")
    text = text.replace("net]", "net]\nfailure_rate = '10 / year'\nmttr = '1 h'")
    found = saved("SEP101", text.replace("server.s]", "server.s]\ndepends_on = 'net'"))
    u = share(10, 1)
    assert found.service_downtime_h_per_year == pytest.approx(8760 * (u - u**2), rel=1e-9)


def test_another_site_saves_power_and_cooling_together() -> None:
    """Power and cooling fail independently here; there both do, as often, and this counts as one service."""
    text = COOLED.replace("failure_rate = 0\nmttr = 0", "failure_rate = '2 / year'\nmttr = '5 h'").replace(
        'thermal_autonomy = "5 min"', "hold_up = 0"
    )
    power, cooling = share(2, 5), share(1, 10)
    found = saved("SEP101", text)
    lost = power + (1 - power) * cooling
    assert found.downtime_h_per_year == pytest.approx(8760 * (power - power**2), rel=1e-9)
    assert found.service_downtime_h_per_year == pytest.approx(8760 * (lost - lost**2), rel=1e-6)


def test_what_one_load_gains_is_told_where_all_loads_together_gain_nothing() -> None:
    """t burns with the room in any case; s needs both of its paths to burn or fail, once they stand apart."""
    before = read_text(ONE_LOAD)
    fire, pdu = share(0.01, 720), share(0.1, 10)
    both = fire + (1 - fire) * pdu**2
    apart = (fire + (1 - fire) * pdu) ** 2
    assert pc.evaluate(before).load("s").unavailability == pytest.approx(both, rel=1e-9)
    found = saved("TOP103", ONE_LOAD)
    assert found.downtime_h_per_year == 0
    assert found.load == "s"
    assert found.load_downtime_h_per_year == pytest.approx(8760 * (both - apart), rel=1e-9)
    assert found.most == found.load_downtime_h_per_year
    assert statements.saved(found) == "7.2 h per year without power at s"


@pytest.mark.parametrize("recovery", ["", "recovery_time = 0"])
def test_the_worth_of_spare_cooling_needs_no_recovery_time(recovery: str) -> None:
    """One unit of ten hours a year, too warm after 5 min; with a second one both must be lost."""
    one = share(1, 10)
    found = saved("ENV202", COOLED + recovery)
    gain = 8760 * (one * math.exp(-5 / 600) - one**2 * math.exp(-10 / 600))
    assert found.service == "s"
    assert found.service_downtime_h_per_year == pytest.approx(gain, rel=1e-6)


def test_a_ups_before_each_of_two_loads_on_one_cord_can_be_weighed() -> None:
    text = drawn("grid_feed grid; pdu p: grid; server one: p; server two: p")
    found = checks(text, select=["UPS101"]).result("UPS101").worth
    assert found is not None
    assert found.saving is not None, found.why


def test_whoever_waits_is_told_how_far_it_is() -> None:
    found, told = site(), list[tuple[int, int]]()
    options = Options.read(found, today=TODAY)
    checked(found, options, pc.evaluate(found, plain=True), progress=lambda *far: told.append(far))
    assert told == [(done, len(options.rules)) for done in range(len(options.rules))]


def test_figures_that_are_stated_one_after_the_other_are_changed_together() -> None:
    one, other = restated({"pdu-a": {"mttr": "1 h"}}), restated({"pdu-a": {"failure_rate": "1 / year"}})
    last = restated({"pdu-b": {"mttr": "2 h"}, "pdu-a": {"mttr": "3 h"}})
    together = in_turn([one, None, other, last])
    assert together is not None
    found = together(site())
    assert [found[name].mttr for name in ("pdu-a", "pdu-b")] == [3.0, 2.0]
    assert found["pdu-a"].rate == pytest.approx(1 / 8760)
