"""Figures of one component that contradict each other: all are told, each at the key it concerns."""

from typing import Any

import pytest

from powercalc.components import KINDS, Block, Component, Generator, GridFeed, Solar, Tie, Ups
from powercalc.errors import SiteError

OUTAGE = {"name": "dip", "failure_rate": "1 / year", "mttr": "1 s"}
ROWS: list[tuple[type[Component], dict[str, Any], list[str]]] = [
    (Block, {"unavailability": 0.1, "mttr": "1 h"}, ["unavailability"]),
    (Block, {"failure_rate": "1 / h", "mtbf": "1 h"}, ["mtbf"]),
    (Block, {"count": 2, "needed": 3}, ["needed"]),
    (Block, {"restoration_error_factor": 3}, ["restoration_error_factor"]),
    (GridFeed, {"fed_by": "x"}, ["fed_by"]),
    (GridFeed, {"mttr": "1 h", "outages": [OUTAGE]}, ["mttr"]),
    (Generator, {"fuel_autonomy": "1 s", "start_time": "1 min"}, ["fuel_autonomy"]),
    (Solar, {"failure_rate": "1 / h"}, ["failure_rate"]),
    (Ups, {"fail_to_bypass": 0.1}, ["fail_to_bypass"]),
    (Tie, {"between": ["a", "b"], "fed_by": "c"}, ["fed_by"]),
    (Block, {"maintenance_rate": "1 / year"}, ["maintenance_rate"]),
    (Block, {"maintenance_time": "8 h"}, ["maintenance_time"]),
    (Block, {"maintenance_error": 0.01}, ["maintenance_error"]),
    (
        Block,
        {"count": 2, "needed": 1, "maintenance_rate": "1 / week", "maintenance_time": "4 day"},
        ["maintenance_rate"],
    ),
    (
        Block,
        {
            "unavailability": 0.1,
            "maintenance_rate": "1 / year",
            "maintenance_time": "8 h",
            "maintenance_error": 0.1,
        },
        ["maintenance_error"],
    ),
    (
        GridFeed,
        {
            "outages": [OUTAGE],
            "maintenance_rate": "1 / year",
            "maintenance_time": "8 h",
            "maintenance_error": 0.1,
        },
        ["maintenance_error"],
    ),
    (
        Ups,
        {"unavailability": 0.1, "mtbf": "1 h", "needed": 2, "bypass_fed_by": "x"},
        ["unavailability", "needed", "bypass_fed_by"],
    ),
]


@pytest.mark.parametrize(("model", "given", "keys"), ROWS)
def test_every_contradiction_is_told_at_its_key(
    model: type[Component], given: dict[str, Any], keys: list[str]
) -> None:
    with pytest.raises(SiteError) as caught:
        model("it", **given)
    assert [problem.path for problem in caught.value.problems] == [(model.kind, "it", key) for key in keys]


def test_a_time_too_small_to_divide_by_is_refused() -> None:
    with pytest.raises(SiteError, match="too small"):
        KINDS["block"]("b", mtbf="1e-320 h")
