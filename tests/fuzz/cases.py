"""Cases by number: the same seed and number give the same text."""

from __future__ import annotations

import random
from enum import StrEnum
from functools import cache
from pathlib import Path

from powercalc.site import templates
from tests.fuzz.mutations import mutated, narrowed, scarred
from tests.fuzz.outcomes import of_text
from tests.fuzz.toml import tables, text

TRIES = 12
"""A site that is refused tells nothing about the evaluation: others are tried."""
ROOT = Path(__file__).parents[2]


class Kind(StrEnum):
    """What is tried."""

    TEXT = "text"
    SITE = "site"


@cache
def seeds() -> tuple[str, ...]:
    """Return the files that are changed, small ones first: examples, cases of the tests, templates."""
    files = [*(ROOT / "examples").glob("*.toml"), *(ROOT / "tests" / "cases").glob("*.toml")]
    found = [each.read_text(encoding="utf-8") for each in files]
    return tuple(sorted((*found, *(templates.text(name) for name in templates.NAMES)), key=_size))


def _size(each: str) -> tuple[int, str]:
    return len(each), each


@cache
def _weights() -> tuple[float, ...]:
    """Return how often each is begun with: a small site takes a fraction of the time of a large one."""
    return tuple(1 / len(each) for each in seeds())


def case(kind: Kind, seed: int, number: int) -> str:
    """Return one case."""
    rng = random.Random(f"{seed} {kind} {number}")
    if kind is Kind.TEXT:
        return _text(rng)
    for _ in range(TRIES):
        (start,) = rng.choices(seeds(), _weights())
        changed = text(mutated(rng, narrowed(rng, tables(start))))
        if _is_read(changed):
            break
    return changed


def _text(rng: random.Random) -> str:
    start = rng.choice(seeds())
    if rng.random() < 0.5:
        return scarred(rng, start)
    return text(mutated(rng, narrowed(rng, tables(start))))


def _is_read(changed: str) -> bool:
    try:
        return of_text(changed) == "read"
    except Exception:  # noqa: BLE001 - the run is to meet it
        return True
