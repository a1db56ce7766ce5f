"""Reasons under the outage response: they explain all of it, and read as a person would say them."""

from typing import Any

import pytest

import powercalc as pc
from powercalc.site import read_text

GRID = '[grid_feed.grid]\nfailure_rate = "3 / year"\nmttr = "1.5 h"\n'
SETS = (
    '[generator.gen]\ncount = 2\nneeded = 1\nstart_time = "15 s"\nfail_to_start = "2 %"\n'
    'failure_rate = "1 / 1100 h"\nmttr = "26 h"\n'
)
SWITCH = (
    'failure_rate = "0.03 / year"\nmttr = "6 h"\nfail_to_transfer = "0.5 %"\ntransfer_time = "100 ms"\n'
    'manual_transfer_time = "1 h"\n'
)
UPS = 'failure_rate = "0.07 / year"\nmttr = "8 h"\nautonomy = "10 min"\nbattery_failure = "1 %"\n'


def two_paths(**more: str) -> str:
    """Two paths on one grid and one bus of sets; `more` are lines of each ats and ups, gen, and the end."""
    text = GRID + SETS + more.get("gen", "")
    for side in "ab":
        text += f'[ats.ats-{side}]\nfed_by = ["grid", "gen"]\n{more.get("ats", SWITCH)}'
        text += f'[ups.ups-{side}]\nfed_by = "ats-{side}"\n{more.get("ups", UPS)}'
    return text + '[server.rack]\nfed_by = ["ups-a", "ups-b"]\n' + more.get("end", "")


def one_path(**more: str) -> str:
    text = more.get("grid", GRID) + SETS + more.get("gen", "")
    text += f'[ats.ats]\nfed_by = ["grid", "gen"]\n{more.get("ats", SWITCH)}'
    text += f'[ups.ups]\nfed_by = "ats"\n{more.get("ups", UPS)}'
    return text + '[server.rack]\nfed_by = "ups"\n'


def tied(transfer_time: str) -> str:
    feeds = "".join(
        f'[grid_feed.{name}]\nfailure_rate = "3 / year"\nmttr = "2 h"\n[bus.{bus}]\nfed_by = "{name}"\n'
        for name, bus in (("a", "one"), ("b", "two"))
    )
    tie = (
        f'[tie.tie]\nbetween = ["one", "two"]\nnormally = "open"\ntransfer_time = "{transfer_time}"\n'
        'fail_to_transfer = "3 %"\n'
    )
    return f'{feeds}{tie}[ups.ups]\nfed_by = "one"\n{UPS}[server.rack]\nfed_by = "ups"\n'


STUCK = SWITCH.replace("0.5 %", "5 %").replace('"1 h"', '"4 h"')
SHORT = UPS.replace("10 min", "10 s")
DEAD = UPS.replace('"1 %"', '"20 %"')
DIPS = (
    '[grid_feed.grid]\n[[grid_feed.grid.outages]]\nname = "dip"\nfailure_rate = "20 / year"\nmttr = "0.3 s"\n'
    'restoration = "fixed"\n'
)
COMMON = (
    '[common_cause.upses]\nmembers = ["ups-a", "ups-b"]\nbeta = 0.1\n'
    '[common_cause.switches]\nmembers = ["ats-a", "ats-b"]\nbeta = 0.1\n'
    '[common_cause.sets]\nmembers = ["gen"]\nbeta = 0.1\n'
)
ROOM = '[zone.room]\n[zone.room.fire]\nfailure_rate = "1 / 500 year"\nmttr = "200 h"\n'
DORMANT = 'dormant_failure_rate = "1 / 2 year"\ntest_interval = "30 day"\n'
STARTS = "until gen supplies (15 s)"
LASTS = "for longer than the battery holds"
BOTH = "for longer than the batteries hold"

SITES: dict[str, tuple[str, str]] = {
    "sets that fail": (two_paths(), f"grid is down {BOTH} (10 min), while both sets of gen fail"),
    "a stuck switch": (
        two_paths(ats=STUCK),
        f"grid is down {BOTH} (10 min), while ats-a sticks and ats-b sticks",
    ),
    "a dead battery": (
        one_path(ups=DEAD),
        "grid is down, until gen supplies (15 s), while the battery of ups does not hold",
    ),
    "a start longer than the battery": (
        two_paths(ups=SHORT),
        f"grid is down {BOTH} (10 s), until gen supplies (15 s)",
    ),
    "fuel run dry": (
        two_paths(gen='fuel_autonomy = "2 h"\n'),
        f"grid is down {BOTH} (10 min), while gen runs out of fuel",
    ),
    "a tie that does not close": (tied("30 s"), f"a is down {LASTS} (10 min), while tie does not close"),
    "a tie that closes too late": (tied("20 min"), f"a is down {LASTS} (10 min), until tie closes (20 min)"),
    "a common cause": (two_paths(end=COMMON), "ups-a and ups-b fail together (upses)"),
    "the same, of demands": (
        two_paths(end=COMMON),
        f"grid is down, {STARTS}, while the batteries of ups-a and ups-b fail together (upses)",
    ),
    "a hazard": (two_paths(ups=UPS + 'zone = "room"\n', end=ROOM), "fire in room"),
    "dips": (
        one_path(grid=DIPS),
        "grid is out (dip), until gen supplies (15 s), while the battery of ups does not hold",
    ),
    "a gap on return": (
        one_path(ats=SWITCH + 'return_gap = "15 min"\n'),
        f"grid is down {LASTS} (10 min), until gen supplies (15 s)",
    ),
    "the same, in common": (
        two_paths(ups=UPS.replace('"1 %"', '"0 %"') + DORMANT, end=COMMON),
        f"grid is down, {STARTS}, while ups-a and ups-b have a fault together that nobody knew of (upses)",
    ),
    "faults that nobody knows of": (
        two_paths(gen=DORMANT, ats=SWITCH.replace("0.5 %", "0 %") + DORMANT),
        f"grid is down {BOTH} (10 min), while both sets of gen fail",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SITES)
def test_reasons_explain_the_whole_and_tell_what_happened(name: str) -> None:
    text, story = SITES[name]
    found = pc.evaluate(read_text(text)).load("rack")
    assert found.interruptions_per_year
    often = sum(reason.interruptions_per_year or 0.0 for reason in found.reasons)
    assert sum(reason.share for reason in found.reasons) == pytest.approx(1, abs=0.02)
    assert often / found.interruptions_per_year == pytest.approx(1, abs=0.02)
    (told,) = [reason for reason in found.reasons if reason.story == story]
    weight = max(told.share, (told.interruptions_per_year or 0.0) / found.interruptions_per_year)
    assert weight > 0.1


def test_what_interrupts_often_is_told_though_it_is_short() -> None:
    found: Any = pc.evaluate(read_text(one_path(ups=DEAD))).load("rack")
    short = next(reason for reason in found.reasons if "battery of ups does not hold" in reason.story)
    assert short.share < 0.01
    assert short.interruptions_per_year > 0.5 * found.interruptions_per_year


def test_what_began_it_comes_first() -> None:
    found = pc.evaluate(read_text(one_path())).load("rack")
    sets = {reason.events for reason in found.reasons}
    assert ("ats", "ups battery") in sets
    assert ("grid", "ats transfer") in sets


def test_solar_panels_that_stop_with_the_grid_are_no_reason_and_no_error() -> None:
    sun = pc.Site(
        "sun",
        (
            pc.GridFeed("grid"),
            pc.Solar("pv"),
            pc.Bus("bus", fed_by=["grid", "pv"]),
            pc.Server("rack", fed_by="bus"),
        ),
    )
    found = pc.evaluate(sun)
    without = pc.evaluate(sun.changed({"bus": {"fed_by": "grid"}}))
    assert found.load("rack").unavailability == pytest.approx(without.load("rack").unavailability)
    assert "grid" in found.load("rack").reasons[0].cut_set
    assert found.assumed_share == pytest.approx(1.0)
