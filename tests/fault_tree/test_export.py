"""Sites written as Open-PSA models: what SCRAM makes of them, and what we read back."""

import re
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

import powercalc as pc
from powercalc.cascade import rounds as cascade
from powercalc.components import Component
from powercalc.engine.diagram import Budget
from powercalc.fault_tree import evaluate_fault_tree
from powercalc.fault_tree.export import ANY_LOAD
from powercalc.fault_tree.site import exported as written
from powercalc.site import templates

TEMPLATES = ["single-path", "n-plus-1", "2n", "block-redundant", "distributed-redundant"]


def exported(name: str) -> str:
    text, left_out = written(pc.read_text(templates.text(name)))
    assert left_out is None
    return text


@pytest.mark.parametrize("name", TEMPLATES)
def test_an_exported_site_keeps_its_unavailability(name: str) -> None:
    expected = pc.evaluate(pc.read_text(templates.text(name)), plain=True).any_load.unavailability
    found = evaluate_fault_tree(exported(name), ANY_LOAD)
    assert found.probability == pytest.approx(expected, rel=1e-12)


@pytest.mark.skipif(shutil.which("scram") is None, reason="SCRAM is not installed")
@pytest.mark.parametrize("name", TEMPLATES)
def test_scram_finds_the_same_probability_and_cut_sets(name: str, tmp_path: Path) -> None:
    model, report = tmp_path / "model.xml", tmp_path / "report.xml"
    model.write_text(exported(name), encoding="utf-8")
    command = ["scram", "--bdd", "--probability", "1", str(model), "-o", str(report)]
    subprocess.run(command, check=True, timeout=60, capture_output=True)
    theirs = ET.parse(report).find(f".//sum-of-products[@name='{ANY_LOAD}']")  # noqa: S314 - our own file
    assert theirs is not None
    ours = evaluate_fault_tree(exported(name), ANY_LOAD, cut_sets=True)
    assert float(theirs.attrib["probability"]) == pytest.approx(ours.probability, rel=1e-5)
    assert int(theirs.attrib["products"]) == ours.minimal_cut_sets


def test_names_are_spelt_as_the_format_allows() -> None:
    names = re.findall(r' name="([^"]*)"', exported("2n"))
    assert all(re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*(-[A-Za-z0-9_]+)*", name) for name in names)


TWO_FEEDS = {"failure_rate": "1 / year", "mttr": "1 h"}
RATED = {"failure_rate": 0, "mttr": 0, "rating": "7.2 kW"}


def two_full_strips() -> pc.Site:
    """Two strips, each of which carries either load and not both: one lost, the other trips."""
    parts: list[Component] = [pc.GridFeed(f"f{side}", **TWO_FEEDS) for side in "ab"]
    parts += [pc.RackPdu(f"p{side}", fed_by=f"f{side}", **RATED) for side in "ab"]
    parts += [
        pc.Server(name, fed_by=["pa", "pb"], power=power)
        for name, power in (("db", "4 kW"), ("web", "3.9 kW"))
    ]
    return pc.Site("two strips", tuple(parts))


def test_what_trips_is_in_an_exported_site() -> None:
    """Dark whenever one feed is: 1 - (1 - U)^2 = U (2 - U), U = 1 / 8761; each feed alone is a cut set."""
    u = 1 / 8761
    text, left_out = written(two_full_strips())
    found = evaluate_fault_tree(text, ANY_LOAD, cut_sets=True)
    assert left_out is None
    assert found.probability == pytest.approx(u * (2 - u), rel=1e-12)
    assert found.probability == pytest.approx(
        pc.evaluate(two_full_strips(), plain=True).any_load.unavailability, rel=1e-12
    )
    assert found.by_order == (0, 2)


def test_what_trips_and_is_too_large_is_said_to_be_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cascade, "ROUND_BUDGET", Budget(nodes=1))
    monkeypatch.setattr(cascade.cascade, "__kwdefaults__", {"budget": Budget(nodes=1)})
    text, left_out = written(two_full_strips())
    assert left_out is not None
    assert "what trips by overload is not in this model" in text
    assert evaluate_fault_tree(text, ANY_LOAD).probability == pytest.approx((1 / 8761) ** 2, rel=1e-12)
