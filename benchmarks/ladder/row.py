"""A line of the table, and the file that keeps the lines as they come."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.ladder.measure import Cost, Pair


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """What is to be reached, as the plan says it, and whether it was."""

    others: str
    aim: str
    measured: str
    met: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line: the work, what it cost here and elsewhere."""

    work: str
    wall: float
    cpu: float
    peak: float | None = None
    stopped: str = ""
    other: str = ""
    other_wall: float | None = None
    other_cpu: float | None = None
    other_peak: float | None = None
    other_stopped: str = ""
    ratio: float | None = None
    runs: int = 1
    note: str = ""
    goal: Goal | None = None
    racks: int | None = None
    """For the plot of growth."""

    def cells(self) -> list[str]:
        """The line of the table."""
        ours = [self.stopped or _figure(self.cpu), _figure(self.wall), _figure(self.peak, "{:.0f}")]
        theirs = [
            self.other, self.other_stopped or _figure(self.other_cpu), _figure(self.other_wall),
            _figure(self.other_peak, "{:.0f}"),
        ]  # fmt: skip
        return [self.work, *ours, *theirs, _figure(self.ratio), str(self.runs), self.note]


def row(
    work: str,
    pair: Pair,
    *,
    other: str = "",
    note: str = "",
    goal: Goal | None = None,
    racks: int | None = None,
) -> Row:
    """The line of a measured pair."""
    ours, theirs = pair.ours, pair.theirs or Cost(wall=0.0, cpu=0.0)
    measured = pair.theirs is not None
    return Row(
        work=work, wall=ours.wall, cpu=ours.cpu, peak=ours.peak, stopped=ours.stopped,
        other=other if measured else "", other_wall=theirs.wall if measured else None,
        other_cpu=theirs.cpu if measured else None, other_peak=theirs.peak, other_stopped=theirs.stopped,
        ratio=pair.ratio, runs=pair.runs, note=note, goal=goal, racks=racks,
    )  # fmt: skip


def _figure(figure: float | None, form: str = "{:.3g}") -> str:
    return "" if figure is None else form.format(figure)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """The rows of one part of the ladder, and under what load of the machine they were measured."""

    name: str
    rows: tuple[Row, ...]
    circumstances: str
    finished: bool = True


def read(file: Path) -> dict[str, Section]:
    """The sections of an earlier run."""
    if not file.exists():
        return {}
    return {name: _section(name, found) for name, found in json.loads(file.read_text("utf-8")).items()}


def _section(name: str, found: dict[str, object]) -> Section:
    rows = found["rows"]
    assert isinstance(rows, list)
    return Section(
        name=name, rows=tuple(_row(each) for each in rows), circumstances=str(found["circumstances"]),
        finished=bool(found["finished"]),
    )  # fmt: skip


def _row(found: dict[str, object]) -> Row:
    goal = found.pop("goal")
    return Row(**found, goal=Goal(**goal) if isinstance(goal, dict) else None)  # type: ignore[arg-type]


def write(file: Path, sections: Iterable[Section]) -> None:
    """All sections, to be read again."""
    found = {each.name: asdict(each) for each in sections}
    file.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
