"""Who is dark in the end by the timeline of an event and by the plain diagram; ties between any two nodes."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

from hypothesis import HealthCheck, assume, given, reject, settings
from hypothesis import strategies as st

from powercalc.components import Tie
from powercalc.errors import SiteError
from powercalc.simulate import trace
from powercalc.site import Site
from powercalc.testing import sites
from tests.test_readings_agree import LONG, Down, by_plain_diagram, can_fail

HOURS = 200.0
"""Of an event: longer than all batteries last."""
EVENTS = 12
ENDS = {"bus", "pdu", "transformer", "ups", "battery", "flywheel", "ats", "sts", "panel", "grid_feed"}
AT_ONCE = {"transfer_time": 0, "fail_to_transfer": 0}


@st.composite
def tied_at_any_node(draw: st.DrawFn) -> Site:
    """Sites without generators, with a tie or two between any two nodes, a UPS too."""
    site = draw(
        sites(
            standby=False, always_called=False, ties=False, bypass=True, rotary=False, zones=False,
            common_cause=False, restorations=False, outages=False, max_components=10,
        )
    )  # fmt: skip
    ends = [each.id for each in site.components if each.kind in ENDS]
    assume(len(ends) > 1)
    ties = []
    for number in range(draw(st.integers(1, 2))):
        between = draw(st.lists(st.sampled_from(ends), min_size=2, max_size=2, unique=True))
        normally = draw(st.sampled_from(["closed", "open"]))
        own = {"failure_rate": "0.1 / year", "mttr": "10 h", "normally": normally, **AT_ONCE}
        ties.append(Tie(f"tie-{number}", between=tuple(between), **own))
    return replace(site, components=(*site.components, *ties))


def events(site: Site, seed: int) -> Iterator[tuple[str, ...]]:
    """Yield some sets of up to three components that are lost."""
    names = [each.id for each in site.complete if can_fail(each)]
    every = [some for number in (1, 2, 3) for some in combinations(names, number)]
    yield from random.Random(seed).sample(every, min(EVENTS, len(every)))


@settings(max_examples=25, suppress_health_check=list(HealthCheck), deadline=None)
@given(tied_at_any_node(), st.integers(0, 1000))
def test_the_timeline_ends_as_the_plain_diagram_says(site: Site, seed: int) -> None:
    counts = {each.id: each.count for each in site.complete}
    for lost in events(site, seed):
        down = Down({name: (LONG,) * counts[name] for name in lost}, {}, frozenset())
        try:
            timeline = trace(site, lost, HOURS)
        except SiteError:  # a loop that cannot be simulated
            reject()
        expected = by_plain_diagram(site, [down])
        for load in timeline.loads:
            assert (load.dark_h > HOURS / 2) == expected[load.id][0], (load.id, lost)
