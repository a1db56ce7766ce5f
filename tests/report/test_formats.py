"""What the renderers make of results that no ordinary site has."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest

import powercalc as pc
from powercalc.errors import CallError
from powercalc.report import FORMATS, render
from powercalc.report.layout import Style, wide
from powercalc.results.evaluation_result import Evaluation, LoadPoint, NotConsidered, TargetCheck
from powercalc.results.lazy import Later
from powercalc.results.measures import Measures, Reason
from powercalc.site.catalog_figures import Assumption


def evaluation(*loads: LoadPoint, **more: object) -> Evaluation:
    worst = max(loads, key=lambda load: load.unavailability)
    any_load = Measures(unavailability=worst.unavailability, failure_frequency=worst.failure_frequency)
    given = {"site": "hall", "method": "exact", "version": "1", **more}
    return Evaluation(loads=loads, any_load=any_load, **given)  # type: ignore[arg-type]


def load(id: str, unavailability: float = 1e-6, often: float | None = 1e-6) -> LoadPoint:  # noqa: A002
    return LoadPoint(id=id, unavailability=unavailability, failure_frequency=often)


def racks(number: int) -> tuple[LoadPoint, ...]:
    return tuple(load(f"rack-{place:03d}") for place in range(1, number + 1))


def test_identical_loads_are_told_once() -> None:
    told = render(evaluation(*racks(200)))
    assert "rack-001 ... rack-200 (200 loads)" in told
    assert "rack-100" not in told


def test_a_group_with_another_load_between_is_no_range() -> None:
    told = render(evaluation(*racks(3), load("other", 1e-5), *(load(f"late-{i}") for i in range(5))))
    assert "rack-001, rack-002 and 6 more (8 loads)" in told
    assert "other" in told.splitlines()


def test_many_different_loads_fit_a_table_of_80_columns() -> None:
    told = render(evaluation(*(load(f"a-rather-long-name-of-a-load-{i}", i * 1e-6) for i in range(1, 60))))
    assert all(wide(line) <= 80 for line in told.splitlines())
    assert "and 39 more groups of loads, none of them worse" in told


@pytest.mark.parametrize("form", FORMATS)
def test_every_extreme_can_be_told(form: str) -> None:
    extremes = [
        load("never", 0, 0),
        load("dark", 1, 0),
        load("hidden", 0.5, None),
        load("rare", 1e-300, 1e-300),
    ]
    for extreme in extremes:
        assert render(evaluation(extreme), form)
    assert render(evaluation(*extremes), form)


def test_an_infinite_time_is_null() -> None:
    told = json.loads(render(evaluation(load("never", 0, 0)), "json"))["loads"][0]
    assert told["mean_up_time_h"] is None
    assert "never without power" in render(evaluation(load("never", 0, 0)))
    assert "never interrupted" in render(evaluation(load("never", 0, 0)))


def test_reasons_are_ranked_with_their_stories() -> None:
    reasons = tuple(
        Reason(cut_set=(name,), events=(name,), story=f"{name} fails", downtime_h_per_year=hours,
               interruptions_per_year=0.1, share=hours)
        for name, hours in (("ups", 0.2), ("grid", 0.7))
    )  # fmt: skip
    dark = LoadPoint(
        id="rack", unavailability=1e-3, failure_frequency=1e-3, reasons_later=Later.known(reasons)
    )
    told = render(evaluation(dark))
    assert told.index("1. 70 %: grid fails") < told.index("2. 20 %: ups fails")
    assert "█" not in told
    assert "█" in render(evaluation(dark), style=Style(bars=True))


def test_a_missed_target_stands_first_and_never_looks_met() -> None:
    met = TargetCheck(load="a", target="max_downtime", promised=5.0, reached=4.0, met=True)
    missed = TargetCheck(load="b", target="max_downtime", promised=5.0, reached=5.0001, met=False)
    told = render(evaluation(load("a"), targets=(met, missed)))
    assert told.index("missed: b") < told.index("met: a")
    assert "downtime of at most 5 h per year; reached 5.0001 h per year" in told


def test_components_with_the_same_assumptions_are_told_once() -> None:
    assumptions = tuple(
        Assumption(component=name, parameter="mttr", value="7 h", low="2 h", high="25 h", entry="x",
                   source="a book; no grade, an assumption", sourced=False)
        for name in ("ups-a", "ups-b")
    )  # fmt: skip
    told = render(evaluation(load("rack"), assumptions=assumptions, assumed_share_later=Later.known(0.5)))
    assert "  ups-a, ups-b\n      mttr  7 h  2 h to 25 h  [1]*" in told
    assert told.count("a book") == 1
    assert "50 % of the downtime rests on assumed figures" in told


@pytest.mark.parametrize("form", FORMATS)
def test_nothing_from_the_file_is_taken_for_markup(form: str) -> None:
    nasty = "=cmd()|[red]\x1b[31m<b>"
    told = render(
        evaluation(
            load(nasty), site=nasty, warnings=(nasty,), not_considered=(NotConsidered(what=nasty, why=nasty),)
        ),
        form,
    )
    assert "\x1b" not in told
    if form == "csv":
        assert next(csv.DictReader(io.StringIO(told)))["id"].startswith("'=")
    if form == "markdown":
        assert "<b>" not in told


def test_a_plain_diagram_says_where_it_is_optimistic_and_where_not() -> None:
    told = " ".join(render(evaluation(load("a"), method="plain block diagram")).split())
    assert "Optimistic about starts, transfers and fuel, pessimistic about what a battery bridges" in told
    assert "Computed without approximation from this file." in render(evaluation(load("a")))


def test_an_unknown_format_is_a_wrong_call() -> None:
    with pytest.raises(CallError, match="text, json, markdown, csv"):
        render(evaluation(load("a")), "xml")


def test_a_document_tells_standby_and_planned_work_the_riskiest_first() -> None:
    site = pc.read(Path(__file__).parents[2] / "examples" / "planned-work.toml")
    result = pc.evaluate(site)
    told = render(result, "markdown")
    assert "## Standby" in told
    assert "longer than 20 ms" in told
    assert "besides, without power for planned work" in told
    windows = re.findall(r"^- (\S+): about", told.partition("## Planned maintenance")[2], re.MULTILINE)
    risks = {each.component: each.chance_of_interruption or 0.0 for each in result.maintenance}
    assert windows == sorted(windows, key=lambda name: -risks[name])


def test_a_table_has_what_planned_work_takes() -> None:
    site = pc.read(Path(__file__).parents[2] / "examples" / "planned-work.toml")
    result = pc.evaluate(site)
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(render(result, "csv")))}
    assert float(rows["telephones"]["planned_downtime_h_per_year"]) == pytest.approx(
        result.load("telephones").planned_downtime_h_per_year
    )


def test_a_trifle_is_told_as_less_than_and_not_in_powers_of_ten() -> None:
    story = {"cut_set": ("a",), "events": ("a",), "story": "a is down", "interruptions_per_year": 1e-9}
    reason = Reason(share=3.5e-9, downtime_h_per_year=1e-12, **story)  # type: ignore[arg-type]
    blamed = LoadPoint(
        id="rack", unavailability=1e-6, failure_frequency=1e-6, reasons_later=Later.known((reason,))
    )
    told = render(evaluation(blamed))
    assert "less than 0.0010 %: a is down" in told
