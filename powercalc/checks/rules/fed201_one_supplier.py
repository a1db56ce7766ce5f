"""The grid feeds come from one supplier.

Finds: grid feeds that back each other up and name the same supplier.
Why: one operator's switching error or fault takes both; at Strasbourg in 2017 both feeds of one supplier
  went together.
Do: a feed of another operator where there is one; else another substation, and a generator that does not
  need either.
Source: the checklist, item 2; OVH, Strasbourg, 9 November 2017 (silicon.fr).
"""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.checks.case import Case
from powercalc.checks.origins import one_origin, several_feeds
from powercalc.checks.rule import Finding, Rule, Severity
from powercalc.languages import ask, noted


def find(case: Case) -> Iterator[Finding]:
    """Yield each group of feeds with one supplier."""
    return one_origin(case, "supplier", ask("one supplier"), noted("Do {names} share one supplier?"))


RULE = Rule(module=__name__, manual=__doc__, severity=Severity.LOW, item="2", about=several_feeds, find=find)
