"""From an inventory to the text of a site file, with what is found on the way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from powercalc.components import KINDS
from powercalc.errors import CallError, Place, Problem, SiteError
from powercalc.inventory.above_panels import AbovePanels
from powercalc.inventory.finder import Finder
from powercalc.inventory.findings import findings
from powercalc.inventory.inventory_model import ImportChoices, Inventory
from powercalc.inventory.merging import ImportOutput, Merging
from powercalc.inventory.rack_level import by_rack, with_racks_uncabled
from powercalc.inventory.site_tables import OWN, SiteTables
from powercalc.inventory.skeleton import skeleton
from powercalc.inventory.upstream_equipment import UpstreamEquipment, read_upstream, upstream_of
from powercalc.inventory.wires_below import WiresBelow
from powercalc.site import toml_text
from powercalc.site.imported_from import InventoryFinding
from powercalc.site.toml_text import TomlTable, Value

_HEAD = """\
{name}

Written by `powercalc import {source}`{origin}. Add keys, comments and tables where you like:
a further import keeps them. A value that ends in `# kept` stays as it is, whatever the inventory says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import gives: the file, and what is to be told beside it."""

    text: str
    findings: tuple[InventoryFinding, ...]
    told: tuple[str, ...]
    """Sentences: what was assumed, kept, made up."""
    skeleton: str = ""
    """An upstream file to fill in, where none was given."""


def to_site(
    inventory: Inventory,
    upstream: Path | None,
    *,
    choices: ImportChoices | None = None,
    before: str | None = None,
    file: str = "site.toml",
    overwrite: bool = False,
) -> Imported:
    """Return an inventory as a site file, below what the upstream file has.

    Without an upstream file, the part above the panels is a skeleton to fill in. `before` is the text that
    stands in `file`, where the result is to be written: what a person added to it is kept; `overwrite` lets
    the inventory win where both changed a value. Raises `SiteError` with every problem: a panel without an
    entry in [panels], what was edited on both sides.
    """
    choices = choices or ImportChoices()
    if not inventory.panels:
        raise CallError(f"{inventory.name}: there are no power panels, and so nothing that power comes from")
    standing = None if before is None else _Standing.of(before, file)
    above = read_upstream(upstream) if upstream is not None else None
    made = "" if above is not None or standing is not None else skeleton(inventory)
    if made:
        above = upstream_of(made, "the skeleton")
    done = _Import(inventory, choices, above, standing, is_made_up=bool(made)).done(made, overwrite=overwrite)
    if before is not None and "\r\n" in before:
        return replace(done, text=done.text.replace("\n", "\r\n"))
    return done


@dataclass(frozen=True, kw_only=True)
class _Standing:
    """The file that stands where the result is to be written."""

    text: str
    file: str
    values: Mapping[str, Any]

    @classmethod
    def of(cls, text: str, file: str) -> _Standing:
        from powercalc.site.syntax import values_of

        plain = text.removeprefix("\ufeff").replace("\r\n", "\n")
        return cls(text=plain, file=file, values=values_of(plain, file))

    def ids(self, source: str) -> frozenset[str]:
        """Return the ids of components that no import wrote."""
        return frozenset(
            name
            for kind, tables in self.values.items()
            if kind in KINDS and isinstance(tables, dict)
            for name, keys in tables.items()
            if not (isinstance(keys, dict) and str(keys.get("note", "")).startswith(f"{source}: "))
        )

    def zones(self, source: str) -> frozenset[str]:
        """Return the names of zones that no import wrote."""
        zones = self.values.get("zone", {})
        return frozenset(
            name for name, keys in zones.items() if not str(keys.get("note", "")).startswith(f"{source}: ")
        )

    def fed_by(self, inventory: Inventory) -> dict[str, Value]:
        """Return what feeds each panel, as the file says; raises `SiteError` for one that is new."""
        tables = self.values.get("panel", {})
        by_note = {keys.get("note"): keys.get("fed_by") for keys in tables.values() if isinstance(keys, dict)}
        found: dict[str, Value] = {}
        problems: list[Problem] = []
        for panel in inventory.panels:
            value = by_note.get(panel.back) or tables.get(panel.name, {}).get("fed_by") or panel.upstream
            if value is None and panel.upstream_panel is None:
                text = f'nothing says what feeds the panel "{panel.name}", which is new'
                expected = "an upstream file that has it, by --upstream"
                problems.append(Problem(place=Place(file=self.file), text=text, expected=expected))
            elif value is not None:
                found[panel.key] = tuple(value) if isinstance(value, list) else str(value)
        if problems:
            raise SiteError(problems)
        return found


class _Import:
    def __init__(
        self,
        inventory: Inventory,
        choices: ImportChoices,
        above: UpstreamEquipment | None,
        standing: _Standing | None,
        *,
        is_made_up: bool,
    ) -> None:
        self.whole = inventory
        self.inventory, self.uncabled = with_racks_uncabled(inventory, choices)
        self.choices, self.above, self.standing = choices, above, standing
        self.is_made_up = is_made_up or self._is_still_made_up()
        self.told: list[str] = []

    def _is_still_made_up(self) -> bool:
        """Tell whether the file that stands there still has a skeleton that nobody filled in."""
        if self.standing is None or self.above is not None:
            return False
        made = upstream_of(skeleton(self.whole), "the skeleton")
        return all(
            self.standing.values.get(kind, {}).get(name) == keys
            for kind, tables in made.values.items()
            if kind != "site"
            for name, keys in tables.items()
        )

    def done(self, made: str, *, overwrite: bool) -> Imported:
        """Return the result."""
        fed_by = self._fed_by()
        tables = self._tables(self.inventory, fed_by)
        if not tables.groups:
            raise CallError(
                f"{self.inventory.name}: no load has power by what is documented; nothing to write"
            )
        finder = Finder(
            tables=tables,
            above=AbovePanels(values=self._values_above(), fed_by=self._reached(fed_by)),
            makes_up_upstream=self.is_made_up,
        )
        found = findings(finder)
        if self.choices.loads == "rack":
            tables = self._tables(by_rack(self.inventory, self.choices), fed_by)
            racks = {load.name: tables.ids.get(load.key, "") for load in tables.inventory.loads}
            found = tuple(_of_racks(each, frozenset(tables.ids.values()), racks) for each in found)
        text = self._text(tables, found, overwrite=overwrite)
        self._checked(text)
        self._tell(tables)
        return Imported(text=text, findings=found, told=tuple(self.told), skeleton=made)

    def _fed_by(self) -> dict[str, Value]:
        if self.above is not None:
            return self.above.fed_by(self.inventory)
        assert self.standing is not None
        return self.standing.fed_by(self.inventory)

    def _reached(self, fed_by: Mapping[str, Value]) -> dict[str, Value]:
        """Return what feeds each panel, also those that hang on another panel."""
        above = {panel.key: panel.upstream_panel for panel in self.inventory.panels}
        found: dict[str, Value] = {}
        for panel in above:
            at, seen = panel, set[str]()
            while at not in fed_by and above.get(at) and at not in seen:
                seen.add(at)
                at = above[at] or ""
            if at in fed_by:
                found[panel] = fed_by[at]
        return found

    def _values_above(self) -> Mapping[str, Any]:
        if self.above is not None:
            return self.above.values
        return self.standing.values if self.standing is not None else {}

    def _tables(self, inventory: Inventory, fed_by: dict[str, Value]) -> SiteTables:
        source, standing, above = inventory.source, self.standing, self.above
        taken = above.ids if above is not None else frozenset[str]()
        zones = above.zones if above is not None else frozenset[str]()
        if standing is not None:
            taken |= standing.ids(source)
            zones |= standing.zones(source)
        return SiteTables(
            inventory=inventory,
            wires=WiresBelow(inventory),
            choices=self.choices,
            taken=taken,
            zones_above=zones,
            has_breakers=self._has_breakers(),
            fed_by=fed_by,
        )

    def _has_breakers(self) -> bool:
        if self.above is not None:
            return self.above.has_breakers
        return self.standing is not None and "panel-feed" in self.standing.values.get("type", {})

    def _text(self, tables: SiteTables, found: tuple[InventoryFinding, ...], *, overwrite: bool) -> str:
        above = self.above.blocks if self.above is not None else ()
        written = ImportOutput(
            tables=[*self._site(), *tables.tables()],
            above=above,
            values_above=self.above.values if self.above is not None else {},
            source=self.inventory.source,
        )
        sums = dict(sorted((self._sums_before() | written.sums()).items()))
        written = replace(written, tables=[*written.tables, *self._record(found, sums)])
        if self.standing is None:
            return self._fresh(written)
        merging = Merging(written, self.standing.text, self.standing.values, self.standing.file)
        text = merging.merged(overwrite=overwrite)
        self.told += merging.kept
        return text

    def _sums_before(self) -> dict[str, str]:
        record = self.standing.values.get("inventory", {}) if self.standing is not None else {}
        return {"written_above": record["written_above"]} if "written_above" in record else {}

    def _site(self) -> Iterator[TomlTable]:
        """Yield [site], where the upstream file does not have it."""
        has = self.above is not None and "site" in self.above.values
        is_there = self.above is None and self.standing is not None and "site" in self.standing.values
        if not (has or is_there):
            yield TomlTable(heading=("site",), keys={"name": self.inventory.name}, own=frozenset({"name"}))

    def _record(self, found: tuple[InventoryFinding, ...], sums: Mapping[str, str]) -> Iterator[TomlTable]:
        keys: dict[str, Value] = {"source": self.inventory.source, "draw": self.choices.draw, **sums}
        section = "What the inventory showed at once; written anew by each import"
        yield TomlTable(heading=("inventory",), keys=keys, section=section, own=OWN)
        for finding in found:
            stated: dict[str, Value] = {"what": finding.what, "text": finding.text}
            if finding.rack:
                stated["rack"] = finding.rack
            stated |= {key: value for key in ("components", "names") if (value := getattr(finding, key))}
            yield TomlTable(heading=("inventory", "finding"), keys=stated, is_listed=True, own=OWN)

    def _fresh(self, written: ImportOutput) -> str:
        origin = f" from {self.inventory.came_from}" if self.inventory.came_from else ""
        head = _HEAD.format(name=self.inventory.name, source=self.inventory.source, origin=origin)
        above = "".join(block.text for block in written.above).strip("\n")
        parts = ["\n".join(toml_text.comment(head)), above, toml_text.joined(written.tables).rstrip("\n")]
        return "\n\n".join(part for part in parts if part) + "\n"

    def _checked(self, text: str) -> None:
        """Raise the problems of the result; those of the upstream file have their places there."""
        from powercalc.site.positions import located
        from powercalc.site.read import read_text

        file = self.standing.file if self.standing is not None else "the site"
        folder = Path(self.above.file).parent if self.above is not None and self.above.file else Path()
        try:
            read_text(text, file=file, folder=folder)
        except SiteError as error:
            above = self.above
            if above is None:
                raise
            theirs = [each for each in error.problems if self._is_above(each)]
            others = [each for each in error.problems if not self._is_above(each)]
            unplaced = [replace(each, place=Place()) for each in theirs]
            raise SiteError([*located(unplaced, above.text, above.file), *others]) from None

    def _is_above(self, problem: Problem) -> bool:
        heading = problem.path[:2]
        return self.above is not None and any(block.heading[:2] == heading for block in self.above.blocks)

    def _tell(self, tables: SiteTables) -> None:
        """Note what was assumed."""
        several = [load for load in tables.inventory.loads if len(load.cords) > 1 and load.draw is None]
        if several:
            split = "its share of the power, and they add up (--draw split)"
            full = "all of the power, and the largest counts (--draw full)"
            said = split if self.choices.draw == "split" else full
            self.told.append(f"of devices with several cords each cord is taken to state {said}")
        if self.uncabled:
            many = len(self.uncabled)
            self.told.append(f"{many} racks are not cabled in the inventory: each is one load on its feeds")


def _of_racks(finding: InventoryFinding, known: frozenset[str], racks: Mapping[str, str]) -> InventoryFinding:
    """Return a finding about devices as one about their rack, where the racks are the loads."""
    rack = racks.get(finding.rack or "", "")
    components = dict.fromkeys([*(each for each in finding.components if each in known), rack])
    return finding.model_copy(update={"components": tuple(filter(None, components))})
