"""The plain factors of the units against pint, which reads the same definitions."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from powercalc import units
from powercalc.unit_factors import factors

NAMES = tuple(factors())
DIMENSIONS = (
    units.TIME, units.RATE, units.REAL_POWER, units.APPARENT_POWER, units.CURRENT, units.VOLTAGE,
    units.DISTANCE, units.TEMPERATURE,
)  # fmt: skip


def test_the_factors_know_the_units_that_pint_knows() -> None:
    assert set(NAMES) == set(units._unit_names())


@given(st.sampled_from(NAMES), st.floats(0, 1e9), st.sampled_from(DIMENSIONS))
def test_a_plain_conversion_is_that_of_pint(unit: str, number: float, dimension: units.Dimension) -> None:
    text = f"{number} / 3 {unit}" if dimension.per else f"{number} {unit}"
    plain = units._plainly_converted(text, dimension)
    if plain is None:
        with pytest.raises(units.ValueProblem):
            units._in_unit_of(dimension, text)
    else:
        assert plain == pytest.approx(units._in_unit_of(dimension, text), rel=1e-14, abs=1e-300)


@given(st.text(max_size=12), st.sampled_from(DIMENSIONS))
def test_what_pint_refuses_has_no_plain_conversion(text: str, dimension: units.Dimension) -> None:
    try:
        expected = units._in_unit_of(dimension, text)
    except units.ValueProblem:
        assert units._plainly_converted(text, dimension) is None
    else:
        assert units._plainly_converted(text, dimension) == pytest.approx(expected)


def test_a_site_that_is_in_order_is_read_without_pint() -> None:
    code = (
        "import sys; from powercalc.site import templates; from powercalc.site.read import read_text; "
        "from powercalc.evaluation import evaluate; "
        "[evaluate(read_text(templates.text(name))) for name in templates.NAMES]; "
        "sys.exit(bool({'pint', 'scipy', 'matplotlib', 'numba', 'tree_sitter', 'rich'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
