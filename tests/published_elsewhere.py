"""What other programs and test systems publish, beside what powercalc says: rows of `published_cases`.

Each yields its name, what is compared, what is published and what is computed, and how far apart they may be:
half of the last digit that is printed.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import powercalc as pc
from tests.engine.test_against_ieee_rts79 import loss_of_load
from tests.open_psa_models import trains

Line = tuple[str, str, float, float, float]


def reopt() -> Iterator[Line]:
    """NREL REopt: sets without repair, in steps of an hour, through the loss of the grid."""
    for needed, published in ((1, (0.96, 0.8704, 0.761856)), (2, (0.64, 0.4096, 0.262144))):
        chances = served((1, 2, 3), steps=5, count=2, needed=needed)
        for hour, one, other in zip((1, 2, 3), published, chances, strict=True):
            yield f"REopt, {needed} of 2 sets", f"P(served for {hour} h)", one, other, 1e-5
    (behind,) = served((24,), steps=100, oa=0.98, fts=0.1, battery="4 h")
    by_hand = 0.99**20 * 0.9 * 0.98
    yield "REopt, a set behind a battery", "P(served for 24 h)", by_hand, behind, 1.5e-5
    hours = (1, 24, 96, 336)
    found = served(hours, steps=1100, oa=0.995, fts=0.0094)
    for hour, one, other in zip(hours, (0.984751, 0.964365, 0.903238, 0.726112), found, strict=True):
        yield "REopt, its defaults", f"P(served for {hour} h)", one, other, 1e-5


def served(
    hours: Sequence[float], *, steps: float, count: int = 1, needed: int = 1, oa: float = 1.0,
    fts: float = 0.0, battery: str = "0 s",
) -> list[float]:  # fmt: skip
    """Return the chance of no break by each hour; each set is lost in an hour with 1 / steps."""
    rate = f"{-math.log(1 - 1 / steps)!r} / h"
    sets = pc.Generator(
        "sets", count=count, needed=needed, fail_to_start=fts, standby_unavailability=1 - oa,
        failure_rate=rate, mttr="1e7 h", start_time="0 s",
    )  # fmt: skip
    site = pc.Site(
        "REopt",
        (
            pc.GridFeed("grid", failure_rate="1e-9 / year", mttr="1 h"),
            sets,
            pc.Ats("ats", fed_by=["grid", "sets"], transfer_time="0 s", fail_to_transfer=0, failure_rate=0),
            pc.Ups("battery", fed_by="ats", autonomy=battery, battery_failure=0, failure_rate=0),
            pc.Server("load", fed_by="battery", hold_up="0 s"),
        ),
    )
    told = pc.survive(site, [f"{hour} h" for hour in hours]).load("load")
    return [each.probability for each in told.survival]


RBTS = {
    "LP1": ((1.35, 5.0), (2.1, 1.0), True, 0.23925, 3.57525),
    "LP8": ((1.55, 5.0), (0.6, 1.0), False, 0.13975, 0.54275),
    "LP9": ((1.4, 5.0), (0.75, 1.0), False, 0.13975, 0.50375),
}
"""Lines that are repaired and lines that are switched off, [km] and [h]; a transformer of its own or none;
failures a year and hours a year, as the sums of rates and of rates times durations."""


def rbts() -> Iterator[Line]:
    """Roy Billinton Test System, bus 2: what takes a load point, in series; 0.065 failures a year and km."""
    for name, (repaired, switched, transformer, rate, hours) in RBTS.items():
        parts = [
            pc.Block(f"{name} {what}", failure_rate=f"{0.065 * km!r} / year", mttr=f"{time} h")
            for what, (km, time) in (("repaired", repaired), ("switched", switched))
        ]
        if transformer:
            parts.append(pc.Block(f"{name} transformer", failure_rate="0.015 / year", mttr="200 h"))
        found = pc.evaluate(pc.series(*parts)).any_load
        yield f"RBTS bus 2, {name}", "failures a year", rate, found.interruptions_per_year or 0.0, 1e-3
        yield f"RBTS bus 2, {name}", "hours a year", hours, found.downtime_h_per_year, 1e-3


def scram() -> Iterator[Line]:
    """SCRAM, tests/bench_core_tests.cc: three trains of pump and valve, four models of common causes."""
    from powercalc.fault_tree import evaluate_fault_tree

    for model, factors, published in (
        ("beta-factor", {3: 0.2}, 0.04308),
        ("MGL", {2: 0.2, 3: 0.1}, 0.01630),
        ("alpha-factor", {1: 0.7, 2: 0.2, 3: 0.1}, 0.05298),
        ("phi-factor", {1: 0.7, 2: 0.2, 3: 0.1}, 0.04104),
    ):
        found = evaluate_fault_tree(trains(model, factors)).probability
        yield f"SCRAM, {model}", "probability", published, found, 6e-6 / published


def capacity() -> Iterator[Line]:
    """NREL PRAS: so many of three units; IEEE RTS 1979: days a year on which there is too little."""
    units = [pc.Block(f"unit-{n}", failure_rate="0.1 / h", mttr=f"{1 / 0.9!r} h") for n in range(3)]
    for needed, published in ((2, 0.028), (3, 0.271)):
        found = pc.evaluate(pc.at_least(needed, units)).unavailability
        yield "PRAS, singlenode_a", f"LOLP, {needed} of 3 needed", published, found, 1e-9
    yield "IEEE RTS 1979", "loss of load, days a year", 1.36886, loss_of_load(), 5e-6


def missions() -> Iterator[Line]:
    """AvailSim4: units that are not repaired, by the end of a mission of length 1."""
    for needed, mttf, published in ((2, 15, 0.0010210953), (1, 5, 0.0010796836)):
        units = [pc.Block(f"unit-{n}", unavailability=1 - math.exp(-1 / mttf)) for n in range(4)]
        found = pc.evaluate(pc.at_least(needed, units)).unavailability
        yield f"AvailSim4, mean life {mttf}", f"P(less than {needed} of 4 left)", published, found, 1e-7
