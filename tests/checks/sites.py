"""A site that every rule passes, and how to change it."""

from __future__ import annotations

import re

from powercalc.checks import Checked, Options, Result, Status, check
from powercalc.checks.run_checks import checked
from powercalc.evaluation import evaluate
from powercalc.site import Site
from powercalc.site.read import read_text

TODAY = "2026-06-01"

SOUND = """\
[site]
name = "Sound"
location = "Clichy"
grid_operator = "Enedis"

[default.generator]
count = 2
needed = 1
start_time = "12 s"
fail_to_start = "1 %"
failure_rate = "1 / 1100 h"
mttr = "26 h"
fuel_autonomy = "48 h"
rating = "2000 kW"
test_interval = "14 day"
last_test = 2026-05-25
installed = 2020-01-01
design_life = "25 year"
source = "maker"

[default.ats]
fail_to_transfer = "0.1 %"
transfer_time = "100 ms"
test_interval = "28 day"
last_test = 2026-05-20
mttr = "4 h"
failure_rate = "0.03 / year"
source = "maker"

[default.ups]
count = 3
needed = 2
bypass = true
autonomy = "10 min"
battery_failure = "1 %"
failure_rate = "0.07 / year"
mttr = "8 h"
rating = "1200 kW"
max_utilization = "50 %"
test_interval = "180 day"
last_test = 2026-03-01
installed = 2024-01-01
design_life = "8 year"
source = "maker"

[default.pdu]
rating = "2000 kW"
failure_rate = "0.02 / year"
mttr = "12 h"
source = "maker"

[default.crah]
count = 3
needed = 2
power = "20 kW"

[grid_feed.grid-a]
supplier = "Enedis"
substation = "Ampere"
entry = "north"
failure_rate = "2 / year"
mttr = "20 min"
source = "supplier"

[grid_feed.grid-b]
supplier = "Gazelec"
substation = "Volta"
entry = "south"
failure_rate = "2 / year"
mttr = "20 min"
source = "supplier"

[generator.gen-a]
tank = "east"
zone = "yard-a"

[generator.gen-b]
tank = "west"
zone = "yard-b"

[ats.ats-a]
fed_by = ["grid-a", "gen-a"]
zone = "room-a"

[ats.ats-b]
fed_by = ["grid-b", "gen-b"]
zone = "room-b"

[ups.ups-a]
fed_by = "ats-a"
zone = "room-a"

[ups.ups-b]
fed_by = "ats-b"
zone = "room-b"

[pdu.pdu-a]
fed_by = "ups-a"
zone = "room-a"
cooled_by = ["crah-a"]

[pdu.pdu-b]
fed_by = "ups-b"
zone = "room-b"

[crah.crah-a]
fed_by = "ats-a"

[server.rack]
fed_by = ["pdu-a", "pdu-b"]
count = 100
power = "8 kW"
recovery_time = "4 h"
zone = "hall"

[ats.rack-switch]
fed_by = ["pdu-a", "pdu-b"]
transfer_time = "4 ms"
count = 2
needed = 1
zone = "hall"

[server.old]
fed_by = "rack-switch"
power = "1 kW"
hold_up = "20 ms"
recovery_time = "4 h"
zone = "hall"

[common_cause.chains]
members = ["gen-a", "gen-b"]
beta = "5 %"
of = "fail_to_start"

[zone.building]
kind = "building"

[zone.room-a]
kind = "compartment"
within = "building"

[zone.room-b]
kind = "compartment"
within = "building"

[zone.hall]
kind = "room"
within = "building"

[zone.yard-a]
within = "building"

[zone.yard-b]
within = "building"

[practice.maintenance]
evidence = "report 12"
evidence_kind = "document"
date = 2026-04-01
interval = "182 day"
covers = ["generator", "ats", "ups", "pdu", "crah"]

[practice.monitoring]
evidence = "screens seen on site"
evidence_kind = "audit"
date = 2026-02-01
real_time = true
watches = ["grid", "generator", "fuel", "ups", "battery", "transfer", "cooling"]

[practice.alerting]
evidence = "test alarm of 4 May"
evidence_kind = "test"
date = 2026-05-04
last_done = 2026-05-04
recipients = ["technician on duty", "site manager"]
around_the_clock = true
response_time = "30 min"

[practice.continuity]
evidence = "report of the exercise"
evidence_kind = "test"
date = 2026-03-10
last_done = 2026-03-10
plan = "BCP 7"
restart_order = true

[practice.environment]
evidence = "log of the building management"
evidence_kind = "document"
date = 2026-05-01
temperature_min = "18 degC"
temperature_max = "27 degC"
humidity_min = "20 %"
humidity_max = "60 %"
measured_temperature_min = "19 degC"
measured_temperature_max = "26 degC"
measured_humidity_min = "30 %"
measured_humidity_max = "55 %"

[practice.training]
evidence = "list of participants"
evidence_kind = "document"
date = 2026-01-20
last_done = 2026-01-20
covers = ["power_failure", "generator", "ups", "transfer"]

[practice.renewables]
evidence = "contract"
evidence_kind = "document"
date = 2026-01-01
share = "40 %"

[practice.sites]
evidence = "report of the last move"
evidence_kind = "test"
date = 2025-11-01

[[practice.sites.other]]
name = "Lyon"
distance = "390 km"
grid_operator = "another"

[[waiver]]
rule = "UPS104"
scope = "ups-b"
reason = "to be parted in autumn"
expiry = 2027-01-01

[targets]
concurrently_maintainable = true
fault_tolerant = true
"""
"""Its waiver is of use only where ups-b shares its battery, so that there is one waived check."""

SOUND = SOUND.replace("[ups.ups-b]\n", "[ups.ups-b]\nshared_battery = true\n")


def changed(*swaps: tuple[str, str], text: str = SOUND) -> str:
    """Return a text in which pieces are swapped; each must be there, and every place of it is swapped."""
    for old, new in swaps:
        assert old in text, old
        text = text.replace(old, new)
    return text


def without(*sections: str) -> str:
    """Return the sound site without some of its tables."""
    tables = re.split(r"^(?=\[)", SOUND, flags=re.MULTILINE)
    return "".join(table for table in tables if table.partition("]")[0].strip("[") not in sections)


def site(*swaps: tuple[str, str]) -> Site:
    return read_text(changed(*swaps))


def checks(text: str = SOUND, *, weighed: bool = False, **options: str | list[str]) -> Checked:
    """Return the checks of a text; in less time where nobody asks what they are worth."""
    given, site = {"profile": "all", "today": TODAY, **options}, read_text(text)
    if weighed:
        return check(site, **given)  # type: ignore[arg-type]
    return checked(site, Options.read(site, **given), evaluate(site, plain=True), worths=False)  # type: ignore[arg-type]


def result(code: str, *swaps: tuple[str, str], weighed: bool = False) -> Result:
    return checks(changed(*swaps), select=[code, "UPS104"], weighed=weighed).result(code)


def status(code: str, *swaps: tuple[str, str]) -> Status:
    return result(code, *swaps).status


def drawn(wires: str, *tables: str) -> str:
    """Return a site file from "ats one: grid gen; ups ups: one", and further tables as they are."""
    text = list(tables)
    for wire in wires.split("; "):
        kind, name, *feeders = wire.replace(":", "").split()
        text.append(f"[{kind}.{name}]" + (f"\nfed_by = {feeders}" if feeders else ""))
    return "\n".join(text)
