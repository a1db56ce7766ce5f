"""Roots that are alike up to names used once are found, and nothing else is."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from powercalc.engine.diagram import build
from powercalc.engine.formula import Formulas
from powercalc.engine.symmetry import likenesses


def racks(number: int) -> tuple[Formulas, list[int], list[object]]:
    """Two shared feeds, and per rack two strips of its own."""
    formulas = Formulas()
    one, other = formulas.variable(), formulas.variable()
    labels: list[object] = ["feed", "feed"]
    roots = []
    for _ in range(number):
        strips = [formulas.variable(), formulas.variable()]
        labels += ["strip", "strip"]
        sides = [formulas.any_of([feed, strip]) for feed, strip in zip((one, other), strips, strict=True)]
        roots.append(formulas.all_of(sides))
    return formulas, roots, labels


def test_racks_with_strips_of_their_own_are_alike() -> None:
    found = likenesses(*racks(3))
    assert [each.representative for each in found] == [0, 0, 0]
    assert found[0].renaming == {}
    assert set(found[1].renaming) == {2, 3}


def test_the_renaming_keeps_each_strip_on_its_feed() -> None:
    formulas, roots, labels = racks(2)
    renaming = likenesses(formulas, roots, labels)[1].renaming
    assert renaming == {2: 4, 3: 5}


def test_racks_with_other_figures_are_not_alike() -> None:
    formulas, roots, labels = racks(2)
    labels[-1] = "worse strip"
    assert [each.representative for each in likenesses(formulas, roots, labels)] == [0, 1]


def test_a_name_used_twice_is_not_set_aside() -> None:
    formulas = Formulas()
    a, b, c, d = (formulas.variable() for _ in range(4))
    twice = formulas.all_of([formulas.any_of([a, c]), formulas.any_of([a, d])])
    once = formulas.all_of([formulas.any_of([a, c]), formulas.any_of([b, d])])
    assert [each.representative for each in likenesses(formulas, [twice, once], ["x"] * 4)] == [0, 1]


def test_a_root_that_is_part_of_another_root_keeps_its_name() -> None:
    formulas = Formulas()
    a, b, c = (formulas.variable() for _ in range(3))
    inner, other = formulas.all_of([a, b]), formulas.all_of([a, c])
    outer = formulas.any_of([inner, c])
    assert [each.representative for each in likenesses(formulas, [inner, other, outer], ["x"] * 3)] == [
        0,
        1,
        2,
    ]


@given(st.data())
def test_like_roots_have_equal_probability(data: st.DataObject) -> None:
    formulas = Formulas()
    variables = [formulas.variable() for _ in range(6)]
    labels = [data.draw(st.sampled_from([0.1, 0.4])) for _ in variables]
    handles = list(variables)
    for _ in range(data.draw(st.integers(1, 8))):
        parts = data.draw(st.lists(st.sampled_from(handles), min_size=1, max_size=3))
        handles.append(formulas.at_least(data.draw(st.integers(1, len(parts))), parts))
    roots = data.draw(st.lists(st.sampled_from(handles), min_size=1, max_size=5))
    probability = build(formulas, roots).probability(np.array(labels))
    for position, found in enumerate(likenesses(formulas, roots, labels)):
        assert np.isclose(probability[position], probability[found.representative], rtol=1e-12, atol=0)
