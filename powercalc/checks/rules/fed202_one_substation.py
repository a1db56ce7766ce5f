"""The grid feeds come from one substation.

Finds: grid feeds that back each other up and name the same substation.
Why: a fault on its busbars or its transformer is a common cause of both feeds.
Do: ask the supplier for a feed from another substation, and have it confirmed in writing.
Source: the checklist, item 2; OVH, Strasbourg, 9 November 2017 (silicon.fr).
"""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.checks.case import Case
from powercalc.checks.origins import one_origin, several_feeds
from powercalc.checks.rule import Finding, Rule, Severity
from powercalc.languages import ask, noted


def find(case: Case) -> Iterator[Finding]:
    """Yield each group of feeds with one substation."""
    return one_origin(case, "substation", ask("one substation"), noted("Do {names} share one substation?"))


RULE = Rule(module=__name__, manual=__doc__, severity=Severity.HIGH, item="2", about=several_feeds, find=find)
