"""A hall of forty racks, built in a NetBox 4.6.8, with what was planted in it: `hall-facts.json`."""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from powercalc.evaluation import evaluate
from powercalc.inventory.inventory_model import ImportChoices, Inventory
from powercalc.inventory.to_site import Imported, to_site
from powercalc.site.read import read_text

FACTS = json.loads(
    (Path(__file__).parent.parent / "inventories" / "hall-facts.json").read_text(encoding="utf-8")
)["hall-1"]

TOLD_AS = {
    "no-b-feed": ("rack-with-one-feed", "both-cords-on-one-strip"),
    "b-feed-on-a-panel": ("rack-on-one-panel",),
    "feed-status-failed": ("feed-not-active",),
    "both-feeds-primary": ("same-role-twice",),
    "unequal-pair": ("unequal-pair-of-feeds",),
    "unnamed-device": ("name-missing",),
    "duplicate-name": ("name-twice",),
    "b-pdu-not-connected": ("strip-without-feed", "feed-not-connected"),
    "feed-of-another-rack": ("feed-of-another-rack",),
    "both-cords-on-one-pdu": ("both-cords-on-one-strip",),
    "single-corded": ("single-corded",),
    "cord-not-connected": ("cord-undocumented",),
    "mark-connected": ("cord-undocumented",),
    "cable-planned": ("cord-without-power",),
    "crossed-cords": ("crossed-cords",),
    "four-psu": ("several-cords",),
    "rack-ats": ("switch-in-rack",),
    "four-psu-unbalanced": ("uneven-cords",),
    "both-cords-on-one-panel": ("both-cords-on-one-panel",),
    "rack-ups": ("switch-in-rack",),
    "overload-after-failover": ("overload-after-loss",),
    "blades": ("blades",),
    "device-status": ("device-not-active",),
    "draw-only-maximum": ("draw-of-the-plate",),
    "cords-dead-by-failed-feed": ("cord-without-power",),
    "cords-dead-by-unfed-pdu": ("cord-undocumented",),
}


def _names(said: str) -> list[str]:
    """Return the names in what a fact is about: "pdu-c-01-b <- feed C-02B", "db01 (id 216, tenant ...)"."""
    if "servers and tor of" in said:
        return [said.rpartition(" ")[2]]
    if said.startswith("device id"):
        return ["device 210", "B-05"]
    plain = re.sub(r" \(id (\d+),.*", r", device \1", re.sub(r" \((decommissioning|planned)\)", "", said))
    parts = re.split(r" <- |, ", plain)
    return [re.sub(r"^(feed|rack|panel) ", "", re.sub(r" PSU2$", "", part)) for part in parts]


def test_there_are_36_facts() -> None:
    assert len(FACTS) == 36


@pytest.mark.parametrize("fact", [pytest.param(fact, id=fact["kind"]) for fact in FACTS])
def test_what_was_planted_is_found(imported: Imported, fact: dict[str, Any]) -> None:
    if fact["kind"] == "non-ascii-name":
        assert '[server."pacs-élodie-n°3"]' in imported.text
        return
    for said in fact["objects"]:
        for name in _names(said):
            told = [
                f"{each.text} {each.rack}" for each in imported.findings if each.what in TOLD_AS[fact["kind"]]
            ]
            assert any(name in text for text in told), (name, told)


def test_only_what_was_planted_is_found(imported: Imported) -> None:
    """The counts that `hall-facts.json` and its description give, one for one."""
    counted = Counter(each.what for each in imported.findings)
    assert counted == {
        "both-cords-on-one-strip": 4,  # three servers and the rack A-09
        "both-cords-on-one-panel": 2,  # one server and the rack B-07
        "single-corded": 11,  # of which three behind the rack ATS
        "uneven-cords": 1,
        "rack-with-one-feed": 3,  # A-09, and those whose other feed failed or leads nowhere
        "rack-on-one-panel": 1,
        "overload-after-loss": 2,
        "unequal-pair-of-feeds": 1,
        "cord-undocumented": 3,
        "cord-without-power": 2,
        "feed-not-connected": 1,
        "strip-without-feed": 2,
        "feed-not-active": 1,
        "device-not-active": 2,
        "feed-of-another-rack": 2,
        "same-role-twice": 1,
        "crossed-cords": 1,
        "several-cords": 1,
        "draw-of-the-plate": 1,
        "name-missing": 1,
        "name-twice": 1,
        "switch-in-rack": 2,
        "blades": 1,
    }


def test_thirteen_cords_have_no_power(hall: Inventory) -> None:
    from powercalc.inventory.wires_below import WiresBelow

    wires = WiresBelow(hall)
    why = Counter(wires.why_dead(cord) for load in hall.loads for cord in load.cords)
    assert sum(count for reason, count in why.items() if reason) == 13
    assert why["failed"] == 5
    assert why["planned"] == 1
    assert why["undocumented"] == 6  # one has no cable, five lead to a PDU whose inlet has none
    assert why["outside"] == 1


def test_a_side_that_is_lost_puts_102_per_cent_on_the_other(imported: Imported) -> None:
    """18 kW against √3 · 400 V · 32 A · 80 % = 17.74 kVA; on a leg 6 kW against 5.91 kVA."""
    told = [each.text for each in imported.findings if each.what == "overload-after-loss"]
    assert "carries 9 kW now and 18 kW after the loss of ups-b, 101.5 % of the 17.74 kVA" in told[0]
    assert "leg A of it 6 of 5.912 kVA" in told[0]


def test_the_tables_are_those_of_the_mapping(imported: Imported) -> None:
    """193 active devices are 92 loads; 77 of 79 feeds and of 79 PDUs carry power."""
    values = tomllib.loads(imported.text)
    counted = {kind: len(values[kind]) for kind in ("panel", "breaker", "rack_pdu", "server")}
    assert counted == {"panel": 4, "breaker": 77, "rack_pdu": 77, "server": 92}
    assert sum(keys.get("count", 1) for keys in values["server"].values()) == 193
    assert values["ats"]["ats-c-04"]["fed_by"] == ["pdu-c-04-a", "pdu-c-04-b"]
    assert values["ups"]["ups-d-10"]["fed_by"] == "pdu-d-10-a"
    assert values["server"]["srv-a-05-3"]["undocumented_cords"] == 1
    assert values["server"]["bladecenter-2"]["fed_by"].count("pdu-c-05-a") == 3
    assert values["default"]["breaker"] == {
        "rating": "32 A",
        "voltage": "400 V",
        "phases": 3,
        "power_factor": 1,
        "max_utilization": "80 %",
    }
    assert values["breaker"]["C-09A"]["rating"] == "16 A"
    assert values["zone"]["A-01"]["within"] == "Room 1"


def test_each_table_is_fed_by_what_stands_above_it_in_the_file(imported: Imported) -> None:
    values, seen = tomllib.loads(imported.text), set[str]()
    order = re.findall(r"(?m)^\[(\w+)\.([^\]]+)\]$", imported.text)
    for kind, name in order:
        keys = values[kind].get(name.strip('"'), {})
        fed_by = keys.get("fed_by", [])
        assert {fed_by} <= seen if isinstance(fed_by, str) else set(fed_by) <= seen
        seen.add(name.strip('"'))


def test_the_file_is_a_site_and_keeps_the_findings(imported: Imported) -> None:
    site = read_text(imported.text)
    assert site.inventory is not None
    assert site.inventory.finding == imported.findings
    assert site.changed({"ups-a": {"autonomy": "5 min"}}).inventory == site.inventory


def test_minutes_a_year(imported: Imported) -> None:
    """A second way is worth a factor of hundreds: what hangs on one side has the hour a year of that side."""
    result = evaluate(read_text(imported.text))
    one_side = result.load("srv-a-03-1").downtime_h_per_year * 60
    both = result.load("srv-a-03-2").downtime_h_per_year * 60
    assert 50 < one_side < 70
    assert both < one_side / 50


def test_a_rack_may_be_the_load(hall: Inventory, upstream: Path) -> None:
    result = to_site(hall, upstream, choices=ImportChoices(loads="rack", rating="utilization"))
    values = tomllib.loads(result.text)
    assert len(values["server"]) == 40
    assert values["server"]["D-08"]["power"] == "18.06 kW"
    assert values["server"]["D-05"]["undocumented_cords"] == 1
    assert values["default"]["breaker"]["rating"] == "25.6 A"


def test_full_draws_are_not_added_up(hall: Inventory, upstream: Path) -> None:
    split, full = (
        tomllib.loads(to_site(hall, upstream, choices=ImportChoices(draw=draw)).text)["server"]
        for draw in ("split", "full")
    )
    assert split["bladecenter-1"]["power"] == "4.8 kW"
    assert full["bladecenter-1"]["power"] == "1.2 kW"
