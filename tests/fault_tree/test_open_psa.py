"""Open-PSA models: what is read, what is refused and where."""

import re
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from powercalc.errors import PowercalcError
from powercalc.fault_tree import FaultTreeError, evaluate_fault_tree, read_open_psa
from tests.open_psa_models import trains


def model(gates: str, events: str = "") -> str:
    tree = f'<define-fault-tree name="f">{gates}</define-fault-tree>'
    return f"<opsa-mef>{tree}<model-data>{events}</model-data></opsa-mef>"


def event(name: str, probability: str) -> str:
    return f'<define-basic-event name="{name}"><float value="{probability}"/></define-basic-event>'


def top(formula: str, **events: float) -> str:
    defined = "".join(event(name, repr(q)) for name, q in events.items())
    return model(f'<define-gate name="top">{formula}</define-gate>', defined)


AB = '<basic-event name="a"/><basic-event name="b"/>'
ABC = AB + '<event name="c"/>'


def problems_of(text: str | bytes) -> str:
    with pytest.raises(FaultTreeError) as caught:
        evaluate_fault_tree(text)
    return str(caught.value)


def test_scram_beta_factor_ccf() -> None:
    """SCRAM 0.16.2, tests/input/core/beta_factor_ccf.xml: three trains of pump and valve."""
    found = evaluate_fault_tree(trains("beta-factor", {3: 0.2}), cut_sets=True)
    assert found.probability == pytest.approx(0.0430803730612224, rel=1e-9)
    assert found.minimal_cut_sets == 10
    assert found.to_dict() == {
        "top": "all",
        "probability": found.probability,
        "minimal_cut_sets": 10,
        "by_order": [0, 2, 0, 8],
    }


@pytest.mark.parametrize(
    ("kind", "factors"),
    [
        ("beta-factor", {3: 0.2}),
        ("MGL", {2: 0.2, 3: 0.4}),
        ("alpha-factor", {1: 0.7, 2: 0.2, 3: 0.1}),
    ],
)
def test_common_cause_against_scram(tmp_path: Path, kind: str, factors: dict[int, float]) -> None:
    text = trains(kind, factors)
    file = tmp_path / "trains.xml"
    file.write_text(text)
    assert evaluate_fault_tree(file).probability == pytest.approx(by_scram(file, "--ccf", "1"), rel=1e-5)


def test_levels_follow_one_another_where_none_is_written(tmp_path: Path) -> None:
    """As the reference implementation reads it: the first level of the model, and one more each time."""
    for kind, factors in [
        ("beta-factor", {3: 0.2}),
        ("MGL", {2: 0.2, 3: 0.4}),
        ("alpha-factor", {1: 0.7, 2: 0.2, 3: 0.1}),
        ("phi-factor", {1: 0.7, 2: 0.2, 3: 0.1}),
    ]:
        text = trains(kind, factors)
        bare = re.sub(' level="[0-9]"', "", text)
        assert evaluate_fault_tree(bare) == evaluate_fault_tree(text)
        file = tmp_path / "trains.xml"
        file.write_text(bare)
        assert evaluate_fault_tree(file).probability == pytest.approx(by_scram(file, "--ccf", "1"), rel=1e-5)


def test_a_level_that_stands_twice_is_told() -> None:
    text = trains("MGL", {2: 0.2, 3: 0.4}).replace('level="3"', 'level="2"')
    assert "two factors of level 2" in problems_of(text)
    assert "no whole number" in problems_of(text.replace('level="2"', 'level="two"'))


def test_scram_phi_factor_ccf() -> None:
    """SCRAM, tests/bench_core_tests.cc: 0.04104, in 34 minimal cut sets."""
    found = evaluate_fault_tree(trains("phi-factor", {1: 0.7, 2: 0.2, 3: 0.1}), cut_sets=True)
    assert found.probability == pytest.approx(0.04104, abs=5e-6)
    assert found.by_order == (0, 2, 24, 8)


def test_gates_against_scram(tmp_path: Path) -> None:
    gates = (
        '<define-gate name="top"><or><gate name="v"/><xor><event name="a"/><gate name="n"/></xor></or>'
        '</define-gate><define-gate name="v"><atleast min="2"><event name="a"/><event name="b"/>'
        '<event name="c"/></atleast></define-gate>'
        '<define-gate name="n"><and><event name="d"/><not><event name="b"/></not></and></define-gate>'
    )
    text = model(
        gates, "".join(event(name, str(q)) for name, q in zip("abcd", (0.1, 0.2, 0.3, 0.4), strict=True))
    )
    file = tmp_path / "gates.xml"
    file.write_text(text)
    assert evaluate_fault_tree(file).probability == pytest.approx(by_scram(file), rel=1e-5)


def by_scram(file: Path, *options: str) -> float:
    """The probability that SCRAM reports, printed with six digits."""
    if shutil.which("scram") is None:
        pytest.skip("SCRAM is not installed")
    command = ["scram", "--bdd", "--probability", "1", *options, str(file)]
    report = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    products = ET.fromstring(report).find(".//sum-of-products")  # noqa: S314 - our own report
    assert products is not None
    return float(products.attrib["probability"])


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        (f"<and>{AB}</and>", 0.02),
        (f"<or>{AB}</or>", 0.28),
        (f"<nand>{AB}</nand>", 0.98),
        (f"<nor>{AB}</nor>", 0.72),
        (f"<xor>{AB}</xor>", 0.26),
        ('<not><event name="a"/></not>', 0.9),
        (f'<atleast min="2">{ABC}</atleast>', 0.1 * 0.2 + 0.1 * 0.3 + 0.2 * 0.3 - 2 * 0.1 * 0.2 * 0.3),
        (f"<and>{AB}<not><or><event name='c'/></or></not></and>", 0.014),
        ('<and><event name="a"/><constant value="true"/></and>', 0.1),
        ('<event name="b"/>', 0.2),
        (f"<imply>{AB}</imply>", 0.92),
        (f"<iff>{AB}</iff>", 0.74),
        (f"<xor>{ABC}</xor>", (1 - 0.8 * 0.6 * 0.4) / 2),
        (f"<iff>{ABC}</iff>", (1 - 0.8 * 0.6 * 0.4) / 2),
        (f'<cardinality min="1" max="2">{ABC}</cardinality>', 1 - 0.9 * 0.8 * 0.7 - 0.1 * 0.2 * 0.3),
        (f'<cardinality min="0" max="0">{ABC}</cardinality>', 0.9 * 0.8 * 0.7),
        (f'<cardinality min="1" max="9">{ABC}</cardinality>', 1 - 0.9 * 0.8 * 0.7),
    ],
)
def test_connectives(formula: str, expected: float) -> None:
    found = evaluate_fault_tree(top(formula, a=0.1, b=0.2, c=0.3))
    assert found.probability == pytest.approx(expected, rel=1e-12)
    assert found.to_dict() == {"top": "top", "probability": found.probability}


def test_house_events_switch_parts_on_and_off() -> None:
    houses = (
        '<define-house-event name="on"><constant value="true"/></define-house-event>'
        '<define-house-event name="off"><constant value="false"/></define-house-event>'
    )
    formula = '<or><and><event name="a"/><house-event name="on"/></and><house-event name="off"/></or>'
    text = model(f'<define-gate name="top">{formula}</define-gate>', houses + event("a", "0.1"))
    assert evaluate_fault_tree(text).probability == pytest.approx(0.1)


def test_a_probability_may_be_a_parameter() -> None:
    text = model(
        '<define-gate name="top"><event name="a"/></define-gate>',
        '<define-basic-event name="a"><label>alone</label><parameter name="p"/></define-basic-event>'
        '<define-parameter name="p"><float value="0.25"/></define-parameter>',
    )
    assert evaluate_fault_tree(text).probability == 0.25


def test_the_top_may_be_named() -> None:
    x = '<define-gate name="x"><event name="a"/></define-gate>'
    gates = x + '<define-gate name="y"><not><event name="a"/></not></define-gate>'
    text = model(gates, event("a", "0.1"))
    assert evaluate_fault_tree(text, "y").probability == pytest.approx(0.9)
    assert "x, y" in problems_of(text)
    with pytest.raises(FaultTreeError, match="no such gate"):
        evaluate_fault_tree(text, "z")


def test_a_model_is_read_from_its_path(tmp_path: Path) -> None:
    file = tmp_path / "model.xml"
    file.write_text(top(f"<and>{AB}</and>", a=0.1, b=0.2))
    assert evaluate_fault_tree(str(file)).probability == pytest.approx(0.02)
    with pytest.raises(FaultTreeError, match="cannot be read"):
        evaluate_fault_tree(tmp_path / "missing.xml")


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        ('<and><gate name="g"/><event name="a"/></and>', "refers to nothing"),
        ('<and><gate name="top"/><event name="a"/></and>', "depends on itself"),
        ('<inhibit><event name="a"/><event name="a"/></inhibit>', "not a connective"),
        ('<imply><event name="a"/></imply>', "with 1 parts"),
        ('<iff><event name="a"/></iff>', "with 1 parts"),
        ('<cardinality min="1"><event name="a"/></cardinality>', "whole number for max"),
        ('<cardinality min="2" max="1"><event name="a"/></cardinality>', "max from 2 up"),
        ('<xor><event name="a"/></xor>', "with 1 parts"),
        ('<atleast><event name="a"/></atleast>', "whole number for min"),
        ('<atleast min="-1"><event name="a"/></atleast>', "whole number for min"),
        ('<constant value="perhaps"/>', "true or false"),
        ('<event name="a"/><event name="a"/>', "not one formula"),
        ("", "not one formula"),
    ],
)
def test_wrong_formulas_are_told(formula: str, said: str) -> None:
    assert said in problems_of(top(formula, a=0.1))


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("1.5", "not a probability"),
        ("-0.1", "not a probability"),
        ("nan", "not a number"),
        ("inf", "not a number"),
        ("", "not a number"),
        ("0,5", "not a number"),
        ("1_0", "not a number"),
        ("1e400", "beyond what can be computed with"),
        ("1e-400", "beyond what can be computed with"),
    ],
)
def test_what_is_no_probability_is_told(number: str, said: str) -> None:
    text = model('<define-gate name="top"><event name="a"/></define-gate>', event("a", number))
    assert said in problems_of(text)


@pytest.mark.parametrize(
    ("definition", "said"),
    [
        ('<define-basic-event name="a"><exponential/></define-basic-event>', "with 0 arguments"),
        (
            '<define-basic-event name="a"><extern-function name="f"/></define-basic-event>',
            "not an expression",
        ),
        ('<define-basic-event name="a"/>', "not one number"),
        (event("a", "0.1") * 2, "defined before"),
        ('<define-basic-event><float value="0.1"/></define-basic-event>', "without a name"),
        (event("a", "0.1") + '<define-substitution name="s"/>', "not read"),
        (
            (
                '<define-basic-event name="a"><parameter name="p"/></define-basic-event>'
                '<define-parameter name="p"><parameter name="p"/></define-parameter>'
            ),
            "depends on itself",
        ),
    ],
)
def test_wrong_definitions_are_told(definition: str, said: str) -> None:
    assert said in problems_of(model('<define-gate name="top"><event name="a"/></define-gate>', definition))


@pytest.mark.parametrize(
    ("kind", "factors", "said"),
    [
        ("gamma-factor", {2: 0.1}, "not a common-cause model"),
        ("beta-factor", {2: 0.1}, "a level that the group has not (found 2); expected 3"),
        ("beta-factor", {3: 0.1, 4: 0.1}, "a level that the group has not (found 4)"),
        ("MGL", {1: 0.1}, "a level that the group has not (found 1); expected from 2 to 3"),
        ("MGL", {3: 0.1}, "no factor of level 2"),
        ("alpha-factor", {1: 0.7, 3: 0.1}, "no factor of level 2"),
        ("phi-factor", {1: 0.7, 2: 0.2}, "add up to 0.9"),
        ("alpha-factor", {1: 0.0}, "all zero"),
    ],
)
def test_wrong_groups_are_told(kind: str, factors: dict[int, float], said: str) -> None:
    assert said in problems_of(trains(kind, factors))


def test_every_problem_is_told_at_once_with_its_line() -> None:
    text = model('<define-gate name="top">\n<and><gate name="g"/>\n<event name="e"/></and></define-gate>')
    with pytest.raises(FaultTreeError) as caught:
        read_open_psa(text.encode(), "model.xml")
    places = {str(problem.place) for problem in caught.value.problems}
    assert places == {"model.xml:2:6", "model.xml:3:1"}


def test_entity_bombs_are_refused() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><opsa-mef>&b;</opsa-mef>'
    assert "refused" in problems_of(bomb)


def test_external_entities_are_refused() -> None:
    external = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><opsa-mef>&a;</opsa-mef>'
    assert "refused" in problems_of(external)


@pytest.mark.parametrize(
    "text", [b"<", b"<a>", b"<opsa-mef/>", b"<other/>", b"<\xff\xfe>", b"<?xml encoding='x'?><a/>"]
)
def test_what_is_no_model_is_told(text: bytes) -> None:
    assert problems_of(text)


def test_deep_nesting_does_not_recurse() -> None:
    formula = "<not>" * 50_000 + '<event name="a"/>' + "</not>" * 50_000
    assert evaluate_fault_tree(top(formula, a=0.25)).probability == 0.25


pieces = st.sampled_from(
    [
        "<and>",
        "</and>",
        "<or>",
        "</or>",
        "<not>",
        "</not>",
        '<event name="a"/>',
        '<gate name="top"/>',
        "<",
        "&x;",
    ]
)


@given(st.lists(pieces, max_size=12).map("".join))
def test_nonsense_is_evaluated_or_refused_never_more(formula: str) -> None:
    try:
        found = evaluate_fault_tree(top(formula, a=0.1), cut_sets=True)
    except PowercalcError:
        return
    assert 0.0 <= found.probability <= 1.0


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_politely(text: bytes) -> None:
    with pytest.raises(FaultTreeError):
        read_open_psa(text)
