"""The answers of a NetBox in a folder: JSON from its REST interface, or CSV from the export of its lists."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from powercalc.inventory.netbox.export_folder import export_files, read_export
from powercalc.inventory.netbox.json_folder import json_files, read_json
from powercalc.inventory.netbox.netbox_answers import Answers


def read_folder(folder: Path) -> Answers:
    """Return the answers in a folder; its files tell which form it has.

    Raises `SiteError` with all that is wrong with its files.
    """
    exported = export_files(folder)
    if not exported:
        return read_json(folder)
    if not json_files(folder):
        return read_export(folder)
    found = read_json(folder)
    names = ", ".join(sorted(path.name for paths in exported.values() for path in paths)[:3])
    told = f"the folder has JSON answers and CSV exports; the JSON is read, and {names} and the like are not"
    return replace(found, remarks=[*found.remarks, told])
