"""Which units are meant: "ups-a" is all units of a component, "ups-a:1" one of them, in every command."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from powercalc.components.spelling import nearest
from powercalc.errors import CallError


def units_asked(
    asked: Sequence[str], counts: Mapping[str, int], loads: Collection[str] = ()
) -> dict[str, int]:
    """Read what is to be out, of components with so many units each. Raises `CallError`, also for a load."""
    out: dict[str, int] = {}
    for text in asked:
        whole = text in counts or text in loads or ":" not in text
        name, _, number = (text, "", "") if whole else text.rpartition(":")
        if name in loads:
            raise CallError(f"{name} is a load: say what feeds it")
        if name not in counts:
            near = nearest(name, counts)
            raise CallError(f'there is no component "{name}"' + (f"; did you mean {near}?" if near else ""))
        count = counts[name]
        if not whole and (not _is_number(number) or not 1 <= int(number) <= count):
            units = "1 unit, and that" if count == 1 else f"{count} units, and 1 to {count} of them"
            raise CallError(f'"{text}": {name} has {units} can be out')
        out[name] = int(number) if number else count
    return out


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19
