"""Arrays that were filled row by row while recorded: what varies in them is put together as it was put."""

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from powercalc.engine.recording.arrays import figure, recording
from powercalc.engine.recording.arrays import np as recording_np
from powercalc.engine.recording.filled_rows import Rows
from powercalc.engine.recording.recorded import Recorded
from powercalc.engine.recording.tape import TapeReplay

ROWS, COLUMNS = 5, 4
Fill = tuple[str, int, int]
FILLS = st.lists(
    st.tuples(
        st.sampled_from(["row", "rows", "part", "entries", "known"]), st.integers(0, 4), st.integers(0, 3)
    ),
    max_size=8,
)


def put(array: Any, fill: Fill, value: Any) -> None:
    """Put something that depends on a value somewhere."""
    kind, row, column = fill
    match kind:
        case "row":
            array[row] = value * (1 + recording_np.arange(COLUMNS))
        case "rows":
            array[[row, (row + 2) % ROWS]] = value + recording_np.arange(2.0)[:, None]
        case "part":
            array[np.array([[row]]), np.arange(column, COLUMNS)] = value * 3
        case "entries":
            array[row, np.arange(COLUMNS) >= column] = value - 1
        case _:
            array[row, column:] = 7.0


def filled(fills: list[Fill], values: Any) -> Any:
    array = recording_np.zeros((ROWS, COLUMNS))
    for fill, value in zip(fills, values, strict=True):
        put(array, fill, value)
    return array


@given(FILLS, st.integers(0, 3), st.integers(0, 2**32))
def test_the_rows_are_those_of_the_array(fills: list[Fill], first: int, seed: int) -> None:
    values = np.random.default_rng(seed).random((len(fills), 3))
    with recording(3.0) as tape:
        array = filled(fills, [figure(tape, value) for value in values[:, 0]])[:, first:]
    assert isinstance(array, Recorded)
    rows = Rows(array)
    steps = [each.step for each in rows.inputs]
    assert all(step is not None for step in steps)
    inputs, _ = TapeReplay(tape, [step for step in steps if step is not None])(values)
    found = rows.figures(inputs, 3)
    for each in range(3):
        expected = filled(fills, values[:, each])[:, first:]
        for row in range(ROWS):
            told = np.broadcast_to(found.of(row, slice(None)), (COLUMNS - first, 3))[:, each]
            np.testing.assert_array_equal(told, expected[row])
