"""How long a whole `powercalc evaluate` takes, against `python -c "import numpy"`: at most five times.

    python benchmarks/startup.py [SITE] [--pairs N]

The two run in turn and the ratio is taken pair by pair, so that a machine that slows down slows both. Seconds
are processor time, and powercalc has its bytecode, as an installed package has.
"""

from __future__ import annotations

import argparse
import compileall
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from powercalc.site import templates

MOST = 5.0
YARDSTICK = (sys.executable, "-c", "import numpy")


def seconds(command: Sequence[str]) -> float:
    before = os.times()
    subprocess.run(command, check=True, capture_output=True)
    after = os.times()
    return sum(after[2:4]) - sum(before[2:4])


def pairs(command: Sequence[str], number: int) -> list[tuple[float, float]]:
    compileall.compile_dir(Path(__file__).parent.parent / "powercalc", quiet=2)
    seconds(command)  # the first run of each reads from the disk and is not counted
    seconds(YARDSTICK)
    return [(seconds(command), seconds(YARDSTICK)) for _ in range(number)]


def report(found: list[tuple[float, float]]) -> float:
    ratios = sorted(ours / theirs for ours, theirs in found)
    print(f"powercalc evaluate      {median(ours for ours, _ in found):.3f} s (median of {len(found)})")
    print(f"python -c import numpy  {median(theirs for _, theirs in found):.3f} s")
    print(
        f"ratio                   {median(ratios):.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f}), at most {MOST}"
    )
    return median(ratios)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("site", nargs="?", help="a site file; the 2n template without one")
    parser.add_argument("--pairs", type=int, default=10)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        site = Path(arguments.site or Path(folder) / "site.toml")
        if arguments.site is None:
            site.write_text(templates.text("2n"), encoding="utf-8")
        ratio = report(pairs([sys.executable, "-m", "powercalc", "evaluate", str(site)], arguments.pairs))
    return 0 if ratio <= MOST else 1


if __name__ == "__main__":
    sys.exit(main())
