"""What all sorts of table have in common: figures with units, panels, feeds, places, and what is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from powercalc.errors import Place, Problem
from powercalc.inventory.inventory_model import DistributionPanel, PanelFeed, Remark, Space
from powercalc.inventory.table import cells
from powercalc.inventory.table.cells import BreakerRating, Decimal, folded
from powercalc.inventory.table.columns import TableColumn, TableColumns, cell
from powercalc.inventory.table.sheet import Sheet, SheetRow

Unit = Literal["kW", "W", "kVA", "VA", "A"]
UNITS: dict[str, Unit] = {"kw": "kW", "w": "W", "watt": "W", "watts": "W", "kva": "kVA", "va": "VA", "a": "A"}
_NUMBERS = ("power", "maximum", "amps", "voltage", "count")
_CODE = re.compile(r"^[A-Za-z]{0,3}[\d,;\s+-]*\d$")
"""A circuit that says nothing without its panel: "1", "Q12", "1,3,5"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableChoices:
    """What a table may leave open, and a call says."""

    unit: Unit | None = None
    """Of power, where neither heading nor cell tells."""
    decimal: Decimal | None = None
    voltage: float | None = None
    """[V] of feeds, where no column tells."""
    phases: Literal[1, 3] | None = None
    permitted: float | None = None
    """The share of each breaker that is to be used, 0..1."""


class TableReader:
    """Reads cells, and collects panels, feeds and places by their names, remarks, and every problem."""

    def __init__(self, sheet: Sheet, columns: TableColumns, choices: TableChoices) -> None:
        self.sheet, self.columns, self.choices = sheet, columns, choices
        self.problems: list[Problem] = []
        self.spaces: dict[str, Space] = {}
        self.panels: dict[str, DistributionPanel] = {}
        self.feeds: dict[str, PanelFeed] = {}
        self._remarks: dict[str, list[str]] = {}
        self._assumed: dict[str, list[str]] = {}
        self.decimal = choices.decimal or self._decimal()

    def _decimal(self) -> Decimal | None:
        numbers = (each for each in self.columns.columns if each.field in _NUMBERS)
        found = cells.decimal_of(text for column in numbers for text in self.columns.cells(column))
        return found or (None if self.sheet.separator else "point")

    # -- what is told ----------------------------------------------------------------------

    def problem(
        self, row: SheetRow, column: TableColumn | None, text: str, expected: str | None = None
    ) -> None:
        """Note what is wrong in a cell, or in a row."""
        place = Place(
            file=self.sheet.file, line=row.number, column=None if column is None else column.place + 1
        )
        found = None if column is None else f'"{cell(row, column)}"'
        path = () if column is None else (column.heading,)
        self.problems.append(Problem(place=place, path=path, text=text, found=found, expected=expected))

    def remark(self, text: str, concerns: str) -> None:
        """Note what was not understood, told once with all that it concerns; the findings have it."""
        self._remarks.setdefault(text, []).append(concerns)

    def assume(self, text: str, concerns: str = "") -> None:
        """Note how something was read that might be meant otherwise, told beside the columns."""
        self._assumed.setdefault(text, []).append(concerns)

    def remarks(self) -> Iterator[Remark]:
        """Yield what was not understood, each once."""
        for text, concerns in self._remarks.items():
            yield Remark(text=text, concerns=tuple(dict.fromkeys(concerns)))

    def assumed(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield how things were read, each with what it concerns."""
        for text, concerns in self._assumed.items():
            yield text, tuple(dict.fromkeys(each for each in concerns if each))

    def back(self, row: SheetRow, what: str) -> str:
        """Return the way back to a thing by its name, which stays where rows move; with a person's note."""
        note = cell(row, self.columns.get("note")) if what.startswith("load ") else ""
        return f"csv: {what}" + (f" ({note})" if note else "")

    # -- figures ---------------------------------------------------------------------------

    def text(self, row: SheetRow, field: str, side: str = "") -> str:
        """Return a cell of a side, or of the column for all sides."""
        column = self.columns.get(field, side) or self.columns.get(field)
        return cell(row, column)

    def number(self, row: SheetRow, column: TableColumn | None) -> float | None:
        """Return a number without a unit; None where there is none, and where it is no number."""
        text = cell(row, column)
        if cells.is_absent(text):
            return None
        found = cells.amount(text, self.decimal)
        if isinstance(found, str):
            self.problem(row, column, found)
            return None
        return found.value

    def watts(self, row: SheetRow, field: str, side: str = "", feed: PanelFeed | None = None) -> float | None:
        """Return a power, [W]; apparent power counts as such, a current as what it is of its feed."""
        column = self.columns.get(field, side)
        text = cell(row, column)
        if column is None or cells.is_absent(text):
            return None
        found = cells.amount(text, self.decimal)
        if isinstance(found, str):
            self.problem(row, column, found)
            return None
        unit = UNITS.get(folded(found.unit)) if found.unit else column.unit or self.choices.unit
        if unit is None and found.unit:
            self.problem(row, column, f'is in "{found.unit}"', "W, kW, VA, kVA or A")
        elif unit is None:
            self._without_unit(column)
        return None if unit is None else self._in_watts(row, column, found.value, str(unit), feed)

    def _without_unit(self, column: TableColumn) -> None:
        place = Place(file=self.sheet.file, line=self.columns.header, column=column.place + 1)
        text = "does not say its unit"
        expected = "a heading such as kW or W, or --unit kW"
        told = Problem(place=place, path=(column.heading,), text=text, expected=expected)
        if told not in self.problems:
            self.problems.append(told)

    def _in_watts(
        self, row: SheetRow, column: TableColumn, value: float, unit: str, feed: PanelFeed | None
    ) -> float | None:
        if unit == "A":
            volts = feed.voltage if feed is not None else None
            if feed is None or volts is None or feed.phases is None:
                self.problem(
                    row, column, "is a current, and nothing says the voltage and the phases of its feed"
                )
                return None
            self.assume("currents are taken as power at a power factor of 1")
            return value * volts * (3**0.5 if feed.phases == 3 else 1)
        if unit.endswith("VA"):
            self.assume("apparent power is taken as power at a power factor of 1")
        return value * (1000 if unit.startswith("k") else 1)

    def count(self, row: SheetRow) -> int:
        """Return how many of its kind a row stands for."""
        column = self.columns.get("count")
        found = self.number(row, column)
        if found is None:
            return 1
        if found != int(found) or found < 1:
            self.problem(row, column, "is no number of things", "1 or more")
            return 1
        return int(found)

    # -- places ----------------------------------------------------------------------------

    def place(self, row: SheetRow) -> str | None:
        """Return the key of the room or row that a row stands in; the rows above fill what is empty."""
        around: str | None = None
        for field in ("room", "row"):
            column = self.columns.get(field)
            text = cell(row, column)
            if column is None or cells.is_absent(text):
                continue
            name = f"{column.heading} {text}" if len(text) <= 2 else text
            key = f"{around or ''}/{field} {name}"
            if key not in self.spaces:
                self.spaces[key] = Space(
                    key=key, name=name, kind="room", within=around, back=self.back(row, name)
                )
            around = key
        return around

    def rack(self, row: SheetRow, name: str) -> str:
        """Return the key of a rack."""
        around = self.place(row)
        key = f"rack {name}"
        if key not in self.spaces:
            self.spaces[key] = Space(key=key, name=name, kind="rack", within=around, back=self.back(row, key))
        return key

    # -- panels and feeds ------------------------------------------------------------------

    def panel(self, row: SheetRow, name: str) -> str:
        """Return the key of a panel."""
        key = f"panel {name}"
        self.panels.setdefault(key, DistributionPanel(key=key, name=name, back=self.back(row, key)))
        return key

    def feed(self, row: SheetRow, panel: str, circuit: str, side: str, of: str, *, called: str = "") -> str:
        """Return the key of a feed to `of`: a circuit of a panel, or as it is called where it has no name."""
        name = f"{panel} {circuit}" if _CODE.match(circuit) else circuit or called or f"{of} {side}".strip()
        key = f"feed {panel}: {name}"
        rating = self.rating(row, side, of)
        found = PanelFeed(
            key=key,
            name=name,
            apart=(panel,),
            back=self.back(row, f"feed {name}"),
            panel=self.panel(row, panel),
            rack=f"rack {of}" if f"rack {of}" in self.spaces else None,
            voltage=None if rating is None else self._voltage(row, side, rating),
            amperage=None if rating is None else rating.amps,
            phases=None if rating is None else rating.phases,
            permitted=self.choices.permitted,
            side=side if side in {"A", "B"} else "",
        )
        known = self.feeds.setdefault(key, found)
        if known.amperage is None and found.amperage is not None:
            self.feeds[key] = replace(found, back=known.back)
        elif found.amperage not in {None, known.amperage}:
            column = self.columns.get("amps", side) or self.columns.get("amps")
            self.problem(row, column, f"{name} is rated otherwise in another row", f'"{known.amperage:g} A"')
        return key

    def rating(self, row: SheetRow, side: str, of: str) -> BreakerRating | None:
        """Return what a breaker is made for; phases that its cell does not tell come from beside it."""
        column = self.columns.get("amps", side) or self.columns.get("amps")
        text = cell(row, column)
        if cells.is_absent(text):
            return None
        found = cells.breaker_rating(text)
        if found is None:
            self.problem(row, column, "is no rating of a breaker", '"32 A", "32 A tri" or "3x32 A"')
            return None
        return found if found.phases else replace(found, phases=self._phases(row, side, of))

    def _phases(self, row: SheetRow, side: str, of: str) -> Literal[1, 3] | None:
        column = self.columns.get("phases", side) or self.columns.get("phases")
        text = cell(row, column)
        if not cells.is_absent(text):
            found = cells.phases_of(text)
            if found is None:
                self.problem(row, column, "is no number of phases", "1 or 3")
            return found
        if self.choices.phases is not None:
            return self.choices.phases
        beside = {
            each.phases
            for other in self.columns.sides
            if other != side and (each := cells.breaker_rating(cell(row, self.columns.get("amps", other))))
        } - {None}
        if len(beside) == 1:
            self.assume(
                "phases that are not stated are taken as those of the other side (--phases)", f"{of} {side}"
            )
            return beside.pop()
        self.remark(
            "nothing says the phases, so that the breaker is not compared with its load (--phases)", of
        )
        return None

    def _voltage(self, row: SheetRow, side: str, rating: BreakerRating) -> float | None:
        column = self.columns.get("voltage", side) or self.columns.get("voltage")
        stated = self.number(row, column)
        if stated is not None or self.choices.voltage is not None:
            return stated or self.choices.voltage
        if rating.phases is None:
            return None
        self.assume(
            "no voltage is stated: 400 V is taken where three-phase, 230 V where single-phase (--voltage)"
        )
        return 400.0 if rating.phases == 3 else 230.0


def filled(rows: Iterable[SheetRow], columns: Iterable[TableColumn | None]) -> Iterator[SheetRow]:
    """Yield rows whose empty cells of some columns, left of a merged area, say what the row above says."""
    chosen = [column.place for column in columns if column is not None]
    above: dict[int, str] = {}
    for row in rows:
        texts = [*row.cells, *[""] * (max(chosen, default=-1) + 1 - len(row.cells))]
        for order, place in enumerate(chosen):
            if texts[place]:
                above = {other: text for other, text in above.items() if other not in chosen[order:]}
                above[place] = texts[place]
            else:
                texts[place] = above.get(place, "")
        yield replace(row, cells=tuple(texts))
