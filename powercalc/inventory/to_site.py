"""From an inventory to the text of a site file, with what is found on the way."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from powercalc.inventory.inventory_model import ImportChoices, Inventory


@dataclass(frozen=True, slots=True, kw_only=True)
class InventoryFinding:
    """One thing that an inventory shows at once, as it is told and as the file keeps it."""

    kind: str
    """In words with hyphens: "both-cords-on-one-strip". The list is in `findings.py`."""
    text: str
    """A sentence with the names in it."""
    rack: str = ""
    components: tuple[str, ...] = ()
    """Ids in the site file that it concerns."""
    devices: tuple[str, ...] = ()
    """Names in the inventory, of what is grouped or left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import gives: the file, and what is to be told beside it."""

    text: str
    findings: tuple[InventoryFinding, ...]
    told: tuple[str, ...]
    """Sentences: what was assumed, left out, not understood."""


def to_site(
    inventory: Inventory,
    upstream: Path | None,
    *,
    choices: ImportChoices | None = None,
    before: str | None = None,
) -> Imported:
    """Return an inventory as a site file, below what the upstream file has.

    Without an upstream file, the part above the panels is a commented skeleton to fill in. `before` is the
    text that stands where the result is to be written: what a person added to it is kept. Raises `SiteError`
    with every problem: a panel without an entry in [panels], what was edited on both sides.
    """
    raise NotImplementedError
