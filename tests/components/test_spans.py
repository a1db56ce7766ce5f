"""Figures that floats cannot carry through a calculation are refused where they are read."""

import pytest

from powercalc import SiteError, read_text

SITE = """
[grid_feed.grid]
failure_rate = {rate}
mttr = {mttr}
[ups.u]
fed_by = "grid"
rating = {rating}
[server.s]
fed_by = "u"
"""
SOUND = {"rate": '"2 / year"', "mttr": '"1 h"', "rating": '"300 kW"'}
REFUSED = [
    ("rate", '"1 / 1e-300 h"', "1e+06 1/h"),
    ("rate", '"5e-310 / h"', "1e-300"),
    ("rate", '{ low = "5e-310 / h", high = "1 / h" }', "1e-300"),
    ("mttr", '"99999999999999999999999999999 day"', "1e+12 h"),
    ("mttr", '"5e-310 h"', "1e-15"),
    ("rating", '"1e-290 kW"', "1e-15"),
    ("rating", '"1e90 A"', "1e+12 A"),
]


@pytest.mark.parametrize(("key", "value", "span"), REFUSED)
def test_it_is_refused_with_the_span_that_is_sound(key: str, value: str, span: str) -> None:
    with pytest.raises(SiteError, match="to be computed with") as caught:
        read_text(SITE.format(**SOUND | {key: value}))
    assert span in str(caught.value)


@pytest.mark.parametrize("value", ["0", '"1e-11 h"', '"1e12 h"'])
def test_what_is_at_the_end_of_the_span_is_read(value: str) -> None:
    grid = next(iter(read_text(SITE.format(**SOUND | {"mttr": value})).components))
    assert grid.mttr is not None
