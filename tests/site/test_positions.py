"""Where keys, values and items of a TOML text stand."""

import tomllib
from typing import Any

import pytest

from powercalc.site.positions import positions
from tests.site.files import GOOD

TEXT = """\
top = 1
a.b.c = "x"
[ups."é x".y]
mttr = "5 h"  # note
list = ["a", 'b',  # note
  "c", { q = 1 }]
inline = { y = 1, z.w = [2] }
[[grid.g.out]]
n = 1
[[grid.g.out]]
n = 2
[grid.g.out.more]
m = 3
"""


@pytest.mark.parametrize(
    ("path", "spot"),
    [
        (("top",), (1, 1)),
        (("a", "b", "c"), (2, 5)),
        (("ups",), (3, 2)),
        (("ups", "é x"), (3, 6)),
        (("ups", "é x", "y"), (3, 12)),
        (("ups", "é x", "y", "mttr"), (4, 1)),
        (("ups", "é x", "y", "list", 3, "q"), (6, 10)),
        (("ups", "é x", "y", "inline", "z", "w"), (7, 21)),
        (("grid", "g", "out", 1, "n"), (11, 1)),
        (("grid", "g", "out", 1, "more", "m"), (13, 1)),
    ],
)
def test_a_key_has_its_place(path: tuple[str | int, ...], spot: tuple[int, int]) -> None:
    assert positions(TEXT).spot(path) == spot


def test_a_value_has_a_place_of_its_own() -> None:
    assert positions(TEXT).spot(("ups", "é x", "y", "mttr"), '"5 h"') == (4, 8)


def test_an_item_is_found_by_what_it_says() -> None:
    where, path = positions(TEXT), ("ups", "é x", "y", "list")
    assert [where.spot(path, f'"{item}"') for item in "abc"] == [(5, 9), (5, 14), (6, 3)]


def test_what_is_absent_has_the_place_of_what_is_around_it() -> None:
    where = positions(TEXT)
    assert where.spot(("ups", "é x", "y", "absent")) == (3, 12)
    assert where.spot(("nowhere",)) is None


def paths(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Every path of a value that tomllib read."""
    match value:
        case dict():
            inner = [found for key, each in value.items() for found in paths(each, (*path, key))]
        case list():
            inner = [found for index, each in enumerate(value) for found in paths(each, (*path, index))]
        case _:
            inner = []
    return [path, *inner]


@pytest.mark.parametrize("text", [TEXT, GOOD])
def test_every_path_that_tomllib_reads_has_a_place(text: str) -> None:
    where = positions(text)
    lost = [path for path in paths(tomllib.loads(text))[1:] if path not in where.keys | where.values]
    assert lost == []
