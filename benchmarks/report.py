"""How long the report of a large site takes on top of its evaluation, and how large it is.

    python benchmarks/report.py [--runs N]

The aim is at most 2 s and 2 MB for 300 components.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from statistics import median
from time import perf_counter

import powercalc as pc
from powercalc.report.page.build import render

sys.path.insert(0, str(Path(__file__).parent.parent))
from tests.browser.large_site import large_site

MOST_SECONDS, MOST_BYTES = 2.0, 2_000_000


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=5)
    site = large_site()
    start = perf_counter()
    result = pc.evaluate(site)
    print(f"{len(site.components)} components evaluated in {perf_counter() - start:.2f} s")
    taken = []
    for _ in range(parser.parse_args().runs):
        start = perf_counter()
        page = render(site, result)
        taken.append(perf_counter() - start)
    print(
        f"report in {median(taken):.2f} s "
        f"(median of {len(taken)}, {min(taken):.2f} to {max(taken):.2f}), aim 2 s"
    )
    print(f"{len(page.encode()) / 1e6:.2f} MB, aim 2 MB")
    return 0 if median(taken) <= MOST_SECONDS and len(page.encode()) <= MOST_BYTES else 1


if __name__ == "__main__":
    sys.exit(main())
