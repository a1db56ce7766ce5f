"""What findings look at, and how they name it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from powercalc.inventory.above_panels import AbovePanels
from powercalc.inventory.inventory_model import CordedDevice, InventoryEntry
from powercalc.inventory.site_tables import SiteTables
from powercalc.inventory.wires_below import WiresBelow
from powercalc.site.imported_from import FindingKind, InventoryFinding


@dataclass(frozen=True, kw_only=True)
class Finder:
    """All that findings look at, and how they name it."""

    tables: SiteTables
    above: AbovePanels
    makes_up_upstream: bool = False

    @property
    def wires(self) -> WiresBelow:
        """The cords of the inventory."""
        return self.tables.wires

    def name(self, thing: InventoryEntry) -> str:
        """Return what a thing is called: its name; its id in the file where several have it."""
        if thing.name and thing.name in self._names_once:
            return thing.name
        return self.tables.ids.get(thing.key) or self._unnamed(thing)

    @cached_property
    def _names_once(self) -> frozenset[str]:
        inventory = self.tables.inventory
        things = (*inventory.feeds, *inventory.strips, *inventory.intermediates, *inventory.loads)
        seen: set[str] = set()
        twice: set[str] = set()
        for thing in things:
            (twice if thing.name in seen else seen).add(thing.name)
        return frozenset(seen - twice)

    def _unnamed(self, thing: InventoryEntry) -> str:
        apart = next(iter(thing.apart), "")
        return f"{thing.name or 'unnamed device'} ({apart or thing.back.rpartition(': ')[2]})"

    def panel(self, key: str) -> str:
        """Return the id of a panel."""
        return self.tables.ids.get(key, key)

    def rack(self, space: str | None) -> str:
        """Return the name of a rack; "" for what stands in none."""
        found = self._racks.get(space or "")
        return "" if found is None else self.tables.zones.get(found.key, found.name)

    @cached_property
    def _racks(self) -> dict[str, InventoryEntry]:
        return {each.key: each for each in self.tables.inventory.spaces if each.kind == "rack"}

    @cached_property
    def powered(self) -> tuple[CordedDevice, ...]:
        """The active loads that have power."""
        return tuple(load for group in self.tables.groups for load in group)

    def found(
        self,
        what: FindingKind,
        text: str,
        *things: InventoryEntry,
        rack: str = "",
        names: tuple[str, ...] = (),
    ) -> InventoryFinding:
        """Return a finding about some things: their ids where the file has them, and their names."""
        ids = self.tables.ids
        components = dict.fromkeys(ids[each.key] for each in things if each.key in ids)
        named = names or tuple(dict.fromkeys(self.name(each) for each in things))
        return finding(what, text, rack=rack, components=components, names=named)


def finding(
    what: FindingKind,
    text: str,
    *,
    rack: str = "",
    components: Iterable[str] = (),
    names: Iterable[str] = (),
) -> InventoryFinding:
    """Return a finding with what there is of it."""
    stated = {"rack": rack, "components": tuple(components), "names": tuple(names)}
    return InventoryFinding(what=what, text=text, **{key: value for key, value in stated.items() if value})
