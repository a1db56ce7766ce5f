"""Files of other programs, told by their beginning: what they are, and which command reads them."""

from __future__ import annotations

import re

from powercalc.errors import Place, Problem

_LOOKED_AT = 100_000
"""How many characters of a text are looked at."""
_NETBOX = re.compile(
    r"/api/dcim/|\bpower[-_ ](?:panel|feed|port|outlet)s?\b|\bdevice[-_ ]roles?\b", re.IGNORECASE
)
_GALILEO = re.compile(r'^[ \t]{0,8}toplevel[ \t]{1,8}"?[^\s";]{1,200}"?[ \t]{0,8};', re.MULTILINE)
_JSON = re.compile(r'\s*(?:\{\s*["}]|\[\s*[{\["])')
_TABLE_LINE = re.compile(r"[^\n=\[\]#]{1,200}(?:,[^\n=\[\]#,]{0,200}){2,}\r?\n")

_TO_START_WITH = "`powercalc init` writes a site file to start from"
OPEN_PSA = "`powercalc fault-tree FILE` reads it"
GALILEO = "no command reads this form; `powercalc fault-tree` reads the Open-PSA one"
NETBOX = "`powercalc import netbox FOLDER` reads a folder of JSON answers, one file per table"


def foreign(text: str, file: str) -> Problem | None:
    """Return what a text is, where it is plainly no site file but the file of another program."""
    if found := _recognized(text[:_LOOKED_AT]):
        what, expected = found
        return Problem(place=Place(file=file), text=f"this is {what}, not a site file", expected=expected)
    return None


def _recognized(text: str) -> tuple[str, str] | None:
    """Return what it is, and what to do with it."""
    if text.lstrip().startswith("<"):
        known = "<opsa-mef" in text
        return ("a fault tree in Open-PSA form", OPEN_PSA) if known else ("XML", _TO_START_WITH)
    if _GALILEO.search(text):
        return "a fault tree in Galileo form", GALILEO
    is_json, is_table = _JSON.match(text) is not None, _TABLE_LINE.match(text) is not None
    if (is_json or is_table or text.startswith("---")) and _NETBOX.search(text):
        return "a NetBox export", NETBOX
    if is_table:
        return "a table of comma-separated values", _TO_START_WITH
    if is_json and not text.lstrip().startswith("[["):
        return "JSON", _TO_START_WITH
    return None
