"""The sites of a sweep: one, several, or all of a folder."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from pathlib import Path

from powercalc.errors import CallError, PowercalcError, SiteError
from powercalc.site import Site


@dataclass(frozen=True, kw_only=True)
class Member:
    """A site by the name of its file; of one that cannot be read, why."""

    name: str
    site: Site | None = None
    error: SiteError | None = None

    def without_services(self) -> Member:
        """Return the site with nothing said of what runs on its loads."""
        if self.site is None or not self.site.services:
            return self
        ids = {service.id for service in self.site.services}
        targets = {name: each for name, each in self.site.targets.items() if name not in ids}
        return replace(self, site=replace(self.site, services=(), targets=targets))

    @cached_property
    def sha256(self) -> str:
        """The hash of what it was read from, or of what it is."""
        if self.site is None:
            return ""
        if self.site.sources is not None:
            return self.site.sources.sha256
        return hashlib.sha256(_whole(self.site).encode()).hexdigest()


def _whole(site: Site) -> str:
    """Return all that a site says of itself."""
    told = (f"{each.name}={getattr(site, each.name)!r}" for each in fields(site) if each.repr)
    return f"Site({', '.join(told)})"


@dataclass(frozen=True, kw_only=True)
class Fleet:
    """The sites, in their order. Of a single one the table does not tell the name."""

    members: tuple[Member, ...]
    is_single: bool

    def without_services(self) -> Fleet:
        """Return the same sites with nothing said of what runs on their loads."""
        return replace(self, members=tuple(each.without_services() for each in self.members))

    @classmethod
    def of(cls, site: Site | Sequence[Site]) -> Fleet:
        """Return sites that are there already, under their own names."""
        if isinstance(site, Site):
            return cls(members=(Member(name=site.name, site=site),), is_single=True)
        if not site:
            raise CallError("there is no site to sweep")
        names = list(_told_apart([each.file or each.name for each in site]))
        return cls(
            members=tuple(Member(name=name, site=each) for name, each in zip(names, site, strict=True)),
            is_single=False,
        )


def read_fleet(paths: Sequence[str], besides: str) -> Fleet:
    """Read sites from files and folders; a folder's files are those that end in .toml, but for `besides`.

    A single file has to be a site. Of several, those that cannot be read are told in their rows, where at
    least one can be.
    """
    files = list(_files(paths, besides))
    is_single = len(paths) == 1 and not Path(paths[0]).is_dir()
    members = tuple(_read(file) for file in files)
    errors = [each.error for each in members if each.error is not None]
    if len(errors) == len(members):
        raise SiteError([problem for error in errors for problem in error.problems])
    return Fleet(members=members, is_single=is_single)


def _files(paths: Iterable[str], besides: str) -> Iterator[str]:
    seen: set[str] = set()
    for path in paths:
        found = _of_folder(Path(path), besides) if Path(path).is_dir() else [path]
        for file in found:
            if file in seen:
                raise CallError(f"{file} is named twice")
            seen.add(file)
            yield file


def _of_folder(folder: Path, besides: str) -> list[str]:
    files = sorted(each for each in folder.glob("*.toml") if each.is_file() and not _same(each, besides))
    if not files:
        raise CallError(f"{folder} has no site file, whose name ends in .toml")
    return [str(each) for each in files]


def _same(file: Path, other: str) -> bool:
    try:
        return file.samefile(other)
    except OSError:
        return False


def _read(file: str) -> Member:
    from powercalc.site.read import read

    try:
        return Member(name=file, site=read(file))
    except SiteError as error:
        return Member(name=file, error=error)


def _told_apart(names: Sequence[str]) -> Iterator[str]:
    """Yield names, those that are there already with a number."""
    seen: dict[str, int] = {}
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        yield name if seen[name] == 1 else f"{name} ({seen[name]})"


def reason(error: PowercalcError) -> str:
    """Return the first thing that is wrong with a file, and how much more there is."""
    problems = getattr(error, "problems", ())
    first = str(problems[0]) if problems else str(error)
    return first if len(problems) < 2 else f"{first}; and {len(problems) - 1} more"
