"""`python -m tests.fuzz --texts 200000 --sites 20000`: no exception escapes, no figure is out of range.

Every case has a number; the same seed and number give the same case, so that `--from` goes on where a run
ended; with `--tally FILE` the same call does, and counts on. Each fault is told once, with a small input that
still shows it. What takes longer than `--cap` seconds of the processor is told as a silence, with its number
and the step that it was in. Ends with status 1 when there was any fault.
"""

from __future__ import annotations

import argparse
import gc
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from tests.fuzz.cases import Kind, case
from tests.fuzz.outcomes import SILENCE, of_site, of_text, outcome
from tests.fuzz.shrink import shrunk
from tests.fuzz.tally import Kept, Tally, kept

OFTEN = 100
MUCH_GARBAGE = 200_000
"""Objects between two looks for garbage: of the usual 700 every tenth second is spent on looking."""


def run(kind: Kind, last: int, here: Kept, given: Any, until: float) -> None:
    """Try the cases up to the last, and count what came of them."""
    tally = here.kinds[kind]
    while tally.number < last:
        if time.monotonic() > until:
            print(f"{kind}: the time is over; --from {tally.number} goes on", file=sys.stderr)  # noqa: T201
            break
        _try(kind, tally, given)
        if tally.number % OFTEN == 0:
            here.write()
            print(f"{kind} {tally.number}: {dict(tally.came)}", file=sys.stderr, flush=True)  # noqa: T201
    here.write()


def _try(kind: Kind, tally: Tally, given: Any) -> None:
    """Try the next case."""
    text, job = case(kind, given.seed, tally.number), _job(kind, tally.number, given.pages)
    what = outcome(job, text, given.cap)
    if what.startswith("FAULT") and what not in tally.faults:
        tally.faults[what] = shrunk(text, _same(job, what, given.cap))
        print(f"--- {kind} {tally.number}: {what}\n{tally.faults[what]}", flush=True)  # noqa: T201
    if what.startswith(SILENCE):
        print(f"--- {kind} {tally.number}: {what}\n{text}", flush=True)  # noqa: T201
    tally.add(what, text)


def _job(kind: Kind, number: int, pages: int) -> Callable[[str], str]:
    return of_text if kind is Kind.TEXT else partial(of_site, weighed=bool(pages) and number % pages == 0)


def _same(job: Callable[[str], str], what: str, cap: float) -> Callable[[str], bool]:
    return lambda text: outcome(job, text, cap) == what


def main(arguments: Sequence[str] | None = None) -> int:
    """Run as asked for."""
    asked = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    asked.add_argument("--texts", type=int, default=2000, help="how many texts to read")
    asked.add_argument("--sites", type=int, default=200, help="how many sites to evaluate")
    asked.add_argument("--seed", type=int, default=0, help="the same seed, the same cases")
    asked.add_argument("--from", type=int, default=0, dest="first", help="the number of the first case")
    asked.add_argument("--seconds", type=float, default=float("inf"), help="stop after so long")
    asked.add_argument("--cap", type=float, default=20.0, help="processor seconds for one site at most")
    asked.add_argument("--pages", type=int, default=10, help="one page of so many is weighed; 0: none")
    asked.add_argument("--tally", type=Path, help="go on where the run that this file tells of ended")
    given = asked.parse_args(arguments)
    until, here = time.monotonic() + given.seconds, kept(given.tally, given.seed, given.first)
    for kind, number in ((Kind.TEXT, given.texts), (Kind.SITE, given.sites)):
        run(kind, given.first + number, here, given, until)
        print(f"{kind}: {dict(here.kinds[kind].came.most_common())}")  # noqa: T201
    return 1 if any(each.faults for each in here.kinds.values()) else 0


if __name__ == "__main__":
    gc.set_threshold(MUCH_GARBAGE)
    sys.exit(main())
