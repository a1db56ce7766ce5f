"""Every published case beside what powercalc says: `python -m tests.published_cases` prints the table.

With `--markdown` it is the page of the documentation: `... --markdown > docs/reference/validation.md`.

The four cases of the outage response are site files (`tests/cases/`) that go through the command; the others
are diagrams and sites of the library.  It ends with status 1 if a row is further off than it may be.
"""

import json
import math
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import powercalc as pc
from powercalc.testing.structures import Structure
from tests import published_elsewhere as elsewhere

HERE = Path(__file__).parent
SIMULATED = {
    1: ("one of two generators needed", 0.009366, 0.037748),
    2: ("both generators needed", 0.362969, 0.303359),
    3: ("one generator, better batteries", 0.185807, 0.143111),
    4: ("batteries shorter than the start", 0.019617, 2.991860),
}
"""Two paths with one generator bus: h without power and interruptions a year, from 10 million years each of
an independent simulation, whose standard errors are 0.03 % to 0.5 %."""
PLANT = {
    "ups": (0.010, 2.00), "generator": (0.580, 25.74), "pdu": (0.020, 3.00), "ats": (0.030, 1.64),
    "crah": (0.055, 5.50),
}  # fmt: skip
"""RomitDeokar/DC-Resilience, a public repository: failures a year and hours to repair."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One published figure."""

    case: str
    what: str
    published: float
    computed: float
    within: float
    """The tolerance, relative: the last digit published, or what is demanded of the outage response."""

    @property
    def apart(self) -> float:
        """The relative difference."""
        return self.computed / self.published - 1


def rows() -> Iterator[Row]:
    """Yield all rows."""
    for number in SIMULATED:
        yield from outage(number)
    yield from plants()
    yield from dormant_pair()
    yield from textbook()
    yield from common_cause()
    for lines in (
        elsewhere.reopt, elsewhere.rbts, elsewhere.scram, elsewhere.capacity, elsewhere.missions,
    ):  # fmt: skip
        for case, what, published, computed, within in lines():
            yield Row(case=case, what=what, published=published, computed=computed, within=within)


def outage(number: int) -> Iterator[Row]:
    """Yield a case of the outage response, through the command."""
    name, hours, interruptions = SIMULATED[number]
    load = evaluated(HERE / "cases" / f"outage-{number}.toml")["loads"][0]
    case = f"outage {number}: {name}"
    pairs = {"downtime_h_per_year": hours, "interruptions_per_year": interruptions}
    for what, published in pairs.items():
        yield Row(case=case, what=what, published=published, computed=load[what], within=0.02)


def evaluated(path: Path) -> dict[str, list[dict[str, float]]]:
    """Return the JSON result of the command for a site file."""
    call = [sys.executable, "-m", "powercalc", "evaluate", str(path), "--format", "json"]
    done = subprocess.run(call, capture_output=True, check=True)
    found: dict[str, list[dict[str, float]]] = json.loads(done.stdout)
    return found


def plants() -> Iterator[Row]:
    """Yield an islanded plant, N and N+1, in minutes a year."""
    needed = {"ups": 4, "generator": 2, "pdu": 4, "ats": 1, "crah": 5}
    for name, more, minutes in (("N", 0, 1899.4391), ("N+1", 1, 4.568690)):
        found = pc.evaluate(plant(needed, more)).unavailability * 8760 * 60
        within = 1e-7 if more == 0 else 2e-7
        case = f"DC-Resilience, {name}"
        yield Row(case=case, what="minutes_per_year", published=minutes, computed=found, within=within)


def plant(needed: dict[str, int], more: int) -> Structure:
    """Return banks of units in series, `more` than needed in each."""
    parts = []
    for kind, number in needed.items():
        rate, hours = PLANT[kind]
        units = [
            pc.Block(f"{kind}-{i}", failure_rate=f"{rate} / year", mttr=f"{hours} h")
            for i in range(number + more)
        ]
        parts.append(pc.at_least(number, units))
    return pc.series(*parts)


def dormant_pair() -> Iterator[Row]:
    """Yield CRAN FaultTree, demo/tree1.R: two standby generators with faults that a test finds.

    The package keeps the independent part at P beside the common βP, so that is how it is drawn.
    """
    mttf, mttr, interval, beta = 5 * 8760.0, 12.0, 8760 / 26, 0.05
    hidden = 1 - (1 - math.exp(-interval / mttf)) / (interval / mttf)
    one = 1 - (1 - hidden) * (1 - mttr / (mttf + mttr))
    pair = pc.parallel(*(pc.Block(name, unavailability=one) for name in "ab"))
    both = pc.series(pair, pc.Block("common", unavailability=beta * one))
    found = pc.evaluate(both).unavailability
    case = "FaultTree, dormant pair"
    yield Row(case=case, what="P(one)", published=4.109157655e-3, computed=one, within=2e-10)
    yield Row(case=case, what="P(none works)", published=2.223395902e-4, computed=found, within=3e-10)
    modules = [pc.Block(name, failure_rate="1 / 100000 h", mttr="8 h") for name in "ab"]
    whole = pc.evaluate(pc.parallel(*modules)).any_load
    case = "FaultTree, repairable pair"
    yield Row(
        case=case, what="P(both down)", published=6.398976123e-9, computed=whole.unavailability, within=1e-10
    )
    yield Row(
        case=case,
        what="interruptions_per_year",
        published=1.401375771e-5,
        computed=whole.interruptions_per_year or 0.0,
        within=4e-10,
    )


def textbook() -> Iterator[Row]:
    """Yield diagrams with a closed form."""
    b = {number: pc.Block(f"b{number}", unavailability=0.05) for number in range(1, 6)}
    paths = [(1, 2), (3, 4), (1, 5, 4), (3, 5, 2)]
    bridge = pc.parallel(*(pc.series(*(b[number] for number in path)) for path in paths))
    pair = [pc.Block(name, unavailability=0.03) for name in "ab"]
    whole = pc.series(pc.parallel(*pair), pc.Block("c", unavailability=0.01))
    units = [pc.Block(name, failure_rate="1e-4 / hour", mttr=f"{1 / 3e-2!r} h") for name in "abc"]
    slow = pc.Block("slow", failure_rate="1e-6 / hour", mttr="5000 h")
    a = 300 / 301
    for case, structure, published in (
        ("textbook, bridge of five", bridge, 0.994780625),
        ("textbook, 1 of 2 in series with one", whole, 0.989109),
        ("textbook, 2 of 3 repaired", pc.at_least(2, units), 3 * a**2 - 2 * a**3),
        ("textbook, series of two repaired", pc.series(slow, units[0]), 0.9917191451),
    ):
        found = pc.evaluate(structure).availability
        yield Row(case=case, what="availability", published=published, computed=found, within=5e-11)


def common_cause() -> Iterator[Row]:
    """Yield SCRAM, tests/input/core/beta_factor_ccf.xml: three trains of pump or valve, β = 0.2."""
    pumps = [pc.Block(f"pump-{i}", unavailability=0.1) for i in range(3)]
    valves = [pc.Block(f"valve-{i}", fed_by=f"pump-{i}", unavailability=0.1) for i in range(3)]
    groups = tuple(
        pc.CommonCause(name=kind, members=tuple(f"{kind}-{i}" for i in range(3)), beta=0.2)
        for kind in ("pump", "valve")
    )
    load = pc.Server("load", fed_by=[valve.id for valve in valves])
    site = pc.Site("trains", (*pumps, *valves, load), common_causes=groups)
    found = pc.evaluate(site).load("load").unavailability
    case = "SCRAM, beta factor"
    yield Row(case=case, what="probability", published=0.0430803730612224, computed=found, within=1e-13)


SOURCES = {
    "outage": "an independent simulation of 10 million years each, standard errors of 0.03 % to 0.5 %",
    "DC-Resilience": "[RomitDeokar/DC-Resilience](https://github.com/RomitDeokar/DC-Resilience), its printed "
    "minutes, more digits by its formula",
    "FaultTree": "CRAN package FaultTree, demo/tree1.R",
    "textbook": "closed forms",
    "SCRAM": "[rakhimov/scram](https://github.com/rakhimov/scram), tests/bench_core_tests.cc, "
    "input/core/\\*\\_ccf.xml; the beta factor as a site with more digits by hand",
    "REopt": "[NREL/REopt.jl](https://github.com/NREL/REopt.jl) 029db01d, backup\\_reliability.jl, "
    "runtests.jl; its defaults by the recurrence that it states",
    "RBTS": "Roy Billinton Test System, bus 2, wiring and rates as in "
    "[stinefm/relsad](https://github.com/stinefm/relsad) 69614d35; lines repaired in 5 h, switched in 1 h, "
    "transformers repaired in 200 h. Failure modes and effects by hand: sums of rates, and of rates times "
    "durations, which take overlapping outages twice",
    "PRAS": "[NREL/PRAS](https://github.com/NREL/PRAS) fbde94e, TestData.jl, derived by hand there",
    "IEEE": "Allan, Billinton, Abdel-Gawad, IEEE Transactions on Power Systems 1 (1986); "
    "units and load: IEEE RTS 1979",
    "AvailSim4": "CERN AvailSim4 2.2.1, analytic values of its tests",
}
"""Where the figures of a case are from, by the first word of its name."""
PAGE = """# Validation

What others have published beside what powercalc computes from the same inputs: made by
`python -m tests.published_cases --markdown > docs/reference/validation.md`, and held to it by a test.
What has no publication is compared with enumeration of all states, Markov chains and an event-by-event
simulation: [the minutes after the feed is
lost](../explanation/outage-response.md#checked-against)."""


def page(found: Iterable[Row]) -> str:
    """Return the table as a page, a section for each source."""
    lines, heading = [PAGE], ""
    for row in sorted(found, key=lambda each: list(SOURCES).index(_source(each))):
        if _source(row) != heading:
            heading = _source(row)
            lines += ["", f"## {heading[0].upper()}{heading[1:]}", "", f"Source: {SOURCES[heading]}.", ""]
            lines += ["| case | figure | published | powercalc | difference |", "|---|---|---|---|---|"]
        lines.append(
            f"| {row.case} | {row.what} | {row.published:.10g} | {row.computed:.7g} | {_difference(row)} |"
        )
    return "\n".join(lines) + "\n"


def _source(row: Row) -> str:
    return next(name for name in SOURCES if row.case.startswith(name))


def _difference(row: Row) -> str:
    if abs(row.apart) > row.within:
        return f"**{row.apart:.1e}, too far**"
    mantissa = f"{row.published:.10g}".partition("e")[0].replace(".", "").lstrip("0")
    digits = len(mantissa)
    if f"{row.computed:.{digits}g}" == f"{row.published:.{digits}g}":
        return "none in the digits published"
    return f"{100 * row.apart:+.2g} %" if abs(row.apart) >= 1e-5 else "below 0.001 %"


def main() -> int:
    """Print the table; return the exit status."""
    if "--markdown" in sys.argv:
        sys.stdout.write(page(rows()))
        return 0
    worst = 0
    sys.stdout.write(f"{'case':46} {'figure':24} {'published':>16} {'powercalc':>16} {'apart':>10}\n")
    for row in rows():
        worst |= abs(row.apart) > row.within
        sys.stdout.write(
            f"{row.case:46} {row.what:24} {row.published:16.10g} {row.computed:16.10g} {row.apart:10.1e}\n"
        )
    return int(worst)


if __name__ == "__main__":
    sys.exit(main())
