"""What holds for any site as it behaves in outages, by no more than the errors that results state."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import powercalc as pc
from powercalc.cascade.overload_figures import Overload
from powercalc.components import Component, Generator, Storage
from powercalc.evaluation.behaviour import behaviour
from powercalc.response import Asked
from powercalc.testing import FIELD, sites

NODES = 1e-3
"""Sets that are called together carry two nodes of the time since their last call, chosen by all of them:
the sets of one path change the figures of another by so much."""


def figures(site: pc.Site) -> dict[str, tuple[float, float]]:
    found = behaviour(site, Overload(), asked=Asked(durations=()))
    return {name: (each.unavailability, each.error) for name, each in found.loads.items()}


def never_better(worse: pc.Site, site: pc.Site) -> None:
    before, after = figures(site), figures(worse)
    for load, (unavailability, error) in before.items():
        allowed = error + after[load][1] + NODES * unavailability
        assert after[load][0] >= unavailability - allowed, load


def slower(each: Component, factor: float) -> dict[str, Any]:
    return {"mttr": f"{each.mttr * factor!r} h"} if each.mttr and "mttr" in each.given else {}


def oftener(each: Component, factor: float) -> dict[str, Any]:
    stated = each.rate and "failure_rate" in each.given
    return {"failure_rate": f"{(each.rate or 0.0) * factor!r} / h"} if stated else {}


def starting_less(each: Component, factor: float) -> dict[str, Any]:
    if not isinstance(each, Generator) or not each.fail_to_start:
        return {}
    return {"fail_to_start": min(each.fail_to_start * factor, 1.0)}


def holding_less(each: Component, factor: float) -> dict[str, Any]:
    held = isinstance(each, Storage) and each.autonomy
    return (
        {"autonomy": f"{(each.autonomy or 0.0) / factor!r} h"} if held and isinstance(each, Storage) else {}
    )


# no power is stated: an overload may be relieved by what is down for longer
SMALL = sites(max_loads=2, max_components=8, figures=FIELD, cooling=False, support_loops=False)


@pytest.mark.parametrize("change", [slower, oftener, starting_less, holding_less])
@settings(max_examples=15, deadline=None)
@given(SMALL, st.data())
def test_no_worse_figure_helps(change: Any, site: pc.Site, data: st.DataObject) -> None:
    changes = {each.id: change(each, 10.0) for each in site.components if not each.is_load}
    worse = {name: given for name, given in changes.items() if given}
    assume(worse)
    name = data.draw(st.sampled_from(sorted(worse)))
    never_better(site.changed({name: worse[name]}), site)


FEED_ALONE = """
[grid_feed.a]
failure_rate = "3.186 / year"
mttr = "1.5 h"
[grid_feed.b]
failure_rate = "2 / year"
mttr = "0.25 h"
[generator.one]
failure_rate = "0.005 / h"
mttr = "2 h"
restoration = "fixed"
fail_to_start = 0.01
start_time = "0.1 s"
[generator.two]
failure_rate = "0.005 / h"
mttr = "42.8 h"
fail_to_start = 0
start_time = 0
[ats.x]
fed_by = ["a", "one", "two"]
failure_rate = 0
mttr = "1 h"
transfer_time = "0.1 s"
fail_to_transfer = 0.2
[server.beside]
fed_by = "a"
hold_up = 0
[server.s]
fed_by = "x"
hold_up = 0
"""


@pytest.mark.parametrize("mttr", ["2 h", "20 h", "200 h"])
def test_a_load_on_a_feed_alone_does_not_see_the_sets_of_another(mttr: str) -> None:
    """Columns are split by the states of a set, whose chances add up to one."""
    found = pc.evaluate(pc.read_text(FEED_ALONE.replace('mttr = "2 h"', f'mttr = "{mttr}"')))
    x = 3.186 * 1.5 / 8760
    assert found.load("beside").unavailability == pytest.approx(x / (1 + x), rel=1e-12)
