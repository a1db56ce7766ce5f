"""The chance of being served through a loss of the grid, against what NREL's REopt publishes.

Sets are started with OA (1 − FTS) each, lost at 1 / MTTF in each step of an hour, and not repaired meanwhile:
NREL/REopt.jl, commit 029db01d, src/outagesim/backup_reliability.jl, and test/runtests.jl, lines 566 to 795.
"""

import math

import pytest

import powercalc as pc
from powercalc.response.curve import Curve
from powercalc.response.survived import survival


def served(hours: list[float], steps: float, battery: str | None = None, **generator: object) -> Curve:
    """A load behind sets that last so many steps of an hour on average; batteries hold before them."""
    rate = -math.log(1 - 1 / steps)
    figures = {
        "start_time": "0 s", "fail_to_start": 0.0, "mttr": "1e7 h", "failure_rate": f"{rate:.17g} / h",
        **generator,
    }  # fmt: skip
    behind = "ups" if battery else "ats"
    components = [
        pc.GridFeed("grid", failure_rate="1e-9 / year", mttr="1 h"),
        pc.Generator("gen", **figures),
        pc.Ats(
            "ats", fed_by=["grid", "gen"], transfer_time="0 s", fail_to_transfer=0.0, failure_rate="0 / h"
        ),
        pc.Server("rack", fed_by=behind, hold_up="0 s"),
    ]
    if battery:
        components.append(
            pc.Ups("ups", fed_by="ats", autonomy=battery, battery_failure=0.0, failure_rate="0 / h")
        )
    return survival(pc.Site("NREL", tuple(components)), ["grid"], hours).loads["rack"]


def test_one_set_by_the_defaults_of_reopt() -> None:
    hours = {1: 0.984751, 4: 0.982068, 24: 0.964365, 48: 0.943543, 96: 0.903238, 168: 0.845985, 336: 0.726112}
    found = served([*map(float, hours)], 1100, fail_to_start=0.0094, standby_unavailability=0.005)
    assert {at: found.at(at) for at in hours} == pytest.approx(hours, abs=1e-5)


def test_one_of_two_sets() -> None:
    found = served([1.0, 2.0, 3.0], 5, count=2, needed=1)
    assert [found.at(at) for at in (1, 2, 3)] == pytest.approx([0.96, 0.8704, 0.761856], abs=1e-5)


def test_both_of_two_sets() -> None:
    found = served([1.0, 2.0, 3.0], 5, count=2, needed=2)
    assert [found.at(at) for at in (1, 2, 3)] == pytest.approx([0.64, 0.4096, 0.262144], abs=1e-5)


def test_a_battery_of_four_hours_before_a_set_that_is_called_at_once() -> None:
    found = served([24.0], 100, "4 h", fail_to_start=0.1, standby_unavailability=0.02)
    assert found.at(24) == pytest.approx(0.99**20 * 0.9 * 0.98, abs=1e-5)


def test_the_mean_time_of_one_set_is_that_until_it_fails() -> None:
    assert served([1.0], 1100).mean == pytest.approx(-1 / math.log(1 - 1 / 1100), rel=1e-3)


def test_two_sets_that_are_repaired_meanwhile_last_until_both_are_down() -> None:
    """The time to the first state without either: (3 λ + μ) / (2 λ²) from both up."""
    for steps, repair in ((1100, 26.0), (500, 5.0)):
        rate = -math.log(1 - 1 / steps)
        found = served([1.0], steps, count=2, needed=1, mttr=f"{repair} h")
        exact = (3 * rate + 1 / repair) / (2 * rate**2)
        assert exact * (1 - rate * repair) * 0.999 < (found.mean or 0.0) < exact


def test_what_has_no_other_source_is_dark_when_its_battery_is_spent() -> None:
    components = (
        pc.GridFeed("grid"),
        pc.Ups("ups", fed_by="grid", autonomy="2 h", battery_failure=0.25, failure_rate="0 / h"),
        pc.Server("rack", fed_by="ups", hold_up="0 s"),
    )
    found = survival(pc.Site("battery", components), ["grid"], [1.0, 3.0]).loads["rack"]
    assert found.at(1) == pytest.approx(0.75, rel=1e-3)
    assert found.at(3) == 0
    assert found.mean == pytest.approx(1.5, rel=1e-2)
