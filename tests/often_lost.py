"""Components that fail often, so that few simulated years tell much."""

from typing import Any

import powercalc as pc


def grid(name: str = "grid", **given: Any) -> pc.GridFeed:
    return pc.GridFeed(name, **({"failure_rate": "40 / year", "mttr": "2 h"} | given))


def generator(name: str = "gen", **given: Any) -> pc.Generator:
    figures = {"start_time": "15 s", "fail_to_start": "10 %", "failure_rate": "1 / 50 h", "mttr": "12 h"}
    return pc.Generator(name, **(figures | given))


def switch(name: str, *inputs: str, **given: Any) -> pc.Ats:
    return pc.Ats(
        name, fed_by=inputs, **({"failure_rate": 0, "transfer_time": "3 s", "fail_to_transfer": 0} | given)
    )
