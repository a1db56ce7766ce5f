"""The real command, as a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

SMALL = """
[grid_feed.grid]
failure_rate = "2 / year"
mttr = "20 min"
[server.rack]
fed_by = "grid"
hold_up = "20 ms"
"""

Completed = subprocess.CompletedProcess[bytes]
Command = Callable[..., Completed]


@pytest.fixture
def command(tmp_path: Path) -> Command:
    def run(*arguments: str, given: bytes = b"", **environment: str) -> Completed:
        return subprocess.run(
            [sys.executable, "-m", "powercalc", *arguments],
            input=given,
            capture_output=True,
            cwd=tmp_path,
            env={**os.environ, **environment},
            timeout=60,
            check=False,
        )

    return run


@pytest.fixture
def site(tmp_path: Path) -> Callable[[str], str]:
    """Return a function that writes a site file and returns its path."""

    def write(text: str = SMALL) -> str:
        path = tmp_path / "site.toml"
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write
