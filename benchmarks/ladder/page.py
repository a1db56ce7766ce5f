"""The page of the docs, the plot of growth, and the table in the terminal."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from math import log
from pathlib import Path

import numpy as np

from benchmarks.ladder import asked as whole
from benchmarks.ladder.row import Goal, Row, Section
from benchmarks.ladder.settings import Settings

HEAD = """# Benchmarks

Made by `python benchmarks/run.py --aralia DIR --sites DIR`, which measures powercalc and other tools in turn
and takes the ratio round by round. Seconds are medians of processor time unless said otherwise, and those of
this machine; ratios travel better. The Aralia fault trees are no part of this project (CC BY-SA 4.0,
openpra-org/aralia-fault-tree-dataset). A tool that reaches a limit gets a row that says so.
Parts are measured one by one, at need again; each says when, and under what load of the machine.
"""
ASKED = """In whole processes unless said otherwise, processor time; × is times that of
`python -c "import numpy"` in the same round. How loaded the machine was is told with each part: a loaded one
makes both take longer, and what needs much memory more so.
"""
COLUMNS = (
    "work", "s", "wall s", "MB", "other", "its s", "its wall s", "its MB", "other / ours", "runs", "note",
)  # fmt: skip


def circumstances(settings: Settings) -> str:
    """The machine and what else it was doing."""
    today = datetime.now(tz=UTC).date()
    return (
        f"Measured {today}: {os.cpu_count()} cores ({platform.machine()}), {_other_load()}, Python "
        f"{platform.python_version()}, numpy {version('numpy')}, RePyability {version('repyability')}. "
        f"At most {settings.limits} for a process ({settings.short.seconds:g} s where others are known to "
        "fail)."
    )


def _other_load() -> str:
    """The load average counts this run as 1."""
    one, five, _ = os.getloadavg()
    return f"load average {one:.1f} over a minute and {five:.1f} over five, this run included"


def table(columns: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    """Markdown."""
    return "\n".join(f"| {' | '.join(cells)} |" for cells in [columns, ["---"] * len(columns), *lines])


def asked(rows: Sequence[Row]) -> str:
    """The table of what is asked of the whole, and what stands in the way."""
    return table(whole.COLUMNS, list(whole.lines(rows)))


def goals(rows: Sequence[Row]) -> str:
    """The table of what single parts were to reach."""
    lines = [_goal_cells(each.goal) for each in rows if each.goal]
    return table(("others", "to be reached", "measured", ""), lines)


def _goal_cells(goal: Goal) -> list[str]:
    return [goal.others, goal.aim, goal.measured, "reached" if goal.met else "**missed**"]


def page(sections: Sequence[Section]) -> str:
    """The whole page."""
    rows = [row for section in sections for row in section.rows]
    parts = [HEAD, "## To be reached\n", ASKED, asked(rows) + "\n"]
    parts += ["## Of single parts\n", goals(rows) + "\n"]
    parts += ["## Growth\n", _growth(rows) + "\n", "![Time against racks](benchmarks-growth.svg)\n"]
    for section in sections:
        parts += [f"## {section.name[0].upper()}{section.name[1:]}\n", section.circumstances + "\n"]
        if not section.finished:
            parts.append("This part was stopped before its end.\n")
        parts.append(table(COLUMNS, [row.cells() for row in section.rows]) + "\n")
    return "\n".join(parts)


def _points(rows: Sequence[Row], work: str) -> tuple[np.ndarray, np.ndarray]:
    found = {row.racks: row.cpu for row in rows if row.racks and row.work.endswith(work) and not row.stopped}
    return np.array(list(found)), np.array(list(found.values()))


def _growth(rows: Sequence[Row]) -> str:
    """The exponents, and what n log n would have."""
    said = []
    for work in ("figures", "evaluate"):
        n, seconds = _points(rows, work)
        large = n >= 100
        if large.sum() < 2:
            continue
        power = np.polyfit(np.log(n[large]), np.log(seconds[large]), 1)[0]
        law = np.polyfit(np.log(n[large]), [log(each * log(each)) for each in n[large]], 1)[0]
        verdict = "reached" if power <= law else "**missed**"
        said.append(f"{work}: racks to the power {power:.2f} from 100 racks on, n log n {law:.2f}, {verdict}")
    return "Time against racks, no worse than n log n. " + ("; ".join(said) or "Not measured") + "."


def plot(rows: Sequence[Row], file: Path) -> None:
    """Time against racks, with a line of n log n through the first measured of 100 racks or more."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "powercalc"
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(figsize=(6, 4))
    for work, label in (("figures", "U and frequency of all loads"), ("evaluate", "evaluate, all it says")):
        n, seconds = _points(rows, work)
        if not len(n):
            continue
        (line,) = axes.loglog(n, seconds, "o-", label=label)
        at = int(np.argmax(n >= 100))
        scale = seconds[at] / (n[at] * log(n[at]))
        axes.loglog(n, scale * n * np.log(n), "--", color=line.get_color(), label="n log n through 100 racks")
    axes.set_xlabel("racks, each a load of its own")
    axes.set_ylabel("processor seconds")
    if axes.lines:
        axes.legend()
    figure.savefig(file, metadata={"Date": None})
    plt.close(figure)
