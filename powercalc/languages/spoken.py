"""The language in which results are told: English, unless a command was asked for another one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from difflib import get_close_matches
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files

from powercalc.errors import CallError
from powercalc.languages.message import FIGURE, WORD, Message

ENGLISH = "en"
CODES = {ENGLISH: "English", "fr": "français"}
"""The languages; each has a catalog beside this module, compiled of its .po by `docs/languages.py`."""
_UNITS = re.compile(r"\b(days?|months?|(?:million|billion) years|years?|million|billion)\b")
_code: ContextVar[str] = ContextVar("language", default=ENGLISH)


@cache
def _catalog(code: str) -> NullTranslations:
    """Return the catalog of a language; that of English has plain words for keys of the site file only."""
    with files("powercalc.languages").joinpath(f"{code}.mo").open("rb") as compiled:
        return GNUTranslations(compiled)


def language_asked(name: str) -> str:
    """Return the code of a language by its code or its name. Raises `CallError` with what there is."""
    wanted = name.strip().casefold().replace("_", "-").partition("-")[0]
    names = {**{code: code for code in CODES}, **{each.casefold(): code for code, each in CODES.items()}}
    names |= {"french": "fr", "anglais": "en"}
    if wanted in names:
        return names[wanted]
    near = get_close_matches(wanted, names, n=1)
    hint = f"did you mean {names[near[0]]}? " if near else ""
    there = ", ".join(f"{code} ({each})" for code, each in CODES.items())
    raise CallError(f'there is no language "{name}"; {hint}there are {there}')


@contextmanager
def speaking(name: str) -> Iterator[str]:
    """Tell everything in a language until the end of the block."""
    before = _code.set(language_asked(name))
    try:
        yield _code.get()
    finally:
        _code.reset(before)


def code() -> str:
    """Return the code of the language that is spoken."""
    return _code.get()


def _looked_up(template: str, context: str | None = None) -> str:
    spoken = _code.get()
    if spoken == ENGLISH:
        return template
    catalog = _catalog(spoken)
    return catalog.gettext(template) if context is None else catalog.pgettext(context, template)


def say(template: str, **parameters: object) -> str:
    """Return a template of the catalogs in the language that is spoken, its parameters filled in."""
    return _looked_up(template).format_map({name: tell(value) for name, value in parameters.items()})


def tell(text: object) -> str:
    """Return a message in the language that is spoken; a text of which no message is made as it is."""
    if not isinstance(text, Message):
        return str(text)
    if text.context == FIGURE:
        return told_figure(text.template)
    if text.context is not None:
        return _looked_up(text.template, text.context)
    return say(text.template, **text.parameters)


def plainly(text: object) -> str:
    """Return a message with plain words for those of the site file, in English too, and lists in full."""
    if not isinstance(text, Message):
        return str(text)
    if isinstance(whole := text.parameters.get("whole"), str):
        return plainly(whole)
    if text.context == WORD:
        return _catalog(_code.get()).pgettext(WORD, text.template)
    if text.context is not None:
        return tell(text)
    filled = {name: plainly(value) for name, value in text.parameters.items()}
    return _looked_up(text.template).format_map(filled)


def decimal_sign() -> str:
    """Return what stands before the tenths in the language that is spoken."""
    return told_figure("1.5")[1]


def told_figure(text: str) -> str:
    """Return a figure as `report.words` tells it, in the signs and units of the language: "6,6 h"."""
    if _code.get() == ENGLISH:
        return text
    signs = {sign: _looked_up(sign, FIGURE) for sign in (".", ",")}
    told = re.sub(r"(?<=\d)[.,](?=\d)", lambda found: signs[found[0]], text)
    return _UNITS.sub(lambda found: _looked_up(found[0], FIGURE), told)
