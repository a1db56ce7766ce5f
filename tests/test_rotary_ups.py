"""A rotary UPS against the same built by hand of other kinds, a Markov chain and simulation."""

import math
from typing import Any

import numpy as np
import pytest

import powercalc as pc
from powercalc.errors import SiteError
from powercalc.simulate import simulate

GRID: dict[str, Any] = {"failure_rate": "4 / year", "mttr": "2 h"}
MACHINE: dict[str, Any] = {
    "failure_rate": "0.07 / year", "mttr": "10 h", "autonomy": "10 s", "battery_failure": "0.5 %",
}  # fmt: skip
ENGINE: dict[str, Any] = {
    "failure_rate": "1e-3 / h", "mttr": "20 h", "fail_to_start": "2 %", "start_time": "4 s",
    "start_mttr": "6 h", "fuel_autonomy": "24 h", "fuel_resupply": "8 h",
    "dormant_failure_rate": "0.1 / year", "test_interval": "30 day",
}  # fmt: skip
BYPASS: dict[str, Any] = {"bypass": True, "fail_to_bypass": "1 %"}
OF_BOTH = ("failure_rate", "mttr", "dormant_failure_rate", "test_interval")


def rotary(
    name: str, fed_by: str | list[str], engine: dict[str, Any] | None = None, **given: Any
) -> pc.RotaryUps:
    its_own = ENGINE if engine is None else engine
    keys = {f"engine_{key}" if key in OF_BOTH else key: value for key, value in its_own.items()}
    return pc.RotaryUps(name, fed_by=fed_by, **MACHINE | keys | given)


def by_hand(name: str, fed_by: list[str], **given: Any) -> tuple[Any, ...]:
    """The same of kinds that were there before: an engine, what it or the mains drives, and a UPS."""
    if given.get("bypass"):
        given = {"bypass_fed_by": fed_by, **given}
    return (
        pc.Generator(f"{name} engine", **ENGINE),
        pc.Bus(f"{name} shaft", fed_by=[*fed_by, f"{name} engine"], failure_rate=0),
        pc.Ups(name, fed_by=f"{name} shaft", **MACHINE | given),
    )


def on_one_grid(*parts: Any, cords: list[str], **given: Any) -> pc.Site:
    return pc.Site("site", (pc.GridFeed("grid", **GRID), *parts, pc.Server("rack", fed_by=cords, **given)))


def figures(site: pc.Site, *, plain: bool = False) -> list[float | None]:
    load = pc.evaluate(site, plain=plain).loads[0]
    return [load.unavailability, load.failure_frequency]


@pytest.mark.parametrize("plain", [False, True])
@pytest.mark.parametrize(
    "given", [{}, BYPASS, {"autonomy": "2 s"}, {"autonomy": "0 s", "battery_failure": 0}]
)
def test_it_is_what_it_is_built_of(given: dict[str, Any], *, plain: bool) -> None:
    found = on_one_grid(rotary("dr", "grid", **given), cords=["dr"])
    wanted = on_one_grid(*by_hand("dr", ["grid"], **given), cords=["dr"])
    assert figures(found, plain=plain) == pytest.approx(figures(wanted, plain=plain), rel=1e-9, abs=0)


def test_a_bypass_from_elsewhere_does_not_keep_the_engine_from_starting() -> None:
    other = pc.GridFeed("other", **GRID)
    given = {**BYPASS, "bypass_fed_by": ["other"]}
    found = on_one_grid(other, rotary("dr", "grid", **given), cords=["dr"])
    wanted = on_one_grid(other, *by_hand("dr", ["grid"], **given), cords=["dr"])
    assert figures(found) == pytest.approx(figures(wanted), rel=1e-9, abs=0)
    (engine,) = pc.evaluate(found).standby
    assert engine.calls_per_year == pytest.approx(4, rel=1e-2)


def test_two_of_three_units_have_machines_and_engines_of_their_own() -> None:
    names = ["dr 1", "dr 2", "dr 3"]
    units = [part for name in names for part in by_hand(name, ["grid"])]
    bank = pc.Bus("dr", fed_by=names, inputs_needed=2, failure_rate=0)
    found = on_one_grid(rotary("dr", "grid", count=3, needed=2), cords=["dr"])
    assert figures(found) == pytest.approx(figures(on_one_grid(*units, bank, cords=["dr"])), rel=1e-9, abs=0)


def test_behind_a_grid_it_is_a_markov_chain() -> None:
    """The grid is up or down (λ, μ), the engine is fit or in repair after a failed start (p, σ).

    Dark is "grid down, engine not driving", from the autonomy τ on. An engine drives t after its repair, so
    the chance that both last until τ is exp(−μ·τ − σ·(τ − t)), and so is what is left of the time.
    """
    rate, repair, reset, refused, held, start = 4 / 8760, 1 / 2, 1 / 6, 0.02, 10 / 3600, 4 / 3600
    chain = np.array([
        [0.0, 0.0, rate * (1 - refused), rate * refused],
        [reset, 0.0, 0.0, rate],
        [repair, 0.0, 0.0, 0.0],
        [0.0, repair, reset, 0.0],
    ])  # fmt: skip
    chain -= np.diag(chain.sum(axis=1))
    shares = np.linalg.solve(np.vstack([chain.T[:3], np.ones(4)]), [0, 0, 0, 1])
    longer = math.exp(-repair * held - reset * (held - start))
    dark, begins = shares[3] * longer, (shares[0] * rate * refused + shares[1] * rate) * longer
    engine = {"failure_rate": 0, "fail_to_start": "2 %", "start_time": "4 s", "start_mttr": "6 h"}
    perfect = {"failure_rate": 0, "battery_failure": 0}
    load = pc.evaluate(on_one_grid(rotary("dr", "grid", engine, **perfect), cords=["dr"])).loads[0]
    assert load.failure_frequency == pytest.approx(begins, rel=1e-5, abs=0)
    assert load.unavailability_error is not None
    assert load.unavailability_error < 3e-3 * dark
    assert load.unavailability == pytest.approx(dark, abs=load.unavailability_error)


@pytest.mark.parametrize(
    "given",
    [{}, BYPASS | {"failure_rate": "2 / year"}, {"start_time": "15 s"}, {"count": 3, "needed": 2}],
    ids=["alone", "bypass", "late", "bank"],
)
def test_it_is_computed_as_it_is_simulated(given: dict[str, Any]) -> None:
    engine = {**ENGINE, "fail_to_start": "10 %"}
    site = on_one_grid(rotary("dr", "grid", engine, **given), cords=["dr"])
    found, seen = pc.evaluate(site).loads[0], simulate(site, years=20_000, seed=4, processes=1).loads[0]
    assert found.downtime_h_per_year == pytest.approx(
        seen.downtime_h_per_year, rel=1e-2, abs=4 * seen.downtime_standard_error
    )
    assert found.interruptions_per_year == pytest.approx(
        seen.interruptions_per_year, rel=1e-2, abs=4 * (seen.interruptions_standard_error or 0.0)
    )


def test_its_figures_are_changed_under_its_own_name() -> None:
    site = on_one_grid(rotary("dr", "grid", **BYPASS), cords=["dr"])
    slow = on_one_grid(rotary("dr", "grid", **BYPASS, start_time="12 s"), cords=["dr"])
    three = on_one_grid(rotary("dr", "grid", **BYPASS, count=3, needed=2), cords=["dr"])
    assert site.changed({"dr": {"start_time": "12 s"}}).components == slow.components
    assert site.changed({"dr": {"count": 3, "needed": 2}}).components == three.components
    assert three.changed({"dr": {"count": None, "needed": None}}).components == site.components
    assert site.changed({"dr engine": {"start_time": "12 s"}}).components == slow.components


FILE = """
[grid_feed.grid]
[rotary_ups.dr]
fed_by = "grid"
fuel_autonomy = "5 s"
start_time = "20 s"
[server.rack]
fed_by = "{}"
"""


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        (FILE.format("dr"), 5, "has fuel for less than its start"),
        (FILE.format("dr engine").replace("5 s", "5 h"), 8, "no component has this id"),
        (FILE.format("dr").replace("5 s", "5 h") + '[generator."dr engine"]', 9, "the id stands already"),
    ],
)
def test_what_is_wrong_is_told_where_it_stands(text: str, line: int, says: str) -> None:
    with pytest.raises(SiteError) as caught:
        pc.read_text(text)
    (problem,) = caught.value.problems
    assert problem.place.line == line
    assert problem.text.startswith(says)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"inputs_needed": 2}, "needs 2 inputs, and one drives it"),
        ({"beta": 0.1, "count": 2}, "states a beta, and its units are parts of their own"),
    ],
)
def test_what_it_cannot_be_is_refused(given: dict[str, Any], says: str) -> None:
    with pytest.raises(SiteError, match=says):
        rotary("dr", ["grid", "other"], **given)


def test_a_common_cause_names_the_engines() -> None:
    pair = [rotary("dr-a", "grid"), rotary("dr-b", "grid")]
    site = on_one_grid(*pair, cords=["dr-a", "dr-b"])
    engines = pc.CommonCause(name="engines", members=("dr-a engine", "dr-b engine"), beta=0.1)
    together = pc.Site("site", site.components, common_causes=(engines,))
    alone, shared = figures(site)[0], figures(together)[0]
    assert alone is not None
    assert shared is not None
    assert shared > 2 * alone
