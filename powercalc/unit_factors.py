"""The definitions of `units.txt` as plain factors: what the texts of a site file need, without loading pint.

Every definition is one multiplication or one division of a unit that stands above it; a test holds each
factor equal to pint's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_DEFINITION = re.compile(r"(?:(?P<times>\d+) \* )?(?P<base>\w+)(?: / (?P<by>\d+))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Factor:
    """How many of a base unit one unit is: times / by. Two whole numbers lose no digit."""

    base: str
    times: int = 1
    by: int = 1


@cache
def factors() -> dict[str, Factor]:
    """Return the factor of every unit under each of its names."""
    found: dict[str, Factor] = {}
    for line in Path(__file__).with_name("units.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, definition, *aliases = (part.strip() for part in line.split(" = "))
            found.update(dict.fromkeys([name, *aliases], _factor(name, definition, found)))
    return found


def _factor(name: str, definition: str, above: dict[str, Factor]) -> Factor:
    if definition.startswith("["):
        return Factor(base=name)
    match = _DEFINITION.fullmatch(definition)
    assert match is not None, f"units.txt: {name} is neither a multiple nor a part of a unit"
    unit = above[match["base"]]
    return Factor(
        base=unit.base, times=unit.times * int(match["times"] or 1), by=unit.by * int(match["by"] or 1)
    )
