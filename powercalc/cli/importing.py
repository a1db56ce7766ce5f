"""What all imports do alike: read what stands there, write the result, tell what was found."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from powercalc.cli.outcome import Outcome
from powercalc.cli.write import STANDARD_OUTPUT

if TYPE_CHECKING:
    from powercalc.inventory.inventory_model import ImportChoices, Inventory


def imported(
    inventory: Inventory,
    choices: ImportChoices,
    *,
    upstream: Path | None,
    output: Path | None,
    overwrite: bool,
    as_json: bool,
) -> Outcome:
    """Write the site file, and an upstream file to fill in where none was given; tell what was found.

    Without a file to write, the site is the result, and what was found goes to standard error. Nothing is
    written where anything is wrong.
    """
    from powercalc.inventory.to_site import to_site
    from powercalc.report.inventory import import_json, import_text, lines_of_findings
    from powercalc.report.json_text import json_text
    from powercalc.report.layout import style_for
    from powercalc.report.output import create, write

    to_file = output is not None and output != STANDARD_OUTPUT
    before = _before(output) if to_file and output is not None else None
    beside = output.with_suffix(".upstream.toml") if to_file and output is not None else None
    told: list[str] = []
    if upstream is None and before is None and beside is not None and beside.exists():
        upstream = beside
        told.append(f"{beside} is there and is taken as the upstream file")
    _apart(upstream, output)
    result = to_site(
        inventory, upstream, choices=choices, before=before, file=str(output), overwrite=overwrite
    )
    told += result.told
    if result.skeleton:
        told.append(_about_skeleton(beside))
    if output is None or not to_file:
        if as_json:
            return Outcome(text=json_text(import_json(inventory, result, None)), warnings=tuple(told))
        return Outcome(text=result.text, warnings=(*told, *lines_of_findings(result.findings)))
    if result.skeleton and beside is not None:
        create(beside, result.skeleton.encode())
    if result.text != before:
        write(output, result.text.encode())
    if as_json:
        return Outcome(text=json_text(import_json(inventory, result, output)), warnings=tuple(told))
    return Outcome(text=import_text(inventory, result, output, style_for(sys.stdout)), warnings=tuple(told))


def _about_skeleton(beside: Path | None) -> str:
    start = "no --upstream: what stands above the panels is a skeleton of two paths, made up"
    if beside is None:
        return f"{start}; with -o it is also written as an upstream file to fill in"
    return f"{start}; fill in {beside} and import again with --upstream {beside}"


def _before(output: Path) -> str | None:
    """Return what stands in the file, None where there is none. Raises `CallError` for another's file."""
    from powercalc.errors import CallError
    from powercalc.site.file import text_of

    if not output.exists() or not output.is_file():
        return None
    text, _ = text_of(output)
    if not text.strip():
        return None
    if "[inventory]" not in text:
        raise CallError(f"{output} exists, and no import wrote it: it has no [inventory]; name another file")
    return text


def _apart(upstream: Path | None, output: Path | None) -> None:
    from powercalc.errors import CallError

    if upstream is None or output is None or not (output.exists() and upstream.exists()):
        return
    if output.samefile(upstream):
        raise CallError(f"{output} is the upstream file and the output as well; name another output")
