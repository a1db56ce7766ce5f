"""All combinations of the values of some keys, by number."""

from __future__ import annotations

from collections.abc import Sequence


def places(number: int, counts: Sequence[int]) -> list[int]:
    """Return which value of each key the combination of this number has; the last key varies fastest."""
    found = []
    for count in reversed(counts):
        number, place = divmod(number, count)
        found.append(place)
    return found[::-1]
