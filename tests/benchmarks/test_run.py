"""The ladder runs and prints its table; how long anything takes is not asked here."""

import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("repyability")
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def quick_run(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    folder = tmp_path_factory.mktemp("page")
    trees = tmp_path_factory.mktemp("trees")
    (trees / "pair.xml").write_text(
        '<opsa-mef><define-fault-tree name="t"><define-gate name="top">'
        '<and><basic-event name="a"/><basic-event name="b"/></and></define-gate></define-fault-tree>'
        '<model-data><define-basic-event name="a"><float value="0.1"/></define-basic-event>'
        '<define-basic-event name="b"><float value="0.2"/></define-basic-event></model-data></opsa-mef>'
    )
    command = [sys.executable, "benchmarks/run.py", "--quick", "--to", str(folder)]
    command += ["--aralia", str(trees), "--sites", str(trees)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout, folder


def test_a_quick_run_prints_the_table_of_goals(quick_run: tuple[str, Path]) -> None:
    printed, _ = quick_run
    assert "| others | to be reached | measured |" in printed
    assert "within 4 times" in printed
    assert "20 times faster" in printed


def test_a_quick_run_writes_the_page_and_the_plot(quick_run: tuple[str, Path]) -> None:
    _, folder = quick_run
    assert {file.name for file in folder.iterdir()} == {
        "benchmarks.json", "benchmarks.md", "benchmarks-growth.svg",
    }  # fmt: skip
    page = (folder / "benchmarks.md").read_text()
    assert "stopped before its end" not in page
    assert "pair, probability" in page


def test_a_part_measured_again_keeps_the_others(quick_run: tuple[str, Path]) -> None:
    _, folder = quick_run
    command = [sys.executable, "benchmarks/run.py", "--quick", "--to", str(folder), "--only", "votes"]
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    page = (folder / "benchmarks.md").read_text()
    assert "## Votes" in page
    assert "## Grids" in page
