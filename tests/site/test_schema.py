"""The JSON Schema: what it accepts is what is read, and editors understand it."""

import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from jsonschema import Draft7Validator

from powercalc.components import KINDS
from powercalc.site.schema import schema, text
from tests.site.files import GOOD, SMALL

ROOT = Path(__file__).parents[2]
COMMITTED = ROOT / "powercalc.schema.json"
EXAMPLES = sorted((ROOT / "examples").glob("*.toml"))
SHIPPED = [*EXAMPLES, *sorted((ROOT / "powercalc/site/templates").glob("*.toml"))]
MISSPELT = {
    "a key": GOOD.replace("transfer_time", "transfr_time"),
    "a kind": GOOD.replace("[pdu.pdu-b]", "[pud.pdu-b]"),
    "a key of a type": GOOD.replace("battery_failure", "battery_failur"),
    "a key of a zone": GOOD.replace('kind = "room"', 'knd = "room"'),
    "a target": GOOD.replace("max_downtime", "max_down_time"),
}
LINTERS = {
    "tombi": ["lint", "--offline"],
    "taplo": ["lint"],
}


def flaws(content: str) -> list[str]:
    values = json.loads(json.dumps(tomllib.loads(content), default=str))
    return [error.message for error in Draft7Validator(schema()).iter_errors(values)]


def test_the_committed_schema_is_the_one_of_the_models() -> None:
    """To write it anew: python -c "import powercalc.site.schema as s; print(s.text(), end='')"."""
    assert COMMITTED.read_text(encoding="utf-8") == text()


def test_the_schema_is_a_schema() -> None:
    Draft7Validator.check_schema(schema())


@pytest.mark.parametrize("content", [GOOD, SMALL])
def test_a_good_file_has_no_flaw(content: str) -> None:
    assert flaws(content) == []


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_what_we_ship_has_no_flaw_and_says_where_its_schema_is(path: Path) -> None:
    content = path.read_text(encoding="utf-8")
    assert flaws(content) == []
    if path in EXAMPLES:
        assert content.startswith("#:schema ../powercalc.schema.json\n")


@pytest.mark.parametrize("what", MISSPELT)
def test_a_misspelt_word_is_a_flaw(what: str) -> None:
    assert len(flaws(MISSPELT[what])) == 1


def test_every_key_of_every_kind_is_described() -> None:
    definitions = schema()["$defs"]
    for kind, model in KINDS.items():
        table = definitions[f"kind-{kind}"]
        assert table["additionalProperties"] is False
        assert set(table["properties"]) == set(model.model_fields) - {"id"}
        for key in table["properties"].values():
            resolved = definitions[key["$ref"].rpartition("/")[2]] if "$ref" in key else key
            assert resolved["description"]


def linted(tool: str, folder: Path, content: str) -> subprocess.CompletedProcess[str]:
    beside = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    found = shutil.which(tool, path=beside)
    if found is None:
        pytest.skip(f"{tool} is not installed")
    shutil.copy(COMMITTED, folder)
    (folder / "site.toml").write_text(content, encoding="utf-8")
    call = [found, *LINTERS[tool], "site.toml"]
    return subprocess.run(call, cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("tool", LINTERS)
def test_an_editor_accepts_a_good_file(tool: str, tmp_path: Path) -> None:
    result = linted(tool, tmp_path, GOOD)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("tool", LINTERS)
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_editor_accepts_every_example(tool: str, path: Path, tmp_path: Path) -> None:
    content = path.read_text(encoding="utf-8").replace("#:schema ../", "#:schema ./")
    result = linted(tool, tmp_path, content)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("tool", LINTERS)
@pytest.mark.parametrize("what", MISSPELT)
def test_an_editor_flags_a_misspelt_word(tool: str, what: str, tmp_path: Path) -> None:
    assert linted(tool, tmp_path, MISSPELT[what]).returncode != 0
