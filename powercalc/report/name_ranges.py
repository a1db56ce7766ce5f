"""Many names in few words: "A-01 to A-08, A-10", in the order in which people count."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from powercalc.languages import listed, say, told_figure
from powercalc.site.places import as_counted

_LAST = re.compile(r"^(.*?)(\d+)(\D*)$", re.DOTALL)
_LEAST = 3
"""So many names in a row are told as a range."""


def ranges(names: Iterable[str]) -> list[str]:
    """Return names with those in a row as "first to last", three or more of them."""
    ordered = sorted(dict.fromkeys(names), key=as_counted)
    return [told for run in _runs(ordered) for told in _told(run)]


def few(names: Iterable[str], most: int) -> str:
    """Return names as ranges, not more than `most` of them: "A-01 to A-08, A-10 and 3 more"."""
    told = ranges(names)
    left = len(told) - most
    if left <= 0:
        return listed(told)
    number = told_figure(f"{left:,}")
    return say("{names} and {number} more", names=", ".join(told[:most]), number=number)


def _told(run: Sequence[str]) -> Sequence[str]:
    return [say("{first} to {last}", first=run[0], last=run[-1])] if len(run) >= _LEAST else run


def _runs(names: Iterable[str]) -> Iterator[list[str]]:
    """Yield names in groups of which each is one more than the one before."""
    run: list[str] = []
    for name in names:
        if run and not _follows(run[-1], name):
            yield run
            run = []
        run.append(name)
    if run:
        yield run


def _follows(one: str, other: str) -> bool:
    first, second = _LAST.match(one), _LAST.match(other)
    if not (first and second) or (first[1], first[3]) != (second[1], second[3]):
        return False
    return int(second[2]) == int(first[2]) + 1 and len(second[2].lstrip("0")) >= len(first[2].lstrip("0"))
