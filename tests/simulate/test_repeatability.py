"""The same seed gives the same result: in any number of processes, compiled or not, ended early or not."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from powercalc.errors import CallError
from powercalc.simulate import simulate
from powercalc.simulate.year_blocks import BLOCK
from tests.simulate.sites import theory_case

ROOT = Path(__file__).parents[2]
SCRIPT = """
import json
from powercalc.simulate import simulate
from tests.simulate.sites import theory_case
print(json.dumps(simulate(theory_case(2), years=40, seed=3, processes=1).to_dict()))
"""


def test_any_number_of_processes_gives_the_same() -> None:
    alone, together = (
        simulate(theory_case(2), years=2 * BLOCK + 500, seed=4, processes=processes) for processes in (1, 3)
    )
    assert alone == together


def test_another_seed_gives_something_else() -> None:
    first, second = (simulate(theory_case(2), years=200, seed=seed, processes=1) for seed in (1, 2))
    assert first.loads != second.loads


def test_compiled_and_plain_give_the_same() -> None:
    compiled = simulate(theory_case(2), years=40, seed=3, processes=1).to_dict()
    plain = subprocess.run(
        [sys.executable, "-c", SCRIPT], cwd=ROOT, check=True, capture_output=True, text=True,
        env={**os.environ, "NUMBA_DISABLE_JIT": "1", "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert json.loads(plain.stdout) == json.loads(json.dumps(compiled))


@pytest.mark.parametrize("processes", [1, 2])
def test_an_interruption_gives_what_is_done(processes: int) -> None:
    seen: list[tuple[int, int]] = []

    def stop(done: int, total: int) -> None:
        seen.append((done, total))
        if len(seen) == 2:
            raise KeyboardInterrupt

    years = 8 * BLOCK
    ended = simulate(theory_case(2), years=years, seed=4, processes=processes, progress=stop)
    assert (ended.years, ended.years_asked) == (2 * BLOCK, years)
    assert seen == [(BLOCK, years), (2 * BLOCK, years)]
    if processes == 1:
        assert ended.loads == simulate(theory_case(2), years=2 * BLOCK, seed=4, processes=1).loads


@pytest.mark.parametrize(("years", "processes"), [(0, 1), (1, 0)])
def test_no_years_or_processes_is_an_error(years: int, processes: int) -> None:
    with pytest.raises(CallError):
        simulate(theory_case(1), years=years, processes=processes)
