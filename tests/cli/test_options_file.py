"""Options that a project states once."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Command = Callable[..., Any]
Site = Callable[[], str]


@pytest.fixture
def state(tmp_path: Path) -> Callable[..., None]:
    def write(text: str, name: str = "powercalc.toml") -> None:
        (tmp_path / name).write_text(text, encoding="utf-8")

    return write


@pytest.mark.parametrize(
    ("name", "table"), [("powercalc.toml", "check"), ("pyproject.toml", "tool.powercalc.check")]
)
def test_a_command_takes_its_options_from_the_file(
    command: Command, site: Site, state: Callable[..., None], name: str, table: str
) -> None:
    state(
        f'[{table}]\nselect = ["GEN2"]\nformat = "json"\ntoday = 2026-06-01\n'.replace(
            "2026-06-01", '"2026-06-01"'
        ),
        name,
    )
    told = json.loads(command("check", site()).stdout)
    assert {result["rule"][:4] for result in told["results"]} == {"GEN2"}
    assert told["today"] == "2026-06-01"


def test_what_stands_in_the_call_goes_before(
    command: Command, site: Site, state: Callable[..., None]
) -> None:
    state('[evaluate]\nformat = "json"\n')
    assert command("evaluate", site()).stdout.startswith(b"{")
    assert command("evaluate", site(), "--format", "csv").stdout.startswith(b"scope,")


def test_a_flag_is_true_or_false(command: Command, site: Site, state: Callable[..., None]) -> None:
    state('[evaluate]\nplain = true\nformat = "json"\n')
    assert json.loads(command("evaluate", site()).stdout)["method"] == "plain block diagram"


def test_a_file_further_up_counts_and_a_nearer_one_first(
    command: Command, site: Site, tmp_path: Path, state: Callable[..., None]
) -> None:
    (tmp_path.parent / "powercalc.toml").write_text('[evaluate]\nformat = "json"\n', encoding="utf-8")
    try:
        assert command("evaluate", site()).stdout.startswith(b"{")
        state('[evaluate]\nformat = "markdown"\n')
        assert command("evaluate", site()).stdout.startswith(b"# ")
    finally:
        (tmp_path.parent / "powercalc.toml").unlink()


def test_everything_wrong_is_told_at_once_with_its_place(
    command: Command, site: Site, state: Callable[..., None]
) -> None:
    state('[chek]\n[check]\nselct = ["GEN"]\nselect = "GEN"\noutput = "x"\nplain = 1\n')
    done = command("check", site())
    assert done.returncode == 2
    lines = done.stderr.decode().splitlines()
    assert [line.partition("powercalc.toml:")[2].split(":")[0] for line in lines] == ["1", "3", "4", "5", "6"]
    assert lines[0].endswith("did you mean check?")
    assert lines[1].endswith("did you mean select?")
    assert "a list of texts" in lines[2]
    assert "writes a file" in lines[3]
    assert "true or false" in lines[4]


def test_another_commands_options_are_not_looked_at(
    command: Command, site: Site, state: Callable[..., None]
) -> None:
    state("[simulate]\nyears = 10\n")
    assert command("evaluate", site()).returncode == 0


def test_a_pyproject_of_another_tool_says_nothing(
    command: Command, site: Site, state: Callable[..., None]
) -> None:
    state("[tool.other]\nx = 1\n", "pyproject.toml")
    assert command("evaluate", site()).returncode == 0
