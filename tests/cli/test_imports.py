"""A call imports what it needs and nothing else; how long that takes is measured in benchmarks/startup.py."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SMALL = ROOT / "examples" / "small-server-room.toml"
LIBRARIES = (
    "defusedxml", "matplotlib", "numba", "pandas", "pint", "pygraphviz", "rich", "scipy", "tree_sitter",
)  # fmt: skip
"""What a small site needs none of."""
PARTS = (
    "cascade.rounds", "checks", "evaluation.plain_maintenance", "fault_tree", "plain.plain_diagram", "proofs",
    "propagation", "report.text", "simulate", "site.positions", "site.practices",
)  # fmt: skip


def imported(*arguments: str) -> set[str]:
    """Return the modules that a command imports."""
    command = [sys.executable, "-X", "importtime", "-m", "powercalc", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    lines = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
    return {line.rpartition("|")[2].strip() for line in lines}


def below(modules: set[str], names: tuple[str, ...]) -> set[str]:
    return {name for name in names if any(f"{module}.".startswith(f"{name}.") for module in modules)}


def test_a_small_result_as_json_needs_few_libraries() -> None:
    modules = imported("evaluate", str(SMALL), "--format", "json")
    assert "numpy" in modules
    assert not below(modules, (*LIBRARIES, "html"))
    assert not below(modules, tuple(f"powercalc.{part}" for part in PARTS))


def test_the_checks_are_imported_for_the_last_line_of_a_text() -> None:
    assert below(imported("evaluate", str(SMALL)), ("powercalc.checks",))


@pytest.mark.parametrize("arguments", [("init", "--template", "2n"), ("evaluate", str(SMALL), "-f", "json")])
def test_a_command_does_not_import_the_others(arguments: tuple[str, ...]) -> None:
    others = ("check", "report", "simulate", "plot", "compare")
    assert not below(imported(*arguments), tuple(f"powercalc.cli.{other}" for other in others))


def test_a_template_is_written_without_numbers_being_computed() -> None:
    assert not below(imported("init", "--template", "2n"), ("numpy", *LIBRARIES))
