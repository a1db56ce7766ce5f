"""What an import recorded in the file, as findings of checks."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from powercalc.checks.case import Case
from powercalc.checks.rule import Path
from powercalc.site.imported_from import FindingKind, InventoryFinding


def inventory(case: Case) -> tuple[str, ...]:
    """Return the inventory that the file was imported from; nothing where it was not."""
    return () if case.site.inventory is None else (case.site.inventory.source,)


def recorded(case: Case, kinds: Collection[FindingKind]) -> Iterator[tuple[str, Path, InventoryFinding]]:
    """Yield what was found of some kinds, each with a sentence that names the rack, and where it stands."""
    found = () if case.site.inventory is None else case.site.inventory.finding
    for each in found:
        if each.what in kinds:
            yield _sentence(each), _at(case, each), each


def _sentence(finding: InventoryFinding) -> str:
    if finding.rack and finding.rack.casefold() not in finding.text.casefold():
        return f"rack {finding.rack}: {finding.text}"
    return finding.text


def _at(case: Case, finding: InventoryFinding) -> Path:
    """Return the first component of a finding that the site has: a waiver names it."""
    there = (case.site.by_id[name] for name in finding.components if name in case.site.by_id)
    first = next(there, None)
    return () if first is None else (first.kind, first.id)
