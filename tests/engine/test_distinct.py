"""Columns that say the same are told together."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from powercalc.engine.distinct import sorts

FIGURES = st.sampled_from([0.0, 1.0, -np.inf, np.inf, 1e-12, 0.25, 1e6])


@given(st.integers(1, 4).flatmap(lambda rows: arrays(np.float64, (rows, 12), elements=FIGURES)))
def test_every_column_is_like_the_first_of_its_sort(figures: np.ndarray) -> None:
    firsts, each = sorts(figures)
    assert np.array_equal(figures[:, firsts[each]], figures)
    assert len(firsts) >= len({column.tobytes() for column in (figures + 0.0).T})


def test_columns_whose_sums_are_the_same_are_told_apart() -> None:
    figures = np.array([[np.sqrt(3.0), 0.0], [0.0, np.sqrt(2.0)]])
    firsts, each = sorts(figures)
    assert len(firsts) == 2
    assert each[0] != each[1]
