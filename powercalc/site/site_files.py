"""The files that a site was read from: which of them says what, and where."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from powercalc.errors import Place, Problem

if TYPE_CHECKING:
    from powercalc.site.groups import Facts
    from powercalc.site.positions import Path, Positions
    from powercalc.site.practices import Practice


@dataclass(frozen=True, kw_only=True)
class SourceFile:
    """One file of a site, and what it says of itself."""

    name: str
    """What its ids begin with: "" of the first file, "lyon" of an included one, "france/lyon" further in."""
    text: str
    file: str | None
    """What it is called in messages."""
    facts: Facts | None = None
    """Its [site]; an included file without one is no site of its own."""
    practices: tuple[Practice, ...] = ()
    """What is done at its site, and said of no other."""
    waivers: int = 0
    """How many waivers it has."""

    @cached_property
    def bare(self) -> str:
        """The text without the mark that some editors set at the start."""
        return self.text.removeprefix("\ufeff")

    @cached_property
    def positions(self) -> Positions:
        """Where everything in it stands."""
        from powercalc.site.positions import positions

        return positions(self.bare)


class Sources:
    """All files of a site, the first in front; each tells the places of what it says."""

    def __init__(self, files: Iterable[SourceFile]) -> None:
        self.files = tuple(files)
        self._by_name: Mapping[str, SourceFile] = {source.name: source for source in self.files}

    @property
    def sha256(self) -> str:
        """The hash of all that was read: of the first text, and of the others with their names."""
        first, *others = self.files
        found = hashlib.sha256(first.text.encode())
        for source in others:
            found.update(f"\0{source.name}\0{source.text}".encode())
        return found.hexdigest()

    def located(self, problems: Iterable[Problem]) -> tuple[Problem, ...]:
        """Return problems with their places, file by file, their ids as the file itself has them."""
        from powercalc.site.positions import located

        told: dict[str, list[Problem]] = {}
        for problem in problems:
            source, path = self._owner(problem.path)
            told.setdefault(source.name, []).append(_as_written(problem, source.name, path))
        return tuple(
            problem
            for source in self.files
            if source.name in told
            for problem in located(told[source.name], source.bare, source.file)
        )

    def place(self, path: Path) -> Place:
        """Return where something stands, in the file that says it."""
        source, own = self._owner(path)
        line, column = source.positions.spot(own) or (None, None)
        return Place(file=source.file, line=line, column=column)

    def _owner(self, path: Path) -> tuple[SourceFile, Path]:
        """Return the file that says what a path names, and the path in it."""
        match path:
            case ("waiver", int(index), *rest):
                return self._of_waiver(index, rest)
            case (section, str(name), *rest):
                start, slash, id = name.rpartition("/")  # noqa: A001 - it is the id
                if slash and start in self._by_name:
                    return self._by_name[start], (section, id, *rest)
        return self.files[0], path

    def _of_waiver(self, index: int, rest: Iterable[str | int]) -> tuple[SourceFile, Path]:
        """Return the file of a waiver, by its number among those of all files."""
        for source in self.files:
            if index < source.waivers:
                return source, ("waiver", index, *rest)
            index -= source.waivers
        return self.files[0], ("waiver",)


def _as_written(problem: Problem, name: str, path: Path) -> Problem:
    """Return a problem with the ids that stand in the file whose name this is."""
    if not name:
        return problem
    begin = re.compile(rf'^("?){re.escape(name)}/')
    found, near = (each and begin.sub(r"\1", each) for each in (problem.found, problem.suggestion))
    return replace(problem, path=path, found=found, suggestion=near)
