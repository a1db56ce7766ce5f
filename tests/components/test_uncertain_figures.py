"""Figures as distributions: what is read, and every problem of a table at once."""

import copy
import math
import pickle
from collections.abc import Mapping
from typing import Any

import pytest

import powercalc as pc
from powercalc.components.uncertain import Estimate, UncertainFigure
from powercalc.errors import SiteError
from powercalc.measures.distributions import (
    Beta,
    Gamma,
    LognormalEstimate,
    NormalEstimate,
    Triangular,
    Uniform,
)
from powercalc.site import schema
from powercalc.site.read import read_text

YEAR = 8760.0


def problems(**given: Any) -> list[str]:
    with pytest.raises(SiteError) as caught:
        pc.Generator("gen", **given)
    return [str(problem).removeprefix("generator.gen.") for problem in caught.value.problems]


def test_a_lognormal_is_evaluated_at_its_mean() -> None:
    block = pc.Block("b", failure_rate={"median": "0.1 / year", "error_factor": 3}, mttr="8 h")
    sigma = math.log(3) / 1.6448536269514722
    assert block.failure_rate == pytest.approx(0.1 / YEAR * math.exp(sigma**2 / 2), rel=1e-12)
    found = block.uncertain["failure_rate"]
    assert isinstance(found, LognormalEstimate)
    assert found.sigma == pytest.approx(sigma)


def test_experience_gives_a_rate() -> None:
    block = pc.Block("b", failure_rate={"failures": 3, "exposure": "120 year"}, mttr="8 h")
    assert block.failure_rate == pytest.approx(3.5 / (120 * YEAR))
    assert block.uncertain["failure_rate"] == Gamma(shape=3.5, exposure=120 * YEAR)


def test_laws_are_stated_as_tables_print_them() -> None:
    gen = pc.Generator(
        "gen",
        failure_rate={"shape": 3.83, "exposure": "3250 h"},
        fail_to_start={"alpha": 4.5, "beta": 3370, "typical": "0.133 %"},
        standby_unavailability={"mean": "1.51 %", "deviation": "0.704 %"},
        mttr={"mean": "20 h", "deviation": "5 h"},
    )
    assert gen.failure_rate == pytest.approx(3.83 / 3250)
    assert gen.fail_to_start == 0.00133
    assert gen.uncertain["fail_to_start"] == Beta(alpha=4.5, beta=3370)
    normal = gen.uncertain["standby_unavailability"]
    assert isinstance(normal, NormalEstimate)
    assert (normal.centre, normal.deviation, normal.most) == pytest.approx((0.0151, 0.00704, 1.0))
    assert gen.mttr == pytest.approx(20, rel=1e-3)


@pytest.mark.parametrize(
    ("figure", "given", "said"),
    [
        (
            "failure_rate",
            {"alpha": 1, "beta": 2},
            ": states a beta distribution, which is one of a probability",
        ),
        (
            "fail_to_start",
            {"shape": 1, "exposure": "1 h"},
            ": states a gamma distribution, which is one of a rate",
        ),
        ("fail_to_start", {"alpha": 0, "beta": 2}, ".alpha: is no parameter of a distribution"),
        ("fail_to_start", {"alpha": True, "beta": 2}, ".alpha: is no parameter of a distribution"),
        ("fail_to_start", {"alpha": 1}, ".beta: is missing"),
        ("failure_rate", {"shape": 2, "exposure": "0 h"}, ".exposure: is zero"),
        ("mttr", {"mean": "0 h", "deviation": "1 h"}, ".mean: is zero"),
        ("mttr", {"mean": "2 h", "deviation": "-1 h"}, ".deviation: is negative"),
        ("mttr", {"mean": "2 h", "deviation": "1 h", "typcal": "2 h"}, ".typcal: is an unknown key"),
    ],
)
def test_a_wrong_law_is_a_problem(figure: str, given: dict[str, Any], said: str) -> None:
    with pytest.raises(SiteError) as caught:
        pc.Generator("gen", **{figure: given})
    assert any(str(each).startswith(f"generator.gen.{figure}{said}") for each in caught.value.problems)


def test_times_and_probabilities_are_uncertain_too() -> None:
    gen = pc.Generator(
        "gen",
        mttr={"low": "4 h", "mode": "6 h", "high": "12 h"},
        fail_to_start={"low": "0.5 %", "high": 0.02},
        start_time={"typical": "12 s", "low": "10 s", "high": "1 min"},
    )
    assert gen.mttr == pytest.approx(22 / 3)
    assert gen.fail_to_start == pytest.approx(0.0125)
    assert gen.start_time == pytest.approx(12 / 3600)
    assert gen.uncertain["mttr"] == Triangular(low=4, mode=6, high=12)
    assert gen.uncertain["fail_to_start"] == Uniform(low=0.005, high=0.02)


def test_a_probability_is_cut_off_at_one() -> None:
    gen = pc.Generator("gen", fail_to_start={"median": "20 %", "error_factor": 10})
    found = gen.uncertain["fail_to_start"]
    assert isinstance(found, LognormalEstimate)
    assert found.most == 1.0


def test_a_changed_figure_is_certain_again() -> None:
    block = pc.Block("b", failure_rate={"low": "1 / year", "high": "2 / year"}, mttr="8 h")
    assert block.changed(mttr="4 h").uncertain == block.uncertain
    assert block.changed(failure_rate="1 / year").uncertain == {}


def test_copies_keep_what_is_not_known() -> None:
    block = pc.Block("b", failure_rate={"low": "1 / year", "high": "2 / year"}, mttr="8 h")
    assert copy.deepcopy(block).uncertain == block.uncertain
    figure = pickle.loads(pickle.dumps(block.failure_rate))  # noqa: S301 - our own
    assert isinstance(figure, Estimate)
    assert figure == block.failure_rate


def test_figures_of_the_catalog_carry_their_span() -> None:
    site = pc.Site("s", (pc.GridFeed("grid"), pc.Ups("u", fed_by="grid"), pc.Server("r", fed_by="u")))
    ups = next(component for component in site.complete if component.id == "u")
    assert ups.rate == pytest.approx(0.074 / YEAR)
    assert {"failure_rate", "mttr", "battery_failure"} <= set(ups.uncertain)
    assert site["u"].uncertain == {}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"median": "0.1 h", "error_factor": 3}, "failure_rate.median: has the wrong dimension"),
        ({"median": "1 / year", "error_factor": 0.5}, "failure_rate.error_factor: is below 1"),
        ({"median": "1 / year", "error_factor": 1001}, "failure_rate.error_factor: is above 1000"),
        ({"median": "1 / year", "error_factor": "3"}, "failure_rate.error_factor: is not a bare number"),
        ({"median": "0 / year", "error_factor": 3}, "failure_rate.median: is zero"),
        ({"median": "1 / year"}, "failure_rate.error_factor: is missing"),
        ({"failures": 3}, "failure_rate.exposure: is missing"),
        ({"failures": -1, "exposure": "1 year"}, "failure_rate.failures: is negative"),
        ({"failures": 1.5, "exposure": "1 year"}, "failure_rate.failures: is no whole number"),
        ({"failures": True, "exposure": "1 year"}, "failure_rate.failures: is no whole number"),
        ({"failures": 10**10, "exposure": "1 year"}, "failure_rate.failures: is above 1e9"),
        ({"failures": 1, "exposure": "0 h"}, "failure_rate.exposure: is zero"),
        ({"failures": 1, "exposure": "1 / h"}, "failure_rate.exposure: has the wrong dimension"),
        ({"low": "2 / year", "high": "1 / year"}, "failure_rate.low: is above high"),
        ({"low": "1 / h", "mode": "3 / h", "high": "2 / h"}, "failure_rate.mode: is above high"),
        ({"typical": "9 / h", "low": "1 / h", "high": "2 / h"}, "failure_rate.typical: is above high"),
        ({"typical": "1 / h", "low": "0 / h", "high": "2 / h"}, "failure_rate.low: is zero"),
        (
            {"typical": "1 / h", "low": "1e-9 / h", "high": "2 / h"},
            "failure_rate.high: is more than a million",
        ),
        (
            {"low": "1e308 / h", "mode": "1 / year", "high": "1 / h", "x": 1},
            "failure_rate.x: is an unknown key",
        ),
        ({}, "failure_rate: is a table without the keys"),
        ({"what": 1}, "failure_rate: is a table without the keys"),
        ({"median": "1e307 / s", "error_factor": 1000}, "failure_rate.median: "),
    ],
)
def test_a_wrong_table_is_a_problem(given: dict[str, Any], said: str) -> None:
    found = problems(failure_rate=given)
    assert any(each.startswith(said) for each in found), found


def test_a_misspelt_key_has_a_suggestion_and_is_told_once() -> None:
    (said,) = problems(failure_rate={"median": "1 / year", "error_factr": 3})
    assert said.startswith("failure_rate.error_factr: is an unknown key")
    assert said.endswith("did you mean error_factor?")


def test_everything_wrong_in_a_table_is_told_at_once() -> None:
    found = problems(failure_rate={"median": "1 kW", "error_factor": 0, "low": 3}, mttr={"low": "1 kW"})
    assert [each.partition(":")[0] for each in found] == [
        "failure_rate.low",
        "failure_rate.median",
        "failure_rate.error_factor",
        "mttr.high",
        "mttr.low",
    ]


def test_experience_is_for_rates_only() -> None:
    (said,) = problems(fail_to_start={"failures": 3, "exposure": "120 year"})
    assert said.startswith("fail_to_start: states experience, which gives a rate and nothing else")


def test_a_probability_above_one_is_a_problem() -> None:
    (said,) = problems(fail_to_start={"low": "1 %", "high": "150 %"})
    assert said.startswith("fail_to_start.high: is outside 0 to 1")


def test_what_is_promised_is_no_distribution() -> None:
    text = '[targets]\nmax_downtime = { low = "1 h", high = "2 h" }\n'
    with pytest.raises(SiteError):
        read_text(text)


def test_a_problem_of_a_file_has_its_place() -> None:
    text = '[grid_feed.grid]\nmttr = "1 h"\nfailure_rate = { low = "2 / year", high = "1 / yaer" }\n'
    with pytest.raises(SiteError) as caught:
        read_text(text, file="f")
    (problem,) = caught.value.problems
    assert str(problem).startswith("f:3:43: grid_feed.grid.failure_rate.high: has an unknown unit")


@pytest.mark.parametrize("keys", [("median", "error_factor"), ("failures", "exposure"), ("low", "high")])
def test_the_schema_knows_the_tables(keys: tuple[str, ...]) -> None:
    written = schema.text()
    for key in keys:
        assert f'"{key}"' in written


def test_a_table_that_many_components_share_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[object] = []
    real = UncertainFigure.estimate

    def counted(figure: UncertainFigure, table: Mapping[Any, Any]) -> Estimate:
        read.append(table)
        return real(figure, table)

    monkeypatch.setattr(UncertainFigure, "estimate", counted)
    table = {"median": "0.1234 / year", "error_factor": 3}
    blocks = [pc.Block(f"b{i}", failure_rate=dict(table), mttr="8 h") for i in range(20)]
    assert len(read) == 1
    assert {each.failure_rate for each in blocks} == {blocks[0].failure_rate}
    assert blocks[7].given["failure_rate"] == table


def test_what_is_equal_but_no_number_is_still_refused() -> None:
    """True is 1 to Python, and a list cannot be remembered."""
    pc.Block("b", failure_rate={"failures": 1, "exposure": "120 year"}, mttr="8 h")
    for wrong in (True, [1]):
        assert problems(failure_rate={"failures": wrong, "exposure": "120 year"}, mttr="8 h")
