"""Site texts that the tests of reading start from."""

GOOD = """\
#:schema ./powercalc.schema.json

[site]
name = "Two-path hall"

[type.hall-ups]
kind = "ups"
autonomy = "10 min"
battery_failure = "0.5 %"
mttr = "8 h"

[default.pdu]
mttr = "12 h"

[grid_feed.grid]
supplier = "Enedis"

[[grid_feed.grid.outages]]
name = "dip"
failure_rate = "2 / year"
mttr = "20 min"

[generator.gen]
count = 3
needed = 2
start_time = "12 s"
failure_rate = "1 / 1100 h"

[ats.ats-a]
fed_by = ["grid", "gen"]
transfer_time = "100 ms"

[ups.ups-a]
type = "hall-ups"
fed_by = "ats-a"
installed = 2024-08-03
zone = "hall"

[pdu.pdu-a]
fed_by = "ups-a"

[pdu.pdu-b]
fed_by = "grid"

[server.rack]
fed_by = ["pdu-a", "pdu-b"]
count = 200
power = "8 kW"

[zone.hall]
kind = "room"

[zone.hall.fire]
failure_rate = "1 / 1000 year"
mttr = "1 month"

[common_cause.pdus]
members = ["pdu-a", "pdu-b"]
beta = "5 %"

[practice.maintenance]
date = 2024-05-01
interval = "1 year"

[[waiver]]
rule = "GEN101"
scope = "*"
reason = "accepted for now"
expiry = 2030-01-01

[targets]
availability = "99.9 %"

[targets.rack]
max_downtime = "1 h"
"""

SMALL = """\
[grid_feed.grid]
failure_rate = "2 / year"
mttr = "20 min"

[server.rack]
fed_by = "grid"
"""
