"""Installs powercalc with each extra into an empty environment and prints the megabytes that takes on disk.

Run as `python benchmarks/install_size.py`; it needs the package index that pip is set to. The environments
have no pip of their own, so that what is measured is powercalc and what it brings.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import tomllib
import venv
from pathlib import Path

ROOT = Path(__file__).parent.parent
OWN = ("dev", "docs", "testing")
"""Extras for those who work on powercalc or test with it."""


def main() -> None:
    """Print a row per extra: the whole, and what the extra adds."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    core = megabytes("")
    print(f"| powercalc | {core:.0f} | |")
    for extra in sorted(project["optional-dependencies"]):
        if extra not in OWN:
            whole = megabytes(f"[{extra}]")
            print(f"| powercalc[{extra}] | {whole:.0f} | {whole - core:+.0f} |", flush=True)


def megabytes(extra: str) -> float:
    """Return what powercalc takes with an extra, installed into an empty environment."""
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=False)
        python = str(Path(folder) / "bin" / "python")
        pip = [sys.executable, "-m", "pip", "--python", python, "install", "-q", f"{ROOT}{extra}"]
        subprocess.run(pip, check=True)
        return sum(each.lstat().st_blocks * 512 for each in Path(folder).rglob("*")) / 1e6


if __name__ == "__main__":
    main()
