"""The options of the hospital group have the result that their file states: what evaluations say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import powercalc as pc

GROUP = Path(__file__).parents[2] / "examples" / "hospital-group"
STATED = re.compile(r"^#   (\S.*?) {2,}(\d+) EUR {2,}([\d.]+) min a year$", re.MULTILINE)


def test_the_hospital_group_under_a_budget() -> None:
    site = pc.read(GROUP / "group.toml")
    ((names, cost, minutes),) = STATED.findall((GROUP / "options.toml").read_text(encoding="utf-8"))
    result = pc.improve(
        site, GROUP / "options.toml", budget=float(cost) + 1, targets=["records.max_downtime=45 min / year"]
    )
    assert result.complete
    assert result.cheapest is not None
    assert " + ".join(result.cheapest.options) == names
    assert result.cheapest.cost == pytest.approx(float(cost), abs=0.5)
    assert result.cheapest.downtime_h_per_year * 60 == pytest.approx(float(minutes), abs=0.05)

    annuity = sum(1.04**-year for year in range(1, 11))
    assert result.cheapest.cost == pytest.approx(170_000 + 42_000 * annuity)
    mended = site.changed({"records": {"recovery_time": "12 h"}, "backbone": {"failure_rate": "1 / 50 year"}})
    (records,) = [each for each in pc.evaluate(mended).services if each.id == "records"]
    assert result.cheapest.downtime_h_per_year == pytest.approx(records.downtime_h_per_year, rel=1e-9)
