"""Sites written as Open-PSA models: what SCRAM makes of them, and what we read back."""

import re
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

import powercalc as pc
from powercalc.diagram.plain import plain_diagram
from powercalc.fault_tree import evaluate_fault_tree
from powercalc.fault_tree.export import ANY_LOAD, to_open_psa
from powercalc.site import templates

TEMPLATES = ["single-path", "n-plus-1", "2n", "block-redundant", "distributed-redundant"]


def exported(name: str) -> str:
    return to_open_psa(plain_diagram(pc.read_text(templates.text(name))), name)


WITHOUT_OVERLOAD = [name for name in TEMPLATES if name != "block-redundant"]
"""What an overload adds follows from the loads of each state, which a fault tree does not know."""


@pytest.mark.parametrize("name", WITHOUT_OVERLOAD)
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
