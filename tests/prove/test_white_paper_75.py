"""Schneider White Paper 75, revision 4: figures 1, 3 and 5 with the verdicts that the paper gives."""

from pathlib import Path

import pytest

import powercalc as pc
from powercalc.proofs import Proofs, prove

EXAMPLES = Path(__file__).parents[2] / "examples"


def proofs(name: str) -> Proofs:
    return prove(pc.read(EXAMPLES / f"{name}.toml"))


def points(found: Proofs) -> dict[str, set[str]]:
    return {load: set(names) for load, names in found.claim("no_single_point_of_failure").details.items()}


def test_figure_1_single_points() -> None:
    found = points(proofs("ups-n-with-maintenance-bypass"))
    assert found == {"load": {"ats", "input", "output", "pdu"}}


def test_figure_3_single_points() -> None:
    found = points(proofs("ups-n-plus-1"))["load"]
    assert "paralleling" in found
    assert not found & {"ups-1", "ups-2", "grid", "gen"}


def test_figure_5_single_points() -> None:
    assert points(proofs("ups-distributed-redundant")) == {
        "load-1": {"sts-1", "pdu-1"},
        "load-3": {"sts-2", "pdu-2"},
        "load-5": {"sts-3", "pdu-3"},
    }


@pytest.mark.parametrize(
    "name", ["ups-n-with-maintenance-bypass", "ups-n-plus-1", "ups-distributed-redundant"]
)
def test_none_is_concurrently_maintainable(name: str) -> None:
    claim = proofs(name).claim("concurrently_maintainable")
    assert claim.verdict == "refuted"
    assert claim.counterexample is not None
    assert len(claim.counterexample.out) == 1


def test_figure_1_without_the_bypass_the_ups_drops_the_load() -> None:
    site = pc.read(EXAMPLES / "ups-n-with-maintenance-bypass.toml")
    without = pc.Site(
        "without",
        tuple(
            each.changed(fed_by="ups") if each.id == "output" else each
            for each in site.components
            if each.id != "maintenance-bypass"
        ),
    )
    assert "ups" in points(prove(without))["load"]
