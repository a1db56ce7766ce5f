"""Designs side by side: what is told of what differs, and that nothing else is."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

import powercalc as pc
from powercalc.report import words
from powercalc.report.compare import Comparison, compare, render
from powercalc.report.layout import WIDTH, wide
from powercalc.site import templates
from powercalc.site.templates.sized import Size, sized

NAMES = ("single-path", "n-plus-1", "2n")


def template(name: str) -> pc.Site:
    return pc.read_text(templates.text(name), file=f"{name}.toml")


def compared(names: Sequence[str] = NAMES) -> Comparison:
    return compare([template(name) for name in names], today="2026-01-01")


def test_the_same_site_twice_has_no_differences() -> None:
    (step,) = compared(["2n", "2n"]).steps
    assert not [*step.differences, *step.reasons_gone, *step.reasons_new]
    assert not [*step.checks_gained, *step.checks_lost]
    assert "for the same time" in render(compared(["2n", "2n"]))


@pytest.mark.parametrize(
    ("mttr", "said"),
    [("1.04 h", "for the same time, to two digits"), ("1.06 h", "1.1 times more"), ("2 h", "2.0 times more")],
)
def test_a_factor_of_one_is_said_as_the_same(mttr: str, said: str) -> None:
    grid = pc.GridFeed("grid", failure_rate="1 / 10000 year", mttr="1 h")
    first = pc.Site("first", (grid, pc.Server("rack", fed_by="grid")))
    told = " ".join(render(compare([first, first.changed({"grid": {"mttr": mttr}})])).split())
    assert said in told
    assert "1.0 times" not in told


def test_a_flaw_that_is_gone_is_not_told_as_gained() -> None:
    told = render(compared(["single-path", "2n"]))
    gone = told.partition("Flaws no longer found")[2].partition("Flaws that appear")[0]
    assert "TOP101" in gone


def test_two_files_of_one_name_are_told_apart() -> None:
    assert compared(["2n", "2n"]).names == ("2n (1)", "2n (2)")


def test_one_figure_that_differs_is_told_with_both_values() -> None:
    first = template("2n")
    second = first.changed({"ups-a": {"autonomy": "1 h"}})
    (difference,) = compare([first, second]).steps[0].differences
    assert (difference.what, difference.figure) == ("ups.ups-a", "autonomy")
    assert (difference.before, difference.after) == ("10 min", "1 h")


def test_what_is_only_in_one_file_is_added_or_removed() -> None:
    sorts = {each.what: each.sort for each in compared().steps[1].differences if each.sort != "changed"}
    assert sorts["ups.ups-b"] == "added"
    assert "removed" in sorts.values()


def test_going_there_and_back_swaps_what_appears_and_vanishes() -> None:
    there, back = compared(["n-plus-1", "2n"]).steps[0], compared(["2n", "n-plus-1"]).steps[0]
    assert there.reasons_gone == back.reasons_new
    assert there.reasons_new == back.reasons_gone
    assert {turn.code for turn in there.checks_gained} >= {turn.code for turn in back.checks_lost}


def test_json_has_the_figures_that_evaluate_has() -> None:
    found = json.loads(render(compared(), "json"))
    for design, name in zip(found["designs"], NAMES, strict=True):
        assert design["loads"] == json.loads(json.dumps(pc.evaluate(template(name)).to_dict()["loads"]))


@pytest.mark.parametrize("names", [NAMES, NAMES[:2], (*NAMES, "distributed-redundant", "block-redundant")])
def test_the_text_fits_a_terminal_of_80_columns(names: Sequence[str]) -> None:
    assert max(wide(line) for line in render(compared(names)).splitlines()) <= WIDTH


def test_one_design_alone_is_refused() -> None:
    with pytest.raises(pc.CallError, match="two designs"):
        compare([template("2n")])


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(pc.CallError, match="no format"):
        render(compared(["2n", "2n"]), "tex")


def test_cooling_and_planned_work_are_told_where_a_design_has_them() -> None:
    examples = Path(__file__).parents[2] / "examples"
    both = compare([pc.read(examples / f"{name}.toml") for name in ("hospital-host", "planned-work")])
    for form in ("text", "markdown"):
        told = render(both, form)
        assert "Cooling lost for too long" in told
        assert "Without power for planned work" in told
        assert "Cooling" not in render(compared(["2n", "n-plus-1"]), form).partition("From ")[0]


def test_what_is_promised_differs_with_its_unit() -> None:
    told = render(compared(["n-plus-1", "2n"]), "text")
    assert "max_downtime 4 h → 1 h" in told


def in_series(*failures_per_year: str) -> pc.Site:
    grids = [pc.GridFeed("grid", failure_rate=f"{each} / year", mttr="1 h") for each in failures_per_year]
    return pc.Site("site", (*grids, *(pc.Server(f"rack-{place}", fed_by="grid") for place in range(9))))


def test_each_design_is_judged_against_the_first() -> None:
    told = " ".join(render(compare([in_series(each) for each in ("0.02", "0.01", "0.06")])).split())
    assert "site (2) is without power 2.0 times less than site (1); site (3) is without power 3.0" in told
    assert "times more than site (1)." in told


def test_loads_that_are_alike_in_every_design_are_told_once() -> None:
    found = compare([in_series("0.02"), in_series("0.01")])
    assert found.groups == (tuple(f"rack-{place}" for place in range(9)),)
    assert "rack-0 ... rack-8 (9 loads)" in render(found)
    assert "rack-0 ... rack-8 (9 loads)" in render(found, "markdown")
    one = in_series("0.01").changed({"rack-4": {"recovery_time": "4 h"}})
    assert len(compare([in_series("0.02"), one]).groups) == 2


def test_what_changes_alike_in_many_components_is_told_once() -> None:
    n1, two = (pc.read_text(sized(name, Size(racks=60, kw=8))) for name in ("n-plus-1", "2n"))
    lines = render(compare((n1, two))).splitlines()
    assert "    server.row-1 to server.row-6: fed_by pdu-a → pdu-a, pdu-b" in lines
    assert "    ups.ups-a: count 3 → 2" in lines


def test_a_reason_of_many_loads_is_told_once() -> None:
    spare = pc.Site("spare", (pc.GridFeed("other"), pc.Server("rack-0", fed_by="other")))
    gone = render(compare([in_series("0.02"), spare])).partition("Reasons that vanish")[2]
    assert gone.partition("Reasons that appear")[0].count("grid is down") == 1


def test_spans_are_told_where_they_are_asked_for() -> None:
    unsure = in_series("0.02").changed(
        {"grid": {"failure_rate": {"median": "0.02 / year", "error_factor": 3}}}
    )
    found = compare([unsure, in_series("0.01")], uncertainty=True)
    told = render(found)
    assert "5 to 95 %" in told
    known = found.designs[0].known
    assert known is not None
    for load in known.loads:
        span = load.downtime_h_per_year
        for text in (told, render(found, "markdown")):
            assert f"{words.held(span.p5)} to {words.held(span.p95)}" in text
    assert json.loads(render(found, "json"))["designs"][0]["uncertainty"]["any_load"]
    assert "5 to 95 %" not in render(compare([in_series("0.02"), in_series("0.01")]))


def test_a_span_is_that_of_the_figure_it_hangs_on() -> None:
    """U is all but proportional to a small failure rate: its span is that of the rate, told of each load."""
    rate = {"failure_rate": {"median": "0.02 / year", "error_factor": 3}, "mttr": "10 h"}
    grid = pc.GridFeed("grid", failure_rate="0.02 / year", mttr="10 h")
    sure = pc.GridFeed("sure", failure_rate="0.02 / year", mttr="10 h")
    loads = (pc.Server("one", fed_by="grid"), pc.Server("two", fed_by="sure"))
    site = pc.Site("hall", (grid, sure, *loads)).changed({"grid": rate})
    spans = compare([site, site], uncertainty=True).designs[0].spans
    assert spans["one"].p5 == pytest.approx(0.2 / 3, rel=0.05)
    assert spans["one"].p95 == pytest.approx(0.2 * 3, rel=0.05)
    assert spans["two"].p5 == spans["two"].p95 == pytest.approx(0.2, rel=1e-4)
