"""One name, one thing: no module and no class of the package is called as another is.

A command is named by what it does, so its module may be called as the one that does it or tells it;
and a report as what it reports.
"""

import ast
from collections import defaultdict
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "powercalc"
MODULES = sorted(PACKAGE.rglob("*.py"))
TELLING = {"cli", "report"}
"""Packages that say what others work out."""


def test_no_two_modules_have_one_name() -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for path in MODULES:
        room = path.relative_to(PACKAGE).parts[0]
        if path.stem not in {"__init__", "__main__"} and room not in TELLING:
            places[path.stem].append(str(path.relative_to(PACKAGE)))
    assert {name: found for name, found in places.items() if len(found) > 1} == {}


def test_no_two_classes_have_one_name() -> None:
    """But `Format`, the formats that a command writes."""
    places: dict[str, list[str]] = defaultdict(list)
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and node.name != "Format":
                places[node.name].append(str(path.relative_to(PACKAGE)))
    assert {name: found for name, found in places.items() if len(found) > 1} == {}
