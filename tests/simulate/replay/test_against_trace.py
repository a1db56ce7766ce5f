"""A scenario of one event is its timeline; and what is restored is as if it had never failed."""

from __future__ import annotations

import math
import random
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, reject, settings
from hypothesis import strategies as st

import powercalc as pc
from powercalc.errors import SiteError
from powercalc.simulate import trace
from powercalc.simulate.replay import LostInterval, Replay, Replayed, replay, scenario_of
from powercalc.testing import sites

LONG = 90_000.0
"""[h] After that long all that is repaired has been."""


def lasted(load: Replayed) -> float:
    return math.fsum(math.inf if each.to_h is None else each.to_h - each.from_h for each in load.intervals)


def chosen(site: pc.Site, seed: int) -> list[str]:
    draw = random.Random(seed)
    names = [each.id for each in site.complete if not each.is_load]
    return draw.sample(names, min(len(names), draw.randint(1, 4)))


def acted(site: pc.Site, *events: dict[str, Any]) -> Replay:
    values = {"scenario": {"name": "test", "until": f"{LONG} h"}, "event": list(events)}
    return replay(site, scenario_of(values, site))


@settings(max_examples=30, suppress_health_check=list(HealthCheck), deadline=None)
@given(sites(standby=True, zones=True), st.integers(0, 10_000))
def test_one_event_is_as_its_timeline_says(site: pc.Site, seed: int) -> None:
    names = [
        name for name in chosen(site, seed) if site[name].kind != "generator"
    ]  # there, it does not start
    assume(names)
    try:
        timeline = trace(site, names, 3.0)
        found = acted(site, {"at": "0 h", "fail": names}, {"at": "3 h", "restore": names})
    except SiteError:  # a loop that cannot be simulated
        reject()
    for load in timeline.loads:
        assert lasted(found.load(load.id)) == pytest.approx(load.dark_h, rel=1e-9, abs=1e-9), load.id


@settings(max_examples=30, suppress_health_check=list(HealthCheck), deadline=None)
@given(sites(standby=True, zones=True, services=True), st.integers(0, 10_000))
def test_the_same_event_later_is_the_same_later(site: pc.Site, seed: int) -> None:
    names = chosen(site, seed)
    both: list[Replay] = []
    for start in (0.0, 1000.0):
        events = {"at": f"{start} h", "fail": names}, {"at": f"{start + 5} h", "restore": names}
        try:
            both.append(acted(site, *events))
        except SiteError:
            reject()
    first, second = both
    for one, other in zip((*first.loads, *first.services), (*second.loads, *second.services), strict=True):
        began = [each for each in one.intervals if each.to_h is None or each.to_h > 0]
        assert len(began) == len(other.intervals)
        for before, after in zip(began, other.intervals, strict=True):
            assert same(before, after), one.id


def same(before: LostInterval, after: LostInterval) -> bool:
    """Whether an interval is the other, 1000 h later; what is lost from the beginning on is lost already."""
    if before.to_h is None or after.to_h is None:
        return before.to_h is after.to_h
    begins = abs(before.from_h + 1000 - after.from_h) < 1e-6 or after.from_h == 0.0
    return begins and abs(before.to_h + 1000 - after.to_h) < 1e-6


@settings(max_examples=30, suppress_health_check=list(HealthCheck), deadline=None)
@given(sites(standby=True, zones=True, services=True), st.integers(0, 10_000))
def test_after_all_is_restored_all_is_as_before(site: pc.Site, seed: int) -> None:
    names = chosen(site, seed)
    try:
        found = acted(
            site, *({"at": f"{n + 1} h", "fail": name} for n, name in enumerate(names)),
            *({"at": f"{n + 20} h", "restore": name} for n, name in enumerate(names)),
        )  # fmt: skip
        never = acted(site, {"at": "1 h", "fail": names[:1]}, {"at": "1 h", "restore": names[:1]})
    except SiteError:
        reject()
    for one, other in zip((*found.loads, *found.services), (*never.loads, *never.services), strict=True):
        open_now = bool(one.intervals) and one.intervals[-1].to_h is None
        assert open_now == (bool(other.intervals) and other.intervals[-1].to_h is None), one.id
