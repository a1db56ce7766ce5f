"""Whole processes that tell everything, as JSON: examples, templates, halls and rows of racks.

Each beside `import numpy`, which every run of ours needs: that ratio says the same on every machine.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.ladder import models
from benchmarks.ladder.measure import ROOT, process, side_by_side
from benchmarks.ladder.row import Row, row
from benchmarks.ladder.settings import Settings
from powercalc.site import templates

HALLS = ROOT / "benchmarks" / "halls"
NUMPY = "import numpy"
SHAPES = 20
"""Racks of a large site have supplies of so many kinds."""


def everything(settings: Settings) -> Iterator[Row]:
    """Small sites, halls, racks; `check` of some."""
    with tempfile.TemporaryDirectory() as folder:
        for file in (
            _small(Path(folder)) if settings.whole else [ROOT / "examples" / "small-server-room.toml"]
        ):
            yield _run(settings, f"{file.stem}, evaluate", "evaluate", file)
        if not settings.whole:
            return
        for size in (145, 340):
            for command in ("evaluate", "check"):
                yield _run(settings, f"hall of {size}, {command}", command, HALLS / f"hall-{size}.toml")
        yield from _racks(settings, Path(folder))


def _small(folder: Path) -> Iterator[Path]:
    """Yield every example and template."""
    yield from sorted((ROOT / "examples").glob("*.toml"))
    for name in templates.NAMES:
        file = folder / f"template-{name}.toml"
        file.write_text(templates.text(name), encoding="utf-8")
        yield file


def _racks(settings: Settings, folder: Path) -> Iterator[Row]:
    for racks in (1000, 5000):
        file = folder / f"racks-{racks}.toml"
        file.write_text(models.site_text(racks), encoding="utf-8")
        yield _run(settings, f"{racks:,} racks, evaluate", "evaluate", file)
        if racks == 1000:
            yield _run(settings, f"{racks:,} racks, check", "check", file)
    for racks in (20_000, 100_000):
        file = folder / f"racks-{racks}.toml"
        file.write_text(models.site_text(racks, shapes=SHAPES), encoding="utf-8")
        yield _run(settings, f"{racks:,} racks of {SHAPES} shapes, evaluate", "evaluate", file)


def _run(settings: Settings, work: str, command: str, file: Path) -> Row:
    command_line = [sys.executable, "-m", "powercalc", command, str(file), "--format", "json"]
    ours = process(command_line, settings.limits, answers=(0, 1) if command == "check" else (0,))
    theirs = process([sys.executable, "-c", NUMPY], settings.limits)
    found = side_by_side(ours, theirs, min(settings.runs, 3), warm=command == "evaluate" and settings.whole)
    return row(work, found, other=NUMPY, note=f"{command} --format json, whole process")
