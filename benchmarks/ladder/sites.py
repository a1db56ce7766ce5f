"""Rungs of 2N sites: one call, whole processes, and how time grows with the racks."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np

import powercalc as pc
from benchmarks.ladder import models, theirs
from benchmarks.ladder.measure import Pair, call, process, side_by_side
from benchmarks.ladder.row import Goal, Row, row
from benchmarks.ladder.settings import Settings
from powercalc.plain.plain_diagram import plain_diagram
from powercalc.plain.plain_figures import figures

REPYABILITY = "RePyability"
BLOCKS = ("grid_feed", "generator", "transformer", "ats", "ups", "pdu", "block")


def loads(settings: Settings) -> Iterator[Row]:
    """200 racks, each its own load: RePyability takes a diagram per rack, powercalc one for all."""
    racks = 200 if settings.whole else 50
    for alike in (False, True):
        site = models.plain_site(racks, alike=alike)
        other = call(partial(theirs.racks, racks, alike=alike))
        found = side_by_side(call(partial(_figures, site)), other, settings.runs, warm=True)
        assert found.theirs
        np.testing.assert_allclose(np.array(found.ours.answer), np.array(found.theirs.answer), rtol=1e-9)
        kind = "all alike" if alike else "each with figures of its own"
        work = f"2N site, {racks} racks {kind}, U and frequency"
        goal = Goal(
            others=f"RePyability 1.9 s; in this run {found.theirs.cpu:.2f} s",
            aim=f"2N site, {racks} racks each its own load: 20 times faster, import apart",
            measured=f"{found.ratio or 0:.1f} times, {found.ours.cpu:.3f} s ({kind})",
            met=(found.ratio or 0) >= 20,
        )  # fmt: skip
        note = "from the site to the figures of every rack and of any"
        yield row(work, found, other=REPYABILITY, goal=goal, note=note)
        found = side_by_side(call(partial(pc.evaluate, site, plain=True)), other, min(settings.runs, 3))
        note = "as a plain block diagram"
        yield row(f"2N site, {racks} racks {kind}, evaluate", found, other=REPYABILITY, note=note)


def _figures(site: pc.Site) -> list[tuple[float, float | None]]:
    found = figures(plain_diagram(site))
    return [(each["unavailability"], each["failure_frequency"]) for each in found.loads.values()]


def any_load(settings: Settings) -> Iterator[Row]:
    """Any of the racks, where RePyability can say."""
    for racks in (10, 100, 1000) if settings.whole else (10,):
        site = models.plain_site(racks, alike=True)
        other = process(theirs.program(f"print(*any_rack({racks}))"), settings.short)
        found = side_by_side(call(partial(_any, site)), other, min(settings.runs, 2))
        note = "the other a process with its start"
        yield row(f"2N site, any of {racks} racks, U and frequency", found, other=REPYABILITY, note=note)


def _any(site: pc.Site) -> float:
    return figures(plain_diagram(site)).any_load["unavailability"]


def processes(settings: Settings) -> Iterator[Row]:
    """`powercalc evaluate FILE`, start and imports included: as a plain block diagram, and with times."""
    with tempfile.TemporaryDirectory() as folder:
        for racks in (10, 100, 1000, 5000) if settings.whole else (10, 100):
            file = Path(folder) / f"site{racks}.toml"
            file.write_text(models.site_text(racks), encoding="utf-8")
            blocks = sum(file.read_text("utf-8").count(f"\n[{kind}.") for kind in BLOCKS)
            work = f"2N site, {racks} racks, {blocks:,} blocks, whole process"
            plain = _process(file, settings, "--plain")
            yield row(f"{work}, plain block diagram", plain, goal=_of_process(racks, plain))
            if racks <= 1000:
                yield row(f"{work}, outage response", _process(file, settings))


def _process(file: Path, settings: Settings, *options: str) -> Pair:
    command = [sys.executable, "-m", "powercalc", "evaluate", *options, str(file)]
    return side_by_side(process(command, settings.limits), None, min(settings.runs, 3))


def _of_process(racks: int, found: Pair) -> Goal | None:
    ours = found.ours
    said = (
        f"{racks} racks, plain block diagram: {ours.stopped or f'{ours.cpu:.2f} s'}, {ours.peak or 0:.0f} MB"
    )
    answered = not ours.stopped
    match racks:
        case 1000:
            return Goal(
                others="refused by RePyability; over 60 s, 3.4 GB in SCRAM",
                aim="1000 racks and any_load: whole process under 2 s and 300 MB", measured=said,
                met=answered and ours.cpu < 2 and (ours.peak or 0) < 300,
            )  # fmt: skip
        case 5000:
            aim = "5000 racks, 11,000 blocks: under 5 s"
            return Goal(others="none", aim=aim, measured=said, met=answered and ours.cpu < 5)
        case _:
            return None


def growth(settings: Settings) -> Iterator[Row]:
    """One call on ever larger sites."""
    for racks in (10, 20, 50, 100, 200, 500, 1000, 2000, 5000) if settings.whole else (10, 100):
        site = pc.read_text(models.site_text(racks))
        alone = side_by_side(call(partial(_any, site)), None, min(settings.runs, 3))
        yield row(f"2N site, {racks} racks, figures", alone, racks=racks, note="U and frequency of all loads")
        whole = side_by_side(call(partial(pc.evaluate, site, plain=True)), None, min(settings.runs, 3))
        yield row(f"2N site, {racks} racks, evaluate", whole, racks=racks, note="plain block diagram")
