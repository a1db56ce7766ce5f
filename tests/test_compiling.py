"""Machine code without a folder to keep it in, and with one that goes bad."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from powercalc.compiling import machine_code

pytest.importorskip("numba")
CODE = "def one_more(x):\n    return x + 1\n"


def function(path: Path) -> Callable[[int], int]:
    path.write_text(CODE)
    spec = importlib.util.spec_from_file_location("one_more", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found: Callable[[int], int] = module.one_more
    return found


def test_a_function_is_kept_where_it_can_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    assert machine_code(function(tmp_path / "here.py"))(1) == 2
    assert any(tmp_path.rglob("*.nbi"))


def test_a_function_that_has_no_folder_is_compiled() -> None:
    inside: dict[str, Callable[[int], int]] = {}
    exec(compile(CODE, "<nowhere>", "exec"), inside)  # noqa: S102 - numba finds no place for it
    assert machine_code(inside["one_more"])(1) == 2


def test_without_a_home_no_folder_called_tilde_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.path.expanduser", lambda path: path)
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    monkeypatch.chdir(tmp_path)
    assert machine_code(function(tmp_path / "here.py"))(1) == 2
    assert not list(tmp_path.rglob("~")) + list(tmp_path.rglob("*.nbi"))


def test_a_folder_that_goes_bad_is_done_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    compiled = machine_code(function(tmp_path / "here.py"))
    shutil.rmtree(tmp_path / "__pycache__")
    (tmp_path / "__pycache__").write_text("a file")
    assert compiled(1) == 2
