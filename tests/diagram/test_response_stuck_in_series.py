"""A switch below a switch that is stuck, in closed form: each fails to move by itself, each is moved by hand.

A feed fails w times an hour for an exponential time of mean m. With the chances p and q of a failed move and
mean times M and N of moving a switch by hand, both are stuck p q w times an hour, for 1 / (1/m + 1/M + 1/N).
A battery between them that lasts for t leaves e^(−t (1/m + 1/M)) of that.
"""

from __future__ import annotations

import math

import pytest

import powercalc as pc
from powercalc.components import Component
from powercalc.constants import HOURS_PER_YEAR

M, P, Q = 3.0, 0.1, 0.3
OFTEN = 60 / (1 + 60 * M / HOURS_PER_YEAR)
NEVER = {"failure_rate": 0, "mttr": "1 h"}


def first(prime: str) -> Component:
    figures = {"failure_rate": "60 / year", "mttr": f"{M} h"}
    if prime == "feed":
        return pc.GridFeed("first", **figures)
    return pc.Generator("first", **figures, fail_to_start=0, start_time=0)


def load(
    prime: str, *between: Component, gap: str = "0 s", hands: tuple[str, str], stuck: float = Q
) -> pc.Site:
    above = between[-1].id if between else "above"
    return pc.Site(
        "two switches",
        (
            first(prime), pc.GridFeed("second", **NEVER), pc.GridFeed("third", **NEVER),
            pc.Ats(
                "above", fed_by=["first", "second"], fail_to_transfer=P, transfer_time=0,
                manual_transfer_time=hands[0], **NEVER,
            ),
            *between,
            pc.Sts(
                "below", fed_by=[above, "third"], fail_to_transfer=stuck, transfer_time=gap,
                manual_transfer_time=hands[1], **NEVER,
            ),
            pc.Server("rack", fed_by="below", hold_up=0),
        ),
    )  # fmt: skip


@pytest.mark.parametrize("prime", ["feed", "a set that runs always"])
@pytest.mark.parametrize("hands", [(1.0, 1.0), (1.0, 10.0), (10.0, 1.0)])
def test_both_are_stuck(prime: str, hands: tuple[float, float]) -> None:
    found = pc.evaluate(load(prime, hands=(f"{hands[0]} h", f"{hands[1]} h"))).load("rack")
    lasts = 1 / (1 / M + 1 / hands[0] + 1 / hands[1])
    assert found.interruptions_per_year == pytest.approx(OFTEN * P * Q, rel=1e-3)
    assert found.downtime_h_per_year == pytest.approx(OFTEN * P * Q * lasts, rel=5e-3)


@pytest.mark.parametrize("prime", ["feed", "a set that runs always"])
@pytest.mark.parametrize("gap", [0.1, 5.0, 60.0])
def test_the_gap_below_a_switch_that_is_stuck(prime: str, gap: float) -> None:
    """Each time the one above is stuck, whatever the chance that somebody has moved it by a later time."""
    found = pc.evaluate(load(prime, gap=f"{gap} s", hands=("1 h", "1 h"), stuck=0.0)).load("rack")
    assert found.interruptions_per_year == pytest.approx(OFTEN * P, rel=1e-3)
    lasts = -math.expm1(-gap / 3600 * (1 / M + 1)) / (1 / M + 1)
    assert found.downtime_h_per_year == pytest.approx(OFTEN * P * lasts, rel=1e-2)


@pytest.mark.parametrize("autonomy", [1.0, 10.0, 50.0, 120.0])
@pytest.mark.parametrize("hands", [(1.0, 1.0), (1.0, 10.0), (10.0, 1.0)])
def test_a_battery_between_them_is_spent_first(autonomy: float, hands: tuple[float, float]) -> None:
    ups = pc.Ups("ups", fed_by="above", autonomy=f"{autonomy} min", battery_failure=0, **NEVER)
    found = pc.evaluate(load("feed", ups, hands=(f"{hands[0]} h", f"{hands[1]} h"))).load("rack")
    often = OFTEN * P * Q * math.exp(-autonomy / 60 * (1 / M + 1 / hands[0]))
    assert found.interruptions_per_year == pytest.approx(often, rel=1e-3)
    lasts = 1 / (1 / M + 1 / hands[0] + 1 / hands[1])
    assert found.downtime_h_per_year == pytest.approx(often * lasts, rel=5e-3)
