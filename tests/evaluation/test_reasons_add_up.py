"""The reasons of a load add up to its figures, or what has none is told."""

from __future__ import annotations

import json

import pytest

import powercalc as pc
from powercalc.report import render

BANK = """
[grid_feed.g]
failure_rate = 0
[ups.u]
fed_by = "g"
count = 3
needed = 1
rating = "300 kW"
failure_rate = "1 / year"
mttr = "876 h"
autonomy = 0
battery_failure = 0
[server.s]
fed_by = "u"
power = "500 kW"
"""

HAZARD = """
[default.ats]
failure_rate = 0
mttr = 0
fail_to_transfer = 0
transfer_time = 0
[default.generator]
start_time = "10 s"
failure_rate = 0
mttr = "90 min"
[grid_feed.sub1]
failure_rate = "1 / year"
mttr = "1 h"
zone = "duct"
[grid_feed.sub2]
failure_rate = "1 / year"
mttr = "1 h"
zone = "duct"
[zone.duct]
kind = "compartment"
[zone.duct.fault]
failure_rate = "1 / year"
mttr = "6 h"
[bus.util]
fed_by = ["sub1", "sub2"]
failure_rate = 0
mttr = 0
[generator.gen1]
fail_to_start = "50 %"
[generator.gen2]
fail_to_start = 0
[breaker.cb]
fed_by = "gen2"
rating = "500 kW"
failure_rate = 0
mttr = 0
[ats.one]
fed_by = ["util", "gen1"]
[ats.two]
fed_by = ["one", "cb"]
[ups.u]
fed_by = "two"
autonomy = "5 min"
battery_failure = 0
failure_rate = 0
mttr = 0
[server.s]
fed_by = "u"
power = "800 kW"
"""


def test_two_units_of_one_bank_are_a_reason_of_overload() -> None:
    """Each unit is down for q = 0.1 / 1.1 of the time: two of three 3 q² (1 − q), all three q³."""
    load = pc.evaluate(pc.read_text(BANK)).loads[0]
    q = 0.1 / 1.1
    two, three = load.reasons
    assert two.story == "2 units of u are down: u would carry 500 kW of 300 kW and trips"
    assert two.downtime_h_per_year == pytest.approx(3 * q * q * (1 - q) * 8760, rel=1e-6)
    assert three.downtime_h_per_year == pytest.approx(q**3 * 8760, rel=1e-6)
    assert load.unnamed.share == pytest.approx(0, abs=1e-6)


def test_two_units_of_one_bank_in_the_plain_block_diagram() -> None:
    load = pc.evaluate(pc.read_text(BANK), plain=True).loads[0]
    assert load.reasons[0].story.startswith("2 units of u are down")
    assert sum(reason.share for reason in load.reasons) == pytest.approx(1, rel=0.05)


@pytest.mark.parametrize("plain", [True, False])
def test_a_hazard_begins_a_cascade(*, plain: bool) -> None:
    """The duct is lost once a year; in half of the calls gen1 does not start, and gen2 cannot carry all."""
    load = pc.evaluate(pc.read_text(HAZARD), plain=plain).loads[0]
    first = load.reasons[0]
    assert set(first.cut_set) == {"duct", "gen1"}
    assert first.story == "fault in duct and gen1 is down: cb would carry 800 kW of 500 kW and trips"
    assert first.share == pytest.approx(1, rel=0.02)
    assert load.unnamed.share == pytest.approx(0, abs=0.02)


QUARTERS = "".join(
    f'[ups.u{i}]\nfed_by = "g"\nrating = "50 kW"\nfailure_rate = "1 / year"\nmttr = "100 h"\n'
    for i in range(4)
)
FOUR = f"""
[default.ups]
autonomy = 0
battery_failure = 0
[grid_feed.g]
failure_rate = 0
{QUARTERS}
[server.s]
fed_by = ["u0", "u1", "u2", "u3"]
power = "90 kW"
"""


def test_three_things_at_once_are_a_reason_of_overload() -> None:
    """Four UPSs carry a load, a quarter each; two of them can, one cannot."""
    load = pc.evaluate(pc.read_text(FOUR)).loads[0]
    q = (100 / 8760) / (1 + 100 / 8760)
    by_overload = [reason for reason in load.reasons if "trips" in reason.story]
    assert [len(reason.cut_set) for reason in by_overload] == [3, 3, 3, 3]
    assert by_overload[0].downtime_h_per_year == pytest.approx(q**3 * 8760, rel=0.02)
    assert load.unnamed.share == pytest.approx(0, abs=0.05)


MANY = "[grid_feed.g]\nfailure_rate = 0\n" + "".join(
    f'[pdu.p{i}]\nfed_by = "{f"p{i - 1}" if i else "g"}"\nfailure_rate = "0.1 / year"\nmttr = "1 h"\n'
    for i in range(24)
)


@pytest.mark.parametrize("plain", [True, False])
def test_what_has_no_reason_is_told(*, plain: bool) -> None:
    """Twenty-four PDUs in series, ten of which are told."""
    result = pc.evaluate(pc.read_text(MANY + '[server.s]\nfed_by = "p23"\n'), plain=plain)
    load = result.loads[0]
    assert load.unnamed.share == pytest.approx(1 - len(load.reasons) / 24, abs=0.01)
    assert load.unnamed.interruptions_share == pytest.approx(1 - len(load.reasons) / 24, abs=0.01)
    for form in ("text", "markdown"):
        assert "No reason told has" in " ".join(render(result, form).split())
    told = json.loads(render(result, "json"))["loads"][0]["unnamed"]
    assert told["share"] == pytest.approx(load.unnamed.share)
