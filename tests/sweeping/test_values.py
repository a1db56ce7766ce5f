"""What a sweep varies: steps are exact, columns have one unit, combinations and samples are complete."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from powercalc import units
from powercalc.errors import SiteError
from powercalc.sweeping.dimensions import Listed, SweptKey, SweptValue
from powercalc.sweeping.grid import places
from powercalc.sweeping.latin_hypercube import hypercube
from powercalc.sweeping.sweep_file import sweep_of
from powercalc.sweeping.swept_quantities import Quantity, decimal


def dimension(given: Any, *, sample: int | None = None) -> SweptKey:
    values: dict[str, Any] = {"sweep": {"a": {"mttr": given}}}
    if sample is not None:
        values["sample"] = {"number": sample}
    (found,) = sweep_of(values).dimensions
    return found


def points(given: Any) -> list[SweptValue]:
    found = dimension(given)
    assert found.count is not None
    return [found.at(place) for place in range(found.count)]


@pytest.mark.parametrize(
    ("given", "values", "cells", "suffix"),
    [
        (["5 min", "1 h", 0], ["5 min", "1 h", 0], [5.0, 60.0, 0.0], "_min"),
        (["2 / year", "1 / 1100 h"], ["2 / year", "1 / 1100 h"], [2.0, 8760 / 1100], "_per_year"),
        (["0.5 %", 0.25], ["0.5 %", 0.25], [0.5, 25.0], "_percent"),
        ([3, 4], [3, 4], [3, 4], ""),
        ("10 min", ["10 min"], [10.0], "_min"),
        ([["a", "b"], "c"], [["a", "b"], "c"], ["a, b", "c"], ""),
        ([True, False], [True, False], ["true", "false"], ""),
        (["fixed", "lognormal"], ["fixed", "lognormal"], ["fixed", "lognormal"], ""),
        ({"from": 2, "to": 7, "step": 2}, [2, 4, 6], [2, 4, 6], ""),
        ({"from": 0, "to": "1 h", "step": "30 min"}, ["0 h", "0.5 h", "1 h"], [0.0, 0.5, 1.0], "_h"),
        ({"from": "0.1 %", "to": "0.2 %", "step": "0.1 %"}, ["0.1 %", "0.2 %"], [0.1, 0.2], "_percent"),
        ({"from": "1 / s", "to": "2 / s", "step": "1 / s"}, ["1 / s", "2 / s"], [1.0, 2.0], "_per_s"),
        ({"from": "5 kW", "to": "5 kW", "step": "1 kW"}, ["5 kW"], [5.0], "_kW"),
    ],
)  # fmt: skip
def test_values_are_told_in_the_unit_of_the_first(
    given: Any, values: list[Any], cells: list[Any], suffix: str
) -> None:
    found = points(given)
    assert [each.value for each in found] == values
    assert [each.cell for each in found] == cells
    assert dimension(given).suffix == suffix


@given(st.integers(1, 400), st.sampled_from(["s", "min", "h", "day", "year"]))
def test_steps_of_a_tenth_reach_the_end(tenths: int, unit: str) -> None:
    found = points({"from": f"0.1 {unit}", "to": f"{tenths / 10} {unit}", "step": f"0.1 {unit}"})
    assert len(found) == tenths
    assert found[-1].cell == tenths / 10
    for each in found:
        assert units.hours(each.value) == units.hours(f"{each.cell!r} {unit}")


@given(st.fractions(min_value=0, max_value=10**6))
def test_a_number_is_written_as_the_grammar_reads_it(value: Fraction) -> None:
    assert float(decimal(value)) == float(value)


@given(st.lists(st.integers(1, 5), min_size=1, max_size=4))
def test_every_combination_has_one_number(counts: list[int]) -> None:
    every = [tuple(places(number, counts)) for number in range(int(np.prod(counts)))]
    assert every == list(product(*(range(count) for count in counts)))


@given(st.integers(1, 200), st.integers(1, 5), st.integers(0, 10))
def test_each_part_of_each_key_has_one_point(number: int, keys: int, seed: int) -> None:
    found = hypercube(number, keys, seed)
    for column in found.T:
        assert sorted(int(share * number) for share in column) == list(range(number))
    assert np.array_equal(found, hypercube(number, keys, seed))


def test_a_sample_has_an_equal_part_of_each_value_of_a_list() -> None:
    found = dimension(["1 h", "2 h", "3 h"], sample=300)
    shares = hypercube(300, 1, 0)[:, 0]
    assert set(Counter(found.sampled(share).value for share in shares).values()) == {100}


def test_a_range_is_uniform_in_its_unit_and_a_distribution_in_its_quantiles() -> None:
    middle = dimension({"from": "10 min", "to": "1 h"}, sample=1).sampled(0.5)
    assert (middle.value, middle.cell) == ("35 min", 35.0)
    spread = dimension({"median": "6 h", "error_factor": 3}, sample=1)
    assert spread.sampled(0.5).cell == pytest.approx(6.0)
    assert spread.sampled(0.95).cell == pytest.approx(18.0)
    assert spread.suffix == "_h"
    whole = dimension({"from": 2, "to": 5}, sample=1)
    assert [whole.sampled(share).value for share in (0.0, 0.26, 0.74, 0.999)] == [2, 3, 4, 5]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, "the sweep varies nothing"),
        ({"sweep": {}}, "the sweep varies nothing"),
        ({"sweep": {"a": {}}}, "sweep.a: varies nothing"),
        ({"sweep": {"a": {"mttr": []}}}, "sweep.a.mttr: has no value"),
        ({"sweep": {"a": {"mttr": {}}}}, "sweep.a.mttr: has no value"),
        ({"swep": {}}, "did you mean sweep?"),
        ({"sweep": {"a": {"mttr": {"form": "1 h"}}}}, "did you mean from?"),
        ({"sweep": {"a": {"mttr": {"from": "1 h", "to": "2 h"}}}}, "states no step"),
        ({"sweep": {"a": {"mttr": {"from": "1 h", "to": "2 W", "step": 1}}}}, "another dimension than from"),
        ({"sweep": {"a": {"mttr": {"from": "2 h", "to": "1 h", "step": "1 h"}}}}, "to: is below from"),
        ({"sweep": {"a": {"mttr": {"from": "1 h", "to": "2 h", "step": 0}}}}, "step: is zero"),
        ({"sweep": {"a": {"count": {"from": 5, "to": 9, "step": -1}}}}, "step: is negative"),
        ({"sweep": {"a": {"mttr": {"from": "soon", "to": "2 h", "step": "1 h"}}}}, "from: is no number"),
        ({"sweep": {"a": 5}}, "sweep.a: is no table"),
        ({"sweep": [1]}, "sweep: is no table"),
        ({"sample": 5}, "sample: is no table"),
        ({"sample": {}}, "sample.number: is missing"),
        ({"sample": {"number": 0}}, "sample.number: is below 1"),
        ({"sample": {"number": 5, "sead": 1}}, "did you mean seed?"),
        ({"sample": {"number": 5, "uncertain_figures": False}}, "sample: samples nothing"),
        (
            {"sample": {"number": 5}, "sweep": {"a": {"mttr": {"low": "3 h", "high": "1 h"}}}},
            "sweep.a.mttr.low: is above high",
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_sweep_is_told(given: dict[str, Any], told: str) -> None:
    with pytest.raises(SiteError) as wrong:
        sweep_of(given)
    assert told in str(wrong.value)


@pytest.mark.parametrize("given", [None, "x", "1 parsec", float("nan"), float("inf"), True, "1 / 0 h", {}])
def test_what_is_no_quantity_is_none(given: Any) -> None:
    assert Quantity.of(given) is None


def test_many_values_are_counted_without_being_made() -> None:
    found = sweep_of({"sweep": {"a": {"mttr": {"from": "0 h", "to": "1e12 h", "step": "1 h"}}}})
    assert found.combinations == 10**12 + 1
    assert not isinstance(found.dimensions[0], Listed)
