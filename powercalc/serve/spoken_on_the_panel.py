"""What the live panel says, in the language of the page: texts in braces, templates of its script."""

from __future__ import annotations

import re
from importlib.resources import files

from powercalc.languages import say
from powercalc.report.page.html import safe
from powercalc.report.page.spoken_by_scripts import said_by, translated

_IN_BRACES = re.compile(r"\{\{(.+?)\}\}")
_PAGES = ("panel.html", "waiting.html")


def told(markup: str) -> str:
    """Return HTML with its texts in the language that is spoken."""
    return _IN_BRACES.sub(lambda found: safe(say(found[1])).replace("$", "$$"), markup)


def panel_templates() -> list[str]:
    """Return every text of the panel in English."""
    texts = [text for name in _PAGES for text in _IN_BRACES.findall(_asset(name))]
    return list(dict.fromkeys([*texts, *said_by(_asset("serve.js"))]))


def spoken() -> dict[str, str]:
    """Return the templates of the script that are said otherwise in the language that is spoken."""
    return translated(said_by(_asset("serve.js")))


def _asset(name: str) -> str:
    return files("powercalc.serve.page").joinpath(name).read_text(encoding="utf-8")
