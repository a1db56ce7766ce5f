"""A small site that is evaluated in a moment, and what is varied of it."""

from __future__ import annotations

import powercalc as pc

TEXT = """
[site]
name = "small"
[grid_feed.grid]
failure_rate = "4 / year"
mttr = "2 h"
[ups.a]
fed_by = "grid"
autonomy = "10 min"
[server.rack]
fed_by = "a"
recovery_time = "4 h"
"""
SERVICE = """
[service.records]
runs_on = ["rack"]
recovery_time = "2 h"
"""
UNCERTAIN = TEXT.replace('mttr = "2 h"', 'mttr = { low = "1 h", high = "3 h" }').replace(
    'failure_rate = "4 / year"', 'failure_rate = { failures = 8, exposure = "2 year" }'
)
SWEEP = """
[sweep.grid]
mttr = ["1 h", "90 min", "2 h"]
[sweep.a]
autonomy = { from = "5 min", to = "0.5 h", step = "2 min" }
count = [1, 2]
needed = [1, 2]
"""
"""156 rows, three blocks; of which needed = 2 of count = 1 is no site."""
ROWS = 3 * 13 * 4


def small() -> pc.Site:
    return pc.read_text(TEXT)
