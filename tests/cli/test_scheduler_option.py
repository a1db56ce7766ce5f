"""Commands that hand their work to a scheduler: what is wrong with it is told before anything is done."""

from pathlib import Path

import pytest

from powercalc.cli.run import run
from tests.executors.cluster import closed_port

SITE = str(Path(__file__).parents[2] / "examples" / "two-path-hall.toml")


def test_a_scheduler_that_does_not_answer_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("distributed", reason="dask.distributed is not installed")
    address = closed_port()
    assert run(["simulate", SITE, "--scheduler", address]) == 2
    assert f'no dask scheduler answers at "{address}"' in capsys.readouterr().err


def test_workers_of_this_machine_and_a_scheduler_do_not_go_together(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["simulate", SITE, "--scheduler", "tcp://x:1", "--workers", "2"]) == 2
    assert "with --scheduler it has its own" in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--workers", "--processes"])
def test_the_number_of_workers_has_two_names(option: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["simulate", SITE, option, "0"]) == 2
    assert "cannot simulate in 0 processes" in capsys.readouterr().err
