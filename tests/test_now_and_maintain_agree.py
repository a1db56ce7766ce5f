"""`now` and `maintain` of the same units out: equal where nothing that tells the two apart is in it.

What one further failure takes is equal always, and so is who is dark for good. The chance of an interruption
is equal where nothing is called, moved or spent: `maintain` has the sets started and the switches moved, and
waits while something that is out would take a load once a battery is spent. What `now` has in its chance by
what was lost before is divided out; `maintain` is right up to the share U of that.
"""

from __future__ import annotations

import random

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import powercalc as pc
from powercalc.components import Generator, Storage
from powercalc.evaluation.state_now import Situation
from powercalc.proofs.window import window
from powercalc.response.down_now import DownNow, StateNow
from powercalc.site import Site
from powercalc.testing import sites
from tests.compare_generated import OFTEN

HOURS = 8.0


def drawn_out(site: Site, seed: int) -> tuple[str, int]:
    draw = random.Random(seed)
    part = draw.choice([each for each in site.complete if not each.is_load])
    return part.id, draw.choice([1, part.count])


@settings(max_examples=15, suppress_health_check=list(HealthCheck), deadline=None)
@given(sites(two_paths=True, standby=True, units=True, common_cause=False), st.integers(0, 1000))
def test_what_one_more_failure_takes_is_equal(site: Site, seed: int) -> None:
    name, units = drawn_out(site, seed)
    planned = window(site, f"{name}:{units}", HOURS)
    situation = Situation(site, StateNow(down=(DownNow(id=name, units=units, since=0.0),)))
    taken = situation.taken_by()
    lasting = {load.id for load in site.loads if load.id not in planned.dark}
    doomed = {load.id for load in site.loads if situation.dark_in(load.id) is not None}
    for load in sorted(lasting - doomed):
        alone = {point.rpartition(":")[0] or point for point in planned.must_not_fail.get(load, ())}
        now = {name for name, loads in taken.items() if load in loads["power"]}
        assert now == alone or situation.lacks(load), (load, now, alone)


@settings(max_examples=40, suppress_health_check=list(HealthCheck), deadline=None)
@given(
    sites(
        max_loads=2, max_components=10, figures=OFTEN, two_paths=True, units=True, votes=True, standby=False,
        transfers=False, autonomies=False, bypass=False, ties=False, outages=False, common_cause=False,
        zones=False, restorations=False,
    ),
    st.integers(0, 1000),
)  # fmt: skip
def test_the_chance_is_equal_where_nothing_is_prepared_or_spent(site: Site, seed: int) -> None:
    assume(not any(isinstance(each, Storage | Generator) for each in site.complete))
    name, units = drawn_out(site, seed)
    assume(site.by_id[name].unavailability is None)
    planned = window(site, f"{name}:{units}", HOURS)
    stays = site.changed({name: {"mttr": f"{3 * HOURS} h", "restoration": "fixed"}})
    now = pc.now(stays, [f"{name}:{units}@0 h"], hours=[f"{HOURS} h"])
    for load in now.loads:
        (chance,) = load.interruption
        before = load.interrupted_already
        anew = (chance.probability - before) / (1 - before) if before < 1 else 1.0
        told = planned.chance[load.id]
        assert (load.state == "dark") == (load.id in planned.dark)
        assert abs(anew - told) <= chance.error + 4 * before * told + 1e-12, (load.id, anew, told, before)
