"""How long the report of a large site takes on top of its evaluation, and how large it is.

    python benchmarks/report.py [--runs N]

The aim is at most 2 s and 2 MB for 300 components. The evaluation is what `powercalc evaluate` does:
figures, and what its text asks for (reasons, the assumed common cause).
"""

from __future__ import annotations

import argparse
import sys
from itertools import pairwise
from pathlib import Path
from statistics import median
from time import perf_counter

import powercalc as pc
from powercalc.report import render as as_text
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
    runs = [_run(site) for _ in range(parser.parse_args().runs)]
    evaluated, told, taken = (median(each) for each in zip(*(run[:3] for run in runs), strict=True))
    page = runs[0][3]
    print(f"{len(site.components)} components evaluated in {evaluated:.2f} s")
    print(f"reasons, common cause and text, as evaluate prints them: {told:.2f} s more")
    print(f"report {taken:.2f} s on top (median of {len(runs)}), aim {MOST_SECONDS:g} s")
    print(f"{len(page.encode()) / 1e6:.2f} MB, aim 2 MB")
    return 0 if taken <= MOST_SECONDS and len(page.encode()) <= MOST_BYTES else 1


def _run(site: pc.Site) -> tuple[float, float, float, str]:
    """Evaluate anew: what is worked out when asked for is not worked out yet."""
    times = [perf_counter()]
    result = pc.evaluate(site)
    times.append(perf_counter())
    as_text(result, "text")
    times.append(perf_counter())
    page = render(site, result)
    times.append(perf_counter())
    evaluated, told, taken = (later - sooner for sooner, later in pairwise(times))
    return evaluated, told, taken, page


if __name__ == "__main__":
    sys.exit(main())
