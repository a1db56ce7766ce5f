"""The options that all imports have alike, each stated once."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, TypeAlias

import typer


class Draw(StrEnum):
    """What each power port, or each side, of a load states."""

    SPLIT = "split"
    FULL = "full"


class Format(StrEnum):
    """How what was found is written."""

    TEXT = "text"
    JSON = "json"


UpstreamOption: TypeAlias = Annotated[
    Path | None,
    typer.Option("--upstream", "-u", metavar="SITE", help="What stands above the panels, with [panels]."),
]
OutputOption: TypeAlias = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FILE", help="Write here; what a person added there stays."),
]
DrawOption: TypeAlias = Annotated[
    Draw, typer.Option("--draw", help="Each power port or side states its share, or the full power.")
]
OverwriteOption: TypeAlias = Annotated[
    bool, typer.Option("--overwrite", help="Where both were edited, take what the inventory has.")
]
FormatOption: TypeAlias = Annotated[
    Format, typer.Option("--format", "-f", help="How to write what was found.")
]
