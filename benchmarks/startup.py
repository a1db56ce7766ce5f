"""How long `powercalc evaluate` takes, as a whole process, against `python -c "import numpy"`.

    python benchmarks/startup.py [SITE ...] [--pairs N]

Each example and template, written as JSON with everything: reasons, common cause, the assumed share. The two
run in turn and the ratio is taken pair by pair, so that a machine that slows down slows both. Seconds are
processor time, and powercalc has its bytecode, as an installed package has.
"""

from __future__ import annotations

import argparse
import compileall
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

from powercalc.site import templates

MOST, MOST_OF_SMALL = 4.0, 3.5
SMALL = "small-server-room"
ROOT = Path(__file__).parent.parent
YARDSTICK = (sys.executable, "-c", "import numpy")
COMPILED = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def seconds(command: Sequence[str]) -> float:
    before = os.times()
    subprocess.run(command, check=True, capture_output=True, env=COMPILED)
    after = os.times()
    return sum(after[2:4]) - sum(before[2:4])


def pairs(site: Path, number: int) -> list[tuple[float, float]]:
    command = (sys.executable, "-m", "powercalc", "evaluate", str(site), "--format", "json")
    seconds(command)  # the first run of each reads from the disk and is not counted
    seconds(YARDSTICK)
    return [(seconds(command), seconds(YARDSTICK)) for _ in range(number)]


def report(name: str, found: list[tuple[float, float]]) -> bool:
    ratios = sorted(ours / theirs for ours, theirs in found)
    most = MOST_OF_SMALL if name == SMALL else MOST
    ours, theirs = (median(each) for each in zip(*found, strict=True))
    print(
        f"{name:30} {ours:6.3f} s {theirs:6.3f} s {median(ratios):7.2f} "
        f"({ratios[0]:.2f} to {ratios[-1]:.2f}), at most {most}",
        flush=True,
    )
    return median(ratios) <= most


def sites(named: Sequence[str], folder: Path) -> Iterator[Path]:
    """Yield the sites that are named; every example and template when none is."""
    yield from map(Path, named)
    if named:
        return
    yield from sorted((ROOT / "examples").glob("*.toml"))
    for name in templates.NAMES:
        site = folder / f"template-{name}.toml"
        site.write_text(templates.text(name), encoding="utf-8")
        yield site


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("site", nargs="*", help="a site file; every example and template without any")
    parser.add_argument("--pairs", type=int, default=5)
    arguments = parser.parse_args()
    compileall.compile_dir(ROOT / "powercalc", quiet=2)
    print(f"{'site':30} {'evaluate':>8} {'numpy':>8} {'ratio':>7}")
    with tempfile.TemporaryDirectory() as folder:
        each = [
            report(site.stem, pairs(site, arguments.pairs)) for site in sites(arguments.site, Path(folder))
        ]
    return 0 if all(each) else 1


if __name__ == "__main__":
    sys.exit(main())
