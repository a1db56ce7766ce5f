"""The inventory shows a feed that cannot carry what it gets.

Finds: what an import recorded: feeds above their permitted share, now or after the loss of the other side, in
  all or on one leg; pairs of feeds that are not alike.
Why: an inventory adds up both sides and shows half of what one of them carries alone; the breaker that trips
  then takes the second side too.
Do: move load to another rack or another leg, or take a larger feed; then import again.
Source: the inventory: |V| · A · √3 · share of each feed; `[inventory]` of the site file.
"""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.checks.case import Case
from powercalc.checks.imported_findings import inventory, recorded
from powercalc.checks.rule import Finding, Rule, Severity, flaw
from powercalc.site.imported_from import FindingKind

KINDS: tuple[FindingKind, ...] = (
    "overload", "overload-after-loss", "leg-overload-after-loss", "unequal-pair-of-feeds",
)  # fmt: skip


def find(case: Case) -> Iterator[Finding]:
    """Yield each of them."""
    for text, at, _ in recorded(case, KINDS):
        yield flaw(text, *at)


RULE = Rule(module=__name__, manual=__doc__, severity=Severity.HIGH, about=inventory, find=find)
