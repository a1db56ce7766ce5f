"""The time within which chances are told: P = 1 − e^(−w t), and nothing else changes with it."""

import math
import re

import pytest

import powercalc as pc
from powercalc.report import render
from powercalc.report.horizon import horizon

GRID = pc.GridFeed("grid", failure_rate="1 / 50 year", mttr="1 h")
SITE = pc.Site("one", (GRID, pc.Server("rack", fed_by="grid")))


@pytest.mark.parametrize(("years", "said"), [(10, "in 10 years"), (1, "in 1 year"), (0.25, "in 91 days")])
def test_the_chance_is_that_of_the_horizon(years: float, said: str) -> None:
    with horizon(years * 8760):
        told = render(pc.evaluate(SITE))
    found = re.search(r"([\d.]+) % in", told)
    assert said in told
    assert found is not None
    assert float(found[1]) == pytest.approx(100 * -math.expm1(-years / 50), rel=0.03)


def test_five_years_are_told_where_nobody_asks_for_another() -> None:
    with horizon(None):
        assert "9.5 % in 5 years" in render(pc.evaluate(SITE))


def test_it_ends_with_the_text_it_was_asked_for() -> None:
    with pytest.raises(ValueError, match="left"), horizon(87600):
        raise ValueError("left")
    assert "in 5 years" in render(pc.evaluate(SITE))
