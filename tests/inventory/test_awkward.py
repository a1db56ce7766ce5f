"""A NetBox in which nothing is plain, imported whole: what hangs on what, by its cables and by hand."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from powercalc.evaluation import evaluate
from powercalc.inventory.to_site import Imported, to_site
from powercalc.site.read import read_text
from tests.inventory.awkward import LONG, awkward


@pytest.fixture(scope="module")
def result() -> Imported:
    return to_site(awkward().inventory(), None)


@pytest.fixture(scope="module")
def tables(result: Imported) -> dict[str, Any]:
    return tomllib.loads(result.text)


def _told(result: Imported, what: str) -> list[str]:
    return [each.text for each in result.findings if each.what == what]


def test_everything_has_a_name_of_its_own(tables: dict[str, Any]) -> None:
    assert set(tables["panel"]) == {"PP-A", 'PP "B"'}
    assert set(tables["zone"]) == {"1-1", "1, 2", "R01 (1-1)", "R01 (1, 2)", "数据库 > 2"}
    assert {"F1.0 (PP-A)", 'F1.0 (PP "B")', "extra 3"} < set(tables["breaker"])
    assert not {"extra 0", "extra 1", "extra 2"} & set(tables["breaker"])  # planned, failed, offline


def test_loads_hang_on_what_their_cables_say(tables: dict[str, Any]) -> None:
    loads = tables["server"]
    assert loads["late"]["fed_by"] == ["pdu-A, 1", "pdu-B, 1"]  # PSU3 is planned, PSU4 glows
    assert loads["late"]["undocumented_cords"] == 2  # PSU2 has no cable, PSU5 leads outside
    assert loads["y cord"]["fed_by"] == ["pdu-A, 0", "pdu-A, 0"]
    assert loads["y cord"]["power"] == "100 W"  # one inlet, which draws once
    assert loads["on extra 0"]["fed_by"] == "pdu-B, 0"  # of the planned, the failed and the offline feed
    assert loads["on extra 0"]["count"] == 3
    assert loads["labelled 1"]["fed_by"] == "pdu-A, 2"  # of two cables of one label one is planned
    assert loads["low"]["fed_by"] == ["pdu on pdu", "pdu-B, 2"]
    assert tables["rack_pdu"]["pdu on pdu"]["fed_by"] == "pdu-A, 2"
    assert loads["behind swap"]["fed_by"] == "swap"
    assert tables["ats"]["swap"]["fed_by"] == ["pdu-A, 2", "pdu-B, 2"]  # by its role
    assert tables["ups"]["swap 2"]["fed_by"] == "pdu-A, 2"  # by its model
    assert "old" not in loads  # it is being taken out of use


def test_what_is_alike_is_one_table_named_by_one_that_has_a_name(tables: dict[str, Any]) -> None:
    alike = tables["server"]["db01 (R01, 1, 2)"]
    assert (alike["count"], "unnamed" in alike["note"]) == (4, True)
    assert LONG.strip()[:60] in tables["server"]["db01 (R01, 1-1)"]["note"]


def test_names_that_stand_twice_are_told_by_what_tells_them_apart(result: Imported) -> None:
    told = _told(result, "name-twice")
    assert "2 racks have the name R01: rack 5 (1, 2) and rack 4 (1-1)" in told
    (devices,) = [text for text in told if "db01" in text]
    assert "(R01, 1, 2)" in devices
    assert "(R01, 1-1)" in devices


def test_what_is_not_known_is_told(result: Imported) -> None:
    told = " ".join(_told(result, "not-understood"))
    assert '1 cable has the status "glowing"' in told
    assert '"humming", which is not known here; taken as active: extra 3' in told
    dead = _told(result, "cord-without-power")
    for text in ("extra 0 (PP/A) is planned", "extra 1 (PP/A) has failed", "extra 2 (PP/A) is offline"):
        assert any(text in each for each in dead)


def test_it_is_stable_and_can_be_evaluated(result: Imported) -> None:
    assert to_site(awkward().inventory(), None, before=result.text).text == result.text
    hours = {load.id: load.downtime_h_per_year for load in evaluate(read_text(result.text)).loads}
    assert hours["y cord"] > 10 * hours["low"]  # one path, and two
