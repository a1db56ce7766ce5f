"""What editors and type checkers know of the constructors."""

from __future__ import annotations

import importlib.util
import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest

from powercalc.components import KINDS

ROOT = Path(__file__).parents[2]
PYTHON = re.compile(r"^```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def test_the_keys_are_those_of_the_models() -> None:
    """`python docs/typed_keys.py` writes them anew."""
    spec = importlib.util.spec_from_file_location("typed_keys", ROOT / "docs" / "typed_keys.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.TARGET.read_text(encoding="utf-8") == module.text()


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.kind)
def test_a_signature_has_every_key_of_its_kind(kind: type) -> None:
    keys = list(inspect.signature(kind).parameters)
    assert keys[0] == "id"
    assert set(keys) == set(kind.model_fields)  # type: ignore[attr-defined]


def checked(text: str, folder: Path) -> str:
    (folder / "script.py").write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--follow-imports=silent", "--config-file=", "script.py"],
        cwd=folder, capture_output=True, text=True, check=False, env={"MYPYPATH": str(ROOT), "PATH": ""},
    )  # fmt: skip
    return done.stdout


def test_a_type_checker_accepts_what_the_readme_shows_and_refuses_a_misspelt_key(tmp_path: Path) -> None:
    blocks = PYTHON.findall((ROOT / "README.md").read_text(encoding="utf-8"))
    shown = "\n".join(block for block in blocks if "hypothesis" not in block)
    assert "pc.Block" in shown
    told = checked(shown + '\npc.Ups("u", fed_by="g", autonmy="10 min")\n', tmp_path)
    assert [line.split(": ")[1:] for line in told.splitlines() if " error: " in line] == [
        ["error", 'Unexpected keyword argument "autonmy" for "Ups"; did you mean "autonomy"?  [call-arg]']
    ]
