"""`powercalc import netbox`: what NetBox knows of a hall as a site file."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

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

if TYPE_CHECKING:
    from powercalc.inventory.inventory_model import Inventory


class LoadLevel(StrEnum):
    """What becomes a load."""

    DEVICE = "device"
    RACK = "rack"


class Rated(StrEnum):
    """What a feed is rated by."""

    BREAKER = "breaker"
    UTILIZATION = "utilization"


class Coolers(StrEnum):
    """What a device with the role of a cooler becomes."""

    SERVER = "server"
    CRAH = "crah"


def import_netbox(
    *,
    source: Annotated[
        str,
        typer.Argument(metavar="SOURCE", help="A folder of JSON answers or CSV exports, or https://..."),
    ],
    upstream: UpstreamOption = None,
    output: OutputOption = None,
    site: Annotated[
        str | None, typer.Option("--site", metavar="NAME", help="Only this site or location of several.")
    ] = None,
    draw: DrawOption = Draw.SPLIT,
    loads: Annotated[
        LoadLevel, typer.Option("--loads", help="Each device a load, or each rack.")
    ] = LoadLevel.DEVICE,
    rating: Annotated[
        Rated, typer.Option("--rating", help="Rate feeds by the breaker, or by what is permitted of it.")
    ] = Rated.BREAKER,
    coolers: Annotated[
        Coolers, typer.Option("--coolers", help="Coolers are loads, or air handlers.")
    ] = Coolers.SERVER,
    overwrite: OverwriteOption = False,
    timeout: Annotated[
        str, typer.Option("--timeout", metavar="TIME", help="How long one page of an address may take.")
    ] = "60 s",
    form: FormatOption = Format.TEXT,
) -> Outcome:
    """Write a site file from NetBox, from the panels down to each cord.

    SOURCE is a folder with what its REST interface answered, one file per table
    (power-panels, power-feeds, power-ports, power-outlets, devices, racks, cables,
    and sites and locations where there are any), or with the same lists as CSV
    (Export, All data), or the address of a NetBox, with the token in the
    environment as POWERCALC_NETBOX_TOKEN.

    \b
    powercalc import netbox answers/ --upstream upstream.toml -o site.toml
    powercalc import netbox answers/ -o site.toml     writes an upstream file too
    powercalc import netbox https://netbox.example --site hall-1 -o site.toml
    """  # noqa: D301 - the \b keeps the examples on their lines
    from powercalc.cli.importing import imported
    from powercalc.inventory.inventory_model import ImportChoices

    choices = ImportChoices(draw=draw.value, loads=loads.value, rating=rating.value, coolers=coolers.value)
    inventory = _inventory(source, site, timeout)
    return imported(
        inventory, choices, upstream=upstream, output=output, overwrite=overwrite, as_json=form is Format.JSON
    )


def _inventory(source: str, site: str | None, timeout: str) -> Inventory:
    from powercalc.errors import CallError
    from powercalc.inventory.netbox.folder import read_folder
    from powercalc.inventory.netbox.netbox_inventory import netbox_inventory
    from powercalc.inventory.netbox.rest import is_address, read_address
    from powercalc.units import ValueProblem, hours

    try:
        seconds = 3600 * hours(timeout)
    except ValueProblem as problem:
        raise CallError(f"--timeout {timeout}: {problem}") from None
    if is_address(source):
        answers, name = read_address(source, site=site, patience=seconds), "NetBox"
    elif not Path(source).is_dir():
        what = "a file" if Path(source).exists() else "not there"
        expected = "a folder of JSON answers or CSV exports, or the address of a NetBox"
        raise CallError(f"{source} is {what}; expected {expected}")
    else:
        answers, name = read_folder(Path(source)), Path(source).resolve().name
    return netbox_inventory(answers, name=name, site=site)
