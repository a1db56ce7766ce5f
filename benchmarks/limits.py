"""How far each kind of model goes: seconds and memory of `powercalc evaluate`, or the limit it tells.

    python benchmarks/limits.py [KIND ...] [--small]

Each row runs in a process of its own, for at most a minute and 4 GB. `--small` takes the sizes of the test
suite, which looks at figures and counts instead of times.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

SECONDS, BYTES = 60, 4 << 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of model, with the sizes that are run."""

    text: Callable[[int], str]
    small: int
    large: int
    aim: str


def _joined(lines: Iterator[str]) -> str:
    return "\n".join(lines) + "\n"


def _mesh(size: int) -> Iterator[str]:
    """Fed buses, each tied to each."""
    for i in range(size):
        yield f'[grid_feed.g{i}]\n[bus.b{i}]\nfed_by = "g{i}"'
        yield f'[server.r{i}]\nfed_by = "b{i}"\nhold_up = "0 s"'
        yield from (f'[tie.t{i}-{j}]\nbetween = ["b{i}", "b{j}"]' for j in range(i))


def _grid(size: int) -> Iterator[str]:
    """A square of fed buses, each tied to its neighbours; a load at two corners."""
    for i in range(size):
        for j in range(size):
            yield f'[grid_feed.g{i}-{j}]\n[bus.b{i}-{j}]\nfed_by = "g{i}-{j}"'
            if i:
                yield f'[tie.v{i}-{j}]\nbetween = ["b{i}-{j}", "b{i - 1}-{j}"]'
            if j:
                yield f'[tie.h{i}-{j}]\nbetween = ["b{i}-{j}", "b{i}-{j - 1}"]'
    yield f'[server.r]\nfed_by = ["b0-0", "b{size - 1}-{size - 1}"]\nhold_up = "0 s"'


def _ring(size: int) -> Iterator[str]:
    """Fed buses, each tied to the next; a load on two opposite ones."""
    for i in range(size):
        yield f'[grid_feed.g{i}]\n[bus.b{i}]\nfed_by = "g{i}"'
        yield f'[tie.t{i}]\nbetween = ["b{i}", "b{(i + 1) % size}"]'
    yield f'[server.r]\nfed_by = ["b0", "b{size // 2}"]\nhold_up = "0 s"'


def _rated_ring(size: int) -> Iterator[str]:
    """The same with ties that trip, and a load that draws power."""
    yield from _ring(size)
    yield 'power = "100 kW"\n[default.tie]\nrating = "400 kW"'


def _row(size: int) -> Iterator[str]:
    """Cables one behind the other, below a switch with a generator."""
    yield '[grid_feed.g]\n[generator.gen]\n[ats.c0]\nfed_by = ["g", "gen"]'
    yield from (f'[cable.c{i}]\nfed_by = "c{i - 1}"' for i in range(1, size + 1))
    yield f'[server.r]\nfed_by = "c{size}"\nhold_up = "0 s"'


def _two_rows(size: int) -> Iterator[str]:
    """Two rows of cables, each behind a feed of its own, to one load."""
    for row in "ab":
        yield f"[grid_feed.g-{row}]"
        feeders = (f"{row}{i - 1}" if i > 1 else f"g-{row}" for i in range(1, size + 1))
        yield from (f'[cable.{row}{i}]\nfed_by = "{feeder}"' for i, feeder in enumerate(feeders, 1))
    yield f'[server.r]\nfed_by = ["a{size}", "b{size}"]\nhold_up = "0 s"'


def _sets_in_a_row(size: int) -> Iterator[str]:
    """Switches one behind the other, each with a generator of its own."""
    yield "[grid_feed.a0]"
    for i in range(1, size + 1):
        yield f'[generator.gen{i}]\n[ats.a{i}]\nfed_by = ["a{i - 1}", "gen{i}"]'
    yield f'[server.r]\nfed_by = "a{size}"'


def _sets_above_a_ups(size: int) -> Iterator[str]:
    """The same above a UPS: how long the feed of that has been lost is asked of every switch."""
    yield from list(_sets_in_a_row(size))[:-1]
    yield f'[ups.u]\nfed_by = "a{size}"\n[server.r]\nfed_by = "u"'


def _sets_on_one_switch(size: int) -> Iterator[str]:
    """Generators as further inputs of one switch."""
    yield "[grid_feed.g]"
    yield from (f"[generator.gen{i}]" for i in range(size))
    inputs = ", ".join(f'"gen{i}"' for i in range(size))
    yield f'[ats.a]\nfed_by = ["g", {inputs}]\n[server.r]\nfed_by = "a"'


def _distributed(size: int) -> Iterator[str]:
    """Three paths, every load on two of them; so many further generators on the switch of each path."""
    yield "[grid_feed.g]"
    yield from (f'[generator.gen{i}]\nstart_time = "12 s"' for i in range(1 + size))
    inputs = ", ".join(f'"gen{i}"' for i in range(1 + size))
    for i in range(3):
        yield f'[ats.a{i}]\nfed_by = ["g", {inputs}]\nfail_to_transfer = "0.1 %"'
        yield f'[ups.u{i}]\nfed_by = "a{i}"\nautonomy = "10 min"\n[server.r{i}]'
        yield f'fed_by = ["u{i}", "u{(i + 1) % 3}"]'


def _ups_in_series(size: int) -> Iterator[str]:
    """One UPS behind the other."""
    yield "[grid_feed.u0]"
    yield from (f'[ups.u{i}]\nfed_by = "u{i - 1}"' for i in range(1, size + 1))
    yield f'[server.r]\nfed_by = "u{size}"'


def _units_of_a_ups(size: int) -> Iterator[str]:
    """Equal units of one UPS, each with a battery that may fail, behind a feed with a generator."""
    yield "[grid_feed.g]\n[generator.gen]\n[ats.a]"
    yield f'fed_by = ["g", "gen"]\n[ups.u]\nfed_by = "a"\ncount = {size}\nneeded = {size - 2 - size // 10000}'
    yield '[server.r]\nfed_by = "u"'


def _rated(size: int) -> Iterator[str]:
    """UPSs in parallel that trip on overload; two more than carry the load."""
    yield "[grid_feed.g]"
    yield from (f'[ups.u{i}]\nfed_by = "g"\nrating = "100 kW"' for i in range(size))
    inputs = ", ".join(f'"u{i}"' for i in range(size))
    yield f'[bus.b]\nfed_by = [{inputs}]\n[server.r]\nfed_by = "b"\npower = "{100 * (size - 2)} kW"'


KINDS = {
    "mesh": Kind(text=lambda n: _joined(_mesh(n)), small=5, large=12, aim="12, or a limit within 10 s"),
    "grid": Kind(text=lambda n: _joined(_grid(n)), small=3, large=5, aim="5 x 5 evaluated"),
    "ring": Kind(text=lambda n: _joined(_ring(n)), small=60, large=300, aim="linear"),
    "rated ring": Kind(text=lambda n: _joined(_rated_ring(n)), small=10, large=60, aim="linear"),
    "row": Kind(text=lambda n: _joined(_row(n)), small=1500, large=10_000, aim="linear, 10,000"),
    "two rows": Kind(text=lambda n: _joined(_two_rows(n)), small=200, large=2000, aim="linear"),
    "sets in a row": Kind(text=lambda n: _joined(_sets_in_a_row(n)), small=3, large=8, aim="8 in 3 s"),
    "sets above a ups": Kind(
        text=lambda n: _joined(_sets_above_a_ups(n)), small=3, large=8, aim="8, or a limit within 10 s"
    ),
    "sets on one switch": Kind(
        text=lambda n: _joined(_sets_on_one_switch(n)), small=4, large=12, aim="12 in 3 s"
    ),
    "distributed redundant": Kind(text=lambda n: _joined(_distributed(n)), small=1, large=1, aim="1 in 1 s"),
    "ups in series": Kind(text=lambda n: _joined(_ups_in_series(n)), small=5, large=8, aim="8 in 1 s"),
    "units of a ups": Kind(
        text=lambda n: _joined(_units_of_a_ups(n)), small=1000, large=100_000, aim="closed form"
    ),
    "rated units": Kind(text=lambda n: _joined(_rated(n)), small=8, large=12, aim="counted, or 2 s"),
}


def run(name: str, size: int) -> str:
    """Evaluate one model in a process of its own; what it took, and the limit where it told one."""
    command = [sys.executable, "-m", "powercalc", "evaluate", "-", "--format", "json"]
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    try:
        done = subprocess.run(
            command, input=KINDS[name].text(size), capture_output=True, text=True, timeout=SECONDS,
            check=False, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES)),
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return f"cut at {time.monotonic() - began:.0f} s"
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    said = "" if done.returncode == 0 else done.stderr.strip().splitlines()[-1][:100]
    return f"{spent:.1f} s, up to {after.ru_maxrss // 1024} MB {said}"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=", ".join(KINDS))
    parser.add_argument("--small", action="store_true", help="the sizes of the test suite")
    given = parser.parse_args()
    for name, kind in KINDS.items():
        if name in (given.kinds or KINDS):
            size = kind.small if given.small else kind.large
            print(f"{name} {size}: {run(name, size)} (aim: {kind.aim})", flush=True)


if __name__ == "__main__":
    main()
