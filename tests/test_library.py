"""What commands answer, asked from a script: the same results, frozen, and as frames."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import FrozenInstanceError
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import powercalc as pc

EXAMPLES = Path(__file__).parents[1] / "examples"
HALL = pc.read(EXAMPLES / "two-path-hall.toml")
ROOM = pc.read(EXAMPLES / "small-server-room.toml")
GROUP = pc.read(EXAMPLES / "hospital-group" / "group.toml")

ASKED: dict[str, Callable[[], Any]] = {
    "loads": lambda: pc.loads(HALL, ["ups-a"]),
    "prove": lambda: pc.prove(HALL),
    "maintain": lambda: pc.maintain(HALL, "ups-a", "8 h"),
    "compare": lambda: pc.compare([ROOM, ROOM.changed({"ups": {"autonomy": "1 h"}})], today="2026-06-01"),
    "uncertainty": lambda: pc.uncertainty(ROOM, samples=8),
    "importance": lambda: pc.importance(ROOM),
    "survive": lambda: pc.survive(ROOM, ["1 h"]),
    "replay": lambda: pc.replay(GROUP, EXAMPLES / "hospital-group" / "2024-08-03.toml"),
}


@pytest.fixture(scope="module", params=ASKED, ids=list(ASKED))
def found(request: pytest.FixtureRequest) -> Any:
    return ASKED[request.param]()


def test_a_result_is_frozen(found: Any) -> None:
    first = next(iter(type(found).__dataclass_fields__))
    with pytest.raises(FrozenInstanceError):
        setattr(found, first, None)


def test_a_result_is_json_and_a_frame(found: Any) -> None:
    assert found.to_dict()["schema"].startswith("powercalc/") or "events" in found.to_dict()
    rows = list(found.records())
    frame = found.to_pandas()
    assert isinstance(frame, pd.DataFrame)
    assert len(frame) == len(rows) > 0
    assert list(frame.columns) == list(rows[0])
    assert all(list(row) == list(rows[0]) for row in rows)


def test_a_frame_of_an_evaluation_works_out_no_reasons() -> None:
    result = pc.evaluate(HALL)
    result.to_pandas()
    assert repr(result.loads[0].reasons_later) == "Later()"


def test_what_planned_work_means_takes_a_quantity_and_refuses_a_bare_number() -> None:
    from pint import UnitRegistry

    asked = pc.maintain(HALL, "ups-a", UnitRegistry().Quantity(8, "hour"))
    assert asked == pc.maintain(HALL, "ups-a", "8 h")
    with pytest.raises(pc.CallError, match="a duration of 8"):
        pc.maintain(HALL, "ups-a", 8)


def test_a_name_of_the_library_is_no_module() -> None:

    for name in ASKED:
        assert callable(getattr(pc, name)), name


def test_an_evaluation_is_short_to_print() -> None:
    assert repr(pc.evaluate(HALL)) == "<Evaluation of 'Two-path hall': 0.00054 h/year of any load>"
