"""What a call or a whole process costs, in wall and processor seconds, within stated limits.

Two tools are measured in turn and the ratio is taken round by round, so that a machine that slows down slows
both. Processor seconds are those the tool itself used: other work on the machine hardly changes them.
"""

from __future__ import annotations

import compileall
import json
import os
import subprocess
import sys
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

PATIENCE = 20.0
"""Processor seconds after which no further round is started: what takes long varies little."""
ROOT = Path(__file__).parent.parent.parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one process may use before it is stopped."""

    seconds: float = 300.0
    """Of processor time; of wall time four times as much."""
    megabytes: float = 4000.0

    def __str__(self) -> str:
        """As the page says it."""
        return f"{self.seconds:g} s of processor time and {self.megabytes:g} MB"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Seconds, and for a whole process its peak memory, [MB]; `stopped` says why there is no answer."""

    wall: float
    cpu: float
    peak: float | None = None
    stopped: str = ""
    answer: object = None


Run = Callable[[], Cost]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Medians of both, and the median of the ratios other / ours in processor seconds."""

    ours: Cost
    theirs: Cost | None = None
    ratio: float | None = None
    runs: int = 1


def call(work: Callable[[], object], times: int = 1) -> Run:
    """A call within this process; of a very short one, several at once."""

    def run() -> Cost:
        wall, cpu = perf_counter(), process_time()
        for _ in range(times):
            answer = work()
        wall, cpu = perf_counter() - wall, process_time() - cpu
        return Cost(wall=wall / times, cpu=cpu / times, answer=answer)

    return run


LAUNCHER = """
import json, resource, subprocess, sys, time
seconds, megabytes = float(sys.argv[1]), float(sys.argv[2])
def limits():
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds) + 1))
    resource.setrlimit(resource.RLIMIT_AS, (int(megabytes * 2**20),) * 2)
start = time.perf_counter()
child = subprocess.Popen(sys.argv[3:], stdout=-1, stderr=-1, preexec_fn=limits)
try:
    out, err = child.communicate(timeout=4 * seconds)
except subprocess.TimeoutExpired:
    child.kill()
    out, err = child.communicate()
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps({
    "code": child.returncode, "wall": time.perf_counter() - start, "cpu": used.ru_utime + used.ru_stime,
    "peak": used.ru_maxrss / 1024, "out": out.decode(), "err": err.decode()[-2000:],
}))
"""
"""A small process that starts the one to be measured: a child's peak memory counts that of its parent."""


def process(command: Sequence[str], limits: Limits, answers: Collection[int] = (0,)) -> Run:
    """A whole process, start and imports included; `answers` are the exit statuses with an answer."""
    launch = [sys.executable, "-S", "-c", LAUNCHER, str(limits.seconds), str(limits.megabytes), *command]
    compiled = compileall.compile_dir(ROOT / "powercalc", quiet=2)  # as an installed package is
    assert compiled
    surroundings = os.environ | {"PYTHONPATH": str(ROOT)}

    def run() -> Cost:
        found = json.loads(subprocess.check_output(launch, env=surroundings))
        stopped = "" if found["code"] in answers else _why(found, limits)
        return Cost(
            wall=found["wall"], cpu=found["cpu"], peak=found["peak"], stopped=stopped, answer=found["out"]
        )

    return run


def _why(found: dict[str, object], limits: Limits) -> str:
    """Why a process gave no answer."""
    match found["code"], str(found["err"]):
        case -9 | -24, _:
            return f"over {limits.seconds:g} s"
        case _, text if "bad_alloc" in text or "MemoryError" in text:
            return f"over {limits.megabytes:g} MB"
        case _, text:
            last = text.strip().splitlines()[-1:] or [f"exit status {found['code']}"]
            return "refused: " + last[0][:90]


def side_by_side(ours: Run, theirs: Run | None, runs: int, *, warm: bool = False) -> Pair:
    """Both in turn, until they have run so often or for so long; one that was stopped is not tried again.

    With `warm`, each runs once before, uncounted: what is imported or compiled at first use is set apart.
    """
    if warm:
        ours()
        if theirs:
            theirs()
    mine: list[Cost] = []
    others: list[Cost] = []
    done = 0
    for _ in range(runs):
        if not mine or not mine[-1].stopped:
            mine.append(ours())
        if theirs and (not others or not others[-1].stopped):
            others.append(theirs())
        done += 1
        if sum(each.cpu for each in mine + others) > PATIENCE:
            break
    return Pair(
        ours=_middle(mine), theirs=_middle(others) if others else None, ratio=_ratio(mine, others), runs=done
    )


def _middle(found: Sequence[Cost]) -> Cost:
    peaks = [each.peak for each in found if each.peak is not None]
    return replace(
        found[-1],
        wall=median(each.wall for each in found),
        cpu=median(each.cpu for each in found),
        peak=max(peaks) if peaks else None,
    )


def _ratio(mine: Sequence[Cost], others: Sequence[Cost]) -> float | None:
    """Other / ours; none where one of them gave no answer."""
    if not others or mine[-1].stopped or others[-1].stopped:
        return None
    return median(b.cpu / a.cpu for a, b in zip(mine, others, strict=True))
