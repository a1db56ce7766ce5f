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
"""A site that is refused tells nothing about the evaluation: other changes are tried."""
ROOT = Path(__file__).parents[2]


class Kind(StrEnum):
    """What is tried."""

    TEXT = "text"
    SITE = "site"


@cache
def seeds() -> tuple[str, ...]:
    """Return the files that are changed: the examples, the cases of the tests, the templates."""
    files = [*sorted((ROOT / "examples").glob("*.toml")), *sorted((ROOT / "tests" / "cases").glob("*.toml"))]
    found = [each.read_text(encoding="utf-8") for each in files]
    return (*found, *(templates.text(name) for name in templates.NAMES))


def case(kind: Kind, seed: int, number: int) -> str:
    """Return one case."""
    rng = random.Random(f"{seed} {kind} {number}")
    start = rng.choice(seeds())
    if kind is Kind.TEXT and rng.random() < 0.5:
        return scarred(rng, start)
    small = narrowed(rng, tables(start))
    for _ in range(1 if kind is Kind.TEXT else TRIES):
        changed = text(mutated(rng, small))
        if kind is Kind.TEXT or _is_read(changed):
            break
    return changed


def _is_read(changed: str) -> bool:
    try:
        return of_text(changed) == "read"
    except Exception:  # noqa: BLE001 - the run is to meet it
        return True
