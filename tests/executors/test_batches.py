"""Pieces of work come back in their order, whoever does them; an end that is asked for keeps what is done."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from powercalc.errors import CallError
from powercalc.executors import Packed, Stop, in_batches, processes
from powercalc.executors.batches import WorkLost, worked

ROOT = Path(__file__).parents[2]


def square(number: int) -> int:
    return number * number


def slowly(number: int) -> int:
    time.sleep(0.05)
    return number


def ends_its_worker(number: int) -> int:
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def raises(_number: int) -> int:
    raise CallError("as told by the work")


def numbers(executor: Executor, many: int) -> list[int]:
    with Stop() as stop:
        return [each for found in in_batches(executor, square, iter(range(many)), stop) for each in found]


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_results_come_in_the_order_of_the_pieces(workers: int) -> None:
    with processes(workers) as executor:
        assert numbers(executor, 500) == [number * number for number in range(500)]


def test_any_executor_does_it() -> None:
    with ThreadPoolExecutor(2) as executor:
        assert numbers(executor, 100) == [number * number for number in range(100)]
        assert numbers(executor, 0) == []


def test_batches_grow_to_a_second_and_not_far_beyond() -> None:
    with processes(1) as executor, Stop() as stop:
        sizes = [len(found) for found in in_batches(executor, slowly, iter(range(61)), stop)]
    assert sizes[0] == 1
    assert 10 <= max(sizes) <= 21
    assert sum(sizes) == 61


def test_an_end_keeps_what_is_before_it() -> None:
    def pieces(stop: Stop) -> Iterator[int]:
        for number in range(10**9):
            stop.asked = number > 40
            yield number

    with ThreadPoolExecutor(2) as executor, Stop() as stop:
        found = [each for got in in_batches(executor, square, pieces(stop), stop) for each in got]
    assert found == [number * number for number in range(len(found))]
    assert found


def test_a_second_ctrl_c_ends_at_once_and_the_first_does_not() -> None:
    with Stop() as stop:
        signal.raise_signal(signal.SIGINT)
        assert stop.asked
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_worker_that_is_killed_is_told() -> None:
    with processes(2) as executor, Stop() as stop, pytest.raises(WorkLost, match="a worker ended"):
        list(in_batches(executor, ends_its_worker, iter(range(10)), stop))


def test_an_error_of_the_work_is_the_error() -> None:
    with processes(2) as executor, Stop() as stop, pytest.raises(CallError, match="as told by the work"):
        list(in_batches(executor, raises, iter(range(10)), stop))


def test_a_worker_of_another_version_is_told() -> None:
    with pytest.raises(WorkLost, match=r"a worker has powercalc .*, and this is 0\.0"):
        worked("0.0", square, (1,))


@pytest.mark.parametrize("workers", [0, -1, 1000])
def test_a_number_of_workers_that_makes_no_sense_is_told(workers: int) -> None:
    with pytest.raises(CallError, match="workers; there can be from 1 to 256"), processes(workers):
        pass


def test_a_value_is_unpacked_once() -> None:
    packed = Packed.of([1, 2])
    assert packed.value == [1, 2]
    assert Packed(packed.data).value is packed.value


ORPHANS = """
import os, time
from powercalc.executors import Stop, in_batches, processes

def told(number):
    time.sleep(0.1)
    return os.getpid()

with processes(2) as executor, Stop() as stop:
    for found in in_batches(executor, told, iter(range(10**6)), stop):
        print(*found, flush=True)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="looks at processes as Linux shows them")
def test_workers_do_not_outlive_who_asked() -> None:
    asking = subprocess.Popen(
        [sys.executable, "-c", ORPHANS],
        stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert asking.stdout is not None
    workers = {int(each) for _ in range(3) for each in asking.stdout.readline().split()}
    asking.kill()
    asking.wait()
    asking.stdout.close()
    end = time.monotonic() + 10
    while any(alive(worker) for worker in workers) and time.monotonic() < end:
        time.sleep(0.1)
    assert not any(alive(worker) for worker in workers)


def alive(process: int) -> bool:
    with suppress(OSError):
        return "Z" not in Path(f"/proc/{process}/stat").read_text(encoding="utf-8").split()[2]
    return False
