"""Small sites as anyone may write them, that were once an exception or a figure out of range.

Each is evaluated, checked, drawn and reported, every figure in its range; what cannot be is refused when it
is read.
"""

from __future__ import annotations

import pytest

import powercalc as pc
from tests.fuzz.outcomes import of_site

ALONE = """
[grid_feed.grid]
[ups.ups]
fed_by = "grid"
[server.rack]
fed_by = "ups"
"""
SET = """
[generator.gen]
failure_rate = "1 / 1000 h"
mttr = "30 h"
[server.rack]
fed_by = "gen"
"""
SITES = {
    "solar beside a set": """
[grid_feed.grid]
[solar.pv]
[generator.gen]
[ats.ats]
fed_by = ["grid", "pv", "gen"]
[server.rack]
fed_by = "ats"
""",
    "wind beside a set": SET.replace('"gen"', '["=1+1", "gen"]') + '[wind."=1+1"]\n',
    "a maintenance bypass as a tie": """
[grid_feed.grid]
[bus.in]
fed_by = "grid"
[ups.ups]
fed_by = "in"
[bus.out]
fed_by = "ups"
[tie.around]
between = ["in", "out"]
normally = "open"
manual = true
[server.rack]
fed_by = "out"
""",
    "a tie around a UPS": ALONE + '[tie.around]\nbetween = ["grid", "ups"]\n',
    "a tie beside a UPS": """
[generator.gen]
[ups.ups]
fed_by = "tie"
[server.rack]
fed_by = "tie"
[tie.tie]
between = ["ups", "gen"]
""",
    "no repair time": '[grid_feed.grid]\nmttr = "0 s"\n[server.rack]\nfed_by = "grid"\n',
    "no repair time beside a set": """
[grid_feed.grid]
mttr = 0
[generator.gen]
[server.rack]
fed_by = ["grid", "gen"]
""",
    "a gap on return of up to a year": """
[grid_feed.grid]
[generator.gen]
count = 2
needed = 1
[ats.ats]
fed_by = ["grid", "gen"]
[ats.ats.return_gap]
low = "7 day"
high = "1 year"
[server.rack]
fed_by = "ats"
""",
    "a set that is always called": SET,
}
LOOPS = {
    "feeds through a UPS": """
[grid_feed.grid]
[ats.ats]
fed_by = ["grid", "ups"]
[ups.ups]
fed_by = "ats"
[server.rack]
fed_by = "ups"
""",
    "storage that is fed by what it feeds": """
[generator.gen]
[sts.sts]
fed_by = ["wheel", "gen"]
[server.rack]
fed_by = "gen"
[flywheel.wheel]
fed_by = "sts"
""",
}


def rack(text: str, *, plain: bool = False) -> pc.LoadPoint:
    return pc.evaluate(pc.read_text(text), plain=plain).load("rack")


@pytest.mark.parametrize("name", SITES)
def test_it_is_evaluated_checked_and_reported(name: str) -> None:
    assert of_site(SITES[name]) == "evaluated"


@pytest.mark.parametrize("name", SITES)
def test_other_questions_have_answers(name: str) -> None:
    site = pc.read_text(SITES[name])
    assert pc.prove(site) is not None
    assert pc.loads(site).to_dict()
    assert pc.importance(site) is not None


@pytest.mark.parametrize("name", LOOPS)
def test_a_loop_of_feeds_is_a_problem_of_the_file(name: str) -> None:
    """Told with its place when it is read, so that no command sees it."""
    with pytest.raises(pc.SiteError, match="is fed by what it feeds itself"):
        pc.read_text(LOOPS[name])


@pytest.mark.parametrize("plain", [False, True], ids=["response", "plain"])
def test_what_the_sun_gives_is_not_counted_on(*, plain: bool) -> None:
    without = SITES["solar beside a set"].replace("[solar.pv]\n", "").replace('"pv", ', "")
    found, truth = rack(SITES["solar beside a set"], plain=plain), rack(without, plain=plain)
    assert found.unavailability == pytest.approx(truth.unavailability, rel=1e-3)
    assert found.failure_frequency == pytest.approx(truth.failure_frequency, rel=1e-3)


@pytest.mark.parametrize("name", ["wind beside a set", "a set that is always called"])
def test_a_set_beside_what_is_not_counted_on_runs_always(name: str) -> None:
    """U = x / (1 + x) with x = λ r, and w = λ / (1 + x)."""
    found = rack(SITES[name])
    assert found.unavailability == pytest.approx(0.03 / 1.03, rel=1e-5)
    assert found.failure_frequency == pytest.approx(0.001 / 1.03, rel=1e-5)


def test_a_tie_around_a_ups_carries_past_none_that_is_down() -> None:
    assert rack(SITES["a tie around a UPS"]).unavailability == pytest.approx(rack(ALONE).unavailability)


@pytest.mark.parametrize("name", ["no repair time", "no repair time beside a set"])
def test_what_is_repaired_at_once_is_never_out(name: str) -> None:
    assert rack(SITES[name]).unavailability == 0
