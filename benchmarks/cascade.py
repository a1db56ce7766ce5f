"""Overload and cascade on a hall of 6 UPS blocks, 60 PDUs and 2,000 racks in 300 groups: how long it takes.

    python benchmarks/cascade.py

Three halls: UPSs that carry everything, UPSs that a second failure overloads (a bound), and what it takes to
prove the claims. Seconds of this machine.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import powercalc as pc
from powercalc.components import Component
from powercalc.flow.loading import loads
from powercalc.flow.power_network import network
from powercalc.proofs import prove

BLOCKS, PDUS, RACKS, GROUPS = 6, 60, 2000, 300


def hall(*, ups_rating: float = 3000.0, pdu_rating: float = 550.0) -> pc.Site:
    """Return the hall: each rack on two PDUs of different blocks, 300 pairs of PDUs."""
    components: list[Component] = [pc.GridFeed("grid", failure_rate="2 / year", mttr="20 min")]
    components.append(pc.Generator("gen", count=7, needed=6, rating="2.5 MW"))
    for block in range(BLOCKS):
        components += _block(block, ups_rating)
    for number in range(PDUS):
        components.append(pc.Pdu(f"pdu-{number}", fed_by=f"ups-{number % BLOCKS}", rating=f"{pdu_rating} kW"))
    components += _racks()
    return pc.Site("hall of 2,000 racks", tuple(components))


def _block(block: int, rating: float) -> list[Component]:
    return [
        pc.Transformer(f"tx-{block}", fed_by="grid", rating="3 MW"),
        pc.Ats(f"ats-{block}", fed_by=[f"tx-{block}", "gen"]),
        pc.Ups(f"ups-{block}", fed_by=f"ats-{block}", bypass=True, rating=f"{rating} kW", efficiency=0.95),
    ]


def _racks() -> list[Component]:
    """A PDU stands beside those of the other blocks: racks hang on it and on one of the next five."""
    groups = [
        (f"pdu-{one}", f"pdu-{(one + step) % PDUS}") for one in range(PDUS) for step in range(1, BLOCKS)
    ]
    return [
        pc.Server(f"rack-{number}", fed_by=groups[number % GROUPS], power="6 kW", recovery_time="4 h")
        for number in range(RACKS)
    ]


def timed(what: str, run: Callable[[], object]) -> None:
    started, used = time.perf_counter(), time.process_time()
    run()
    wall, cpu = time.perf_counter() - started, time.process_time() - used
    print(f"{what:48} {wall:6.2f} s ({cpu:.2f} s of processor)")


def works() -> Iterator[tuple[str, Callable[[], object]]]:
    """What is measured, by name."""
    roomy, full = hall(ups_rating=4300.0), hall(ups_rating=3000.0)
    yield "evaluate, nothing can be overloaded", lambda: pc.evaluate(roomy)
    yield "evaluate, a second failure overloads", lambda: pc.evaluate(full)
    yield "prove", lambda: prove(roomy)
    yield "loads, with head-room", lambda: loads("hall", network(full), {})


def main() -> None:
    pc.evaluate(pc.Site("small", (pc.GridFeed("grid"), pc.Server("rack", fed_by="grid"))))  # imports
    for what, run in works():
        timed(what, run)


if __name__ == "__main__":
    main()
