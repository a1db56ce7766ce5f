"""The ladder: sites, votes, grids and fault trees, each beside SCRAM where it can run; written to the docs.

    python benchmarks/run.py [--aralia DIR] [--runs N] [--limit SECONDS]

Every row is timed side by side in one run, ours and theirs in turn, and the median is printed. Whole
processes include the start of Python. The Aralia fault trees are not part of this project (CC BY-SA 4.0, from
openpra-org/aralia-fault-tree-dataset); give their folder with --aralia. benchmarks/startup.py, uncertainty.py
and cascade.py measure the start, the uncertainty and the cascade.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from math import comb, log
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np

from powercalc import evaluate, read_text
from powercalc.engine.cut_sets import minimal_cut_sets
from powercalc.engine.diagram import build
from powercalc.engine.formula import Formulas
from powercalc.engine.network import Network, disconnected
from powercalc.site import templates

DOCS = Path(__file__).parent.parent / "docs" / "reference"
RACKS = (10, 100, 200, 1000, 5000)
IMPORT = "import sys; from powercalc.fault_tree import evaluate_fault_tree as e; "
OURS = (sys.executable, "-c", IMPORT + "print(e(sys.argv[1], cut_sets=len(sys.argv) > 2).probability)")
SCRAM = ("scram", "--bdd", "--probability", "1", "--limit-order", "1")
"""Products of order 1 alone: SCRAM always makes products, and their number is not asked for here."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of the table; seconds, or nothing where a tool did not finish or cannot say."""

    work: str
    ours: float | None
    theirs: float | None = None
    peak: float | None = None
    note: str = ""

    def cells(self) -> list[str]:
        """The line of the table."""
        ratio = f"{self.theirs / self.ours:.2f}" if self.ours and self.theirs else ""
        peak = f"{self.peak:.0f}" if self.peak else ""
        return [self.work, _seconds(self.ours), peak, _seconds(self.theirs), ratio, self.note]


def _seconds(figure: float | None) -> str:
    return "" if figure is None else f"{figure:.3g}"


LAUNCHER = """
import resource, subprocess, sys, time
start = time.perf_counter()
try:
    code = subprocess.run(sys.argv[2:], stdout=-3, stderr=-3, timeout=float(sys.argv[1])).returncode
except subprocess.TimeoutExpired:
    code = 1
print(code, time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)
"""
"""A small process that starts the one to be measured: a child's peak memory counts that of its parent."""


def process(command: Sequence[str], limit: float) -> tuple[float | None, float]:
    """Seconds of a whole process, nothing when it fails or takes too long, and its peak memory, [MB]."""
    launch = [sys.executable, "-S", "-c", LAUNCHER, str(limit), *command]
    code, seconds, peak = map(float, subprocess.check_output(launch).split())
    return (seconds if code == 0 else None), peak


def call(work: Callable[[], object], runs: int) -> float:
    """The median seconds of a call."""
    found = []
    for _ in range(runs):
        start = perf_counter()
        work()
        found.append(perf_counter() - start)
    return median(found)


def site(racks: int) -> str:
    """The 2N template with so many racks, each a load of its own."""
    text = templates.text("2n")
    head, rest = text.split("[server.rack]")
    targets = rest[rest.index("[targets]") :]
    rack = '[server.rack-{0}]\nfed_by = ["pdu-{0}-a", "pdu-{0}-b"]\npower = "5 kW"\n'
    pdus = '[pdu.pdu-{0}-a]\nfed_by = "ups-a"\n[pdu.pdu-{0}-b]\nfed_by = "ups-b"\n'
    return head + "\n".join((pdus + rack).format(number) for number in range(racks)) + targets


def sites(runs: int, limit: float) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        for racks in RACKS:
            file = Path(folder) / "site.toml"
            file.write_text(site(racks), encoding="utf-8")
            whole, peak = process([sys.executable, "-m", "powercalc", "evaluate", str(file)], limit)
            yield Row(work=f"2N site, {racks} racks, whole process", ours=whole, peak=peak)
            model = read_text(site(racks))
            seconds = call(partial(evaluate, model), runs)
            yield Row(work=f"2N site, {racks} racks, evaluate", ours=seconds)


def votes(runs: int) -> Iterator[Row]:
    def fifteen_of_thirty() -> None:
        formulas = Formulas()
        diagram = build(formulas, [formulas.at_least(15, [formulas.variable() for _ in range(30)])])
        assert minimal_cut_sets(diagram, 0).number == comb(30, 15)

    yield Row(work="15 of 30, cut sets counted", ours=call(fifteen_of_thirty, runs), note="155,117,520 sets")


def grids(runs: int) -> Iterator[Row]:
    for n in (4, 6, 8, 10):
        edges = [(n * i + j, n * i + j + 1) for i in range(n) for j in range(n - 1)]
        edges += [(n * i + j, n * i + n + j) for i in range(n - 1) for j in range(n)]

        def lost(n: int = n, edges: list[tuple[int, int]] = edges) -> None:
            network = Network(nodes=n * n, edges=edges, edge_variables=range(len(edges)))
            found = disconnected(network, [0], [n * n - 1], variables=len(edges))
            found.probability(np.full(len(edges), 0.1))

        yield Row(work=f"undirected grid, {n} x {n}, edges fail", ours=call(lost, runs))


def columns(runs: int) -> Iterator[Row]:
    """The evaluation pass over 1,000 columns, against `a * b + c` on as many figures."""
    formulas = Formulas()
    parts = [formulas.variable() for _ in range(60)]
    diagram = build(formulas, [formulas.at_least(20, parts)])
    rng = np.random.default_rng(1)
    q = rng.random((60, 1000)) * 0.1
    a, b, c = rng.random((3, len(diagram), 1000))
    ours = call(lambda: diagram.probability(q), runs)
    theirs = call(lambda: a * b + c, runs)
    work = f"pass over {len(diagram)} nodes, 1,000 columns"
    yield Row(work=work, ours=ours, theirs=theirs, note="against a * b + c")


def fault_trees(folder: Path, runs: int, limit: float) -> Iterator[Row]:
    """Each tree by both, in turn; the rows of the sums last."""
    scram = shutil.which("scram") is not None
    totals = [0.0, 0.0]
    for file in sorted(folder.glob("*.xml")):
        mine, theirs, peak = [], [], 0.0
        for _ in range(runs):
            seconds, used = process([*OURS, str(file)], limit)
            mine.append(seconds if seconds is not None else limit)
            peak = max(peak, used)
            if scram:
                other, _ = process([*SCRAM, "-o", os.devnull, str(file)], limit)
                theirs.append(other if other is not None else limit)
        row = Row(
            work=f"{file.stem}, probability", ours=median(mine), theirs=median(theirs) if theirs else None,
            peak=peak,
        )  # fmt: skip
        totals[0] += row.ours or 0.0
        totals[1] += row.theirs or 0.0
        yield row
    yield Row(work="all fault trees, probability", ours=totals[0], theirs=totals[1] or None)


def growth(rows: Sequence[Row]) -> str:
    """The exponent of time against racks / (n log n); a plot of it is written as well."""
    import matplotlib.pyplot as plt

    points = {
        racks: row.ours
        for racks in RACKS
        for row in rows
        if row.work == f"2N site, {racks} racks, evaluate" and row.ours
    }
    n, seconds = np.array(list(points)), np.array(list(points.values()))
    large = n >= 100
    slope = float(np.polyfit(np.log(n[large]), np.log(seconds[large]), 1)[0])
    law = float(np.polyfit(np.log(n[large]), [log(each * log(each)) for each in n[large]], 1)[0])
    figure, axes = plt.subplots(figsize=(6, 4))
    axes.loglog(n, seconds, "o-", label="evaluate")
    scale = seconds[-1] / (n[-1] * log(n[-1]))
    axes.loglog(n, [scale * each * log(each) for each in n], "--", label="n log n")
    axes.set_xlabel("racks, each a load of its own")
    axes.set_ylabel("seconds")
    axes.legend()
    figure.savefig(DOCS / "benchmarks-growth.svg", metadata={"Date": None})
    return f"Time grows with the racks to the power {slope:.2f} (n log n: {law:.2f}) from 100 racks on."


def table(rows: Sequence[Row]) -> str:
    head = ["work", "powercalc, s", "peak, MB", "other, s", "ratio other/ours", "note"]
    lines = [head, ["---"] * len(head), *(row.cells() for row in rows)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--aralia", type=Path, help="a folder of Open-PSA fault trees")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--limit", type=float, default=120.0, help="seconds for one process")
    arguments = parser.parse_args()
    rows: list[Row] = []
    ladder = [
        sites(arguments.runs, arguments.limit), votes(arguments.runs), grids(arguments.runs),
        columns(arguments.runs),
    ]  # fmt: skip
    if arguments.aralia:
        ladder.append(fault_trees(arguments.aralia, arguments.runs, arguments.limit))
    for each in ladder:
        for row in each:
            print(" | ".join(row.cells()), flush=True)
            rows.append(row)
    text = "# Benchmarks\n\nMade by `python benchmarks/run.py`; others are SCRAM unless noted.\n"
    text += f"\n{table(rows)}\n"
    text += f"\n{growth(rows)}\n\n![Time against racks](benchmarks-growth.svg)\n"
    (DOCS / "benchmarks.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
