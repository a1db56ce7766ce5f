"""The upstream file: a site file from the street to the panels, with [panels] beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from powercalc.components import KINDS
from powercalc.components.problems import shown
from powercalc.components.spelling import nearest, quoted
from powercalc.errors import Place, Problem, SiteError
from powercalc.inventory.ids import Ids
from powercalc.inventory.inventory_model import DistributionPanel, Inventory
from powercalc.site.text_blocks import TextBlock, blocks
from powercalc.site.toml_text import Value

PANELS = "panels"


@dataclass(frozen=True, kw_only=True)
class UpstreamEquipment:
    """What stands above the panels."""

    values: Mapping[str, Any]
    """Its tables, without [panels]."""
    blocks: tuple[TextBlock, ...]
    """Its text, table by table, without [panels]."""
    stated: Mapping[str, Any] = field(default_factory=dict)
    """What [panels] says."""
    file: str = ""
    text: str = ""

    @property
    def ids(self) -> frozenset[str]:
        """The ids of its components."""
        tables = (table for kind, table in self.values.items() if kind in KINDS and isinstance(table, dict))
        return frozenset(name for table in tables for name in table)

    @property
    def zones(self) -> frozenset[str]:
        """The names of its zones."""
        zones = self.values.get("zone")
        return frozenset(zones) if isinstance(zones, dict) else frozenset()

    @property
    def has_breakers(self) -> bool:
        """Whether it has breakers of its own, which what is said of all breakers would reach."""
        default = self.values.get("default")
        return "breaker" in self.values or (isinstance(default, dict) and "breaker" in default)

    def fed_by(self, inventory: Inventory) -> dict[str, Value]:
        """Return what feeds each panel, by its key. Raises `SiteError` with all that is missing or wrong."""
        problems: list[Problem] = []
        found = dict(self._fed_by(inventory, problems))
        if problems:
            from powercalc.site.positions import located

            raise SiteError(located(problems, self.text, self.file))
        return found

    def _fed_by(self, inventory: Inventory, problems: list[Problem]) -> Iterator[tuple[str, Value]]:
        ids = Ids(self.ids).given(inventory.panels, "panel")
        names = _unique_names(inventory.panels)
        left = dict(self.stated)
        for panel in inventory.panels:
            name = next((each for each in (ids[panel.key], names.get(panel.key, "")) if each in left), None)
            if name is not None:
                value = self._read(name, left.pop(name), problems)
            elif panel.upstream is not None:
                value = self._of_inventory(panel, problems)
            else:
                value = None
                if panel.upstream_panel is None:
                    strangers = left.keys() - {*ids.values(), *names.values()}
                    problems.append(self._without(panel, ids[panel.key], sorted(strangers)))
            if value is not None:
                yield panel.key, value
        unknown = (name for name in left if name not in inventory.panels_elsewhere)
        problems += (_not_there(name, ids.values()) for name in unknown)

    def _read(self, name: str, given: Any, problems: list[Problem]) -> Value | None:
        path = (PANELS, name)
        items = given if isinstance(given, list) else [given]
        if not items or not all(isinstance(each, str) for each in items):
            expected = 'the id of what feeds it, such as "ups-a", or a list of ids'
            problems.append(Problem(path=path, text="is no id", found=shown(given), expected=expected))
            return None
        included = self.values.get("include", {})
        absent = (each for each in items if each not in self.ids and each.partition("/")[0] not in included)
        problems += (self._unknown(path, each) for each in absent)
        return items[0] if len(items) == 1 else tuple(items)

    def _of_inventory(self, panel: DistributionPanel, problems: list[Problem]) -> Value | None:
        if panel.upstream in self.ids:
            return panel.upstream
        problems.append(self._unknown((PANELS, panel.name), panel.upstream or ""))
        return None

    def _unknown(self, path: tuple[str, ...], name: str) -> Problem:
        near = quoted(nearest(name, sorted(self.ids)))
        text = "nothing above the panels has this id"
        return Problem(path=path, text=text, found=shown(name), suggestion=near)

    def _without(self, panel: DistributionPanel, name: str, strangers: Sequence[str]) -> Problem:
        near = nearest(name, strangers)
        meant = f'; did you mean "{name}" by "{near}"?' if near else ""
        return Problem(
            path=(PANELS,),
            text=f'nothing says what feeds the panel "{name}" ({panel.back})',
            expected=f'{shown(name)} = "ID", the id of what feeds it{meant}',
        )


def _unique_names(panels: tuple[DistributionPanel, ...]) -> dict[str, str]:
    names = [panel.name for panel in panels]
    return {panel.key: panel.name for panel in panels if names.count(panel.name) == 1}


def _not_there(name: str, panels: Any) -> Problem:
    near = nearest(name, panels)
    return Problem(
        path=(PANELS, name),
        text="the inventory has no panel of this name",
        suggestion=quoted(near),
        expected=None if near else f"one of {', '.join(map(shown, list(panels)[:8]))}",
    )


def read_upstream(path: Path) -> UpstreamEquipment:
    """Return an upstream file. Raises `SiteError` with every problem of it."""
    from powercalc.site.file import text_of

    text, file = text_of(path, what="an upstream file: a site file with [panels]")
    return upstream_of(text, file)


def upstream_of(text: str, file: str) -> UpstreamEquipment:
    """Return what the text of an upstream file says."""
    from powercalc.site.syntax import values_of

    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    values = dict(values_of(text, file))
    stated = values.pop(PANELS, {})
    if not isinstance(stated, dict):
        expected = 'a table [panels] with NAME = "ID" for each panel of the inventory'
        raise SiteError([Problem(place=Place(file=file), text="[panels] is no table", expected=expected)])
    kept = tuple(block for block in blocks(text) if block.heading[:1] != (PANELS,))
    return UpstreamEquipment(values=values, blocks=kept, stated=stated, file=file, text=text)
