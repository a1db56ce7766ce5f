"""From names in an inventory to ids in a site file: unique, stable, and still readable."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from powercalc.inventory.inventory_model import InventoryEntry

LONGEST = 150
"""Ids may have 200 characters; what tells two of one name apart comes after the name."""


class Ids:
    """Gives ids; each is given once."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = set(taken)

    def given(self, things: Iterable[InventoryEntry], unnamed: str) -> dict[str, str]:
        """Return the id of each thing by its key.

        Of those that share a name each gets what tells it apart: its panel, its tenant, where it stands; at
        last a number. What bears a name that is taken already gets it too.
        """
        alike: dict[str, list[InventoryEntry]] = {}
        for thing in things:
            alike.setdefault(_clean(thing.name) or unnamed, []).append(thing)
        found: dict[str, str] = {}
        for name, each in alike.items():
            named = bool(_clean(each[0].name))
            found.update(self._of_one_name(name, each, apart=not named))
        return found

    def _of_one_name(
        self, name: str, things: list[InventoryEntry], *, apart: bool
    ) -> Iterator[tuple[str, str]]:
        if len(things) == 1 and not apart and name not in self._taken:
            yield things[0].key, self._take(name)
            return
        for thing, text in zip(things, told_apart(things), strict=True):
            yield thing.key, self._take(f"{name} ({text})" if text else name)

    def _take(self, name: str) -> str:
        wanted, number = name, 1
        while wanted in self._taken:
            number += 1
            wanted = f"{name} {number}"
        self._taken.add(wanted)
        return wanted


def told_apart(things: Sequence[InventoryEntry]) -> list[str]:
    """Return for each what tells it from the others: one of its names if that does, else several."""
    names = [tuple(filter(None, map(_clean, thing.apart))) for thing in things]
    longest = max(map(len, names), default=0)
    for at in range(longest):
        column = [each[at] if at < len(each) else "" for each in names]
        if len(set(column)) == len(column) and all(column):
            return column
    for length in range(2, longest + 1):
        joined = [", ".join(each[:length]) for each in names]
        if len(set(joined)) == len(joined):
            return joined
    return [each[0] if each else "" for each in names]


def _clean(name: str) -> str:
    """Return a name as an id may have it: a slash is of included files, and an id is printable."""
    kept = "".join(sign if sign.isprintable() else " " for sign in name).replace("/", "-").strip()
    return kept if len(kept) <= LONGEST else f"{kept[: LONGEST - 1]}…"
