"""The other tools: SCRAM as a process, RePyability drawn from the same figures."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Hashable, Sequence
from math import log1p
from pathlib import Path

from repyability import Network, NonRepairableRBD
from repyability.rbd.helper_classes import PerfectReliability
from repyability.rbd.repairable_rbd import RepairableRBD
from surpyval import Exponential  # type: ignore[attr-defined]  # it does not say what it exports

from benchmarks.ladder import models
from benchmarks.ladder.models import Figures

Figure = tuple[float, float]


def scram(file: Path, output: str | Path = os.devnull, *, cut_sets: bool = False) -> list[str] | None:
    """Its exact probability by decision diagrams; nothing where it is not installed.

    Products of order 1 alone unless cut sets are asked for: SCRAM always makes products.
    """
    if shutil.which("scram") is None:
        return None
    few = ["--zbdd", "--limit-order", "1000"] if cut_sets else ["--bdd", "--limit-order", "1"]
    return ["scram", *few, "--probability", "1", "-o", str(output), str(file)]


def scram_probability(output: Path) -> float:
    """The first top's, of six digits."""
    found = re.search(r'probability="([^"]+)"', output.read_text("utf-8"))
    return float(found[1]) if found else float("nan")


def program(text: str) -> list[str]:
    """A process that runs one line with this module's names."""
    return [sys.executable, "-c", f"from benchmarks.ladder.theirs import *; {text}"]


class Drawing:
    """A diagram of repairable blocks, drawn from the sources to the target."""

    def __init__(self) -> None:
        self.edges: list[tuple[str, str]] = []
        self.nodes: dict[str, object] = {}
        self.votes: dict[str, int] = {}

    def block(self, name: str, figures: Figures, fed_by: Sequence[str]) -> str:
        """Count units of which some are needed, after a node that stands for each."""
        if figures.count == 1:
            self._unit(name, figures, fed_by)
            return name
        for unit in range(figures.count):
            self._unit(f"{name} {unit}", figures, fed_by)
            self.edges.append((f"{name} {unit}", name))
        self.nodes[name] = PerfectReliability
        self.votes[name] = figures.needed
        return name

    def _unit(self, name: str, figures: Figures, fed_by: Sequence[str]) -> None:
        self.nodes[name] = {
            "reliability": Exponential.from_params([figures.rate]),
            "repairability": Exponential.from_params([1 / figures.mttr]),
        }
        self.edges += [(each, name) for each in fed_by]

    def drawn(self, needed: int = 1) -> RepairableRBD:
        """The diagram, of whose last nodes so many are needed."""
        return RepairableRBD(self.edges, self.nodes, k=self.votes | {"target": needed})


def racks(number: int, *, alike: bool) -> list[Figure]:
    """Unavailability and frequency of each rack, a diagram each."""
    return [_rack(each, alike=alike) for each in range(number)]


def _rack(number: int, *, alike: bool) -> Figure:
    drawing = Drawing()
    for name, figures, fed_by in models.plant() + models.legs(number, alike=alike):
        drawing.block(name, figures, fed_by or ["source"])
    drawing.edges += [(f"psu-{number}-{side}", "target") for side in "ab"]
    return _figures(drawing.drawn())


def any_rack(number: int) -> Figure:
    """Unavailability and frequency of any of the racks: all are needed."""
    drawing = Drawing()
    legs = [leg for rack in range(number) for leg in models.legs(rack, alike=True)]
    wired = {name: (figures, fed_by) for name, figures, fed_by in models.plant() + legs}
    for name, (figures, fed_by) in wired.items():
        drawing.block(name, figures, fed_by or ["source"])
    for rack in range(number):
        drawing.nodes[f"rack-{rack}"] = PerfectReliability
        drawing.edges += [(f"psu-{rack}-{side}", f"rack-{rack}") for side in "ab"]
        drawing.edges.append((f"rack-{rack}", "target"))
    return _figures(drawing.drawn(number))


def pairs_in_series(number: int) -> Figure:
    """Unavailability and frequency of so many pairs, one after the other."""
    drawing = Drawing()
    before = ["source"]
    for pair in range(number):
        figures = models.pair_figures(pair)
        before = [drawing.block(f"{side}{pair}", figures, before) for side in "ab"]
    drawing.edges += [(each, "target") for each in before]
    return _figures(drawing.drawn())


def _figures(drawn: RepairableRBD) -> Figure:
    return float(drawn.mean_unavailability()), float(drawn.system_failure_frequency())


def vote(needed: int, count: int, chance: float) -> NonRepairableRBD:
    """Parallel blocks of which some are needed."""
    names = [f"u{each}" for each in range(count)]
    edges = [("source", each) for each in names] + [(each, "target") for each in names]
    return NonRepairableRBD(edges, dict.fromkeys(names, _works(chance)), k={"target": needed})


def directed_grid(n: int, edges: Sequence[tuple[int, int]], chance: float) -> float:
    """The chance that no path of working nodes leads from corner to corner."""
    ends = [("source", "0"), (str(n * n - 1), "target")]
    drawn = NonRepairableRBD(
        ends + [(str(a), str(b)) for a, b in edges], {str(node): _works(chance) for node in range(n * n)}
    )
    return float(drawn.ff(1))


def undirected_grid(n: int, edges: Sequence[tuple[int, int]], chance: float) -> float:
    """The chance that no path of working links leads from corner to corner."""
    links: dict[Hashable, tuple[Hashable, Hashable, object]] = {
        number: (a, b, _works(chance)) for number, (a, b) in enumerate(edges)
    }
    return float(Network(links, 0, n * n - 1).ff(1))


def _works(chance: float) -> object:
    """A model that has failed by hour 1 with that chance."""
    return Exponential.from_params([-log1p(-chance)])
