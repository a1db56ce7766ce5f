"""What an import found, as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from powercalc.report.escape import plain
from powercalc.report.layout import Style, paragraph

if TYPE_CHECKING:
    from powercalc.inventory.inventory_model import Inventory
    from powercalc.inventory.to_site import Imported
    from powercalc.site.imported_from import InventoryFinding

SCHEMA = "powercalc/import/1"
TITLES = {
    "both-cords-on-one-strip": "All cords on one PDU",
    "both-cords-on-one-feed": "All cords on one feed",
    "both-cords-on-one-panel": "All cords on one panel",
    "both-cords-on-one-source": "All cords on one source",
    "single-corded": "Single-corded",
    "uneven-cords": "Cords not spread evenly",
    "rack-with-one-feed": "Racks with one feed",
    "rack-on-one-panel": "Racks on one panel",
    "overload": "Feeds above what is permitted",
    "overload-after-loss": "Feeds above what is permitted when the other side is lost",
    "leg-overload-after-loss": "One leg above what is permitted when the other side is lost",
    "unequal-pair-of-feeds": "Feeds of one rack that are not alike",
    "cord-undocumented": "Cords that nobody documented",
    "cord-without-power": "Cords without power",
    "load-without-power": "Loads without power by what is documented",
    "rack-not-cabled": "Racks that are not cabled",
    "feed-not-connected": "Feeds without a cable",
    "strip-without-feed": "PDUs, switches and UPS without power",
    "feed-not-active": "Feeds that are not active",
    "cable-not-active": "Cables and outlets that are not in use",
    "device-not-active": "Devices that are not active",
    "loop": "Loops",
    "outlets-without-inlet": "Outlets that hang on no inlet",
    "inlet-of-outlets-without-cable": "Inlets without a cable that outlets hang on",
    "cable-with-many-ends": "Cables with more than two ends",
    "feed-of-another-rack": "PDUs on the feed of another rack",
    "same-role-twice": "Racks with one role twice",
    "voltage-of-one-phase": "Three-phase feeds with the voltage of one phase",
    "upstream-to-fill-in": "Above the panels",
    "crossed-cords": "Crossed cords",
    "several-cords": "More than two cords",
    "draw-of-the-plate": "Draw of the plate",
    "draw-not-stated": "Draw not stated",
    "name-missing": "Without a name",
    "name-twice": "Names that stand twice",
    "switch-in-rack": "Switches and UPS in racks",
    "blades": "Blades",
    "not-understood": "Not understood",
}
"""The heading of each kind of finding, in the order in which they are told."""


_NEXT = (
    "These stand in the file too: `powercalc check` tells them with the rest, and `powercalc evaluate` says "
    "what they come to in minutes a year."
)


def import_text(inventory: Inventory, result: Imported, output: Path, style: Style) -> str:
    """Return what an import did and found."""
    return "\n".join(_lines(inventory, result, output, style)) + "\n"


def _lines(inventory: Inventory, result: Imported, output: Path, style: Style) -> Iterator[str]:
    origin = f", {inventory.came_from}" if inventory.came_from else ""
    yield style.strong(plain(f"{inventory.name}{origin}"))
    counts = _counts(inventory)
    yield from paragraph(plain(f"{counts}. Written to {output}."), indent=0)
    yield ""
    if not result.findings:
        yield "Nothing was found that is worth a look."
    for what, title in TITLES.items():
        found = [each for each in result.findings if each.what == what]
        if found:
            yield style.strong(f"{title} ({len(found)})")
            for each in found:
                yield from paragraph(plain(_placed(each)), hanging=2)
            yield ""
    yield from paragraph(_NEXT, indent=0)


def _placed(finding: InventoryFinding) -> str:
    """Return a sentence with the rack before it, where it does not name it."""
    if finding.rack and finding.rack.casefold() not in finding.text.casefold():
        return f"{finding.rack}: {finding.text}"
    return finding.text


def _counts(inventory: Inventory) -> str:
    numbers = (
        (len(inventory.panels), "panel", "panels"),
        (len(inventory.feeds), "feed", "feeds"),
        (len(inventory.strips), "rack PDU", "rack PDUs"),
        (len(inventory.intermediates), "switch or UPS", "switches and UPS"),
        (len(inventory.loads), "device with cords", "devices with cords"),
    )
    return ", ".join(f"{many:,} {one if many == 1 else several}" for many, one, several in numbers if many)


def lines_of_findings(found: Iterable[InventoryFinding]) -> tuple[str, ...]:
    """Return one line per finding, for standard error."""
    return tuple(plain(f"{TITLES[each.what].lower()}: {_placed(each)}") for each in found)


def import_json(inventory: Inventory, result: Imported, output: Path | None) -> dict[str, Any]:
    """Return the same for a program; the site itself is in it where it was written nowhere."""
    found = [each.model_dump(mode="json", exclude_none=True) for each in result.findings]
    return {
        "schema": SCHEMA,
        "site": inventory.name,
        "source": inventory.source,
        "came_from": inventory.came_from,
        "written": None if output is None else str(output),
        "findings": found,
        "told": list(result.told),
        **({"text": result.text} if output is None else {}),
    }
