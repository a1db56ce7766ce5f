"""What came of the cases so far, kept in a file, so that a run that ended goes on where it was."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.fuzz.cases import Kind
from tests.fuzz.outcomes import SILENCE


@dataclass(slots=True, kw_only=True)
class Tally:
    """The cases of one kind: how many were tried, what came of them, and what is to be looked at."""

    number: int = 0
    """The case that is next."""
    came: Counter[str] = field(default_factory=Counter)
    faults: dict[str, str] = field(default_factory=dict)
    """A small input of each fault."""
    silences: dict[str, str] = field(default_factory=dict)
    """The text of each case that took longer than its time, by its number."""

    def add(self, what: str, text: str) -> None:
        """Count one case, the one that is next."""
        is_silence = what.startswith(SILENCE)
        self.came[what] += 1
        if is_silence:
            self.silences[str(self.number)] = text
        self.number += 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The tallies of a run, and the file that they are kept in, where there is one."""

    path: Path | None
    seed: int
    kinds: dict[Kind, Tally]

    def write(self) -> None:
        """Write them; a run that is ended meanwhile leaves what was there."""
        if self.path is None:
            return
        told = {kind: {name: getattr(each, name) for name in _NAMES} for kind, each in self.kinds.items()}
        beside = self.path.with_name(self.path.name + ".part")
        beside.write_text(json.dumps({"seed": self.seed, **told}, indent=1), encoding="utf-8")
        beside.replace(self.path)


_NAMES = ("number", "came", "faults", "silences")


def kept(path: Path | None, seed: int, first: int) -> Kept:
    """Return the tallies of a file, or new ones that begin with the case `first`."""
    if path is None or not path.exists():
        return Kept(path=path, seed=seed, kinds={kind: Tally(number=first) for kind in Kind})
    told = json.loads(path.read_text(encoding="utf-8"))
    if told["seed"] != seed:
        raise SystemExit(f"{path} is of the seed {told['seed']}")
    kinds = {kind: Tally(**{**told[kind], "came": Counter(told[kind]["came"])}) for kind in Kind}
    return Kept(path=path, seed=seed, kinds=kinds)
