"""importance, export and fault-tree through the command."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parent.parent.parent / "examples"
SITE = EXAMPLES / "two-path-hall.toml"


def powercalc(*arguments: str, given: str | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "powercalc", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, input=given)


def test_an_exported_site_comes_back_with_the_probability_that_was_evaluated(tmp_path: Path) -> None:
    model = tmp_path / "model.xml"
    model.write_text(powercalc("export", str(SITE), "--to", "open-psa").stdout)
    told = json.loads(powercalc("fault-tree", str(model), "--format", "json").stdout)
    evaluated = json.loads(powercalc("evaluate", str(SITE), "--plain", "--format", "json").stdout)
    assert told["top"] == "any-load"
    assert told["probability"] == pytest.approx(evaluated["any_load"]["unavailability"], rel=1e-12)


def test_cut_sets_are_counted_by_order() -> None:
    model = """<opsa-mef><define-fault-tree name="t">
        <define-gate name="top"><atleast min="2"><basic-event name="a"/><basic-event name="b"/>
        <basic-event name="c"/></atleast></define-gate></define-fault-tree><model-data>
        <define-basic-event name="a"><float value="0.1"/></define-basic-event>
        <define-basic-event name="b"><float value="0.1"/></define-basic-event>
        <define-basic-event name="c"><float value="0.1"/></define-basic-event></model-data></opsa-mef>"""
    done = powercalc("fault-tree", "-", "--cut-sets", "--format", "json", given=model)
    told = json.loads(done.stdout)
    assert (told["minimal_cut_sets"], told["by_order"]) == (3, [0, 0, 3])
    assert told["probability"] == pytest.approx(0.028)
    assert "3 minimal cut sets" in powercalc("fault-tree", "-", "--cut-sets", given=model).stdout


def test_importance_names_the_load_it_ranks_for() -> None:
    done = powercalc("importance", str(SITE), "--load", "rack")
    assert done.returncode == 0
    assert done.stdout.startswith("What matters for rack, in outages\n")
    done = powercalc("importance", str(SITE), "--load", "rack", "--plain")
    assert done.stdout.startswith("What matters for rack, in the plain block diagram\n")


@pytest.mark.parametrize(
    "arguments", [("importance", str(SITE), "--load", "rak"), ("fault-tree", "missing.xml")]
)
def test_a_wrong_call_ends_with_two_and_says_nothing_on_standard_output(arguments: tuple[str, ...]) -> None:
    done = powercalc(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr
