"""`powercalc import`: an inventory of others as a site file; one command per sort of inventory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

IMPORTS = {
    "netbox": "NetBox, or its fork Nautobot: a folder of answers, or an address",
    "csv": "a table of racks, servers, circuits or cords: CSV or Excel",
}
"""Each has a module `import_NAME` with a function `import_NAME`."""


class _Sources(Mapping[str, Any]):
    """The commands by name; as in `app`, the module of one is imported when it is asked for."""

    def __getitem__(self, name: str) -> Any:
        short, function = IMPORTS[name], f"import_{name}"
        alone = typer.Typer(add_completion=False, rich_markup_mode=None)
        alone.command(name, short_help=short)(getattr(import_module(f"powercalc.cli.{function}"), function))
        return typer.main.get_command(alone)

    def __iter__(self) -> Iterator[str]:
        return iter(IMPORTS)

    def __len__(self) -> int:
        return len(IMPORTS)


class _ImportGroup(TyperGroup):
    def __init__(self, **given: Any) -> None:
        super().__init__(**{**given, "commands": _Sources()})


import_ = typer.Typer(
    name="import", cls=_ImportGroup, no_args_is_help=True, rich_markup_mode=None, add_completion=False
)


@import_.callback()
def _import() -> None:
    """Write a site file from the inventory of a hall.

    What an inventory ends at, the panel, is where powercalc begins: the upstream
    file says what stands above it. What the inventory shows at once, as both cords
    of a server on one PDU, is told, and kept in the file for the checks.

    \b
    powercalc import netbox answers/ --upstream upstream.toml -o site.toml
    powercalc import netbox https://netbox.example --site hall-1 -o site.toml
    powercalc import csv racks.csv --upstream upstream.toml -o site.toml
    """  # noqa: D301 - the \b keeps the examples on their lines
