"""How much work more racks make: what is left to chance is told once for each duration."""

import pytest

import powercalc as pc
from powercalc.response.figures.response_figures import ResponseFigures
from powercalc.response.respond import Work

HALL = """
[grid_feed.grid]
failure_rate = "3 / year"
mttr = "1 h"

[generator.gen]
start_time = "12 s"

[ats.ats]
fed_by = ["grid", "gen"]
transfer_time = "100 ms"

[ups.a]
fed_by = "ats"
autonomy = "10 min"

[ups.b]
fed_by = "ats"
autonomy = "10 min"
"""
RACK = """
[block.psu-{n}-a]
fed_by = "a"
failure_rate = "2e-5 / h"
mttr = "8 h"

[block.psu-{n}-b]
fed_by = "b"
failure_rate = "3e-5 / h"
mttr = "8 h"

[server.rack-{n}]
fed_by = ["psu-{n}-a", "psu-{n}-b"]
"""


def work(racks: int) -> Work:
    return Work(pc.read_text(HALL + "".join(RACK.format(n=n) for n in range(racks))))


def test_more_racks_make_no_more_figures_by_column() -> None:
    few, many = work(6), work(12)
    assert many._variables.count > few._variables.count
    assert many._parted.variables == few._parted.variables
    columns = many._told_apart(many._joined(list(many._scenarios.one_at_most())))
    told = many._numbers.told(columns)
    supplies = {
        rung
        for number, block in enumerate(many.plan.blocks)
        if "psu" in str(block)
        for rung in many._variables.rungs.get(number, ())
    }
    assert len(supplies) == 24
    assert supplies <= set(told.same.tolist())
    assert told.q_same.shape[1] == len(many._durations)
    assert not told.q[told.same].any()


def test_figures_told_once_are_those_of_every_column() -> None:
    made = work(2)
    columns = made._told_apart(made._joined(list(made._scenarios.one_at_most())))
    told, whole = made._numbers.told(columns), made._numbers.of(columns)
    every = told._number * 0 + range(len(told.q))
    for found, expected in zip(told.taken(every), whole, strict=True):
        assert (found == expected).all()


def test_blocks_that_are_alike_have_their_figures_worked_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    worked_out: list[int] = []
    really = ResponseFigures._rungs

    def counted(figures: ResponseFigures, number: int) -> object:
        worked_out.append(number)
        return really(figures, number)

    monkeypatch.setattr(ResponseFigures, "_rungs", counted)
    work(6)
    few = len(worked_out)
    work(12)
    assert len(worked_out) == 2 * few
    made = work(3)
    for number in made._variables.rungs:
        for found, expected in zip(made._numbers._random[number], really(made._numbers, number), strict=True):
            assert (found == expected).all()
