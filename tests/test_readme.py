"""What the README shows is what happens. `pytest tests/test_readme.py --restate` writes its output anew."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

README = Path(__file__).parent.parent / "README.md"
SHOWN = re.compile(r"<!-- output: powercalc (.+?) -->\n```text\n(.*?)```", re.DOTALL)
PYTHON = re.compile(r"```python\n(.*?)```", re.DOTALL)


def output(arguments: str) -> str:
    command = [sys.executable, "-m", "powercalc", *arguments.split()]
    return subprocess.run(command, capture_output=True, text=True, check=True, cwd=README.parent).stdout


def test_the_output_shown_is_what_the_command_prints(*, pytestconfig: pytest.Config) -> None:
    text = README.read_text()
    stated = SHOWN.sub(lambda m: f"<!-- output: powercalc {m[1]} -->\n```text\n{output(m[1])}```", text)
    if pytestconfig.getoption("--restate"):
        README.write_text(stated)
    assert SHOWN.search(text)
    assert README.read_text() == stated


@pytest.mark.parametrize("block", PYTHON.findall(README.read_text()))
def test_the_library_examples_run(block: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(README.parent)
    exec(compile(block, "README.md", "exec"), {"__name__": "readme"})  # noqa: S102 - our own text


def test_the_quick_start_is_two_commands() -> None:
    (block,) = re.findall(r"```sh quick-start\n(.*?)```", README.read_text(), re.DOTALL)
    first, second = block.strip().splitlines()
    assert "powercalc evaluate examples/" in first
    assert second.endswith("pytest -q -n auto")
