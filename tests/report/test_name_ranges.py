"""Many names in few words, in the order in which people count."""

import pytest

from powercalc.report.name_ranges import few, ranges


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (["A-01", "A-02", "A-03", "A-05"], ["A-01 to A-03", "A-05"]),
        (["R10", "R9", "R8", "R2"], ["R2", "R8 to R10"]),
        (["a1", "a2"], ["a1", "a2"]),
        (["a", "b", "c"], ["a", "b", "c"]),
        (["x1a", "x2a", "x3a", "x4b"], ["x1a to x3a", "x4b"]),
        (["r1", "r1", "r2", "r3"], ["r1 to r3"]),
        (["²", "x²", "x٣"], ["x٣", "x²", "²"]),
        ([], []),
    ],
)
def test_names_in_a_row_are_a_range(names: list[str], told: list[str]) -> None:
    assert sorted(ranges(names)) == sorted(told)


def test_few_of_many() -> None:
    assert few(["a", "c", "e", "g"], 2) == "a, c and 2 more"
    assert few(["a", "c"], 2) == "a and c"
