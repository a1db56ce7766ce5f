"""What a table belongs to: kept in a file beside it, so that a second call goes on and no other one does."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from powercalc._version import __version__
from powercalc.errors import CallError

SCHEMA = "powercalc/sweep-state/1"


@dataclass(frozen=True, kw_only=True)
class SweepState:
    """Which sweep of which sites a table has the rows of."""

    rows: int
    sweep: str
    """The hash of what is varied."""
    sites: Mapping[str, str]
    """The hash of each site, by name; of a single one the name is ""."""
    version: str = __version__
    schema: str = SCHEMA

    def written(self) -> bytes:
        """Return it as text."""
        return (json.dumps(asdict(self), indent=2, ensure_ascii=False) + "\n").encode()

    def agree(self, output: Path, beside: Path) -> None:
        """Refuse to go on with what was begun with anything else. Raises `CallError`."""
        stated = _read(output, beside)
        if (why := self._other(stated)) is not None:
            raise CallError(f"{output} was begun {why}; remove it to begin anew, or name another output")

    def _other(self, stated: Mapping[str, Any]) -> str | None:
        if stated.get("schema") != SCHEMA or stated.get("version") != self.version:
            version = stated.get("version", "of another time")
            return f"by powercalc {version}, and this is {self.version}: their figures may differ"
        if stated.get("sweep") != self.sweep:
            return "with another sweep: what is varied has changed since then"
        sites = stated.get("sites")
        if sites != self.sites:
            known = sites if isinstance(sites, dict) else {}
            changed = [name for name in self.sites if known.get(name) != self.sites[name]]
            told = ", ".join(changed[:3]) if any(changed) else ""
            return f"with another site: {told or 'it'} has changed since then"
        return None


def _read(output: Path, beside: Path) -> Mapping[str, Any]:
    try:
        found = json.loads(beside.read_bytes())
    except FileNotFoundError:
        raise CallError(
            f"{output} is there already, and {beside.name}, which would say of which sweep it is, is not; "
            "remove it, or name another output"
        ) from None
    except (OSError, ValueError) as error:
        raise CallError(f"{beside} cannot be read ({error}); remove {output} to begin anew") from None
    return found if isinstance(found, dict) else {}
