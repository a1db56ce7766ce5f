"""`python -m tests.fuzz --texts 200000 --sites 20000`: no exception escapes, no figure is out of range.

Every case has a number; the same seed and number give the same case, so that `--from` goes on where a run
ended. Each fault is told once, with a small input that still shows it. Ends with status 1 when there was any.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence

from tests.fuzz.cases import Kind, case
from tests.fuzz.outcomes import of_site, of_text, outcome
from tests.fuzz.shrink import shrunk

JOBS = {Kind.TEXT: of_text, Kind.SITE: of_site}
OFTEN = 500


def run(
    kind: Kind, numbers: range, *, seed: int, cap: float, until: float
) -> tuple[Counter[str], dict[str, str]]:
    """Try so many cases; return how often what came of them, and the smallest input of each fault."""
    came, faults = Counter[str](), dict[str, str]()
    for number in numbers:
        if time.monotonic() > until:
            print(f"{kind}: the time is over; --from {number} goes on", file=sys.stderr)  # noqa: T201
            break
        text = case(kind, seed, number)
        what = outcome(JOBS[kind], text, cap)
        came[what] += 1
        if what.startswith("FAULT") and what not in faults:
            faults[what] = shrunk(text, _same(kind, what, cap))
            print(f"--- {kind} {number}: {what}\n{faults[what]}", flush=True)  # noqa: T201
        if number % OFTEN == OFTEN - 1:
            print(f"{kind} {number + 1}: {dict(came)}", file=sys.stderr, flush=True)  # noqa: T201
    return came, faults


def _same(kind: Kind, what: str, cap: float) -> Callable[[str], bool]:
    return lambda text: outcome(JOBS[kind], text, cap) == what


def main(arguments: Sequence[str] | None = None) -> int:
    """Run as asked for."""
    asked = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    asked.add_argument("--texts", type=int, default=2000, help="how many texts to read")
    asked.add_argument("--sites", type=int, default=200, help="how many sites to evaluate")
    asked.add_argument("--seed", type=int, default=0, help="the same seed, the same cases")
    asked.add_argument("--from", type=int, default=0, dest="first", help="the number of the first case")
    asked.add_argument("--seconds", type=float, default=float("inf"), help="stop after so long")
    asked.add_argument("--cap", type=float, default=20.0, help="seconds for one site at most")
    given = asked.parse_args(arguments)
    until, found = time.monotonic() + given.seconds, 0
    for kind, number in ((Kind.TEXT, given.texts), (Kind.SITE, given.sites)):
        numbers = range(given.first, given.first + number)
        came, faults = run(kind, numbers, seed=given.seed, cap=given.cap, until=until)
        print(f"{kind}: {dict(came.most_common())}")  # noqa: T201
        found += len(faults)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
