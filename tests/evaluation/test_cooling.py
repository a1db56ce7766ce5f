"""What a result says of cooling: beside the power of a load, in its service, in words."""

import csv
import io
import json
import math

import pytest

import powercalc as pc
from powercalc.propagation.propagate import evaluate_uncertainty
from powercalc.report import csv_table, json_result, markdown, text, words
from powercalc.report.layout import Style

NEVER = {"failure_rate": 0}
OFTEN, LASTS = 4 / 8760, 10.0
U = OFTEN * LASTS / (1 + OFTEN * LASTS)


def hall(**given: object) -> pc.Site:
    """A load whose power never fails, and whose cooling does."""
    return pc.Site(
        "hall",
        (
            pc.GridFeed("grid", **NEVER),
            pc.Chiller("chiller", fed_by="grid", failure_rate="4 / year", mttr="10 h"),
            pc.Server("rack", fed_by="grid", **{"cooled_by": "chiller", **given}),
        ),
    )


def test_availability_stays_power_only() -> None:
    load = pc.evaluate(hall(thermal_autonomy="5 h", recovery_time="4 h")).load("rack")
    assert load.unavailability == 0
    assert load.interruptions_per_year == 0
    assert load.reasons == ()
    assert load.cooling is not None
    assert load.cooling.unavailability == pytest.approx(U * math.exp(-0.5), rel=1e-12)
    assert load.cooling.failure_frequency == pytest.approx(U / LASTS * math.exp(-0.5), rel=1e-12)


def test_the_service_counts_the_loss_of_cooling() -> None:
    load = pc.evaluate(hall(thermal_autonomy="5 h", recovery_time="4 h")).load("rack")
    lost, often = U * math.exp(-0.5), U / LASTS * math.exp(-0.5)
    recovering = (1 - lost) * (1 - math.exp(-often * 4 / (1 - lost)))
    assert load.service_unavailability == pytest.approx(lost + recovering, rel=1e-12)


def test_power_and_cooling_lost_at_once_cost_one_recovery() -> None:
    site = pc.Site(
        "together",
        (
            pc.GridFeed("grid", failure_rate="1 / year", mttr="10 h"),
            pc.Chiller("chiller", fed_by="grid", **NEVER),
            pc.Server("rack", fed_by="grid", hold_up="0 s", cooled_by="chiller", recovery_time="4 h"),
        ),
    )
    load = pc.evaluate(site).load("rack")
    alone = pc.evaluate(site.changed({"rack": {"cooled_by": None}})).load("rack")
    assert load.service_unavailability == pytest.approx(alone.service_unavailability, rel=1e-12)


def test_a_load_that_nothing_cools_has_no_cooling_figures() -> None:
    result = pc.evaluate(pc.Site("bare", (pc.GridFeed("grid", **NEVER), pc.Server("rack", fed_by="grid"))))
    told = result.to_dict()["loads"][0]
    assert told["cooling_unavailability"] is None
    assert told["cooling_interruptions_per_year"] is None
    assert told["cooling_reasons"] == []
    assert "cooling" not in text.render(result, Style()).partition("Not considered")[0]


@pytest.mark.parametrize("plain", [False, True])
def test_a_reason_says_what_the_loss_of_cooling_does(plain: bool) -> None:  # noqa: FBT001
    load = pc.evaluate(hall(thermal_autonomy="5 min", recovery_time="4 h"), plain=plain).load("rack")
    (reason,) = load.cooling_reasons
    assert reason.cut_set == ("chiller",)
    assert reason.story == (
        "chiller is down: rack is without cooling for longer than it can do without (5 min)"
    )
    assert reason.share == pytest.approx(1)


def test_a_reason_of_power_says_that_a_ups_has_overheated() -> None:
    site = pc.Site(
        "hot",
        (
            pc.GridFeed("grid", **NEVER),
            pc.Crah("crah", fed_by="ups", failure_rate="1 / year", mttr="10 h"),
            pc.Ups(
                "ups", fed_by="grid", cooled_by="crah", thermal_autonomy="1 h", battery_failure=0, **NEVER
            ),
            pc.Server("rack", fed_by="ups"),
        ),
    )
    (reason,) = pc.evaluate(site).load("rack").reasons
    assert reason.story == (
        "crah is down, so that ups is without cooling for longer than it can do without (1 h)"
    )


def left_out(site: pc.Site, *, plain: bool = False) -> dict[str, str]:
    return {item.what: item.why for item in pc.evaluate(site, plain=plain).not_considered}


def test_stated_cooling_is_considered() -> None:
    warm = hall(thermal_autonomy="5 min")
    assert "cooling" not in left_out(warm)
    assert "thermal_autonomy" not in left_out(warm)
    assert "thermal_autonomy (rack)" in left_out(warm, plain=True)["outage_response"]


def test_cooling_without_a_thermal_autonomy_is_told() -> None:
    assert left_out(hall())["thermal_autonomy"] == (
        "no thermal_autonomy of rack: taken to stop the moment the cooling is lost"
    )


def test_every_format_tells_of_cooling() -> None:
    result = pc.evaluate(hall(thermal_autonomy="5 min", recovery_time="4 h"))
    load = result.load("rack")
    assert load.cooling is not None
    told = words.per_year(load.cooling.downtime_h_per_year)
    assert f"cooling: lost for too long {told}" in text.render(result, Style())
    assert "What takes the cooling from rack" in text.render(result, Style())
    one_line = " ".join(text.render(result, Style()).split())
    assert "with 4.0 h of recovery after each interruption of power or cooling" in one_line
    assert "cooling lost for too long" in markdown.render(result, Style())
    assert "## What takes the cooling from rack" in markdown.render(result, Style())
    (row, _) = csv.DictReader(io.StringIO(csv_table.render(result, Style())))
    assert float(row["cooling_unavailability"]) == load.cooling.unavailability
    told = json.loads(json_result.render(result, Style()))["loads"][0]
    assert told["cooling_interruptions_per_year"] == load.cooling.interruptions_per_year


def test_loads_that_differ_in_their_cooling_are_told_apart() -> None:
    parts = (*hall(thermal_autonomy="5 min").components, pc.Server("cold", fed_by="grid"))
    assert "\ncold\n" in text.render(pc.evaluate(pc.Site("two", parts)), Style())


def test_the_chance_of_a_service_target_is_unknown_where_the_service_needs_cooling() -> None:
    """The samples of the uncertainty know the power of a load only."""
    toml = """
    [grid_feed.grid]
    failure_rate = { median = "2 / year", error_factor = 3 }
    mttr         = "20 min"
    [chiller.chiller]
    fed_by = "grid"
    [server.rack]
    fed_by        = "grid"
    cooled_by     = "chiller"
    recovery_time = "4 h"
    [targets]
    max_service_downtime = "10 h"
    max_downtime         = "10 h"
    """
    found = evaluate_uncertainty(pc.read_text(toml), samples=64, plain=True)
    chances = {each.target: each.chance for each in found.targets}
    assert chances["max_service_downtime"] is None
    assert chances["max_downtime"] is not None


def test_loads_that_are_cooled_alike_have_the_same_reasons_under_their_own_names() -> None:
    parts = hall(thermal_autonomy="5 min").components
    other = pc.Server("other", fed_by="grid", cooled_by="chiller", thermal_autonomy="5 min")
    result = pc.evaluate(pc.Site("two", (*parts, other)))
    one, two = (result.load(name).cooling_reasons for name in ("rack", "other"))
    assert [each.story.replace("rack", "other") for each in one] == [each.story for each in two]
    assert [each.downtime_h_per_year for each in one] == [each.downtime_h_per_year for each in two]


SUPPORTED = """
[grid_feed.grid]
failure_rate = 0
mttr = 0
[block.fibre]
failure_rate = "1 / year"
mttr = "8 h"
[panel.desk]
fed_by = "grid"
failure_rate = "2 / year"
mttr = "1 h"
[block.network]
fed_by = "desk"
failure_rate = 0
mttr = 0
[server.rack]
fed_by = "grid"
depends_on = ["fibre", "network"]
recovery_time = "4 h"
"""


@pytest.mark.parametrize("plain", [False, True])
def test_what_a_load_depends_on_is_a_reason_of_its_service(plain: bool) -> None:  # noqa: FBT001
    """Two in series: U = 1 - (1 - U1)(1 - U2), w = w1 (1 - U2) + w2 (1 - U1)."""
    result = pc.evaluate(pc.read_text(SUPPORTED), plain=plain)
    load = result.load("rack")
    one, other = 8 / 8768, 2 / 8762
    assert load.unavailability == 0
    assert load.support is not None
    assert load.support.unavailability == pytest.approx(one + other - one * other, rel=1e-9)
    often = 8760 / 8768 * (1 - other) + 2 * 8760 / 8762 * (1 - one)
    assert load.support.interruptions_per_year == pytest.approx(often, rel=1e-9)
    told = {reason.cut_set: reason.downtime_h_per_year for reason in load.support_reasons}
    assert told == pytest.approx({("fibre",): 8760 * one, ("desk",): 8760 * other}, rel=1e-6)
    said = text.render(result, Style())
    assert "What takes what rack depends on" in said
    assert "fibre is down" in said
    (whole,) = result.to_dict()["loads"]
    assert [each["cut_set"] for each in whole["support_reasons"]] == [["fibre"], ["desk"]]


def test_a_load_that_depends_on_nothing_has_no_figures_of_it() -> None:
    load = pc.evaluate(pc.Site("bare", (pc.GridFeed("grid"), pc.Server("rack", fed_by="grid")))).load("rack")
    assert load.support is None
    assert load.support_reasons == ()
    assert load.to_dict()["support_unavailability"] is None
