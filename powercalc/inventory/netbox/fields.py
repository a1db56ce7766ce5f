"""What a field of an answer says, whichever version wrote it: references, words, amounts."""

from __future__ import annotations

import math
import re
from typing import Any

Parts = tuple[tuple[int, int, str], ...]


def ref(value: Any) -> str | None:
    """Return the id that a reference names: a number, a uuid, or an object that has one."""
    if isinstance(value, dict):
        value = value.get("id")
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    return str(value) or None


def word(value: Any) -> str:
    """Return a choice as the program writes it: {"value": "three-phase", "label": ...}, or plain."""
    if isinstance(value, dict):
        for key in ("value", "slug", "name", "display", "label"):
            if isinstance(value.get(key), str):
                return str(value[key]).strip().lower()
        return ""
    return value.strip().lower() if isinstance(value, str) else ""


def text(value: Any) -> str:
    """Return a name without what cannot be printed."""
    if isinstance(value, dict):
        value = value.get("name") or value.get("model") or value.get("display")
    if not isinstance(value, str):
        return ""
    if value.isprintable():
        return value.strip()
    return "".join(sign if sign.isprintable() else " " for sign in value).strip()


def amount(value: Any) -> float | None:
    """Return a figure, or None where there is none that can be one."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        found = float(value)
    except ValueError:
        return None
    return found if math.isfinite(found) else None


def positive(value: Any) -> float | None:
    """Return a figure above zero; anything else says nothing."""
    found = amount(value)
    return found if found is not None and found > 0 else None


def counted(name: str) -> Parts:
    """Return a key that sorts names as people do: rack 2 before rack 10."""
    parts = re.split(r"(\d+)", name.casefold())
    return tuple((1, int(p), p) if p.isdecimal() and len(p) < 19 else (0, 0, p) for p in parts if p)
