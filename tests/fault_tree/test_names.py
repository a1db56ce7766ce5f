"""Names in fault trees: public and private, with and without what is around them, and used twice."""

import pytest

from powercalc.fault_tree import FaultTreeError, evaluate_fault_tree


def tree(*definitions: str, data: str = "") -> str:
    inside = "".join(definitions)
    return (
        f'<opsa-mef><define-fault-tree name="F">{inside}</define-fault-tree>'
        f"<model-data>{data}</model-data></opsa-mef>"
    )


def gate(name: str, formula: str, role: str | None = None) -> str:
    said = f' role="{role}"' if role else ""
    return f'<define-gate name="{name}"{said}>{formula}</define-gate>'


def event(name: str, probability: float, role: str | None = None) -> str:
    said = f' role="{role}"' if role else ""
    return f'<define-basic-event name="{name}"{said}><float value="{probability}"/></define-basic-event>'


def component(name: str, *definitions: str, role: str | None = None) -> str:
    said = f' role="{role}"' if role else ""
    return f'<define-component name="{name}"{said}>{"".join(definitions)}</define-component>'


def all_of(*names: str) -> str:
    return "<and>" + "".join(f'<event name="{name}"/>' for name in names) + "</and>"


def probability(text: str, top: str | None = None) -> float:
    return evaluate_fault_tree(text, top).probability


def problems_of(text: str) -> str:
    with pytest.raises(FaultTreeError) as caught:
        evaluate_fault_tree(text)
    return str(caught.value)


def test_a_private_name_means_the_one_of_its_component() -> None:
    """0.05 by hand: the component's own A is B, so its gate is B or B; SCRAM says the same."""
    text = tree(
        gate("top", '<and><event name="A"/><gate name="sub"/></and>'),
        event("A", 0.1),
        event("B", 0.5),
        component(
            "C",
            gate("sub", '<or><event name="A"/><event name="B"/></or>'),
            gate("A", '<event name="B"/>', role="private"),
        ),
    )
    assert probability(text) == pytest.approx(0.05, rel=1e-12)


def test_two_components_have_each_their_own_events() -> None:
    parts = [
        component(name, gate("down", all_of("x", "y")), event("x", x), event("y", 0.5), role="private")
        for name, x in (("one", 0.1), ("two", 0.2))
    ]
    text = tree(gate("top", '<or><gate name="one.down"/><gate name="F.two.down"/></or>'), *parts)
    assert probability(text) == pytest.approx(1 - 0.95 * 0.9, rel=1e-12)


def test_a_path_leads_to_what_is_public_too() -> None:
    text = tree(gate("top", all_of("F.a", "C.b")), event("a", 0.1), component("C", event("b", 0.5)))
    assert probability(text) == pytest.approx(0.05, rel=1e-12)
    assert probability(text, "F.top") == pytest.approx(0.05, rel=1e-12)


def test_what_is_private_is_not_known_outside_by_its_bare_name() -> None:
    text = tree(gate("top", all_of("b", "b")), component("C", event("b", 0.5, role="private")))
    assert "refers to nothing defined (found b)" in problems_of(text)


def test_parameters_have_scopes_too() -> None:
    own = component(
        "C",
        '<define-parameter name="p" role="private"><float value="0.5"/></define-parameter>',
        '<define-basic-event name="b"><parameter name="p"/></define-basic-event>',
    )
    data = (
        '<define-parameter name="p"><float value="0.1"/></define-parameter>'
        '<define-basic-event name="a"><parameter name="p"/></define-basic-event>'
    )
    assert probability(tree(gate("top", all_of("a", "b")), own, data=data)) == pytest.approx(0.05)


def test_a_group_may_be_private_to_its_component() -> None:
    group = (
        '<define-CCF-group name="g" model="beta-factor"><members><basic-event name="x"/>'
        '<basic-event name="y"/></members><factor><float value="0.2"/></factor>'
        '<distribution><float value="0.1"/></distribution></define-CCF-group>'
    )
    pair = component("C", gate("both", all_of("x", "y")), group, role="private")
    text = tree(gate("top", '<and><gate name="C.both"/><event name="x"/></and>'), pair, data=event("x", 0.5))
    assert probability(text) == pytest.approx(0.5 * (0.02 + 0.98 * 0.08**2), rel=1e-12)


def test_the_kind_of_an_event_may_be_said() -> None:
    text = tree(gate("top", '<and><event name="a" type="basic-event"/><event name="b"/></and>'))
    both = event("a", 0.1) + event("b", 0.5)
    assert probability(text.replace("</model-data>", f"{both}</model-data>")) == pytest.approx(0.05)
    wrong = text.replace("basic-event", "gate")
    assert "refers to nothing" in problems_of(wrong.replace("</model-data>", f"{both}</model-data>"))


@pytest.mark.parametrize(
    "definitions",
    [
        gate("A", '<event name="B"/>') + event("A", 0.1),
        event("A", 0.1) + '<define-house-event name="A"/>',
        event("A", 0.1) + component("C", event("A", 0.2)),
        component("C", gate("A", '<event name="B"/>')) + component("D", event("A", 0.2)),
        component("C", event("A", 0.1, role="private") + gate("A", '<event name="B"/>', role="private")),
    ],
)
def test_one_name_for_two_things_is_refused(definitions: str) -> None:
    told = problems_of(tree(gate("top", all_of("A", "B")), event("B", 0.5), definitions))
    assert "defined before, as a" in told
    assert "A)" in told


def test_a_member_of_a_group_has_no_figure_of_its_own() -> None:
    group = (
        '<define-CCF-group name="g" model="beta-factor"><members><basic-event name="x"/>'
        '<basic-event name="y"/></members><factor><float value="0.2"/></factor>'
        '<distribution><float value="0.1"/></distribution></define-CCF-group>'
    )
    text = tree(gate("top", all_of("x", "y")), group, data=event("x", 0.5))
    assert "with a figure of its own" in problems_of(text)
    empty = tree(gate("top", all_of("x", "y")), group, data='<define-basic-event name="x"/>')
    assert probability(empty) == pytest.approx(0.02 + 0.98 * 0.08**2, rel=1e-12)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            f"<opsa-mef><model-data>{event('a', 0.1, role='private')}</model-data></opsa-mef>",
            "in no fault tree",
        ),
        (tree(gate("a", '<event name="b"/>', role="secret"), event("b", 0.1)), "no role"),
        (tree(component("C"), component("C"), gate("a", '<constant value="1"/>')), "defined before"),
        (tree("<define-component/>", gate("a", '<constant value="1"/>')), "without a name"),
    ],
)
def test_wrong_scopes_are_told(text: str, said: str) -> None:
    assert said in problems_of(text)


def test_event_trees_are_named_and_their_fault_trees_read() -> None:
    around = (
        '<define-initiating-event name="loss" event-tree="E"/><define-event-tree name="E">'
        '<define-functional-event name="f"/><initial-state/></define-event-tree>'
        '<define-alignment name="work"><define-phase name="p" time-fraction="1"/></define-alignment>'
    )
    text = tree(gate("top", all_of("a", "a")), event("a", 0.1)).replace(
        "<model-data>", around + "<model-data>"
    )
    found = evaluate_fault_tree(text)
    assert found.probability == 0.1
    assert found.notes == (
        "not read: initiating event loss",
        "not read: event tree E",
        "not read: alignment work; house events keep the state of their definitions",
    )
    assert found.to_dict()["notes"] == list(found.notes)
    assert "not read: event tree E" in problems_of(f"<opsa-mef>{around}</opsa-mef>")


def test_a_house_event_without_a_constant_is_off() -> None:
    house = '<define-house-event name="h"/>'
    assert (
        probability(tree(gate("top", '<or><event name="h"/><event name="a"/></or>'), house + event("a", 0.1)))
        == 0.1
    )
