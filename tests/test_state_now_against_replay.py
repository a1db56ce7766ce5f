"""Who is dark now, and who will be when, against the replay of the same losses: it shares no code with it."""

from __future__ import annotations

import random
from math import inf

import pytest
from hypothesis import HealthCheck, assume, given, reject, settings
from hypothesis import strategies as st

from powercalc.errors import SiteError
from powercalc.evaluation.state_now import Situation
from powercalc.response.down_now import DownNow, StateNow
from powercalc.results.now_result import DARK
from powercalc.simulate.replay import Replay, Replayed, replay, scenario_of
from powercalc.site import Site
from powercalc.testing import sites

NOW = 100.0
LONG = 10_000.0
AGES = (0.0087, 0.031, 0.087, 0.36, 1.13, 3.31)
"""[h] No two of them are apart by a start, a transfer or an autonomy."""
AT_ONCE = 1e-5
"""[h] More than a load holds up by itself."""


def lived_through(site: Site, lost: dict[str, float]) -> Replay:
    events = [
        {"at": f"{NOW - since!r} h", "fail": [name]}
        for name, since in sorted(lost.items(), key=lambda each: -each[1])
    ]
    values = {"scenario": {"name": "test", "until": f"{LONG} h"}, "event": events}
    return replay(site, scenario_of(values, site))


def is_dark(load: Replayed, at: float) -> bool:
    return any(each.from_h <= at < (inf if each.to_h is None else each.to_h) for each in load.intervals)


def drawn_losses(site: Site, seed: int) -> dict[str, float]:
    draw = random.Random(seed)
    names = [each.id for each in site.complete if not each.is_load]
    return {name: draw.choice(AGES) for name in draw.sample(names, min(len(names), draw.randint(1, 3)))}


@settings(max_examples=60, suppress_health_check=list(HealthCheck), deadline=None)
@given(
    sites(standby=True, two_paths=True, autonomies=True, transfers=True, bypass=True, common_cause=False),
    st.integers(0, 10_000),
)
def test_a_load_is_dark_as_it_is_in_the_replay(site: Site, seed: int) -> None:
    assume(not any(site.graph.loops.rounds(group) for group in site.graph.groups))
    lost = drawn_losses(site, seed)
    try:
        seen = lived_through(site, lost)
    except SiteError:  # a loop that cannot be simulated
        reject()
    down = tuple(DownNow(id=name, units=site.by_id[name].count, since=since) for name, since in lost.items())
    situation = Situation(site, StateNow(down=down))
    for load in site.loads:
        intervals = seen.load(load.id).intervals
        about = (load.id, lost, [(each.from_h - NOW, each.to_h and each.to_h - NOW) for each in intervals])
        told = situation.of_load(load.id) == DARK
        assert told == is_dark(seen.load(load.id), NOW), about
        later = min((each.from_h - NOW for each in intervals if each.from_h > NOW), default=None)
        if not told:
            assert situation.dark_in(load.id) == (
                later if later is None else pytest.approx(later, abs=AT_ONCE)
            ), about
