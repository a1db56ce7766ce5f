"""How often interruptions last longer than a time, up to a day, and how far that may be off: it is stated."""

from collections.abc import Iterator
from itertools import product

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.linalg import expm

import powercalc as pc
from powercalc.dynamics import nodes
from powercalc.response import Interruptions, Response, respond
from powercalc.response.columns import age_columns
from powercalc.response.stated_errors import Relays
from tests.compare_generated import generated
from tests.markov_chain import stationary

DAY = 24.0

State = tuple[bool, bool, bool]
"""The grid is out, the set is in repair, the panel is in repair."""

GRID, SET, PANEL = (20 / 8760, 1 / 2), (0.01, 1 / 8), (2 / 8760, 1 / 6)
"""How often each fails while it can, and is repaired, [1/h]."""
REFUSES = 0.1


def moves(state: State, *, panel: bool) -> Iterator[tuple[State, float]]:
    """A grid, a set that it calls, and what both feed."""
    out, repair, dead = state
    if out:
        yield (False, repair, dead), GRID[1]
    else:
        yield (True, True, dead), GRID[0] * (1.0 if repair else REFUSES)
        yield (True, repair, dead), GRID[0] * (0.0 if repair else 1 - REFUSES)
    if repair:
        yield (out, False, dead), SET[1]
    elif out:
        yield (out, True, dead), SET[0]
    if panel:
        yield (out, repair, not dead), PANEL[1] if dead else PANEL[0]


def in_a_chain(*, panel: bool) -> NDArray[np.float64]:
    """How often a loss lasts longer than each duration, [1/h]: entered, and not left until then."""
    states: list[State] = [
        (out, repair, dead) for out, repair, dead in product([False, True], repeat=3) if panel or not dead
    ]
    rates = np.zeros((len(states), len(states)))
    for state in states:
        for other, rate in moves(state, panel=panel):
            rates[states.index(state), states.index(other)] += rate
    lost = np.array([(out and repair) or dead for out, repair, dead in states])
    begins = (stationary(rates) * ~lost) @ rates * lost
    leaves = rates - np.diag(rates.sum(axis=1))
    inside = leaves[np.ix_(lost, lost)]
    return np.array([begins[lost] @ expm(inside * hours) @ np.ones(lost.sum()) for hours in (1.0, 8.0, DAY)])


def site(*, panel: bool) -> pc.Site:
    perfect = {"failure_rate": 0, "fail_to_transfer": 0, "transfer_time": 0}
    return pc.Site(
        "a set behind a grid",
        (
            pc.GridFeed("grid", failure_rate="20 / year", mttr="2 h"),
            pc.Generator("gen", failure_rate="0.01 / h", mttr="8 h", fail_to_start=REFUSES, start_time=0),
            pc.Ats("ats", fed_by=["grid", "gen"], **perfect),
            pc.Panel("panel", fed_by="ats", failure_rate="2 / year" if panel else 0, mttr="6 h"),
            pc.Server("rack", fed_by="panel", hold_up=0),
        ),
    )


@pytest.mark.parametrize("panel", [False, True])
def test_against_a_chain(*, panel: bool) -> None:
    """Up to a day, with losses that relay each other where a panel is in series with what is called."""
    found, truth = respond(site(panel=panel)).loads["rack"], in_a_chain(panel=panel)
    for hours, often in zip((1.0, 8.0, DAY), truth, strict=True):
        mine, off = found.longer_than[hours], found.longer_errors[hours]
        assert mine is not None
        assert off is not None
        assert abs(mine - often) <= off < 0.06 * often
        assert panel or mine == pytest.approx(often, rel=1e-4)


def test_outages_of_a_fixed_length_that_relay_each_other() -> None:
    """Two in series, down for 5 h each: none is down for 8 h, and both together are, w λ times 2 h."""
    often = 6 / 8760
    feeds = [
        pc.Panel(name, fed_by=above, failure_rate="6 / year", mttr="5 h", restoration="fixed")
        for name, above in (("upper", "grid"), ("lower", "upper"))
    ]
    grid = pc.GridFeed("grid", failure_rate=0, mttr="1 h")
    found = respond(pc.Site("relay", (grid, *feeds, pc.Server("rack", fed_by="lower", hold_up=0))))
    rack = found.loads["rack"]
    off = rack.longer_errors[8.0]
    assert rack.longer_than[8.0] == 0
    assert off is not None
    assert 2 * often * often * 2.0 < off < 2 * often * often * 8.0


def test_long_losses_are_looked_at_where_they_are() -> None:
    """Once in ten million years: as many points as in short ones, not one in a tail of a millionth."""
    grid = {"failure_rate": "20 / year", "mttr": "1.5 h"}
    changed = site(panel=False).changed({"grid": grid, "gen": {"mttr": "30 h", "failure_rate": "0.05 / h"}})
    found = respond(changed).loads["rack"]
    mine, hour = found.longer_than[DAY], found.longer_than[1.0]
    assert mine is not None
    assert hour is not None
    # one state is lost, which the grid or the set leaves: exponential, whatever came before
    assert mine / hour == pytest.approx(np.exp(-23 * (1 / 1.5 + 1 / 30)), rel=1e-4)


KINDS = ["a standby behind a standby", "a tie", "2 of 3 inputs", "outages of several lengths", "rotary UPSs"]


@pytest.mark.parametrize("kind", KINDS)
def test_against_finer_points(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The error of the rule alone, that of relays left out, covers what five times the points say."""
    monkeypatch.setattr(Relays, "of", lambda relays, *_: np.zeros(len(relays._shares)))
    listed = generated(kind, 2, seed=77)
    found = [respond(each) for each in listed]
    monkeypatch.setattr(nodes, "_points", lambda share, most: max(most, 4))  # noqa: ARG005
    monkeypatch.setattr(age_columns, "_grid", lambda order, *_, **__: ({1: 16, 2: 8}.get(order, 3), 1e-3))
    for mine, each in zip(found, listed, strict=True):
        for name, fine in respond(each).loads.items():
            held(mine.loads[name], fine)


def held(mine: Interruptions, fine: Interruptions) -> None:
    for hours, often in fine.longer_than.items():
        said, off = mine.longer_than[hours], mine.longer_errors[hours]
        assert often is not None
        assert said is not None
        assert off is not None
        assert abs(said - often) <= off + 1e-4 * often + 1e-14


def test_the_error_is_told_with_the_figure() -> None:
    """In the library, and in JSON; of a load with an unknown rate neither is known."""
    (load,) = pc.evaluate(site(panel=True)).loads
    assert load.interruptions_longer_than is not None
    day = load.interruptions_longer_than[-1]
    assert day.per_year is not None
    assert day.error_per_year is not None
    assert 0 < day.error_per_year < day.per_year
    told = load.to_dict()["interruptions_longer_than"][-1]
    assert told == {"duration": "24 h", "per_year": day.per_year, "error_per_year": day.error_per_year}


def test_of_parts_that_have_nothing_in_common_the_errors_add_up() -> None:
    one = site(panel=True)
    other = pc.Site(
        "both",
        (
            *one.components,
            pc.GridFeed("other", failure_rate="3 / year", mttr="9 h"),
            pc.Server("alone", fed_by="other"),
        ),
    )
    found: Response = respond(other)
    (day, whole) = (each.longer_errors[DAY] for each in (found.loads["rack"], found.any_load))
    assert day is not None
    assert whole is not None
    assert day * 0.99 < whole
