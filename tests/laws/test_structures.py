"""The algebra of structures: laws of Boolean functions that must survive as figures."""

from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

import powercalc as pc
from powercalc.components import Component
from powercalc.evaluation import Measures
from powercalc.structures.structure import Network, Vote
from powercalc.testing import blocks, probabilities, structures
from powercalc.testing.structures import Structure


def figures(structure: Structure) -> Measures:
    return pc.evaluate(structure).any_load


def rebuilt(structure: Structure, block: Callable[[Component], Component]) -> Structure:
    """The structure with each of its blocks replaced."""
    match structure:
        case Vote(needed, parts):
            return pc.at_least(needed, [rebuilt(part, block) for part in parts])
        case Network():
            raise NotImplementedError
        case Component():
            return block(structure)


def leaves(structure: Structure) -> Iterator[Component]:
    match structure:
        case Vote(_, parts):
            for part in parts:
                yield from leaves(part)
        case Component():
            yield structure


def dual(structure: Structure) -> Structure:
    """Works exactly when the structure does not, if each block works exactly when it did not."""
    match structure:
        case Vote(needed, parts):
            return pc.at_least(len(parts) - needed + 1, [dual(part) for part in parts])
        case Network():
            raise NotImplementedError
        case Component():
            assert structure.unavailability is not None
            return pc.Block(structure.id, unavailability=1 - structure.unavailability)


def named(prefix: str) -> Callable[[Component], Component]:
    return lambda block: pc.Block(prefix + block.id, **block.given)


def same(one: Measures, other: Measures) -> None:
    assert one.unavailability == pytest.approx(other.unavailability, rel=1e-12, abs=0)
    assert one.failure_frequency == pytest.approx(other.failure_frequency, rel=1e-12, abs=0)


class TestSeriesAndParallelReduce:
    """For independent X and Y: U(XY) = U(X) + U(Y) − U(X)U(Y), U(X or Y) = U(X)U(Y)."""

    @given(structures(max_blocks=4), structures(max_blocks=4))
    def test_of_two_in_series_one_lost_is_enough(self, one: Structure, other: Structure) -> None:
        x, y = figures(one), figures(rebuilt(other, named("other-")))
        whole = figures(pc.series(one, rebuilt(other, named("other-"))))
        assert x.failure_frequency is not None
        assert y.failure_frequency is not None
        u = x.unavailability + y.unavailability - x.unavailability * y.unavailability
        w = x.failure_frequency * y.availability + y.failure_frequency * x.availability
        assert whole.unavailability == pytest.approx(u, rel=1e-12, abs=0)
        assert whole.failure_frequency == pytest.approx(w, rel=1e-12, abs=0)

    @given(structures(max_blocks=4), structures(max_blocks=4))
    def test_of_two_in_parallel_both_must_be_lost(self, one: Structure, other: Structure) -> None:
        x, y = figures(one), figures(rebuilt(other, named("other-")))
        whole = figures(pc.parallel(one, rebuilt(other, named("other-"))))
        assert x.failure_frequency is not None
        assert y.failure_frequency is not None
        w = x.failure_frequency * y.unavailability + y.failure_frequency * x.unavailability
        assert whole.unavailability == pytest.approx(x.unavailability * y.unavailability, rel=1e-12, abs=0)
        assert whole.failure_frequency == pytest.approx(w, rel=1e-12, abs=0)


class TestRepeatedPartsAreOneThing:
    """X or X = X, XX = X, X(X or Y) = X, X or XY = X, X(Y or Z) = XY or XZ."""

    @given(structures())
    def test_a_thing_beside_itself_is_itself(self, x: Structure) -> None:
        same(figures(pc.parallel(x, x)), figures(x))
        same(figures(pc.series(x, x)), figures(x))

    @given(structures(max_blocks=4), structures(max_blocks=4))
    def test_absorption(self, x: Structure, y: Structure) -> None:
        same(figures(pc.series(x, pc.parallel(x, y := rebuilt(y, named("y-"))))), figures(x))
        same(figures(pc.parallel(x, pc.series(x, y))), figures(x))

    @given(structures(max_blocks=3), structures(max_blocks=3), structures(max_blocks=3))
    def test_distribution(self, x: Structure, y: Structure, z: Structure) -> None:
        y, z = rebuilt(y, named("y-")), rebuilt(z, named("z-"))
        apart = pc.parallel(pc.series(x, y), pc.series(x, z))
        same(figures(pc.series(x, pc.parallel(y, z))), figures(apart))


class TestDuality:
    """U of the dual at 1 − q is 1 − U at q."""

    @given(structures(plain=True))
    def test_the_dual_works_when_the_structure_does_not(self, structure: Structure) -> None:
        opposite = figures(dual(structure)).unavailability
        assert opposite == pytest.approx(figures(structure).availability, abs=1e-14)

    @given(structures(plain=True))
    def test_the_dual_of_the_dual_is_the_structure(self, structure: Structure) -> None:
        twice = figures(dual(dual(structure))).unavailability
        assert twice == pytest.approx(figures(structure).unavailability, abs=1e-14)


class TestVotes:
    """Σₖ A(k of n) = Σᵢ Aᵢ: the expected number of parts that work, counted in two ways."""

    @given(st.lists(probabilities, min_size=1, max_size=8))
    def test_the_votes_add_up_to_the_parts_that_work(self, chances: list[float]) -> None:
        parts = [pc.Block(f"b{i}", unavailability=q) for i, q in enumerate(chances)]
        votes = [pc.evaluate(pc.at_least(k, parts)).availability for k in range(1, len(parts) + 1)]
        assert sum(votes) == pytest.approx(sum(1 - q for q in chances), abs=1e-13)

    @given(st.lists(probabilities, min_size=2, max_size=8))
    def test_needing_more_never_helps(self, chances: list[float]) -> None:
        parts = [pc.Block(f"b{i}", unavailability=q) for i, q in enumerate(chances)]
        votes = [figures(pc.at_least(k, parts)).unavailability for k in range(1, len(parts) + 1)]
        assert all(fewer <= more * (1 + 1e-12) for fewer, more in pairwise(votes))


class TestOneBlock:
    """U = q U(b down) + (1 − q) U(b up), and U(b down) ≥ U(b up)."""

    @given(structures(plain=True))
    def test_a_structure_is_its_two_halves_weighted(self, structure: Structure) -> None:
        def given_that(chance: float) -> float:
            fixed = lambda block: pc.Block("b0", unavailability=chance) if block.id == "b0" else block
            return figures(rebuilt(structure, fixed)).unavailability

        q = next((block.unavailability or 0.0 for block in leaves(structure) if block.id == "b0"), 0.0)
        whole = q * given_that(1.0) + (1 - q) * given_that(0.0)
        assert figures(structure).unavailability == pytest.approx(whole, rel=1e-12, abs=1e-300)
        assert given_that(0.0) <= given_that(1.0) * (1 + 1e-12)

    @given(structures(), st.floats(1.0, 100.0))
    def test_a_slower_repair_never_helps(self, structure: Structure, factor: float) -> None:
        worse = rebuilt(structure, lambda block: block.changed(mttr=f"{(block.mttr or 0) * factor!r} h"))
        assert figures(worse).unavailability >= figures(structure).unavailability * (1 - 1e-12)

    @given(blocks("b"))
    def test_up_and_down_make_the_cycle(self, block: pc.Block) -> None:
        found = figures(block)
        assert found.failure_frequency is not None
        assert found.mean_up_time_h is not None
        assert found.mean_down_time_h is not None
        cycle = found.mean_up_time_h + found.mean_down_time_h
        assert cycle * found.failure_frequency == pytest.approx(1)
