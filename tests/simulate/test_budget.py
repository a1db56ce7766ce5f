"""A run that nobody would wait for is refused before it starts; numbers that make no sense are too."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from powercalc.errors import CallError, EngineLimit
from powercalc.simulate import simulate
from tests.simulate.sites import theory_case


@pytest.mark.parametrize(
    ("years", "seed", "processes", "told"),
    [
        (0, 0, None, "at least one"),
        (-(10**30), 0, None, "at least one"),
        (1, -1, None, "the seed -1 is negative"),
        (1, 0, 0, "cannot simulate in 0 processes"),
        (1, 0, 100_000, "cannot simulate in 100000 processes"),
    ],
)
def test_a_number_that_makes_no_sense_is_refused(
    years: int, seed: int, processes: int | None, told: str
) -> None:
    with pytest.raises(CallError, match=told):
        simulate(theory_case(2), years=years, seed=seed, processes=processes)


@pytest.mark.parametrize("years", [10**14, 10**40, 10**400])
def test_years_that_take_too_long_are_refused_with_what_they_would_take(years: int) -> None:
    with pytest.raises(EngineLimit, match=r"would take (some|more than) [\d,]+ years .* less than a week"):
        simulate(theory_case(2), years=years, processes=1)


def test_whoever_watches_may_ask_how_long_it_will_take() -> None:
    class Watching:
        def __init__(self) -> None:
            self.expected: list[float] = []

        def __call__(self, done: int, whole: int) -> None:
            pass

        def expect(self, seconds: Callable[[], float]) -> None:
            self.expected.append(seconds())

    watching = Watching()
    alone = simulate(theory_case(2), years=20, seed=1, processes=1)
    seen = simulate(theory_case(2), years=20, seed=1, processes=1, progress=watching)
    assert len(watching.expected) == 1
    assert watching.expected[0] > 0
    assert seen == alone


def test_a_large_seed_is_a_seed() -> None:
    assert simulate(theory_case(2), years=2, seed=10**40, processes=1).years == 2
