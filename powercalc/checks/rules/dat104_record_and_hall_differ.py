"""The inventory has what is not in use, or contradicts itself.

Finds: what an import recorded: feeds, cables and devices that are planned, failed or offline; cords and PDUs
  without power for that reason; feeds without a cable; PDUs on the feed of another rack; three-phase feeds
  with the voltage of one phase; cables with more than two ends.
Why: what is planned is not there yet, and what has failed is not there any longer: the site is computed
  without it. Where the record is late, the result is wrong.
Do: put the record right, or the hall; then import again.
Source: the inventory; `[inventory]` of the site file.
"""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.checks.case import Case
from powercalc.checks.imported_findings import inventory, recorded
from powercalc.checks.rule import Finding, Rule, Severity, flaw
from powercalc.site.imported_from import FindingKind

KINDS: tuple[FindingKind, ...] = (
    "cord-without-power", "strip-without-feed", "feed-not-connected", "feed-not-active", "cable-not-active",
    "device-not-active", "feed-of-another-rack", "voltage-of-one-phase", "cable-with-many-ends",
)  # fmt: skip


def find(case: Case) -> Iterator[Finding]:
    """Yield each of them."""
    for text, at, _ in recorded(case, KINDS):
        yield flaw(text, *at)


RULE = Rule(module=__name__, manual=__doc__, severity=Severity.LOW, about=inventory, find=find)
