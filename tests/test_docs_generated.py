"""The reference that is made from the package: nothing is missing in it, and its examples are right."""

from __future__ import annotations

import importlib
import inspect
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_type_hints

import pytest
from pydantic import TypeAdapter

import powercalc as pc
from powercalc.cli.app import COMMANDS
from powercalc.components import KINDS
from powercalc.components.base import Model
from powercalc.improvement.option_tables import Accounting, OptionTable
from powercalc.site.includes import Include
from powercalc.site.practices import PRACTICES
from tests.published_cases import Row, page, rows

ROOT = Path(__file__).parents[1]
TABLES = (*KINDS.values(), pc.Service, pc.CommonCause, pc.Hazard, pc.Targets, Include, *PRACTICES.values())


@pytest.fixture(scope="module", autouse=True)
def _docs_on_the_path() -> Iterator[None]:
    sys.path.insert(0, str(ROOT / "docs"))
    yield
    sys.path.remove(str(ROOT / "docs"))


def made(name: str) -> Any:
    return importlib.import_module(name)


def test_the_page_of_the_library_has_every_name_once() -> None:
    told = " ".join(made("library_words").SUBJECTS.values()).split()
    assert len(told) == len(set(told))
    assert set(told) == set(pc.__all__) - {"__version__"}


def test_every_parameter_and_every_error_of_the_library_is_told() -> None:
    words = made("library_words")
    for name in set(pc.__all__) - {"__version__"}:
        thing = getattr(pc, name)
        assert inspect.getdoc(thing), name
        assert name in words.EXAMPLES, name
        if inspect.isfunction(thing):
            assert set(inspect.signature(thing).parameters) <= set(words.PARAMETERS), name
            assert "aises" in (inspect.getdoc(thing) or "") or name in words.ERRORS, name


def test_what_a_function_returns_is_told() -> None:
    words = made("library_words")
    told = {place.split(":")[1] for place in words.RESULTS} | set(pc.__all__)
    for name in pc.__all__:
        if inspect.isfunction(thing := getattr(pc, name)):
            returned = str(inspect.signature(thing).return_annotation)
            assert returned in told | {"Vote", "Network", "None"}, name


def test_a_signature_is_that_of_the_source() -> None:
    told = made("library_page").signature("maintain", pc.maintain)
    assert told == "maintain(site: Site, component: str, duration: Any = '4 h') -> Window"


def test_the_examples_of_the_library_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = made("library_words")
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {"pc": pc}
    for subject in words.SUBJECTS.values():
        for name in subject.split():
            exec(compile(words.EXAMPLES[name], name, "exec"), names)  # noqa: S102 - our own text
    assert "did you mean autonomy?" in capsys.readouterr().out
    assert (tmp_path / "room.toml").exists()


@pytest.mark.parametrize("model", [*TABLES, Accounting, OptionTable], ids=lambda model: model.__name__)
def test_the_example_of_a_key_is_a_value_of_it(model: type[Model]) -> None:
    tables = made("key_tables")
    hints = get_type_hints(model, include_extras=True)
    for key in model.model_fields:
        if key in {"id", "name", "hazards"}:
            continue
        said, example = tables.described(model, key)
        assert said
        value = tomllib.loads(f"value = {tables.stated_example(model, key) or example}")["value"]
        TypeAdapter(hints[key]).validate_python(value)


def test_the_page_of_the_commands_has_choices_and_what_stands_when_absent() -> None:
    text = "\n".join(made("generate").commands())
    assert all(f"## powercalc {name}" in text for name in COMMANDS)
    rows = [[cell.strip() for cell in line.split(" | ")] for line in text.splitlines() if line[:2] == "| "]
    told = {(row[0].removeprefix("| "), row[2], row[3].removesuffix(" |")) for row in rows if len(row) == 4}
    formats = "`text`, `json`, `markdown`, `csv`, `latex`, `xlsx`, `html`"
    assert ("`--format`, `-f`", formats, "`text`") in told
    assert ("`--fail-on`", "`low`, `medium`, `high`, `unknown`", "`low`") in told
    assert "### powercalc import csv" in text
    assert ("`--phases`", "`1`, `3`", "|") in told


@pytest.fixture(scope="module")
def published() -> tuple[Row, ...]:
    return tuple(rows())


def test_every_published_figure_is_reached(published: tuple[Row, ...]) -> None:
    assert [row for row in published if abs(row.apart) > row.within] == []


def test_the_page_of_validation_says_what_is_computed(published: tuple[Row, ...]) -> None:
    assert (ROOT / "docs" / "reference" / "validation.md").read_text(encoding="utf-8") == page(published)
