"""Diagrams module by module: the same function as the formulas, whichever way it was written and built."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from powercalc.engine import modular
from powercalc.engine.arrangement import drawn_together
from powercalc.engine.cut_sets import is_coherent, minimal_cut_sets
from powercalc.engine.diagram import Budget, build
from powercalc.engine.formula import Formulas, parts_of
from powercalc.engine.modular import build_in_modules
from powercalc.engine.modules import modules_below
from powercalc.engine.rewriting import coalesced, factored, grouped, merged, rewritten
from powercalc.errors import EngineLimit
from tests.engine.strategies import Sample, samples, values

patched = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@st.composite
def gates(draw: st.DrawFn) -> Sample:
    """Up to ten variables under up to fourteen gates of "and" and "or", with a "not" here and there."""
    formulas = Formulas()
    pool = [formulas.variable() for _ in range(draw(st.integers(2, 10)))]
    for kind in draw(st.lists(st.sampled_from("aaaooon"), min_size=2, max_size=14)):
        parts = draw(st.lists(st.sampled_from(pool), min_size=2, max_size=4))
        if kind == "n":
            pool.append(formulas.negation(parts[0]))
        else:
            pool.append(formulas.all_of(parts) if kind == "a" else formulas.any_of(parts))
    return Sample(formulas=formulas, roots=[pool[-1]], q=np.linspace(0.1, 0.9, len(formulas.variables)))


both = gates() | samples()


@given(both, st.sampled_from([coalesced, merged, factored, grouped, rewritten]))
def test_a_rewriting_changes_no_function(
    sample: Sample, rewriting: Callable[[Formulas, int], tuple[Formulas, int]]
) -> None:
    fresh, root = rewriting(sample.formulas, sample.roots[-1])
    assert len(fresh.variables) == len(sample.formulas.variables)
    for state in sample.states():
        assert values(fresh, [root], state) == values(sample.formulas, sample.roots[-1:], state)


@given(both)
def test_probability_is_the_sum_over_all_states(sample: Sample) -> None:
    found = build_in_modules(sample.formulas, sample.roots[-1])
    assert found.probability(sample.q) == pytest.approx(sample.enumerated()[-1], rel=1e-12, abs=1e-15)


@given(both)
def test_columns_are_single_figures_side_by_side(sample: Sample) -> None:
    found = build_in_modules(sample.formulas, sample.roots[-1])
    columns = np.stack([sample.q, 1.0 - sample.q], axis=1)
    singly = [found.probability(column) for column in columns.T]
    np.testing.assert_allclose(found.probability(columns), singly, rtol=1e-12, atol=1e-300)


@given(both)
def test_cut_sets_of_modules_take_their_place(sample: Sample) -> None:
    found = build_in_modules(sample.formulas, sample.roots[-1])
    whole = build(sample.formulas, sample.roots[-1:])
    if found.varies and found.is_coherent:
        assert found.cut_sets_by_order() == minimal_cut_sets(whole, 0).number_by_order
    if found.is_coherent:
        assert is_coherent(whole, 0)


@given(both)
def test_modules_share_no_variable(sample: Sample) -> None:
    formulas, root = sample.formulas, sample.roots[-1]
    for module in modules_below(formulas, root):
        below = set(formulas.reachable([module]))
        outside = set(formulas.reachable([root])) - below
        entered = {part for each in outside for part in parts_of(formulas.node(each))} & below
        assert entered <= {module}


def test_what_all_have_in_common_stands_outside() -> None:
    formulas = Formulas()
    x, *others = (formulas.variable() for _ in range(6))
    root = formulas.any_of([formulas.all_of([x, each]) for each in others])
    fresh, found = rewritten(formulas, root)
    assert parts_of(fresh.node(found)) == (fresh.variables[0], fresh.any_of(fresh.variables[1:]))


def test_parts_that_the_same_gates_share_become_one() -> None:
    formulas = Formulas()
    a, b, c, d, e = (formulas.variable() for _ in range(5))
    root = formulas.at_least(2, [formulas.any_of([a, b, c]), formulas.any_of([a, b, d]), e])
    fresh, found = merged(formulas, root)
    pair = fresh.any_of(fresh.variables[:2])
    assert all(pair in parts_of(fresh.node(part)) for part in parts_of(fresh.node(found))[:2])


def pairs_far_apart(pairs: int) -> tuple[Formulas, int]:
    """x_1 y_1 or x_2 y_2 or ...: exponential when all x come first, unless pairs stand together."""
    formulas = Formulas()
    first, second = ([formulas.variable() for _ in range(pairs)] for _ in range(2))
    chain = [formulas.all_of([first[i], second[i], second[(i + 1) % pairs]]) for i in range(pairs)]
    return formulas, formulas.any_of(chain)


def test_what_stands_in_one_formula_is_drawn_together() -> None:
    formulas, root = pairs_far_apart(12)
    order = drawn_together(formulas, [root], list(range(24)), small=False)
    assert sorted(order) == list(range(24))
    place = {variable: at for at, variable in enumerate(order)}
    assert np.mean([abs(place[i] - place[12 + i]) for i in range(12)]) < 4.0


@patched
@given(both, st.sampled_from([0.0, 2.0]))
def test_what_loses_all_heats_is_built_by_compiled_code(
    monkeypatch: pytest.MonkeyPatch, sample: Sample, hopeful: float
) -> None:
    pytest.importorskip("numba")
    monkeypatch.setattr(modular, "HEATS", ((2, 3), (3, 2)))
    monkeypatch.setattr(modular, "HOPEFUL", hopeful)
    monkeypatch.setattr(modular, "ROOM", 4)
    found = build_in_modules(sample.formulas, sample.roots[-1])
    assert found.probability(sample.q) == pytest.approx(sample.enumerated()[-1], rel=1e-12, abs=1e-15)


@patched
@given(both)
def test_without_compiled_code_the_farthest_orders_get_more_room(
    monkeypatch: pytest.MonkeyPatch, sample: Sample
) -> None:
    monkeypatch.setattr(modular, "find_spec", lambda _: None)
    monkeypatch.setattr(modular, "HEATS_IN_PYTHON", ((2, 3), (4, 2), (1000, 1)))
    found = build_in_modules(sample.formulas, sample.roots[-1])
    assert found.probability(sample.q) == pytest.approx(sample.enumerated()[-1], rel=1e-12, abs=1e-15)


def test_too_little_room_is_told() -> None:
    rng = np.random.default_rng(1)
    formulas = Formulas()
    variables = [formulas.variable() for _ in range(40)]
    sets = [formulas.all_of(rng.choice(variables, 4, replace=False).tolist()) for _ in range(60)]
    with pytest.raises(EngineLimit, match="more than 100 nodes"):
        build_in_modules(formulas, formulas.any_of(sets), budget=Budget(nodes=100))
