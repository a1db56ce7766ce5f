"""What an inventory shows at once, in sentences, before any figure of reliability is known."""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.inventory import findings_of_cords, findings_of_power, findings_of_records
from powercalc.inventory.finder import Finder
from powercalc.inventory.netbox.fields import counted
from powercalc.site.imported_from import KINDS_OF_FINDINGS, InventoryFinding


def findings(finder: Finder) -> tuple[InventoryFinding, ...]:
    """Return everything that is found, the gravest first, rack by rack."""
    order = {what: at for at, what in enumerate(KINDS_OF_FINDINGS)}
    found = list(_all(finder))
    found.sort(key=lambda each: (order[each.what], counted(each.rack or "")))
    return tuple(found)


def _all(finder: Finder) -> Iterator[InventoryFinding]:
    yield from findings_of_cords.found(finder)
    yield from findings_of_power.found(finder)
    yield from findings_of_records.found(finder)
