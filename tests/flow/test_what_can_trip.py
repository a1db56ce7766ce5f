"""What can trip is asked without failures in common: they can do nothing that those alone could not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import powercalc as pc
from powercalc.cascade import rounds
from powercalc.cascade.rounds import done_otherwise_too, possible
from powercalc.engine.formula import Formulas
from powercalc.events.blocks import Own, done_alone_too
from powercalc.response.lost import trips
from powercalc.site import templates
from tests.engine.strategies import Sample, samples


@given(samples(), st.data())
def test_the_same_can_be_true_without_what_is_done_otherwise_too(sample: Sample, data: st.DataObject) -> None:
    """Some of the variables are failures in common with others that are met nowhere else."""
    formulas, roots = sample.formulas, list(sample.roots)
    with_own = {
        variable: formulas.any_of([variable, formulas.variable()])
        for variable in data.draw(st.lists(st.sampled_from(formulas.variables), unique=True))
    }
    roots = formulas.all_substituted(roots, with_own)
    needless = done_otherwise_too(formulas, roots)
    without = formulas.all_substituted(roots, dict.fromkeys(needless, formulas.never))
    assert possible(formulas, without) == possible(formulas, roots)


def test_a_failure_in_common_is_done_otherwise_too() -> None:
    formulas = Formulas()
    one, other, both, feed = (formulas.variable() for _ in range(4))
    paths = [formulas.any_of([own, both]) for own in (one, other)]
    lost = formulas.all_of([formulas.any_of([*paths, feed]), formulas.negation(feed)])
    assert done_otherwise_too(formulas, [lost]) == {both}


def test_a_common_cause_that_is_all_that_takes_some_unit_is_not_done_alone() -> None:
    """Block 9 strikes all of a component whose unit fails by itself, and a unit elsewhere that does not."""
    struck, other = Own(units=((1,),), common=(9,)), Own(units=((2, 9), (3,)), lost_at=2)
    assert done_alone_too({"a": struck, "b": other}) == {9}
    assert not done_alone_too({"a": struck, "b": Own(units=((9,), (3,)), lost_at=2)})


def test_suspected_common_causes_make_no_larger_question_of_what_trips(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of UPSs and sets that may fail in common, the same formulas are asked as of those that may not."""
    asked: list[int] = []

    def counted(formulas: Formulas, roots: list[int], **options: object) -> list[bool]:
        asked.append(len(formulas.reachable(roots)))
        return possible(formulas, roots, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(trips, "possible", counted)
    result = pc.evaluate(pc.read_text(templates.text("block-redundant")))
    alone, asked[:] = asked[:], []
    assert alone
    assert result.with_common_cause
    assert asked == alone
    assert rounds.ROUND_BUDGET.nodes >= max(alone)
