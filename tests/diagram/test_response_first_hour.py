"""Sets that fail at another rate in the first hour: closed forms, a chain with a switch, simulation.

The hour has a definite end; no stages stand for it.
"""

import math
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.linalg import expm, inv

import powercalc as pc
from powercalc.components import Component
from powercalc.constants import HOURS_PER_YEAR
from powercalc.errors import SiteError
from powercalc.response import Interruptions, respond
from powercalc.simulate import simulate

Matrix = NDArray[np.float64]

FIRST, LATER = 0.4, 0.03
"""[1/h]"""
RATES: dict[str, Any] = {"failure_rate": f"{LATER} / h", "failure_rate_first_hour": f"{FIRST} / h"}


def ats(*inputs: str, **given: Any) -> pc.Ats:
    figures: dict[str, Any] = {"failure_rate": 0, "mttr": "1 h", "fail_to_transfer": 0, "transfer_time": 0}
    return pc.Ats("ats", fed_by=inputs, **(figures | given))


def gen(name: str = "gen", **given: Any) -> pc.Generator:
    return pc.Generator(name, **({"fail_to_start": 0, "start_time": 0, "mttr": "10 h"} | RATES | given))


def rack(*cords: str) -> pc.Server:
    return pc.Server("rack", fed_by=cords or "ats", hold_up=0)


def responded(*parts: Component) -> Interruptions:
    return respond(pc.Site("site", parts)).loads["rack"]


def yearly(found: Interruptions) -> float:
    assert found.failure_frequency is not None
    return found.failure_frequency * HOURS_PER_YEAR


def failed(hours: float) -> float:
    return 1 - math.exp(-FIRST * min(hours, 1.0) - LATER * max(hours - 1.0, 0.0))


@pytest.mark.parametrize("lasts", [0.3, 1.0, 1.5, 24.0])
@pytest.mark.parametrize(("count", "needed"), [(1, 1), (3, 2)])
def test_one_rare_outage_of_a_known_length(lasts: float, count: int, needed: int) -> None:
    """No repair to speak of, in a millionth of a year: a set that has failed has failed once."""
    grid = pc.GridFeed("grid", failure_rate="1e-11 / year", mttr=f"{lasts} h", restoration="fixed")
    found = responded(grid, gen(count=count, needed=needed, mttr="1e7 h"), ats("grid", "gen"), rack())
    p = failed(lasts)
    few = sum(math.comb(count, k) * (1 - p) ** k * p ** (count - k) for k in range(needed))
    assert yearly(found) / 1e-11 == pytest.approx(few, rel=3e-6)


def test_the_hour_begins_with_the_supply() -> None:
    """Twenty minutes of start, for which a battery holds; what fails in the last twenty it bridges, too."""
    grid = pc.GridFeed("grid", failure_rate="1e-11 / year", mttr="50 min", restoration="fixed")
    ups = pc.Ups("ups", fed_by="ats", failure_rate=0, battery_failure=0, autonomy="20 min")
    parts = (grid, gen(start_time="20 min", mttr="1e7 h"), ats("grid", "gen"), ups, rack("ups"))
    found = responded(*parts)
    assert yearly(found) / 1e-11 == pytest.approx(failed(1 / 6), rel=1e-4)


def rates(count: int, fails: float, mttr: float) -> Matrix:
    """Of sets, by how many are in repair."""
    found = np.zeros((count + 1, count + 1))
    for down in range(count + 1):
        if down < count:
            found[down, down + 1] = (count - down) * fails
        if down:
            found[down, down - 1] = down / mttr
        found[down, down] = -found[down].sum()
    return found


@pytest.mark.parametrize(("count", "needed", "q"), [(1, 1, 0.05), (2, 1, 0.0), (3, 2, 0.05)])
def test_outages_that_follow_each_other_are_a_chain_that_changes_its_rates_at_the_hour(
    count: int, needed: int, q: float
) -> None:
    """Exponential outages of mean 1/μ: from 0 to 1 h the rates Q₁, then Q₂, integrated in closed form."""
    often, lasts, mttr = 30 / HOURS_PER_YEAR, 2.5, 9.0
    mu, one = 1 / lasts, np.eye(count + 1)
    first, later, rest = (rates(count, fails, mttr) for fails in (FIRST, LATER, 0.0))
    trial = np.zeros((count + 1, count + 1))
    for down in range(count + 1):
        for more in range(count - down + 1):
            trial[down, down + more] = (
                math.comb(count - down, more) * q**more * (1 - q) ** (count - down - more)
            )
    hour = expm(first - mu * one)
    spent = inv(mu * one - first) @ (one - hour) + hour @ inv(mu * one - later)  # ∫ e^(−μt) π(t) dt
    between = often * inv(often * one - rest)
    step = trial @ (mu * spent) @ between
    values, vectors = np.linalg.eig(step.T)
    at_call = np.real(vectors[:, np.argmax(values.real)])
    at_call = at_call / at_call.sum() @ trial
    up = count - np.arange(count + 1) >= needed
    down_hours = at_call @ spent @ ~up
    early = inv(mu * one - first) @ (one - hour)
    late = hour @ inv(mu * one - later)
    entered = sum(
        (at_call @ part)[up] @ chain[np.ix_(up, ~up)].sum(axis=1)
        for part, chain in ((early, first), (late, later))
    )
    calls = often / (1 + often * lasts)
    grid = pc.GridFeed("grid", failure_rate=f"{often!r} / h", mttr=f"{lasts} h")
    sets = gen(count=count, needed=needed, fail_to_start=q, mttr=f"{mttr} h")
    found = responded(grid, sets, ats("grid", "gen"), rack())
    assert found.unavailability == pytest.approx(calls * down_hours, rel=3e-4)
    assert found.failure_frequency == pytest.approx(calls * (at_call @ ~up + entered), rel=3e-4)


def test_the_same_rate_in_the_first_hour_changes_nothing() -> None:
    grid = pc.GridFeed("grid", failure_rate="8 / year", mttr="3 h")
    same, plain = (
        responded(
            grid, gen(failure_rate="0.03 / h", failure_rate_first_hour=first), ats("grid", "gen"), rack()
        )
        for first in ("0.03 / h", None)
    )
    assert same.unavailability == pytest.approx(plain.unavailability, abs=plain.error)
    assert same.failure_frequency == pytest.approx(plain.failure_frequency, abs=plain.frequency_error)


def test_a_set_that_runs_always_fails_at_the_rate_of_the_long_run() -> None:
    alone = pc.evaluate(pc.Site("island", (gen(), rack("gen")))).load("rack")
    assert alone.unavailability == pytest.approx(0.03 * 10 / 1.3, rel=1e-9)


GRID = {"failure_rate": "40 / year", "mttr": "3 h"}
SITES: dict[str, list[Component]] = {
    "one set": [pc.GridFeed("grid", **GRID), gen(start_time="2 min"), ats("grid", "gen"), rack()],
    "a set behind a set": [
        pc.GridFeed("grid", **GRID), gen("one", fail_to_start="10 %"), gen("two"), ats("grid", "one", "two"),
        rack(),
    ],
    "sets and a battery": [
        pc.GridFeed("grid", **GRID), gen(count=3, needed=2, start_time="10 s"), ats("grid", "gen"),
        pc.Ups("ups", fed_by="ats", failure_rate=0, battery_failure="5 %", autonomy="20 min"), rack("ups"),
    ],
    "fuel that ends and comes": [
        pc.GridFeed("grid", failure_rate="40 / year", mttr="6 h"),
        gen(fuel_autonomy="3 h", fuel_resupply="5 h"), ats("grid", "gen"), rack(),
    ],
    "a common cause of two": [
        pc.GridFeed("grid", **GRID), gen("one", beta=None), gen("two"),
        pc.Bus("both", fed_by=["one", "two"], failure_rate=0), ats("grid", "both"), rack(),
    ],
}  # fmt: skip
IN_COMMON = (pc.CommonCause(name="sets", members=("one", "two"), beta=0.3, of=("failure_rate",)),)


@pytest.mark.parametrize("name", SITES)
def test_it_is_what_the_simulation_observes(name: str) -> None:
    causes = IN_COMMON if name.startswith("a common") else ()
    site = pc.Site(name, tuple(SITES[name]), common_causes=causes)
    found = respond(site).loads["rack"]
    seen = simulate(site, years=6000, seed=5, processes=1).load("rack")
    for figure, observed, error in (
        (found.unavailability * HOURS_PER_YEAR, seen.downtime_h_per_year, seen.downtime_standard_error),
        (yearly(found), seen.interruptions_per_year, seen.interruptions_standard_error),
    ):
        assert observed is not None
        assert error is not None
        assert figure == pytest.approx(observed, abs=3.5 * error + 0.003 * observed)


def test_a_plain_unavailability_knows_no_hours() -> None:
    with pytest.raises(SiteError, match="failure_rate_first_hour beside a plain unavailability"):
        pc.Generator("gen", unavailability=0.1, failure_rate_first_hour="1 / h")


def test_the_entry_of_the_catalog_states_both_rates() -> None:
    parts = (
        pc.GridFeed("grid"),
        pc.Generator("gen", catalog="generator-inl-emergency"),
        ats("grid", "gen"),
        rack(),
    )
    site = pc.Site("site", parts)
    assumed = {each.parameter for each in site.assumptions if each.component == "gen"}
    assert {"failure_rate", "failure_rate_first_hour", "fail_to_start", "standby_unavailability"} <= assumed
    complete = next(each for each in site.complete if isinstance(each, pc.Generator))
    assert complete.failure_rate_first_hour == pytest.approx(3.31e-3)
    assert complete.rate == pytest.approx(1.18e-3)
