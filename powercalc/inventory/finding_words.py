"""How findings are said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

MOST = 6
"""How many names a sentence has."""


def listed(names: Iterable[str], most: int = MOST) -> str:
    """Return "a, b and c", or the first few of them and how many more there are."""
    found = list(dict.fromkeys(names))
    if len(found) > most + 1:
        return f"{', '.join(found[:most])} and {len(found) - most} more"
    return " and ".join(filter(None, (", ".join(found[:-1]), found[-1]))) if found else "nothing"


def forms(items: Sequence[object], one: str, several: str) -> str:
    """Return the form of a word for one thing or for several."""
    return one if len(items) == 1 else several


def kilo(watts: float) -> str:
    """Return an amount in thousands, to four digits."""
    return f"{watts / 1000:.4g}"
