"""What a device is to the power: a transfer switch, a UPS, a PDU, a cooler; by its role or its model."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from powercalc.inventory.inventory_model import Status
from powercalc.inventory.netbox.fields import ref, word
from powercalc.inventory.netbox.netbox_answers import Answers, Row

DeviceSort = Literal["ats", "sts", "ups", "pdu", "cooler", ""]
_SORTS: tuple[tuple[DeviceSort, re.Pattern[str]], ...] = (
    ("sts", re.compile(r"\b(sts|static (transfer )?switch|inverseur statique)\b")),
    ("ats", re.compile(r"\b(ats|(automatic )?transfer switch|inverseur( de sources?)?)\b")),
    ("ups", re.compile(r"\b(ups|uninterruptible|onduleur)\b")),
    ("pdu", re.compile(r"\b(r?pdu|rpp|power strip|power distribution|bandeau)\b")),
    ("cooler", re.compile(r"\b(cra[ch]|cooler|cooling|chiller|climatis\w*|clim|in ?row)\b")),
)
STATUSES: dict[str, Status] = {
    "": "active",
    "active": "active",
    "planned": "planned",
    "staged": "planned",
    "failed": "failed",
    "offline": "offline",
    "inventory": "offline",
    "decommissioning": "decommissioning",
    "decommissioned": "offline",
}
"""Of devices and feeds, as NetBox and Nautobot have them; an installation may add its own."""


class KindLookup:
    """Looks devices and states up by words, which may be references to other tables."""

    def __init__(self, answers: Answers) -> None:
        self._types = _by_id(answers, "device-types")
        self._roles = _by_id(answers, "device-roles") | _by_id(answers, "roles")
        self._statuses = _by_id(answers, "statuses")
        self._known: dict[tuple[str, ...], DeviceSort] = {}

    def of(self, device: Row) -> DeviceSort:
        """Return what a device is to the power; "" for what only draws it."""
        role = _row(device.get("role") or device.get("device_role"), self._roles)
        model = _row(device.get("device_type"), self._types)
        said = tuple(word(each.get(key)) for each in (role, model) for key in _NAMING)
        if said not in self._known:
            self._known[said] = _sort(" | ".join(said))
        return self._known[said]

    def status(self, said: object) -> str:
        """Return the word of a state."""
        return word(said) or word(_row(said, self._statuses))


_NAMING = ("slug", "name", "model", "display")


def _by_id(answers: Answers, table: str) -> dict[str | None, Row]:
    return {ref(row): row for row in answers.rows(table)}


def _row(value: object, rows: Mapping[str | None, Row]) -> Row:
    """Return the row of a reference, or the reference itself where it says more than an id."""
    stated = value if isinstance(value, dict) else {}
    return stated if stated.keys() & set(_NAMING) else rows.get(ref(value), stated)


def _sort(said: str) -> DeviceSort:
    words = re.sub(r"[-_/.,]+", " ", said)
    return next((sort for sort, pattern in _SORTS if pattern.search(words)), "")
