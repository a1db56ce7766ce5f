"""The inventory shows cords that meet.

Finds: what an import recorded: all cords of a device on one PDU, one feed, one panel or one source; devices
  with one cord; racks with one feed; loops.
Why: a second power supply is bought to outlive one side, and does not where both are plugged to it; of what
  is grouped or left out in the file, only the record tells.
Do: move a cord to the other side; then import again.
Source: the inventory; `[inventory]` of the site file.
"""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.checks.case import Case
from powercalc.checks.imported_findings import inventory, recorded
from powercalc.checks.rule import Finding, Rule, Severity, flaw
from powercalc.site.imported_from import FindingKind

KINDS: tuple[FindingKind, ...] = (
    "both-cords-on-one-strip", "both-cords-on-one-feed", "both-cords-on-one-panel",
    "both-cords-on-one-source", "single-corded", "uneven-cords", "rack-with-one-feed", "rack-on-one-panel",
    "loop",
)  # fmt: skip


def find(case: Case) -> Iterator[Finding]:
    """Yield each of them."""
    for text, at, _ in recorded(case, KINDS):
        yield flaw(text, *at)


RULE = Rule(module=__name__, manual=__doc__, severity=Severity.MEDIUM, about=inventory, find=find)
