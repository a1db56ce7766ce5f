"""What could not be joined in an export, in sentences: each said once, with the names that it is said of."""

from __future__ import annotations

from collections.abc import Iterator

_MOST = 6


class Unjoined:
    """Collects what could not be joined."""

    def __init__(self) -> None:
        self._names: dict[str, dict[str, None]] = {}
        """By what is said, the names in the order in which they came."""

    def add(self, said: str, name: str) -> None:
        """Note what is said of a name."""
        self._names.setdefault(said, {}).setdefault(name or "one without a name")

    def sentences(self) -> Iterator[str]:
        """Yield a sentence for each."""
        for said, names in self._names.items():
            more = f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
            yield f"{said}: {', '.join(list(names)[:_MOST])}{more}"
