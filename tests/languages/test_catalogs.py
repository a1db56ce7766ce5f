"""Every message has a text in every language, with the same parameters, and is compiled as it stands."""

from __future__ import annotations

import importlib.util
import re
from gettext import GNUTranslations
from pathlib import Path
from string import Formatter
from types import ModuleType

import pytest
from babel.messages.catalog import Catalog, Message

from powercalc.checks import RULES
from powercalc.checks.checklist import MEASURES
from powercalc.languages import CODES, say, speaking

ROOT = Path(__file__).parent.parent.parent
RENEW = "run `python docs/languages.py`"


def _maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("languages", ROOT / "docs" / "languages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


MAKER = _maker()


def _catalog(code: str) -> Catalog:
    found: Catalog = MAKER.catalog(code)
    return found


def _messages(code: str) -> list[Message]:
    return [message for message in _catalog(code) if message.id]


@pytest.mark.parametrize("code", CODES)
def test_the_catalog_holds_the_messages_of_the_source_and_no_other(code: str) -> None:
    there = {(each.context, each.id) for each in _messages(code)}
    assert there == {(each.context, each.id) for each in MAKER.renewed(code) if each.id}, RENEW


@pytest.mark.parametrize("code", CODES)
def test_every_message_has_a_text_and_none_is_fuzzy(code: str) -> None:
    assert [each.id for each in _messages(code) if not each.string or each.fuzzy] == []


@pytest.mark.parametrize("code", CODES)
def test_a_text_has_the_parameters_of_its_message(code: str) -> None:
    wrong = [
        each.id for each in _messages(code) if _parameters(str(each.string)) != _parameters(str(each.id))
    ]
    assert wrong == []


def _parameters(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in Formatter().parse(text) if name is not None)


@pytest.mark.parametrize("code", CODES)
def test_what_is_compiled_is_what_stands_in_the_catalog(code: str) -> None:
    with (ROOT / "powercalc" / "languages" / f"{code}.mo").open("rb") as file:
        compiled = GNUTranslations(file)
    for each in _messages(code):
        told = str(each.id)
        found = compiled.pgettext(each.context, told) if each.context else compiled.gettext(told)
        assert found == each.string, RENEW


def test_words_are_no_keys_of_the_file_in_any_language() -> None:
    words = [str(each.string) for code in CODES for each in _messages(code) if each.context == "word"]
    assert [each for each in words if "_" in each] == []


def test_titles_and_measures_are_told_in_french() -> None:
    with speaking("fr"):
        told = {text: say(text) for text in (*(rule.title for rule in RULES), *MEASURES.values())}
    assert all(french != english for english, french in told.items())
    assert not [each for each in told.values() if re.search(r"\b(UPSs?|the|load)\b", each)]
