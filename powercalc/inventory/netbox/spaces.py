"""Sites, locations and racks of a NetBox as nested spaces; a Nautobot has locations alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from powercalc.components.spelling import nearest
from powercalc.errors import CallError
from powercalc.inventory.inventory_model import Space, SpaceKind
from powercalc.inventory.netbox.fields import counted, ref, text, word
from powercalc.inventory.netbox.netbox_answers import Answers, Row


class Spaces:
    """The spaces by key, also those that only a reference names."""

    def __init__(self, answers: Answers) -> None:
        self._rows = {
            **{f"site {ref(row)}": row for row in answers.rows("sites")},
            **{f"location {ref(row)}": row for row in answers.rows("locations")},
            **{f"rack {ref(row)}": row for row in answers.rows("racks")},
        }
        self._seen: dict[str, Space] = {}
        for key in self._rows:
            self._space(key, {})

    def of(self, row: Row, *, rack: bool = True) -> str | None:
        """Return the key of the innermost space that a thing states: its rack, its location, its site."""
        for sort in ("rack", "location", "site") if rack else ("location", "site"):
            value = row.get(sort)
            if (id_ := ref(value)) is not None:
                return self._space(f"{sort} {id_}", value)
        return None

    def name(self, key: str | None) -> str:
        """Return the name of a space; "" of none."""
        return self._seen[key].name if key else ""

    def around(self, key: str | None) -> Iterator[str]:
        """Yield a space and those around it, from the inside."""
        seen: set[str] = set()
        while key is not None and key not in seen:
            seen.add(key)
            yield key
            key = self._seen[key].within

    def sort_key(self, key: str | None) -> tuple[Any, ...]:
        """Return where a space stands in the order of the file: from the outside in, by name."""
        outer = [counted(self._seen[each].name) for each in self.around(key)]
        return tuple(reversed(outer))

    def ordered(self) -> tuple[Space, ...]:
        """Return all spaces, each after those around it."""
        return tuple(self._seen[key] for key in sorted(self._seen, key=self.sort_key))

    def chosen(self, name: str) -> str:
        """Return the key of the site, or of the location, of a name or slug."""
        wanted = name.casefold()
        known: dict[str, str] = {}
        for key, row in self._rows.items():
            if not key.startswith("rack "):
                for said in (text(row), word(row.get("slug"))):
                    known.setdefault(said.casefold(), key)
        if wanted not in known:
            near = nearest(wanted, known)
            hint = f"; did you mean {near}?" if near else f"; there are {', '.join(sorted(known)[:8])}"
            raise CallError(f"--site {name}: there is no site and no location of this name{hint}")
        return known[wanted]

    def _space(self, key: str, named: Any) -> str:
        if key not in self._seen:
            row = self._rows.get(key, named if isinstance(named, dict) else {})
            sort = key.partition(" ")[0]
            self._seen[key] = Space(key=key, name=text(row), kind="rack")  # ends a loop of parents
            within = self._around(sort, row)
            kinds: dict[str, SpaceKind] = {"rack": "rack", "site": "site"}
            kind = kinds.get(sort, "room" if within else "site")
            back = f"netbox: {sort} {ref(row) or key.partition(' ')[2]}"
            apart = tuple(self._seen[each].name for each in self.around(within))
            self._seen[key] = Space(key=key, name=text(row), kind=kind, within=within, back=back, apart=apart)
        return key

    def _around(self, sort: str, row: Row) -> str | None:
        if sort == "site":
            return None
        if sort == "location" and (parent := ref(row.get("parent"))) is not None:
            return self._space(f"location {parent}", row["parent"])
        return self.of(row, rack=False)
