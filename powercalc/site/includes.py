"""Other site files as parts of a site: which file is meant, and that it stands where it may."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PureWindowsPath
from typing import Any

from pydantic import Field

from powercalc.components.base import Model
from powercalc.components.problems import shown
from powercalc.components.quantities import Ids, Text
from powercalc.errors import Place, Problem, SiteError
from powercalc.site.file import text_of
from powercalc.site.tables import made, tables

DEEPEST = 32
"""How many files may be open at a time, each included by the one before."""
MOST = 1000
"""How many files may stand in a site, one that is included twice counted twice."""


_WITHIN = "a file in the folder of the first file or below it"


class Include(Model):
    """Another site file, a part of this one: its ids become "NAME/ID"; its types, defaults and catalog
    figures stay its own.
    """

    name: Text
    file: Text = Field(description="the file, relative to this one, in its folder or below")
    zone: Ids = Field((), description="zones of this file in which all of that one stands")
    note: Text | None = Field(None, description="for people")


def includes(values: Mapping[str, Any], problems: list[Problem]) -> Iterator[Include]:
    """Read each [include.NAME]."""
    for name, keys in tables(values, "include", problems):
        if include := made(Include, ("include", name), keys, problems, name=name):
            yield include


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A file that is being read: its text, its name in messages, and where it is."""

    text: str
    file: str
    path: Path | None = None
    """Where links lead to; None for a text that comes from no file."""
    folder: Path | None = None
    """Where the files that it includes are looked for; None where it may include none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IncludeChain:
    """The files that are open, the first in front, each with the name under which it includes the next."""

    files: tuple[Opened, ...]
    names: tuple[str, ...] = field(default=())

    @property
    def last(self) -> Opened:
        """The file that is being read."""
        return self.files[-1]

    def opened(self, include: Include) -> IncludeChain | Problem:
        """Return the way to an included file, or what is wrong with it, at the place that includes it."""
        if flaw := self._wrong_name(include.file) or self._wrong_place(include.file):
            return self._problem(include, *flaw)
        stated = (self.last.folder or Path()) / include.file
        path = stated.resolve()
        if any(path == each.path for each in self.files):
            return self._problem(include, f"includes what includes it: {self._round(include, path)}", None)
        file = str(Path(self.last.file).parent / include.file)
        try:
            text, _ = text_of(path)
        except SiteError as error:
            return self._unread(include, error, file)
        opened = Opened(text=text, file=file, path=path, folder=stated.parent)
        return IncludeChain(files=(*self.files, opened), names=(*self.names, include.name))

    def _wrong_name(self, file: str) -> tuple[str, str] | None:
        """Return why no file of this name is looked for, and what would be."""
        if self.last.folder is None:
            return "a text that was read from no file includes none", "a site file, read from its folder"
        if PureWindowsPath(file).anchor or file.startswith("/"):
            return "is an absolute path", f"{_WITHIN}, relative to this one"
        if ".." in re.split(r"[\\/]", file):
            return 'leads upwards with ".."', _WITHIN
        if len(self.files) >= DEEPEST:
            return "is included too deeply", f"at most {DEEPEST} files, each included by the one before"
        return None

    def _wrong_place(self, file: str) -> tuple[str, str] | None:
        """Return why a file may not be read where it stands, and what may be."""
        try:
            root = (self.files[0].folder or Path()).resolve()
            path = ((self.last.folder or Path()) / file).resolve()
            if not path.is_relative_to(root):
                return f"leads out of the folder of the first file, to {path}", _WITHIN
            if path.exists() and not path.is_file() and not path.is_dir():
                return "is no file that can be read", "a site file (TOML)"
        except (OSError, RuntimeError, ValueError) as error:
            return f"leads nowhere ({error})", _WITHIN
        return None

    def _unread(self, include: Include, error: SiteError, file: str) -> Problem:
        """Return why a file could not be read: at a place in it, or where it is included."""
        (problem,) = error.problems
        if problem.place.line is not None:
            place = Place(file=file, line=problem.place.line, column=problem.place.column)
            return Problem(place=place, text=problem.text, found=problem.found, expected=problem.expected)
        near = problem.suggestion and shown(str(Path(include.file).with_name(Path(problem.suggestion).name)))
        return self._problem(include, f"{problem.text}: {file}", problem.expected, near)

    def _problem(
        self, include: Include, text: str, expected: str | None, suggestion: str | None = None
    ) -> Problem:
        by = self.line(len(self.files) - 2) if len(self.files) > 1 else None
        return Problem(
            path=("include", include.name, "file"),
            text=f"{text} (this file is included by {by})" if by else text,
            found=shown(include.file),
            expected=expected,
            suggestion=suggestion,
        )

    def line(self, place: int, name: str | None = None) -> str:
        """Return the file at a place of the way, with the line in which it includes the next."""
        from powercalc.site.positions import positions

        opened = self.files[place]
        path = ("include", name or self.names[place], "file")
        spot = positions(opened.text.removeprefix("\ufeff")).spot(path)
        return f"{opened.file}, line {spot[0]}" if spot else opened.file

    def _round(self, include: Include, path: Path) -> str:
        start = next(place for place, each in enumerate(self.files) if each.path == path)
        names = (*self.names[start:], include.name)
        steps = [self.line(start + step, name) for step, name in enumerate(names)]
        return " → ".join([*steps, self.files[start].file])
