"""An upstream file to fill in: two paths, and the panels of an inventory on them as far as one can guess."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import combinations

from powercalc.inventory.ids import Ids
from powercalc.inventory.inventory_model import Inventory
from powercalc.site.toml_text import comment, key, text

_SIDE = re.compile(r"(?:^|[^A-Za-z])([ABab])(?:$|[^A-Za-z])|([AB])\d*$")
_HEAD = """\
What the inventory does not know: everything from the street to the panels.

A skeleton of two paths, to be filled in. State what is there (how many units, which of them are needed),
take away what is not, and give each figure that is known; figures that are absent come from the catalog.
`powercalc init` and docs/how-to/site.md show what may stand here."""
_TABLES = """\
[grid_feed.grid]
# supplier = "..."            # who supplies it, and where it enters: the checks ask for it
# substation = "..."
# failure_rate = "2 / year"
# mttr = "1 h"

[generator.gen]
# count = 2                   # how many sets ...
# needed = 1                  # ... and how many of them carry the load
# start_time = "12 s"
# fuel_autonomy = "48 h"
"""
_PATH = """
[ats.ats-{side}]
fed_by = ["grid", "gen"]

[ups.ups-{side}]
fed_by = "ats-{side}"
# count = 3
# needed = 2
# autonomy = "10 min"
"""


def skeleton(inventory: Inventory) -> str:
    """Return the text of an upstream file for an inventory."""
    return "\n".join(_lines(inventory))


def _lines(inventory: Inventory) -> Iterator[str]:
    yield from comment(_HEAD)
    yield from ("", "[site]", f"name = {text(inventory.name)}", "")
    yield _TABLES
    yield "# --- Path A ---" + _PATH.format(side="a")
    yield "# --- Path B ---" + _PATH.format(side="b")
    yield from comment(
        "What feeds each panel. The sides are a guess from names, custom fields and shared racks."
    )
    yield "[panels]"
    ids = Ids(("grid", "gen", "ats-a", "ats-b", "ups-a", "ups-b")).given(inventory.panels, "panel")
    sides = guessed_sides(inventory)
    for panel in (each for each in inventory.panels if each.upstream_panel is None):
        yield f"{key(ids[panel.key])} = {text(f'ups-{sides[panel.key]}')}"
    yield ""


def guessed_sides(inventory: Inventory) -> dict[str, str]:
    """Return "a" or "b" for each panel: by its name, else opposite to those that it shares racks with."""
    sides = {
        panel.key: (match[1] or match[2]).lower()
        for panel in inventory.panels
        if (match := _SIDE.search(f"{panel.upstream or ''} {panel.name}"))
    }
    stated = {feed.panel: feed.side.lower() for feed in inventory.feeds if feed.side}
    sides |= stated
    together = _together(inventory)
    for panel in inventory.panels:
        if panel.key not in sides:
            beside = Counter[str]()
            for other, times in together.get(panel.key, Counter()).items():
                beside[sides.get(other, "")] += times
            sides[panel.key] = "b" if beside["a"] > beside["b"] else "a"
    return sides


def _together(inventory: Inventory) -> dict[str, Counter[str]]:
    """Return how many racks each panel shares with each other one."""
    racks: dict[str, list[str]] = {}
    for feed in inventory.feeds:
        if feed.rack:
            racks.setdefault(feed.rack, []).append(feed.panel)
    found: dict[str, Counter[str]] = {}
    for panels in racks.values():
        for one, other in combinations(dict.fromkeys(panels), 2):
            found.setdefault(one, Counter())[other] += 1
            found.setdefault(other, Counter())[one] += 1
    return found
