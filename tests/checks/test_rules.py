"""Each rule fires on its flaw and stays quiet on a sound site."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from powercalc.checks import RULES, Status, rules
from powercalc.checks.checklist import ITEMS, rules_of
from powercalc.checks.registry import FAMILIES
from powercalc.checks.rule import SECTIONS
from tests.checks.sites import changed, checks, result

Swaps = tuple[tuple[str, str], ...]

RACK = 'fed_by = ["pdu-a", "pdu-b"]\ncount = 100'
ONE_UNIT = ("count = 3\nneeded = 2\nbypass = true", "count = 1\nneeded = 1\nbypass = true")
ON_ONE_PATH = (RACK, 'fed_by = "pdu-a"\ncount = 100')
UNSHARED = ("shared_battery = true\n", "")
STATEMENT = ('evidence_kind = "document"', 'evidence_kind = "statement"')


def recorded(*what: str) -> tuple[str, str]:
    """Return the record of an import, with something found in rack R 7."""
    found = "".join(
        f'[[inventory.finding]]\nwhat = "{each}"\ntext = "it"\nrack = "R 7"\ncomponents = ["rack"]\n'
        'names = ["srv-7"]\n'
        for each in what
    )
    return "[targets]\n", f'[inventory]\nsource = "netbox"\n{found}\n[targets]\n'


FIRES: dict[str, Swaps] = {
    "UPS101": ((RACK, 'fed_by = ["ats-a", "ats-b"]\ncount = 100'),),
    "UPS102": (ONE_UNIT, ON_ONE_PATH),
    "UPS103": (ONE_UNIT, ON_ONE_PATH, ("bypass = true", "bypass = false")),
    "UPS104": (('scope = "ups-b"', 'scope = "ups-a"'),),
    "GEN101": (('autonomy = "10 min"', 'autonomy = "10 s"'),),
    "GEN201": ((', "gen-a"]', "]"), (', "gen-b"]', "]")),
    "GEN202": (('rating = "2000 kW"\ntest', 'rating = "300 kW"\ntest'),),
    "GEN203": ((ON_ONE_PATH), ("count = 2\nneeded = 1\nstart", "count = 2\nneeded = 2\nstart")),
    "GEN301": (('fuel_autonomy = "48 h"', 'fuel_autonomy = "8 h"'),),
    "GEN302": (('tank = "west"', 'tank = "east"'),),
    "FED101": ((', "gen-a"]', "]"), ON_ONE_PATH),
    "FED201": (("Gazelec", "Enedis"),),
    "FED202": (("Volta", "Ampere"),),
    "FED203": (("south", "north"),),
    "MNT101": (('"ups", "pdu", "crah"]', '"pdu", "crah"]'),),
    "MNT102": (("date = 2026-04-01", "date = 2025-11-01"),),
    "MNT103": (('interval = "182 day"', 'interval = "1 year"'),),
    "MNT201": (('"14 day"', '"90 day"'),),
    "MNT202": (("last_test = 2026-05-20", "last_test = 2026-02-20"),),
    "MNT203": (("last_test = 2026-03-01", "last_test = 2025-03-01"),),
    "MNT301": (("installed = 2024-01-01", "installed = 2014-01-01"),),
    "MNT302": (("installed = 2020-01-01", "installed = 1990-01-01"),),
    "MON101": (("real_time = true", "real_time = false"),),
    "MON102": (('"battery", ', ""),),
    "MON103": (('"fuel", ', ""),),
    "ALR101": ((', "site manager"', ""),),
    "ALR102": (("around_the_clock = true", "around_the_clock = false"),),
    "ALR103": (("last_done = 2026-05-04", "last_done = 2025-05-04"),),
    "BCP101": (('plan = "BCP 7"', "in_place = false"),),
    "BCP102": (("last_done = 2026-03-10", "last_done = 2025-03-10"),),
    "BCP104": (("restart_order = true", "restart_order = false"),),
    "SEP101": (("date = 2025-11-01", "in_place = false"),),
    "SEP102": (('"390 km"', '"12 km"'),),
    "SEP103": (('grid_operator = "another"', 'grid_operator = "Enedis"'),),
    "SEP201": (('fed_by = "ats-b"\nzone = "room-b"', 'fed_by = "ats-b"\nzone = "hall"'),),
    "ENV101": (('measured_temperature_max = "26 degC"', 'measured_temperature_max = "31 degC"'),),
    "ENV102": (('measured_humidity_min = "30 %"', 'measured_humidity_min = "10 %"'),),
    "ENV201": (('fed_by = "ats-a"\n\n[server.rack]', 'fed_by = "grid-a"\n\n[server.rack]'),),
    "ENV202": (("needed = 2\npower", "needed = 3\npower"),),
    "TRN101": (("last_done = 2026-01-20", "last_done = 2024-01-20"),),
    "TRN102": ((', "transfer"]', "]"),),
    "REN101": (('share = "40 %"', "share = 0"),),
    "TOP101": (ON_ONE_PATH,),
    "TOP102": (('count = 2\nneeded = 1\nzone = "hall"', 'count = 1\nneeded = 1\nzone = "hall"'),),
    "TOP103": (('zone = "room-b"', 'zone = "room-a"'),),
    "TOP104": (recorded("both-cords-on-one-strip"),),
    "TOP201": (ON_ONE_PATH, ("fault_tolerant = true\n", "")),
    "TOP202": (ON_ONE_PATH,),
    "CAP101": (('rating = "1200 kW"', 'rating = "150 kW"'),),
    "CAP102": (('rating = "1200 kW"', 'rating = "250 kW"'),),
    "CAP103": (('max_utilization = "50 %"', 'max_utilization = "5 %"'),),
    "CAP104": (recorded("overload-after-loss"),),
    "TRF101": (('transfer_time = "4 ms"', 'transfer_time = "100 ms"'),),
    "DAT104": (recorded("feed-not-active"),),
    "DAT201": (("expiry = 2027-01-01", "expiry = 2026-01-01"),),
}
"""What makes each rule fail on the sound site."""

UNKNOWN: dict[str, Swaps] = {
    "GEN101": (('autonomy = "10 min"\n', ""),),
    "GEN202": (('rating = "2000 kW"\ntest', "test"),),
    "GEN301": (('fuel_autonomy = "48 h"\n', ""),),
    "FED202": (('substation = "Volta"\n', ""),),
    "GEN302": (('tank = "west"\n', ""),),
    "MNT101": (STATEMENT,),
    "MNT201": (('test_interval = "14 day"\n', ""),),
    "MNT202": (STATEMENT,),
    "MNT301": (('design_life = "8 year"\n', ""),),
    "MON101": (("date = 2026-02-01", "date = 2025-02-01"),),
    "BCP103": (('recovery_time = "4 h"\n', ""),),
    "SEP101": (('evidence_kind = "test"\ndate = 2025-11-01', 'evidence_kind = "test"'),),
    "SEP102": (('distance = "390 km"\n', ""),),
    "SEP201": (('fed_by = "ats-b"\nzone = "room-b"', 'fed_by = "ats-b"'),),
    "TOP103": (('fed_by = "ats-b"\nzone = "room-b"', 'fed_by = "ats-b"'),),
    "ENV201": (("[crah.crah-a]", "[pdu.crah-a]"), ('cooled_by = ["crah-a"]\n', "")),
    "CAP101": (('power = "8 kW"\n', ""),),
    "TRF102": (('fail_to_transfer = "0.1 %"\n', ""),),
    "CCF101": (("[common_cause.chains]", "[type.x]\nkind = 'block'\n#"), ("members = [", "#"),
               ('beta = "5 %"\nof', "#")),
    "DAT101": (('source = "maker"\n', ""),),
    "DAT103": (recorded("cord-undocumented"),),
    "DAT102": (("count = 3\nneeded = 2\npower", "count = 3\npower"),),
}  # fmt: skip
"""What leaves each rule unknown on the sound site."""

QUIET: dict[str, Swaps] = {
    "UPS103": (ONE_UNIT, ON_ONE_PATH),
    "UPS104": (UNSHARED,),
    **dict.fromkeys(("TOP104", "CAP104", "DAT103", "DAT104"), (recorded("crossed-cords"),)),
}
"""Where a sound site has nothing of what a rule looks at, or accepts it, one that has."""

CODES = [rule.code for rule in RULES]


@pytest.mark.parametrize("code", FIRES)
def test_a_rule_fires_on_its_flaw(code: str) -> None:
    found = result(code, *FIRES[code])
    assert found.status is Status.FAIL, found.findings


@pytest.mark.parametrize("code", UNKNOWN)
def test_a_rule_does_not_know_without_evidence(code: str) -> None:
    found = result(code, *UNKNOWN[code])
    assert found.status is Status.UNKNOWN, found.findings


@pytest.mark.parametrize("code", CODES)
def test_a_rule_stays_quiet_where_all_is_sound(code: str) -> None:
    found = result(code, *QUIET.get(code, ()))
    assert found.status is Status.PASS, found.findings


def test_what_an_import_recorded_is_told_with_its_rack() -> None:
    found = result("CAP104", recorded("overload-after-loss")).findings
    assert [(each.text, each.at) for each in found] == [("rack R 7: it", ("server", "rack"))]


def test_a_cord_that_nobody_documented_is_asked_about() -> None:
    (found,) = result("DAT103", recorded("cord-undocumented")).findings
    assert found.question == "Where do these cords lead: srv-7?"


def test_every_rule_is_seen_to_fire() -> None:
    assert set(CODES) == set(FIRES) | set(UNKNOWN)


def test_a_sound_site_fails_nothing() -> None:
    assert checks().failed == ()
    assert checks(fail_on="unknown").failed == ()


def test_the_registry_is_the_folder() -> None:
    folder = Path(rules.__file__).parent
    files = {path.stem for path in folder.glob("*.py")} - {"__init__"}
    assert {rule.module.rpartition(".")[2] for rule in RULES} == files


def test_codes_are_letters_of_a_family_and_three_digits_and_unique() -> None:
    assert len(set(CODES)) == len(CODES)
    for rule in RULES:
        assert re.fullmatch(r"[A-Z]{3}\d{3}", rule.code)
        assert rule.family in FAMILIES
        assert re.fullmatch(r"[a-z0-9-]+", rule.name)


def test_rules_stand_in_the_order_of_families_and_codes() -> None:
    order = list(FAMILIES)
    assert [*sorted(CODES, key=lambda code: (order.index(code[:3]), code))] == CODES


@pytest.mark.parametrize("code", CODES)
def test_a_manual_page_has_all_its_sections(code: str) -> None:
    rule = next(rule for rule in RULES if rule.code == code)
    assert tuple(rule.sections) == SECTIONS
    assert all(rule.sections.values())
    assert rule.title


def test_every_item_of_the_checklist_has_rules() -> None:
    assert {rule.item for rule in RULES} - {None} == set(ITEMS)
    for item in ITEMS:
        assert rules_of(item)


def test_rules_never_import_each_other() -> None:
    folder = Path(rules.__file__).parent
    for path in folder.glob("*.py"):
        assert "checks.rules" not in path.read_text(encoding="utf-8")


def test_swapped_pieces_are_there() -> None:
    with pytest.raises(AssertionError):
        changed(("no such piece", ""))
