"""What the scripts of the page say, in the language of the report: every template in a call of `say`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib.resources import files

from powercalc.languages import decimal_sign, say

SPEAKING = ("diagram.js", "page.js")
_SAID = re.compile(r'\bsay\("([^"]+)"')


def templates() -> list[str]:
    """Return the templates in English, in the order of the scripts."""
    texts = (files("powercalc.report.page").joinpath(name).read_text(encoding="utf-8") for name in SPEAKING)
    return list(dict.fromkeys(template for text in texts for template in said_by(text)))


def said_by(script: str) -> list[str]:
    """Return the templates that a script says."""
    return list(dict.fromkeys(_SAID.findall(script)))


def spoken() -> dict[str, object]:
    """Return the templates that are said otherwise in the language that is spoken, and its decimal sign."""
    return {"templates": translated(templates()), "decimal": decimal_sign()}


def translated(english: Iterable[str]) -> dict[str, str]:
    """Return those templates that are said otherwise in the language that is spoken."""
    told = {template: say(template, **_as_they_are(template)) for template in english}
    return {template: text for template, text in told.items() if text != template}


def _as_they_are(template: str) -> dict[str, str]:
    """Return parameters that leave the places of a template open, for the script to fill in."""
    return {name: f"{{{name}}}" for name in re.findall(r"\{(\w+)\}", template)}
