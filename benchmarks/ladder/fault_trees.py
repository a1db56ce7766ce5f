"""Rungs of Open-PSA models that nobody here wrote, each beside SCRAM, in whole processes.

The folders are given; the Aralia trees are CC BY-SA 4.0 (openpra-org/aralia-fault-tree-dataset) and no
part of this project. An `expected.json` in a folder or beside it is what the answers are held against.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator
from math import isclose
from pathlib import Path
from typing import Any

from benchmarks.ladder import theirs
from benchmarks.ladder.measure import Pair, process, side_by_side
from benchmarks.ladder.row import Goal, Row, row
from benchmarks.ladder.settings import Settings

SCRAM = "SCRAM"
OURS = (
    "import json, sys; from powercalc.fault_tree import evaluate_fault_tree as e; "
    "print(json.dumps(e(sys.argv[1], sys.argv[2] or None, cut_sets=sys.argv[3] == 'sets').to_dict()))"
)
RACKS = {"site10": ("rack", "rack0"), "siteany10": ("any10", ""), "siteany100": ("any100", "")}
VARIES = {"das9701": "; SCRAM took 30, 92 and 97 s in three runs"}
TOPS = RACKS | {"siteany1000": ("any1000", "")}
"""Which expected values a file of the sites is held against, and the top where there are several."""


def site_models(settings: Settings) -> Iterator[Row]:
    """The sites of the folder."""
    if settings.sites is None:
        return
    known = expected(settings.sites)
    for file in sorted(settings.sites.glob("*.xml"), key=lambda each: each.stat().st_size):
        name, top = TOPS.get(file.stem, ("", ""))
        values = dict(known.get("site", {}).get(name, {}))
        values |= next((v for v in known.get("m_of_n", {}).values() if v["file"] == file.name), {})
        values.setdefault("probability", values.get("U"))
        found = probability(file, settings, top, hard=file.stat().st_size > 300_000)
        yield row(f"{file.stem}, probability", found, other=SCRAM, note=agreement(found, values))
        cut_sets = side_by_side(
            process(ours(file, top, "sets"), settings.limits), None, min(settings.runs, 3)
        )
        yield row(f"{file.stem}, cut sets counted", cut_sets, note=agreement(cut_sets, values))


def aralia(settings: Settings) -> Iterator[Row]:
    """The trees of the folder: each, then the sums."""
    if settings.aralia is None:
        return
    files = sorted(settings.aralia.glob("*.xml"))
    known = expected(settings.aralia).get("aralia", {})
    chances, counts = [], []
    for file in files if settings.whole else files[:2]:
        values = known.get(file.stem, {})
        chances.append(probability(file, settings, ""))
        note = agreement(chances[-1], values) + VARIES.get(file.stem, "")
        yield row(f"{file.stem}, probability", chances[-1], other=SCRAM, note=note)
        if values.get("minimal_cut_sets", 0) is not None:
            counts.append(
                side_by_side(process(ours(file, "", "sets"), settings.limits), None, _few(settings))
            )
            yield row(f"{file.stem}, cut sets counted", counts[-1], note=agreement(counts[-1], values))
    yield _sum_of_probabilities(chances)
    yield _sum_of_counts(counts)


def ours(file: Path, top: str, what: str) -> list[str]:
    """A process that evaluates a tree."""
    return [sys.executable, "-c", OURS, str(file), top, what]


def probability(file: Path, settings: Settings, top: str, *, hard: bool = False) -> Pair:
    """Both, in turn; what SCRAM is known to fail at gets a minute."""
    with tempfile.TemporaryDirectory() as folder:
        command = theirs.scram(file, Path(folder) / "scram.xml")
        limits = settings.short if hard else settings.limits
        other = process(command, limits) if command and (settings.whole or not hard) else None
        return side_by_side(process(ours(file, top, ""), settings.limits), other, _few(settings))


def _few(settings: Settings) -> int:
    return min(settings.runs, 3)


def expected(folder: Path) -> dict[str, Any]:
    """The expected values of a folder, where there are any."""
    for file in (folder / "expected.json", folder.resolve().parent / "expected.json"):
        if file.exists():
            found: dict[str, Any] = json.loads(file.read_text("utf-8"))
            return found
    return {}


def agreement(found: Pair, values: dict[str, Any]) -> str:
    """How the answer stands to what is expected; a wrong one is a note that nobody overlooks."""
    if found.ours.stopped:
        return ""
    answer = json.loads(str(found.ours.answer))
    said = []
    if values.get("probability") is not None:
        right = isclose(answer["probability"], values["probability"], rel_tol=1e-9)
        said.append("as expected to 1e-9" if right else f"WRONG: {answer['probability']!r}")
    if "minimal_cut_sets" in answer:
        count = values.get("minimal_cut_sets")
        right = count is None or count == answer["minimal_cut_sets"]
        said.append(f"{answer['minimal_cut_sets']:,} sets" + ("" if right else " WRONG"))
    return ", ".join(said)


def _sum_of_probabilities(found: list[Pair]) -> Row:
    """The sums; and beside them those without the tree that takes longest here, which is most of SCRAM's."""
    pairs = [each for each in found if each.theirs and not each.theirs.stopped and not each.ours.stopped]
    pairs.sort(key=lambda each: each.ours.cpu)
    mine, others = _sums(pairs)
    few, their_few = _sums(pairs[:-1])
    answered = sum(not each.ours.stopped for each in found)
    text = f"{answered} of {len(found)}; {mine:.1f} s, SCRAM {others:.1f} s on the same {len(pairs)}"
    goal = Goal(
        others="SCRAM 42 of all 43 in 41 s; RePyability 38",
        aim="Aralia, exact probability: the 21 given all, in no more than SCRAM's time",
        measured=f"{text}; without the longest {few:.1f} s, SCRAM {their_few:.1f} s",
        met=answered == len(found) and bool(pairs) and mine <= others,
    )  # fmt: skip
    wall = _total([each.ours.wall for each in pairs])
    return Row(
        work="all fault trees, probability", wall=wall, cpu=mine, other=SCRAM, other_cpu=others or None,
        ratio=others / mine if mine else None, goal=goal, note=f"sum of medians over {len(pairs)} trees",
    )  # fmt: skip


def _sums(pairs: list[Pair]) -> tuple[float, float]:
    """Ours and theirs."""
    return _total([each.ours.cpu for each in pairs]), _total(
        [each.theirs.cpu for each in pairs if each.theirs]
    )


def _sum_of_counts(found: list[Pair]) -> Row:
    cpu, answered = _total([each.ours.cpu for each in found]), sum(not each.ours.stopped for each in found)
    goal = Goal(
        others="RePyability 23 of 39 at 20 s each",
        aim="Aralia, minimal cut set counts: the 18 coherent trees given all, 15 s together",
        measured=f"{answered} of {len(found)}; {cpu:.1f} s", met=answered == len(found) and cpu <= 15,
    )  # fmt: skip
    wall = _total([each.ours.wall for each in found])
    return Row(
        work="all coherent fault trees, cut sets counted",
        wall=wall,
        cpu=cpu,
        goal=goal,
        note="sum of medians",
    )


def _total(seconds: list[float]) -> float:
    return sum(seconds)
