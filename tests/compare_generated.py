"""Generated sites, computed and simulated. `python -m tests.compare_generated 5` compares five of each kind.

It prints a table of all figures of all loads, the worst first. A figure *agrees* within three standard errors
of the simulation and 1 %; further apart, it is *admitted* where the result's own stated error covers it. With
anything else it ends with status 1: wrong figures, what cannot be evaluated, what takes too long.

    --jobs 2        so many processes
    --seed 7        other sites
    --kind tie      only kinds with this in their name
    --all           also what the simulation cannot tell within 2 %
    --write FOLDER  the sites that are wrong, as files
"""

from __future__ import annotations

import argparse
import math
import signal
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from pathlib import Path
from time import process_time
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st

import powercalc as pc
from powercalc.constants import HOURS_PER_YEAR
from powercalc.errors import SiteError
from powercalc.response import DURATIONS, unsupported
from powercalc.results.evaluation_result import LoadPoint, Standby
from powercalc.simulate import Observed, Simulation, simulate
from powercalc.simulate.result import SimulatedStandby as Called
from powercalc.testing import FIELD, sites
from powercalc.testing.figure_strategies import texts
from powercalc.testing.sites import Features
from tests.as_toml import as_toml
from tests.stressed import STRESSED

FEATURES: dict[str, Features] = {
    "two standby buses with their own callers": {
        "two_standbys": True,
        "standby": True,
        "two_paths": True,
        "autonomies": True,
    },
    "a standby behind a standby": {"standby_behind_standby": True, "standby": True, "transfers": True},
    "a stuck switch": {"standby": True, "transfers": True},
    "start and transfer gaps against a battery": {"standby": True, "transfers": True, "autonomies": True},
    "a bypass": {"standby": True, "bypass": True, "autonomies": True},
    "a tie": {"standby": True, "ties": True, "two_paths": True, "autonomies": True},
    "a tie that is open": {"ties": True, "two_paths": True, "transfers": True},
    "2 of 3 inputs": {"votes": True, "two_paths": True, "autonomies": True},
    "2 of 3 units": {"units": True, "standby": True, "autonomies": True},
    "generators always called": {"always_called": True, "autonomies": True},
    "different autonomies on two paths": {"two_paths": True, "standby": True, "autonomies": True},
    "fixed and lognormal repair": {"restorations": True, "two_paths": True, "autonomies": True},
    "outages of several lengths": {"outages": True, "standby": True, "autonomies": True},
    "rotary UPSs": {"rotary": True, "autonomies": True, "transfers": True, "bypass": True},
    "common causes and hazards": {"common_cause": True, "zones": True, "standby": True, "autonomies": True},
}
"""What must occur, and what goes with it; everything else is left out of the sites of a kind."""

OFTEN = replace(
    FIELD,
    feed_rates=texts("/ year", [12.0, 20.0, 6.0], 3.0, 30.0),
    rates=texts("/ year", [0.5, 1.0], 0.1, 2.0),
    times=texts("h", [8.0, 2.0, 30.0], 0.5, 50.0),
    running_rates=texts("/ hour", [0.01, 0.005], 0.002, 0.03),
    chances=st.sampled_from([0.05, 0.1, 0.2]) | st.floats(0.01, 0.3),
)
"""Feeds are lost often and generators fail often, so that few years tell much."""

KINDS = (*FEATURES, *STRESSED)

EXACT_ENOUGH = 0.01
FIRST, MOST = 4000, 256_000
"""Years to begin with, and at most."""
FIGURES = ("hours", "interruptions")
"""What a simulation must tell well enough; the other figures are compared as well as it tells them."""
PATIENCE = 60
"""Processor seconds that one evaluation may take; a simulation that takes longer tells nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One figure of one load, per year."""

    site: str
    what: str
    computed: float
    simulated: float
    error: float
    """Of the simulation."""
    stated: float = 0.0
    """The error that the result itself states."""
    allowed: float = 0.01
    """How far apart they may be, as a share of what was simulated."""

    @property
    def apart(self) -> float:
        """How far apart they are, as a share of what was simulated."""
        return (
            self.computed / self.simulated - 1 if self.simulated else math.copysign(math.inf, self.computed)
        )

    @property
    def agrees(self) -> bool:
        """Within three standard errors and the share that is allowed."""
        return self._within(self.allowed * self.simulated)

    @property
    def admitted(self) -> bool:
        """Further apart, but no further than the result says that it may be."""
        return self._within(self.stated)

    def _within(self, allowed: float) -> bool:
        return abs(self.computed - self.simulated) <= allowed + 3 * self.error

    @property
    def verdict(self) -> str:
        return "" if self.agrees else "  admitted" if self.admitted else "  <-- too far apart"


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """A site that could not be evaluated."""

    site: str
    why: str


def generated(kind: str, number: int, seed: int = 0) -> list[pc.Site]:
    """Return sites of a kind."""
    return drawn(_strategy(kind), number, seed)


def drawn(strategy: st.SearchStrategy[pc.Site], number: int, seed: int = 0) -> list[pc.Site]:
    """Return sites, the same ones every time; not the first one, which is as simple as can be."""
    found: list[pc.Site] = []

    @seeded(seed)
    @settings(
        max_examples=number + 1, database=None, deadline=None, derandomize=False, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(strategy)
    def collect(site: pc.Site) -> None:
        found.append(site)

    collect()
    return found[1:]


def _strategy(kind: str) -> st.SearchStrategy[pc.Site]:
    if kind in STRESSED:
        return STRESSED[kind]
    features: Features = {**dict.fromkeys(Features.__annotations__, False), **FEATURES[kind]}  # type: ignore[typeddict-item]
    return sites(min_loads=1, max_loads=1, max_components=10, figures=OFTEN, **features)


def comparisons(kind: str, number: int, seed: int = 0) -> Iterator[list[Comparison]]:
    """Yield the comparisons of so many sites of a kind, or of fewer, where most are lost too seldom."""
    done = 0
    for place, site in enumerate(generated(kind, 4 * number, seed)):
        if done < number and (rows := compare(f"{kind} {place}", site)):
            done += 1
            yield rows


def compare(name: str, site: pc.Site) -> list[Comparison]:
    """Compare a site; nothing where something is left out, or where the simulation would take too long."""
    if any(unsupported(site)):
        return []
    seen = _observed(site)
    if seen is None:
        return []
    with patience():
        found = pc.evaluate(site)
    rows = [
        row
        for load in found.loads
        for row in _rows(f"{load.id} of {name}", load, seen.load(load.id), seen.years)
    ]
    used = {each.id: each for each in found.standby}
    return rows + [
        row
        for each in seen.standby
        if each.id in used and each.starts_per_year
        for row in _used(f"{each.id} of {name}", used[each.id], each, seen.years)
    ]


def _used(name: str, found: Standby, seen: Called, years: int) -> Iterator[Comparison]:
    """The figures of a generator; of hours, the error is that of its calls, and of as many starts."""
    calls = _row(name, "calls", found.calls_per_year, seen.calls_per_year, 0.0, years)
    yield replace(calls, stated=found.calls_error_per_year)
    for what, mine, did, stated in (
        ("called hours", found.running_h_per_year, seen.called_h_per_year, found.running_error_h_per_year),
        ("set hours", found.set_hours_per_year, seen.running_h_per_year, found.set_hours_error_per_year),
    ):
        few = math.sqrt(2 / max(seen.starts_per_year * years, 1.0))
        error = did * max(few, seen.called_standard_error / max(seen.called_h_per_year, 1e-300))
        yield replace(_row(name, what, mine, did, error, years), stated=stated)


def _rows(name: str, load: LoadPoint, seen: Observed, years: int) -> Iterator[Comparison]:
    """The figures of a load. Of what happens a few times in all years, the error seen says little."""
    row = partial(_row, name, years=years)
    often = load.interruptions_per_year or 0.0
    lasts = load.mean_down_time_h or 0.0
    error = max(seen.downtime_standard_error, lasts * math.sqrt(2 * often / years), _rare(load, years))
    stated = (load.unavailability_error or 0.0) * HOURS_PER_YEAR
    yield replace(row("hours", load.downtime_h_per_year, seen.downtime_h_per_year, error), stated=stated)
    if seen.interruptions_per_year is None:
        return
    error = seen.interruptions_standard_error or 0.0
    stated = (getattr(load, "frequency_error", None) or 0.0) * HOURS_PER_YEAR
    yield replace(row("interruptions", often, seen.interruptions_per_year, error), stated=stated)
    for mine, other in zip(
        load.interruptions_longer_than or (), seen.interruptions_longer_than or (), strict=True
    ):
        what, off = f"longer than {other.duration}", mine.error_per_year or 0.0
        yield replace(row(what, mine.per_year or 0.0, other.per_year, other.standard_error), stated=off)
    service, seen_service = load.service_downtime_h_per_year, seen.service_downtime_h_per_year
    if service is not None and seen_service is not None:
        stated = (load.service_unavailability_error or 0.0) * HOURS_PER_YEAR
        error = max(
            seen.service_standard_error or 0.0,
            (lasts + (load.recovery_time or 0)) * (2 * often / years) ** 0.5,
        )
        yield replace(row("service hours", service, seen_service, error), stated=stated)


def _rare(load: LoadPoint, years: int) -> float:
    """The error of the hours by interruptions that last long, which so many years may have seen none of."""
    often = [each.per_year or 0.0 for each in load.interruptions_longer_than or ()]
    lasts = [math.sqrt(one * other) for one, other in pairwise((*DURATIONS, 2 * DURATIONS[-1]))]
    each = (more - less for more, less in zip(often, [*often[1:], 0.0], strict=True))
    squares = sum(max(rate, 0.0) * hours**2 for rate, hours in zip(each, lasts, strict=False))
    return math.sqrt(squares / years)


def _row(name: str, what: str, computed: float, simulated: float, error: float, years: int) -> Comparison:
    """One figure; of a number, its error is not less than that of a count of once or more."""
    floor = 0.0 if what.endswith("hours") else math.sqrt(max(computed, simulated, 1 / years) / years)
    return Comparison(
        site=name, what=what, computed=computed, simulated=simulated, error=max(error, min(floor, 1e3))
    )


def _observed(site: pc.Site) -> Simulation | None:
    """Simulate until some figures of every load are known well enough; None where that takes too long."""
    years = FIRST
    try:
        simulate(site, years=1, seed=1, processes=1)  # compiled before the time is taken
        while True:
            began = process_time()
            seen = simulate(site, years=years, seed=1, processes=1)
            each = (process_time() - began) / years
            worst = max(_unknown(load) for load in seen.loads)
            if worst <= EXACT_ENOUGH:
                return seen
            share = max(1.0, (worst / EXACT_ENOUGH) ** 2)
            if years * share * each > PATIENCE:
                return seen if worst <= 5 * EXACT_ENOUGH else None
            if years * share > MOST:
                return _as_well_as_can_be(site, seen)
            years = min(MOST, int(years * share * 1.2))
    except SiteError:
        return None


def _as_well_as_can_be(site: pc.Site, seen: Simulation) -> Simulation | None:
    """Where one load is lost too seldom, the others are told; None where all of them are."""
    if min(_unknown(load) for load in seen.loads) > 5 * EXACT_ENOUGH:
        return None
    return simulate(site, years=MOST, seed=1, processes=1)


def _unknown(load: Observed) -> float:
    """How well a load's figures are known: the better of the two, since one may be nought."""
    return min(
        _share(load.downtime_standard_error, load.downtime_h_per_year),
        _share(load.interruptions_standard_error, load.interruptions_per_year),
    )


def _share(error: float | None, of: float | None) -> float:
    return error / of if error is not None and of else math.inf


class TooLongError(Exception):
    """What takes longer than anyone waits."""


@contextmanager
def patience() -> Iterator[None]:
    """Wait for so long, as the processor counts: a busy machine is not waited for. Raises `TooLongError`."""
    before = signal.signal(signal.SIGPROF, _too_long)
    signal.setitimer(signal.ITIMER_PROF, PATIENCE)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _work(
    kind: str, number: int, seed: int, folder: Path | None
) -> tuple[list[Comparison], list[Failed], int]:
    """All sites of one kind: rows, what failed, how many were compared."""
    rows: list[Comparison] = []
    failed: list[Failed] = []
    done = 0
    for place, site in enumerate(generated(kind, 4 * number, seed)):
        if done == number:
            break
        name = f"{kind} {place}"
        try:
            found = compare(name, site)
        except Exception as error:  # noqa: BLE001 - what it is, is what is told
            failed.append(Failed(site=name, why=f"{type(error).__name__}: {error}"))
            found = []
            write_site(folder, name, site)
        done += bool(found)
        rows += found
        if any(not (row.agrees or row.admitted) for row in found):
            write_site(folder, name, site)
    sys.stderr.write(f"{kind}: {done} sites\n")
    return rows, failed, done


def _too_long(*_: Any) -> None:
    raise TooLongError(f"longer than {PATIENCE} s")


def write_site(folder: Path | None, name: str, site: pc.Site) -> None:
    """Write a site into a folder, where there is one."""
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{name.replace(' ', '-').replace(',', '')}.toml"
        path.write_text(as_toml(site), encoding="utf-8")


def main(given: list[str]) -> int:
    """Print the table; return the exit status."""
    asked = options(given, __doc__)
    kinds = [kind for kind in KINDS if asked.kind in kind]
    work = partial(_work, number=asked.number, seed=asked.seed, folder=asked.write)
    with ProcessPoolExecutor(asked.jobs) as pool:
        found = list(pool.map(work, kinds))
    rows = [row for each, _, _ in found for row in each]
    failed = [each for _, all_of_them, _ in found for each in all_of_them]
    print_table(rows, failed, sum(number for _, _, number in found), 2.0 if asked.all else 0.02)
    return 1 if failed or any(not (row.agrees or row.admitted) for row in rows) else 0


def options(given: list[str], doc: str | None) -> Any:
    """Read the command line; the first line of `doc` says what it is for."""
    parser = argparse.ArgumentParser(description=(doc or "").split("\n", maxsplit=1)[0])
    parser.add_argument("number", nargs="?", type=int, default=3, help="sites of each kind")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--kind", default="")
    parser.add_argument("--all", action="store_true", help="also what the simulation cannot tell within 2 %%")
    parser.add_argument("--write", type=Path, help="a folder for the sites that are wrong")
    return parser.parse_args(given)


def print_table(rows: list[Comparison], failed: list[Failed], number: int, blurred: float) -> None:
    """Print what does not agree, and what agrees and is known well enough for that to mean something."""
    agree = sum(row.agrees for row in rows)
    admitted = sum(row.admitted and not row.agrees for row in rows)
    sys.stdout.write(
        f"{number} sites, {len(rows)} figures: {agree} agree, {admitted} further apart and admitted, "
        f"{len(rows) - agree - admitted} wrong; {len(failed)} sites not evaluated\n"
        f"{'apart':>9} {'± of sim.':>9} {'stated':>8}  {'computed':>12} {'simulated':>12}\n"
    )
    for row in sorted(rows, key=lambda row: (row.agrees, row.admitted, -abs(row.apart))):
        if row.agrees and row.error > blurred * row.simulated:
            continue
        sys.stdout.write(
            f"{row.apart:9.2%} {_part(row.error, row):>9} {_part(row.stated, row):>8}  {row.computed:12.6g} "
            f"{row.simulated:12.6g}  {row.what}, {row.site}{row.verdict}\n"
        )
    for each in failed:
        sys.stdout.write(f"{each.site}: {each.why}\n")


def _part(error: float, row: Comparison) -> str:
    return f"{error / row.simulated:.2%}" if row.simulated else f"{error:.1g}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
