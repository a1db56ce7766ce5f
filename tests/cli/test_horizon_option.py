"""`--horizon` of the commands that tell the chance of an interruption."""

import pytest

from tests.cli.conftest import Command

FILE = b'[grid_feed.grid]\nfailure_rate = "1 / 50 year"\nmttr = "1 h"\n[server.rack]\nfed_by = "grid"\n'


@pytest.mark.parametrize(
    ("time", "said"), [("0 h", "longer than nothing"), ("2000 year", "1,000 years"), ("5 kW", "expected")]
)
def test_what_is_no_horizon_is_told(command: Command, time: str, said: str) -> None:
    done = command("evaluate", "-", "--horizon", time, given=FILE)
    assert done.returncode == 2
    assert said in done.stderr.decode()


def test_a_call_and_a_page_tell_it(command: Command) -> None:
    for name in ("evaluate", "report"):
        done = command(name, "-", "--horizon", "10 year", given=FILE)
        assert "18 % in 10 years" in done.stdout.decode()
