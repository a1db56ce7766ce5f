"""`powercalc evaluate --uncertainty`."""

import json
from collections.abc import Callable
from typing import Any

SITE = """
[grid_feed.grid]
failure_rate = { median = "2 / year", error_factor = 2 }
mttr = "20 min"
[server.rack]
fed_by = "grid"
hold_up = "20 ms"
"""


def test_intervals_stand_below_the_report(command: Callable[..., Any], site: Callable[[str], str]) -> None:
    done = command("evaluate", site(SITE), "--uncertainty")
    assert done.returncode == 0
    assert b"How far this is known" in done.stdout
    assert done.stderr == b""


def test_the_same_seed_gives_the_same_json(command: Callable[..., Any], site: Callable[[str], str]) -> None:
    call = ("evaluate", site(SITE), "-u", "--samples", "100", "--seed", "7", "--format", "json")
    one, other = command(*call), command(*call)
    assert one.stdout == other.stdout
    assert json.loads(one.stdout)["uncertainty"]["seed"] == 7


def test_options_that_do_not_go_together(command: Callable[..., Any], site: Callable[[str], str]) -> None:
    for wrong in (("--samples", "10"), ("--seed", "1"), ("-u", "-f", "csv"), ("-u", "--samples", "0")):
        done = command("evaluate", site(SITE), *wrong)
        assert done.returncode == 2
        assert len(done.stderr.splitlines()) == 1
