"""Common causes that strike some sets of a bus: by enumeration of all that can fail at a call."""

from itertools import product
from typing import Any

import pytest

import powercalc as pc
from powercalc.events.common_causes import common_events, stated_groups, unit_names
from powercalc.response import respond, unsupported
from powercalc.site import CommonCause

SELDOM = 1e-4
FAILS = 0.2


def plant(count: int, needed: int, **model: Any) -> pc.Site:
    parts = (
        pc.GridFeed("grid", failure_rate=f"{SELDOM} / year", mttr="1000 h"),
        pc.Generator(
            "gen", count=count, needed=needed, start_time=0, fail_to_start=FAILS, failure_rate=0, mttr="1 min"
        ),
        pc.Ats("ats", fed_by=["grid", "gen"], failure_rate=0, transfer_time=0, fail_to_transfer=0),
        pc.Server("rack", fed_by="ats", hold_up=0),
    )
    shared = CommonCause(name="shared", members=("gen",), of=("fail_to_start",), **model)
    return pc.Site("plant", parts, common_causes=(shared,))


def too_few_start(site: pc.Site) -> float:
    """The chance that fewer sets than needed start, all causes failing or not."""
    generator = site["gen"]
    events = list(common_events(site, stated_groups(site), ("fail_to_start",)))
    causes = [(set(event.units), event.value) for event in events]
    causes += [
        ({unit}, FAILS - sum(event.value for event in events if unit in event.units))
        for unit in unit_names(generator)
    ]
    lost = 0.0
    for strikes in product((False, True), repeat=len(causes)):
        chance, down = 1.0, set[str]()
        for strike, (units, value) in zip(strikes, causes, strict=True):
            chance *= value if strike else 1 - value
            down |= units if strike else set()
        lost += chance if generator.count - len(down) < generator.units_needed else 0.0
    return lost


@pytest.mark.parametrize(
    "model", [{"beta": 0.1}, {"greek_letters": (0.2, 0.3)}, {"alpha_factors": (0.9, 0.07, 0.03)}]
)
def test_causes_that_leave_too_few_sets_are_exact(model: dict[str, Any]) -> None:
    site = plant(3, 2, **model)
    assert not list(unsupported(site))
    often = respond(site).loads["rack"].failure_frequency
    assert often is not None
    assert often * 8760 / SELDOM == pytest.approx(too_few_start(site), rel=1e-4)


def test_a_cause_that_leaves_enough_sets_is_told() -> None:
    (left,) = unsupported(plant(4, 2, greek_letters=(0.2, 0.3, 0.5)))
    assert (left.what, left.components) == ("common_cause_of_some_sets", ("shared",))
