"""What an import leaves in the site file: where it came from, and what the inventory showed at once.

A site is computed from its wires alone. What no wire shows stays here: a cord that nobody documented, a feed
that is planned, a phase that is overloaded.
"""

from typing import Annotated, Any, Literal, get_args

from pydantic import BeforeValidator, Field

from powercalc.components.base import Model
from powercalc.components.quantities import Ids, Text

FindingKind = Literal[
    "both-cords-on-one-strip", "both-cords-on-one-feed", "both-cords-on-one-panel",
    "both-cords-on-one-source",
    "single-corded", "uneven-cords", "rack-with-one-feed", "rack-on-one-panel",
    "overload", "overload-after-loss", "leg-overload-after-loss", "unequal-pair-of-feeds",
    "cord-undocumented", "cord-without-power", "load-without-power", "rack-not-cabled",
    "feed-not-connected", "strip-without-feed", "feed-not-active", "cable-not-active", "device-not-active",
    "loop", "outlets-without-inlet", "inlet-of-outlets-without-cable", "cable-with-many-ends",
    "feed-of-another-rack", "same-role-twice", "voltage-of-one-phase", "upstream-to-fill-in",
    "crossed-cords", "several-cords", "draw-of-the-plate", "draw-not-stated", "name-missing", "name-twice",
    "switch-in-rack", "blades", "not-understood",
]  # fmt: skip
KINDS_OF_FINDINGS: tuple[str, ...] = get_args(FindingKind)


def _as_tuple(given: object) -> object:
    return tuple(given) if isinstance(given, list) else given


class InventoryFinding(Model):
    """One thing that an inventory shows at once; written by an import, told by the checks."""

    what: FindingKind = Field(description="what was found")
    text: Text = Field(description="in a sentence, with the names of the inventory")
    rack: Text | None = Field(None, description="the rack that it is in")
    components: Ids = Field((), description="ids that it concerns, of those that the file has")
    names: Ids = Field((), description="names in the inventory, also of what is left out or grouped")


class InventoryRecord(Model):
    """Where the file was imported from, and what was found; written by an import, and only by it."""

    source: Text = Field(description="the sort of inventory: netbox, csv")
    draw: Literal["split", "full"] = Field(
        "split", description="whether each cord states its share of the power, or all of it"
    )
    written: Text | None = Field(
        None, description="a sum over what was written, to tell later whether it was edited"
    )
    written_above: Text | None = Field(None, description="the same of what the upstream file says")
    finding: Annotated[tuple[InventoryFinding, ...], BeforeValidator(_as_tuple)] = Field(
        (), description="each thing that was found"
    )


def with_findings(record: InventoryRecord | None, *others: InventoryRecord) -> InventoryRecord | None:
    """Return the record of a file with the findings of those that it includes."""
    records = [each for each in (record, *others) if each is not None]
    if not records:
        return None
    first, *rest = records
    found = (*first.finding, *(finding for each in rest for finding in each.finding))
    return first.model_copy(update={"finding": found})


def prefixed(record: InventoryRecord, id_of: Any) -> InventoryRecord:
    """Return the record of an included file, its ids as the whole has them."""
    found = tuple(
        each.model_copy(update={"components": tuple(map(id_of, each.components))}) for each in record.finding
    )
    return record.model_copy(update={"finding": found})
