"""The grid feeds enter the site at one place.

Finds: grid feeds that back each other up and name the same entry.
Why: one digger, one flood or one fire cuts both cables.
Do: a second entry on another side of the building, with its own duct.
Source: the checklist, item 2; the two paths of EN 50600-2-2 (power-affairs.ch).
"""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.checks.base import Finding, Rule, Severity
from powercalc.checks.case import Case
from powercalc.checks.origins import one_origin, several_feeds


def find(case: Case) -> Iterator[Finding]:
    """Yield each group of feeds with one entry."""
    return one_origin(case, "entry", "one entry")


RULE = Rule(
    module=__name__, manual=__doc__, severity=Severity.MEDIUM, item="2", about=several_feeds, find=find
)
