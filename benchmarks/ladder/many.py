"""Many variants, and many samples, of one site: beside the import of numpy, which every run of ours needs."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import partial
from itertools import count
from pathlib import Path

import powercalc as pc
from benchmarks.ladder.measure import ROOT, call, process, side_by_side
from benchmarks.ladder.row import Goal, Row, row
from benchmarks.ladder.settings import Settings

HALL = ROOT / "examples" / "two-path-hall.toml"
IMPORT = [sys.executable, "-c", "import numpy"]
VARIANTS, SAMPLES = 4000, 1024
ALONE = 25


def variants(settings: Settings) -> Iterator[Row]:
    """Variants of the two-path hall in one process, and samples of it in a process of their own."""
    site, number = pc.read(HALL), VARIANTS if settings.whole else 100
    many = call(partial(_many, site, number))
    found = side_by_side(many, call(partial(_one_by_one, site)), min(settings.runs, 3), warm=True)
    each = found.ours.cpu / number
    goal = Goal(
        others="30 variants a second before", aim="1000 variants a second, two-path hall, response",
        measured=f"{1 / each:.0f} a second", met=each <= 1e-3,
    )  # fmt: skip
    note = f"the other: {ALONE} of them, one by one"
    yield row(
        f"two-path hall, {number} variants of four figures", found, other="evaluate", note=note, goal=goal
    )
    yield _sampled(HALL, settings)


def _sampled(file: Path, settings: Settings) -> Row:
    command = [sys.executable, "-m", "powercalc", "evaluate", str(file), "--uncertainty"]
    command += ["--samples", str(SAMPLES if settings.whole else 8), "--format", "json"]
    ours, theirs = process(command, settings.limits), process(IMPORT, settings.limits)
    found = side_by_side(ours, theirs, min(settings.runs, 3))
    times = 1 / found.ratio if found.ratio else float("inf")
    goal = Goal(
        others="20 s of processor time for 128 samples before",
        aim="1024 samples of the two-path hall's response in 15 times the import of numpy",
        measured=f"{times:.0f} times", met=times <= 15,
    )  # fmt: skip
    return row(f"two-path hall, {SAMPLES} samples, whole process", found, other="import numpy", goal=goal)


_FRESH = count()
"""No variant comes twice."""


def _variant(number: int) -> dict[str, dict[str, object]]:
    share = (number * 0.6180339887) % 1
    return {
        "grid": {"failure_rate": f"{1 + 3 * share} / year", "mttr": f"{10 + 30 * (1 - share)} min"},
        "gen": {"fail_to_start": 0.002 + 0.018 * (7 * share % 1)},
        "ups-a": {"failure_rate": f"{0.01 + 0.09 * (3 * share % 1)} / year"},
    }


def _many(site: pc.Site, number: int) -> float:
    found = pc.evaluate_many(site, [_variant(next(_FRESH)) for _ in range(number)])
    return float(found.any_unavailability.sum())


def _one_by_one(site: pc.Site) -> float:
    return sum(
        pc.evaluate(site.changed(_variant(next(_FRESH)))).any_load.unavailability for _ in range(ALONE)
    )
