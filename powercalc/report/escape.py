"""Text from a file, made harmless for where it is shown: it may hold anything."""

from __future__ import annotations

import re
import unicodedata

_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
"""Unicode categories that move the cursor, reorder the line or cannot be seen at all."""
_MARKDOWN = re.compile(r"([\\`*_\[\]|~$])")
_AT_THE_START = re.compile(r"^(#|[-+](?= )|[-=]{2,}|\d+(?=[.)] ))")
_LINKS = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "@": "&#64;", "://": "&#58;//", "www.": "www&#46;"}
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def plain(text: str, most: int | None = None) -> str:
    """Return a text on one line without control characters, which are shown as escapes."""
    seen = text if text.isascii() and text.isprintable() else "".join(_shown(sign) for sign in text)
    return seen if most is None or len(seen) <= most else seen[: most - 1] + "…"


def _shown(sign: str) -> str:
    if unicodedata.category(sign) not in _UNSEEN:
        return sign
    return sign.encode("unicode_escape", "surrogatepass").decode("ascii")


def markdown(text: str) -> str:
    """Return a text that Markdown shows as it is: no markup, no HTML, no end of a table cell, no link."""
    tame = _MARKDOWN.sub(r"\\\1", plain(text))
    for sign, entity in _LINKS.items():
        tame = tame.replace(sign, entity)
    return _AT_THE_START.sub(_escaped_start, tame)


def _escaped_start(match: re.Match[str]) -> str:
    number = match[0].isdigit()
    return f"{match[0]}\\" if number else f"\\{match[0]}"


def csv_cell(text: str) -> str:
    """Return a text that a spreadsheet takes for text: what would start a formula gets an apostrophe."""
    tame = plain(text)
    return f"'{tame}" if tame.lstrip().startswith(_FORMULA) else tame
