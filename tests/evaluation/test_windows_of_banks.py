"""Planned work that takes a bank down whole: the units that are left of it do not matter, one by one."""

from __future__ import annotations

import math

import pytest

import powercalc as pc
from powercalc.proofs.window import window

RATE = 3 / 8760


def beside(count: int, needed: int) -> pc.Site:
    """A bank of transformers, and a panel beside it that alone carries the load during the work."""
    bank = pc.Transformer("t", fed_by="a", count=count, needed=needed, failure_rate="1 / year", mttr="50 h")
    return pc.Site(
        "bank",
        (
            pc.GridFeed("a", failure_rate=0, mttr="1 h"),
            pc.GridFeed("b", failure_rate=0, mttr="1 h"),
            bank,
            pc.Panel("p", fed_by="b", failure_rate="3 / year", mttr="5 h"),
            pc.Server("rack", fed_by=["t", "p"], hold_up=0),
        ),
    )


@pytest.mark.parametrize("asked", ["t", "t:2", "t:3"])
def test_a_bank_without_the_units_that_it_needs_is_out(asked: str) -> None:
    """Two of four leave fewer than the three that are needed; then the panel may fail, as beside one unit."""
    found = window(beside(4, 3), asked, 6.0).chance["rack"]
    assert found == pytest.approx(window(beside(1, 1), "t", 6.0).chance["rack"], rel=1e-9)
    assert found == pytest.approx(-math.expm1(-RATE * 6), rel=2 * RATE * 5)  # λ m: of the long run


def test_one_unit_out_leaves_a_bank_that_may_fail() -> None:
    """Of four, three go on, and all are needed: both the panel and one of three must fail."""
    found = window(beside(4, 3), "t:1", 6.0)
    alone = window(beside(3, 3), "t", 6.0).chance["rack"]
    assert 0 < found.chance["rack"] < alone / 20


def test_a_bank_of_a_hundred_thousand_is_told_as_one() -> None:
    """Every unit by itself took a minute and longer."""
    found = window(beside(100_000, 100_000), "t", 6.0)
    assert found.units == 100_000
    assert found.chance["rack"] == pytest.approx(window(beside(1, 1), "t", 6.0).chance["rack"], rel=1e-9)
