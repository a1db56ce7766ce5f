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
from powercalc.inventory.table.headings import TableColumn, TableColumns, cell
from powercalc.inventory.table.sheet_rows import SheetRow, SheetRows

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Hanging:
    """Where one side of something hangs: the panel, and the circuit or "" where none is named."""

    panel: str
    circuit: str
    side: str
    of: str
    """What hangs there, by its name."""
    owner: str
    """The same by its key."""
    rack: str | None = None
    called: str = ""
    """The name of a circuit that has none; else it is that of what hangs there, and the side."""

    @property
    def name(self) -> str:
        """The name of the feed: "PP-A1 Q12", "A-01 B"."""
        if _CODE.match(self.circuit):
            return f"{self.panel} {self.circuit}"
        return self.circuit or self.called or f"{self.of} {self.side}".strip()

    @property
    def key(self) -> str:
        """The key of the feed: what is named by nothing but its owner is its own."""
        named = self.circuit or self.called
        return f"feed {self.panel}: {self.name}" if named else f"feed {self.panel}: {self.owner}, {self.side}"


class TableReader:
    """Reads cells, and collects panels, feeds and places by their names, remarks, and every problem."""

    def __init__(self, sheet: SheetRows, columns: TableColumns, choices: TableChoices) -> None:
        self.sheet, self.columns, self.choices = sheet, columns, choices
        self.problems: list[Problem] = []
        self.spaces: dict[str, Space] = {}
        self.panels: dict[str, DistributionPanel] = {}
        self.feeds: dict[str, PanelFeed] = {}
        self._remarks: dict[str, list[str]] = {}
        self._assumed: dict[str, list[str]] = {}
        self.at_several_places: frozenset[str] = frozenset()
        """Names that stand in several rooms or racks."""
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

    def back(self, row: SheetRow, kind: str, name: str, place: str | None = None) -> str:
        """Return the way back to a thing by its name, which stays where rows move; with a person's note."""
        note = cell(row, self.columns.get("note")) if kind == "load" else ""
        where = (
            f" in {self.spaces[place].name}" if place is not None and name in self.at_several_places else ""
        )
        return f"csv: {kind} {name}{where}" + (f" ({note})" if note else "")

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
                back = self.back(row, field, name)
                self.spaces[key] = Space(key=key, name=name, kind="room", within=around, back=back)
            around = key
        return around

    def rack(self, row: SheetRow, name: str) -> str:
        """Return the key of a rack; two racks of one name may stand in two rooms."""
        around = self.place(row)
        key = f"{around or ''}/rack {name}"
        if key not in self.spaces:
            apart = (self.spaces[around].name,) if around is not None else ()
            back = self.back(row, "rack", name, around)
            self.spaces[key] = Space(key=key, name=name, apart=apart, kind="rack", within=around, back=back)
        return key

    # -- panels and feeds ------------------------------------------------------------------

    def panel(self, row: SheetRow, name: str) -> str:
        """Return the key of a panel."""
        key = f"panel {name}"
        self.panels.setdefault(key, DistributionPanel(key=key, name=name, back=self.back(row, "panel", name)))
        return key

    def feed(self, row: SheetRow, at: Hanging) -> str:
        """Return the key of a feed, which several things may hang on."""
        rating = self.rating(row, at.side, at.of)
        found = PanelFeed(
            key=at.key,
            name=at.name,
            apart=(at.panel, *((self.spaces[at.rack].name,) if at.rack is not None else ())),
            back=self.back(
                row, "feed", at.name, self.spaces[at.rack].within if at.rack is not None else None
            ),
            panel=self.panel(row, at.panel),
            rack=at.rack,
            voltage=None if rating is None else self._voltage(row, at.side, rating),
            amperage=None if rating is None else rating.amps,
            phases=None if rating is None else rating.phases,
            permitted=self.choices.permitted,
            side=at.side if at.side in {"A", "B"} else "",
        )
        known = self.feeds.setdefault(at.key, found)
        if known.amperage is None and found.amperage is not None:
            self.feeds[at.key] = replace(found, back=known.back)
        elif found.amperage not in {None, known.amperage}:
            column = self.columns.get("amps", at.side) or self.columns.get("amps")
            self.problem(
                row, column, f"{at.name} is rated otherwise in another row", f'"{known.amperage:g} A"'
            )
        return at.key

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
