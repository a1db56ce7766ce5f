"""Whatever a file holds, reading it gives a site or a `SiteError` whose problems have places."""

from collections.abc import Callable

from hypothesis import example, given
from hypothesis import strategies as st

from powercalc.errors import Problem, SiteError
from powercalc.site import read_text
from powercalc.site.positions import located
from tests.site.files import GOOD

LINES = GOOD.splitlines()
NASTY = [
    '"9**9**9 h"',
    "\"__import__('os')\"",
    '"{}.__class__"',
    "nan",
    "-inf",
    "1e400",
    "10" * 30,
    "0x" + "f" * 5000,
    "true",
    "[]",
    "{}",
    "[[[[[[]]]]]]",
    "[" * 2000,
    "{a=" * 2000,
    '""',
    '"\\u0000"',
    "'''",
    '"""',
    "\0",
    "\x7f",
    "1979-05-27T07:32:00Z",
    "25:61:00",
    '"5 h" "6 h"',
    '"1 / 0 h"',
    '"5 % "',
    '"٣ h"',
    '"1e-999 h"',
    "[1, 'x', {}]",
    "[ups.ups-a]",
    "[[server]]",
    "[server.rack.fire]",
    "a.b.c.d = 1",
    "fed_by = 'rack'",
    "id = 'x'",
    "type = 'hall-ups'",
    "count = 1000000000000000000",
    "needed = 1000000000000000000",
    "\ufeff",
    "\u202e",
    "a." * 500 + "b = 1",
]


def outcome(text: str) -> None:
    """Read a text; anything but a site or a SiteError with problems is a failure."""
    problems = problems_in(text)
    assert problems is None or problems
    assert all(problem.text and len(str(problem)) < 2000 for problem in problems or ())


def problems_in(text: str) -> tuple[Problem, ...] | None:
    try:
        site = read_text(text)
    except SiteError as error:
        return error.problems
    located(site.warnings, site.text, site.file)
    return None


Lines = list[str]
WOUNDS: dict[str, Callable[[Lines, int, str, str], Lines]] = {
    "cut out": lambda lines, at, _other, _poison: lines[:at] + lines[at + 1 :],
    "cut in half": lambda lines, at, _other, _poison: [*lines[:at], lines[at][: len(lines[at]) // 2]],
    "doubled": lambda lines, at, _other, _poison: lines[: at + 1] + lines[at:],
    "swapped": lambda lines, at, other, _poison: [*lines[:at], other, *lines[at + 1 :]],
    "invaded": lambda lines, at, _other, poison: [*lines[:at], poison, *lines[at:]],
    "poisoned": lambda lines, at, _other, poison: [
        *lines[:at],
        _poisoned(lines[at], poison),
        *lines[at + 1 :],
    ],
    "extended": lambda lines, at, _other, poison: [*lines[:at], lines[at] + poison[:1], *lines[at + 1 :]],
}
places = st.integers(0, 10**6)
wounds = st.tuples(st.sampled_from(sorted(WOUNDS)), places, st.sampled_from(LINES), st.sampled_from(NASTY))


def wounded(how: list[tuple[str, int, str, str]]) -> str:
    lines = list(LINES)
    for name, place, other, poison in how:
        lines = WOUNDS[name](lines, place % len(lines), other, poison) or [""]
    return "\n".join(lines)


def _poisoned(line: str, poison: str) -> str:
    """A line with another value, or a header with another name."""
    key, equals, _ = line.partition("=")
    return f"{key}{equals} {poison}" if equals else f"[ups.{poison}]"


@given(st.lists(wounds, min_size=1, max_size=4))
def test_a_wounded_file_is_read_or_refused(how: list[tuple[str, int, str, str]]) -> None:
    outcome(wounded(how))


@given(st.text(max_size=200))
@example("\ud800")
def test_any_text_is_read_or_refused(text: str) -> None:
    outcome(text)


keys = st.sampled_from(
    [
        "fed_by",
        "count",
        "needed",
        "mttr",
        "mtbf",
        "failure_rate",
        "unavailability",
        "zone",
        "type",
        "outages",
        "between",
        "rating",
        "share",
        "power",
        "installed",
        "restoration",
        "cooled_by",
        "kind",
        "name",
        "id",
        "of",
    ]
)
values = st.sampled_from(
    [
        '"grid"',
        '["grid", "rack"]',
        "3",
        "0",
        "0.5",
        '"5 h"',
        '"2 / year"',
        '"3 %"',
        '"8 kW"',
        "true",
        "[]",
        "{}",
        "[[]]",
        "2024-01-01",
        '"fixed"',
        '[{ name = "x" }]',
        "1e308",
        "-1",
        '""',
        '"x"',
        '["50 %", "50 %"]',
    ]
)
tables = st.sampled_from(
    [
        "ups.u",
        "server.rack",
        "grid_feed.grid",
        "tie.t",
        "solar.s",
        "block.b",
        "type.x",
        "default.ups",
        "zone.z",
        "zone.z.fire",
        "common_cause.c",
        "targets",
        "targets.rack",
        "practice.training",
        "site",
        "generator.g",
        "ups",
    ]
)
bodies = st.dictionaries(keys, values, max_size=5)


@given(st.dictionaries(tables, bodies, max_size=6))
def test_any_combination_of_keys_and_values_is_read_or_refused(content: dict[str, dict[str, str]]) -> None:
    outcome(
        "\n".join(
            "\n".join([f"[{table}]", *(f"{key} = {value}" for key, value in body.items())])
            for table, body in content.items()
        )
    )


@given(st.binary(max_size=100))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    outcome(data.decode("latin-1"))
