"""`powercalc import csv`: a table of racks, servers, circuits or cords as a site file."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from powercalc.cli.choices import PHASES
from powercalc.cli.import_options import (
    Draw,
    DrawOption,
    Format,
    FormatOption,
    OutputOption,
    OverwriteOption,
    UpstreamOption,
)
from powercalc.cli.outcome import Outcome
from powercalc.cli.write import STANDARD_OUTPUT

if TYPE_CHECKING:
    from powercalc.inventory.inventory_model import Inventory
    from powercalc.inventory.table.table_reader import TableChoices


class PowerUnit(StrEnum):
    """What powers are in."""

    KW = "kW"
    W = "W"
    KVA = "kVA"
    VA = "VA"
    A = "A"


class DecimalSign(StrEnum):
    """What stands before the decimals."""

    COMMA = "comma"
    POINT = "point"


def import_csv(
    *,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A table: .csv, .tsv, .xlsx; or a folder of openDCIM.")
    ],
    upstream: UpstreamOption = None,
    output: OutputOption = None,
    columns: Annotated[
        list[str] | None,
        typer.Option(
            "--columns",
            metavar="FIELD=HEADING,...",
            help="Which column is what: rack, name, a, b, kw, pdu_a.",
        ),
    ] = None,
    sheet: Annotated[
        str | None, typer.Option("--sheet", metavar="NAME", help="Which sheet of Excel.")
    ] = None,
    unit: Annotated[
        PowerUnit | None, typer.Option("--unit", help="Of power, where no heading and no cell tells it.")
    ] = None,
    decimal: Annotated[
        DecimalSign | None, typer.Option("--decimal", help="What stands before the decimals: 1,98 or 1.98.")
    ] = None,
    voltage: Annotated[
        str | None, typer.Option("--voltage", metavar="V", help="Of the feeds, where no column tells it.")
    ] = None,
    phases: Annotated[
        int | None, typer.Option("--phases", metavar=PHASES, help="Of the feeds, where no cell tells it.")
    ] = None,
    utilization: Annotated[
        str | None,
        typer.Option("--max-utilization", metavar="SHARE", help='What of a breaker is to be used: "80 %".'),
    ] = None,
    draw: DrawOption = Draw.SPLIT,
    overwrite: OverwriteOption = False,
    form: FormatOption = Format.TEXT,
) -> Outcome:
    """Write a site file from a table: one row a rack, a server, a circuit or a cord.

    Columns are known by their headings, in English and French; how each was read
    is told before the result. An empty cell is undocumented, "-" or n/a is nothing.
    A folder with openDCIM's tables (fac_PowerPanel.csv and others) is read as such.

    \b
    powercalc import csv racks.csv --upstream upstream.toml -o site.toml
    powercalc import csv baies.xlsx -o site.toml    writes an upstream file too
    powercalc import csv x.csv --columns rack=Code,a=Left,b=Right --unit kW
    """  # noqa: D301 - the \b keeps the examples on their lines
    from powercalc.cli.importing import imported
    from powercalc.inventory.inventory_model import ImportChoices
    from powercalc.inventory.table.table_inventory import table_inventory
    from powercalc.report.layout import style_for
    from powercalc.report.table_understood import understood_text

    told = ""
    if file.is_dir():
        inventory = _folder(file)
    else:
        choices = _choices(unit, decimal, voltage, phases, utilization)
        inventory, understood = table_inventory(
            file, sheet=sheet, columns=_named(columns or ()), choices=choices
        )
        told = f"{understood_text(understood, style_for(sys.stdout))}\n"
    outcome = imported(
        inventory,
        ImportChoices(draw=draw.value),
        upstream=upstream,
        output=output,
        overwrite=overwrite,
        as_json=form is Format.JSON,
    )
    if form is Format.JSON:
        return outcome
    if output is None or output == STANDARD_OUTPUT:
        told = "".join(f"# {line}".rstrip() + "\n" for line in told.splitlines())
    return replace(outcome, text=f"{told}{outcome.text}")


def _folder(folder: Path) -> Inventory:
    from shlex import quote as shell_quoted

    from powercalc.errors import CallError
    from powercalc.inventory.netbox.export_folder import export_files
    from powercalc.inventory.table.opendcim import is_opendcim, read_opendcim

    if not is_opendcim(folder):
        expected = "expected a table, or openDCIM's tables"
        if export_files(folder):
            expected = f"NetBox's lists are read by powercalc import netbox {shell_quoted(str(folder))}"
        raise CallError(f"{folder} is a folder without fac_PowerPanel.csv; {expected}")
    return read_opendcim(folder)


def _choices(
    unit: PowerUnit | None,
    decimal: DecimalSign | None,
    voltage: str | None,
    phases: int | None,
    utilization: str | None,
) -> TableChoices:
    from powercalc import units
    from powercalc.errors import CallError
    from powercalc.inventory.table.table_reader import TableChoices

    if phases not in {None, 1, 3}:
        raise CallError(f"--phases {phases}: expected 1 or 3")
    try:
        volts = None if voltage is None else units.volts(f"{voltage} V" if voltage.isdecimal() else voltage)
        share = None if utilization is None else units.probability(utilization)
    except units.ValueProblem as problem:
        raise CallError(f"--voltage or --max-utilization: {problem}") from None
    return TableChoices(
        unit=None if unit is None else unit.value,
        decimal=None if decimal is None else decimal.value,
        voltage=volts,
        phases=None if phases is None else (3 if phases == 3 else 1),
        permitted=share,
    )


def _named(asked: Sequence[str]) -> Mapping[str, str]:
    """Read FIELD=HEADING, several of them separated by commas; a heading may have commas in it."""
    from powercalc.errors import CallError

    found: dict[str, str] = {}
    for text in asked:
        last = ""
        for part in text.split(","):
            field, equals, heading = part.partition("=")
            if equals:
                last = field.strip()
                found[last] = heading.strip()
            elif last:
                found[last] = f"{found[last]},{part}"
            else:
                raise CallError(f'--columns "{text}": expected FIELD=HEADING, such as rack=Baie')
    return found
