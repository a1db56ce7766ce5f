"""Overload and cascade on a hall of 6 UPS blocks, 60 PDUs and 2,000 racks in 300 groups: how long it takes.

    python benchmarks/cascade.py

Three halls: UPSs that carry everything, UPSs that a second failure overloads (a bound), and what it takes to
prove the claims. Seconds of this machine.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from overload_site import hall

import powercalc as pc
from powercalc.flow.loading import loads
from powercalc.flow.network import network
from powercalc.prove import prove


def timed(what: str, run: Callable[[], object]) -> None:
    started, used = time.perf_counter(), time.process_time()
    run()
    wall, cpu = time.perf_counter() - started, time.process_time() - used
    print(f"{what:48} {wall:6.2f} s ({cpu:.2f} s of processor)")


def main() -> None:
    pc.evaluate(pc.Site("small", (pc.GridFeed("grid"), pc.Server("rack", fed_by="grid"))))  # imports
    roomy, full = hall(ups_rating=4300.0), hall(ups_rating=3000.0)
    timed("evaluate, nothing can be overloaded", lambda: pc.evaluate(roomy))
    timed("evaluate, a second failure overloads", lambda: pc.evaluate(full))
    timed("prove", lambda: prove(roomy))
    timed("loads, with head-room", lambda: loads("hall", network(full), {}))


if __name__ == "__main__":
    main()
