"""The ladder: sites, votes, grids and fault trees, each beside SCRAM or RePyability where they can run.

    python benchmarks/run.py [--aralia DIR] [--sites DIR] [--quick] [--only PART ...] [--to DIR]

Ours and theirs are measured in turn and the ratio is taken round by round; medians are printed. Whole
processes include the start of Python. The Aralia fault trees are no part of this project (CC BY-SA 4.0, from
openpra-org/aralia-fault-tree-dataset): give their folder with --aralia; --sites takes a folder of Open-PSA
models of sites. Every row is written as it comes; --only measures some parts again and keeps the others.
A quick run writes nothing unless --to says where.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.ladder import elsewhere, everything, fault_trees, many, page, sites, structures
from benchmarks.ladder.measure import Limits
from benchmarks.ladder.row import Row, Section, read, write
from benchmarks.ladder.settings import Settings

DOCS = Path(__file__).parent.parent / "docs" / "reference"
PARTS: dict[str, Callable[[Settings], Iterator[Row]]] = {
    "everything": everything.everything,
    "variants": many.variants,
    "loads": sites.loads,
    "any load": sites.any_load,
    "processes": sites.processes,
    "growth": sites.growth,
    "uncertainty": elsewhere.uncertain,
    "votes": structures.votes,
    "passes": structures.passes,
    "series-parallel": structures.series_parallel,
    "grids": structures.grids,
    "cascade": elsewhere.cascades,
    "site models": fault_trees.site_models,
    "fault trees": fault_trees.aralia,
}


class Ladder:
    """The sections so far; written after every row."""

    def __init__(self, settings: Settings, to: Path | None) -> None:
        self.settings, self.to = settings, to
        if to:
            to.mkdir(parents=True, exist_ok=True)
        kept = read(to / "benchmarks.json") if to else {}
        self.sections = {name: kept[name] for name in PARTS if name in kept}

    def climb(self, name: str) -> None:
        """Measure one part."""
        rows: list[Row] = []
        where = page.circumstances(self.settings)
        for row in PARTS[name](self.settings):
            print(" | ".join(row.cells()), flush=True)
            rows.append(row)
            self._keep(Section(name=name, rows=tuple(rows), circumstances=where, finished=False))
        if rows:
            self._keep(Section(name=name, rows=tuple(rows), circumstances=where))

    def _keep(self, section: Section) -> None:
        self.sections[section.name] = section
        if self.to:
            found = [self.sections[name] for name in PARTS if name in self.sections]
            write(self.to / "benchmarks.json", found)
            (self.to / "benchmarks.md").write_text(page.page(found), encoding="utf-8")

    @property
    def rows(self) -> list[Row]:
        """Of all sections, in the order of the page."""
        return [row for name in PARTS if name in self.sections for row in self.sections[name].rows]


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--aralia", type=Path, help="a folder of Open-PSA fault trees")
    parser.add_argument("--sites", type=Path, help="a folder of Open-PSA models of sites")
    parser.add_argument("--runs", type=int, help="rounds; 5, in a quick run 1")
    parser.add_argument("--limit", type=float, default=300.0, help="processor seconds for one process")
    parser.add_argument("--memory", type=float, default=4000.0, help="MB for one process")
    parser.add_argument("--quick", action="store_true", help="the lowest rungs, in under two minutes")
    parser.add_argument("--only", nargs="+", choices=list(PARTS), help="these parts alone")
    parser.add_argument("--to", type=Path, help="where the page is written; docs/reference in a full run")
    return parser.parse_args()


def main() -> int:
    asked = arguments()
    settings = Settings(
        runs=asked.runs or (1 if asked.quick else 5), whole=not asked.quick, aralia=asked.aralia,
        sites=asked.sites, limits=Limits(seconds=asked.limit, megabytes=asked.memory),
    )  # fmt: skip
    ladder = Ladder(settings, asked.to or (None if asked.quick else DOCS))
    try:
        for name in asked.only or PARTS:
            ladder.climb(name)
    except KeyboardInterrupt:
        print("stopped; what was measured is kept")
    if ladder.to:
        page.plot(ladder.rows, ladder.to / "benchmarks-growth.svg")
    print("\n" + page.asked(ladder.rows))
    print("\n" + page.goals(ladder.rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
