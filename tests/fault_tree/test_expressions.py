"""Probabilities that are computed: distributions by hand, as Markov chains and against SCRAM."""

import shutil
import subprocess
from math import exp, log, pi
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from scipy.linalg import expm

from powercalc.fault_tree import FaultTreeError, evaluate_fault_tree
from powercalc.fault_tree.event_distributions import DomainError, glm, periodic_test, weibull


def numbers(*values: float) -> str:
    return "".join(f'<float value="{value!r}"/>' for value in values)


def model(expression: str, data: str = "") -> str:
    return (
        '<opsa-mef><define-fault-tree name="f"><define-gate name="top"><or><basic-event name="a"/>'
        '<basic-event name="never"/></or></define-gate></define-fault-tree><model-data>'
        '<define-basic-event name="never"><float value="0"/></define-basic-event>'
        f'<define-basic-event name="a">{expression}</define-basic-event>{data}</model-data></opsa-mef>'
    )


def found(expression: str, data: str = "", mission_time: float = 8760.0) -> float:
    return evaluate_fault_tree(model(expression, data), mission_time=mission_time).probability


def by_scram(text: str, folder: Path, mission_time: float = 8760.0) -> float:
    if shutil.which("scram") is None:
        pytest.skip("SCRAM is not installed")
    file = folder / "model.xml"
    file.write_text(text)
    command = ["scram", "--bdd", "--probability", "1", "--mission-time", str(mission_time), str(file)]
    report = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    products = ET.fromstring(report).find(".//sum-of-products")  # noqa: S314 - our own report
    assert products is not None
    return float(products.attrib["probability"])


EXPRESSIONS = {
    f"<exponential>{numbers(1e-5)}<system-mission-time/></exponential>": 1 - exp(-0.0876),
    f"<GLM>{numbers(0.02, 1e-4, 0.01, 100)}</GLM>": 0.02 * exp(-1.01) + 1 / 101 * (1 - exp(-1.01)),
    f"<Weibull>{numbers(1000, 2, 100, 600)}</Weibull>": 1 - exp(-0.25),
    f"<Weibull>{numbers(1000, 2, 700, 600)}</Weibull>": 0.0,
    f"<Weibull>{numbers(1000, 2, 0)}<system-mission-time/></Weibull>": 1 - exp(-(8.76**2)),
    f"<periodic-test>{numbers(1e-3, 100, 50, 30)}</periodic-test>": 1 - exp(-0.03),
    f"<periodic-test>{numbers(1e-3, 100, 50, 280)}</periodic-test>": 1 - exp(-0.03),
    f"<periodic-test>{numbers(1e-3, 100, 50, 350)}</periodic-test>": 1 - exp(-0.1),
    f"<add>{numbers(0.1, 0.2)}<div>{numbers(0.1, 2, 5)}</div></add>": 0.31,
    f"<sub>{numbers(0.9, 0.2, 0.1)}</sub>": 0.6,
    f"<mul>{numbers(0.5, 0.5)}<neg>{numbers(-0.5)}</neg></mul>": 0.125,
    f"<pow>{numbers(0.5, 3)}</pow>": 0.125,
    f"<exp><log>{numbers(0.25)}</log></exp>": 0.25,
    f"<mean>{numbers(0.1, 0.2, 0.6)}</mean>": 0.3,
    f"<min>{numbers(0.1, 0.2)}<max>{numbers(0.05, 0.07)}</max></min>": 0.07,
    f"<div><pi/>{numbers(4)}</div>": pi / 4,
    f"<ite><lt>{numbers(1, 2)}</lt>{numbers(0.1, 0.2)}</ite>": 0.1,
    f"<switch><case><gt>{numbers(1, 2)}</gt>{numbers(0.1)}</case>{numbers(0.2)}</switch>": 0.2,
    '<div><mod><int value="7"/><int value="4"/></mod><int value="6"/></div>': 0.5,
    f"<uniform-deviate>{numbers(0.1, 0.3)}</uniform-deviate>": 0.2,
    f"<normal-deviate>{numbers(0.4, 0.01)}</normal-deviate>": 0.4,
    f"<lognormal-deviate>{numbers(0.01, 3, 0.95)}</lognormal-deviate>": 0.01,
    f"<lognormal-deviate>{numbers(log(0.01), 0.5)}</lognormal-deviate>": 0.01 * exp(0.125),
    f"<gamma-deviate>{numbers(2, 0.1)}</gamma-deviate>": 0.2,
    f"<beta-deviate>{numbers(2, 6)}</beta-deviate>": 0.25,
    f"<histogram>{numbers(0)}<bin>{numbers(0.1, 1)}</bin><bin>{numbers(0.2, 3)}</bin></histogram>": 0.125,
}
"""Each expression of the format, and what it is worth by hand; of a random number that is its mean."""


@pytest.mark.parametrize(("expression", "value"), EXPRESSIONS.items())
def test_an_expression_is_worth_what_it_is_by_hand(expression: str, value: float) -> None:
    assert found(expression) == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize("expression", [each for each in EXPRESSIONS if "beta-deviate" not in each])
def test_an_expression_is_worth_what_scram_says(expression: str, tmp_path: Path) -> None:
    """But for the beta distribution: SCRAM 0.16 takes its own bound of it for above one and refuses it."""
    assert found(expression) == pytest.approx(by_scram(model(expression), tmp_path), rel=1e-5)


TESTS = [
    (1e-3, 0.02, 100, 50, 30),
    (1e-3, 0.02, 100, 50, 150),
    (1e-3, 0.02, 100, 50, 8760),
    (0.02, 0.02, 100, 0, 333),
    (1e-3, 2e-3, 0.02, 100, 50, 0.01, 5, 1, 0.9, 0.02, 30),
    (1e-3, 2e-3, 0.02, 100, 50, 0.01, 5, 1, 0.9, 0.02, 8760),
    (1e-3, 2e-3, 0.02, 100, 50, 0.01, 5, 0, 0.9, 0.02, 252),
    (1e-3, 2e-3, 0.02, 100, 50, 0.01, 5, 1, 0.9, 0.02, 252),
]


@pytest.mark.parametrize("arguments", TESTS)
def test_a_periodic_test_is_what_scram_says(arguments: tuple[float, ...], tmp_path: Path) -> None:
    text = model(f"<periodic-test>{numbers(*arguments)}</periodic-test>")
    assert evaluate_fault_tree(text).probability == pytest.approx(by_scram(text, tmp_path), rel=1e-5)


@pytest.mark.parametrize("time", [20.0, 150.0, 151.0, 640.0, 5025.0])
def test_a_periodic_test_is_its_markov_chain(time: float) -> None:
    """Available, failed unseen, in repair; a test takes no time and finds what has failed."""
    rate, repair, between, first = 2e-3, 0.03, 100.0, 50.0
    chain = np.array([[-rate, rate, 0.0], [0.0, 0.0, 0.0], [repair, 0.0, -repair]])
    seen = np.array([[1.0, 0, 0], [0, 0, 1], [0, 0, 1]])
    state, left, length = np.array([1.0, 0, 0]), time, first
    while left > length:
        state, left, length = state @ expm(chain * length) @ seen, left - length, between
    state = state @ expm(chain * left)
    assert periodic_test(rate, repair, between, first, time) == pytest.approx(1 - state[0], rel=1e-9)


def test_many_periods_take_no_longer_than_few() -> None:
    steady = periodic_test(1e-3, 0.02, 100, 0, 1e6 + 50)
    assert periodic_test(1e-3, 0.02, 100, 0, 1e15 + 50) == pytest.approx(steady, rel=1e-9)
    full = (2e-3, 0.02, 100, 0, 0.01, 5, 1, 0.9, 0.02)
    assert periodic_test(1e-3, *full, 1e15 + 50) == pytest.approx(periodic_test(1e-3, *full, 1e6 + 50))


def test_small_rates_lose_no_digits() -> None:
    assert glm(0, 1e-15, 0, 1) == pytest.approx(1e-15, rel=1e-12)
    assert weibull(1e15, 1, 0, 1) == pytest.approx(1e-15, rel=1e-12)
    assert glm(0.25, 0, 0, 8760) == 0.25


def test_the_mission_time_is_asked_for() -> None:
    expression = f"<exponential>{numbers(0.01)}<system-mission-time/></exponential>"
    assert found(expression, mission_time=24) == pytest.approx(1 - exp(-0.24), rel=1e-12)


def test_parameters_may_be_made_of_parameters() -> None:
    data = (
        '<define-parameter name="p"><mul><parameter name="q"/><parameter name="q"/></mul></define-parameter>'
        f'<define-parameter name="q" unit="float">{numbers(0.5)}</define-parameter>'
    )
    assert found('<parameter name="p"/>', data) == 0.25


def test_a_unit_that_is_no_hour_is_told_and_taken_as_it_stands() -> None:
    data = f'<define-parameter name="q" unit="years">{numbers(0.5)}</define-parameter>'
    result = evaluate_fault_tree(model('<parameter name="q" unit="years"/>', data))
    assert result.probability == 0.5
    assert "q is in years" in result.notes[0]


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        (f"<exponential>{numbers(-1, 1)}</exponential>", "the rate is out of range"),
        (f"<periodic-test>{numbers(1, 2, 3)}</periodic-test>", "with 3 arguments; expected 4 or 5 or 11"),
        (f"<periodic-test>{numbers(1, 0, 3, 4)}</periodic-test>", "the time between tests is out of range"),
        (f"<Weibull>{numbers(0, 1, 0, 1)}</Weibull>", "the scale is out of range"),
        (f"<div>{numbers(1, 0)}</div>", "<div> has no value (found 1, 0)"),
        (f"<exp>{numbers(1e6)}</exp>", "has no value"),
        (f"<add>{numbers(0.9, 0.9)}</add>", "not a probability (found 1.8)"),
        ('<parameter name="p"/>', "a parameter that is not defined (found p)"),
        ("<inhibit/>", "not an expression that is read (found <inhibit>)"),
        ('<int value="0.5"/>', "not a number"),
        ('<bool value="maybe"/>', "neither true nor false"),
        (f"<switch>{numbers(1, 2)}</switch>", "not cases"),
        (f"<normal-deviate>{numbers(0.5, 0)}</normal-deviate>", "its arguments are out of range"),
        (f"<histogram>{numbers(0.5)}<bin>{numbers(0.1, 1)}</bin></histogram>", "the bounds must rise"),
    ],
)
def test_what_has_no_value_is_told_with_its_place(expression: str, said: str) -> None:
    with pytest.raises(FaultTreeError) as caught:
        found(expression)
    assert said in str(caught.value)
    assert str(caught.value).startswith("1:")


def test_a_unit_that_is_not_the_one_asked_for_is_told() -> None:
    data = f'<define-parameter name="q" unit="hours">{numbers(0.5)}</define-parameter>'
    with pytest.raises(FaultTreeError, match="the unit of q is hours"):
        found('<parameter name="q" unit="years"/>', data)


def test_deep_expressions_do_not_recurse() -> None:
    assert found("<neg>" * 20_000 + numbers(0.25) + "</neg>" * 20_000) == 0.25


def test_a_test_that_cannot_be_is_refused() -> None:
    with pytest.raises(DomainError, match="4, 5 or 11"):
        periodic_test(1.0)
