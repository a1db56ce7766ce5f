"""A site file in, a site out; or every problem of the file at once, each with its place.

Each file is read alone: text, tables, what stands in them. A file that is included by another is a part of
it; of all parts together the site is made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path as FilePath
from typing import Any

from powercalc.components.spelling import Vocabulary
from powercalc.errors import Place, Problem, SiteError
from powercalc.site import file_sections
from powercalc.site.catalog_figures import told_once
from powercalc.site.composed import Composed, FilePart, composed
from powercalc.site.connections import dangling
from powercalc.site.file import STANDARD_INPUT, text_of
from powercalc.site.includes import MOST, Include, IncludeChain, Opened, includes
from powercalc.site.model import Site
from powercalc.site.site_files import Sources
from powercalc.site.site_problems import site_problems
from powercalc.site.stand import Owner, repeated, stand
from powercalc.site.syntax import values_of

Look = Callable[[Mapping[str, Any]], Iterable[Problem]]
"""What else is wrong with the values of a file, as they were written."""


def read(path: FilePath | str, *, also: Look | None = None) -> Site:
    """Read a site file, or standard input for "-", and the files that it includes.

    Raises `SiteError` with every problem and its place. `also` looks at a file that has problems, and adds
    those that only its caller knows.
    """
    text, file = text_of(path)
    if str(path) == STANDARD_INPUT:
        return _read(Opened(text=text, file=file, folder=FilePath()), also)
    where = FilePath(path).resolve()
    return _read(Opened(text=text, file=file, path=where, folder=where.parent), also)


def read_text(
    text: str, *, file: str = "site.toml", folder: FilePath | str | None = None, also: Look | None = None
) -> Site:
    """Read the text of a site file; `file` is its name in messages.

    The files that it includes are looked for in `folder`; without one it may include none.
    """
    return _read(Opened(text=text, file=file, folder=None if folder is None else FilePath(folder)), also)


def _read(first: Opened, also: Look | None) -> Site:
    parts = _Parts()
    part = parts.read(IncludeChain(files=(first,)))
    problems = tuple(_all_problems(part, parts.values, also))
    if problems:
        raise SiteError(problems)
    return _site(part, composed(part))


class _Parts:
    """The files of a site, each read once however often it is included."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}
        """The tables of the file that was read last: in the end, of the first."""
        self._known: dict[FilePath, FilePart] = {}

    def read(self, way: IncludeChain) -> FilePart:
        """Read the file at the end of the way, after those that it includes."""
        path = way.last.path
        if path is None or path not in self._known:
            part = self._read(way)
            if path is None:
                return part
            self._known[path] = part
        return self._known[path]

    def _read(self, way: IncludeChain) -> FilePart:
        text, file = way.last.text, way.last.file
        problems: list[Problem] = []
        try:
            values = values_of(text.removeprefix("\ufeff"), file)
        except SiteError as error:
            self.values = {}
            return FilePart(text=text, file=file, problems=error.problems, is_read=False)
        included = tuple(self._included(way, includes(values, problems), problems))
        self.values = values
        return FilePart(
            text=text,
            file=file,
            included=included,
            unread=tuple(name for name in _names(values) if name not in {each.name for each, _ in included}),
            facts=file_sections.facts(values, problems),
            found=stand(values, problems),
            common_causes=tuple(file_sections.common_causes(values, problems)),
            zones=tuple(file_sections.zones(values, problems)),
            services=tuple(file_sections.services(values, problems)),
            targets=file_sections.targets(values, problems),
            practices=tuple(file_sections.practices(values, problems)),
            waivers=tuple(file_sections.waivers(values, problems)),
            inventory=file_sections.inventory(values, problems),
            problems=tuple(problems),
        )

    def _included(
        self, way: IncludeChain, stated: Iterable[Include], problems: list[Problem]
    ) -> Iterator[tuple[Include, FilePart]]:
        for include in stated:
            onward = way.opened(include)
            if isinstance(onward, Problem):
                problems.append(onward)
                yield include, UNREAD
            else:
                yield include, self.read(onward)


def _names(values: Mapping[str, Any]) -> Iterable[str]:
    stated = values.get("include")
    return stated if isinstance(stated, dict) else ()


UNREAD = FilePart(text="", file="", is_read=False)
"""In the place of a file that could not be opened: of what it has nothing is known."""


def _all_problems(part: FilePart, values: Mapping[str, Any], also: Look | None) -> Iterator[Problem]:
    """Yield what is wrong in any file; where something is, also what is wrong between what could be read."""
    files = {id(each): each for each in part.files()}.values()
    twice = {each.file: repeated(each.found.owners) for each in files}
    if not any(each.problems or twice[each.file] for each in files):
        if part.count() > MOST:
            text, expected = (
                "includes too many files",
                f"at most {MOST}, one that is included twice counted twice",
            )
            yield Problem(place=Place(file=part.file), text=text, expected=expected)
        return
    from powercalc.site.positions import located

    for each in files:
        between = _between(each, twice[each.file], is_part=each is not part or any(each.unknown()))
        found = [*told_once([*each.problems, *between], each.found.origins)]
        more = also(values) if also and each is part else ()
        yield from located([*found, *more], each.text.removeprefix("\ufeff"), each.file)


def _between(file: FilePart, twice: dict[str, list[Owner]], *, is_part: bool) -> Iterator[Problem]:
    """Yield the problems between the tables of a file of which some could not be read."""
    if not file.is_read:
        return
    yield from _repeated(twice, file.text)
    beyond = tuple(f'"{name}/' for name in file.unknown())
    for problem in _between_tables(file, twice, is_part=is_part):
        if not (problem.found or "").startswith(beyond):
            yield problem


def _between_tables(file: FilePart, twice: Mapping[str, object], *, is_part: bool) -> Iterator[Problem]:
    found = file.found
    sound = tuple(component for component in found.components if component.id not in twice)
    known = frozenset(id for _, id in found.unread).union(twice, file.ids_included())  # noqa: A001 - it is the id
    yield from site_problems(sound, file, known=known, is_part=is_part)
    ids = Vocabulary([component.id for component in found.components] + sorted(known))
    for owner, named in found.links_of_unread():
        yield from dangling(owner, named, ids)


def _repeated(twice: dict[str, list[Owner]], text: str) -> Iterator[Problem]:
    """Yield each id that stands under two kinds, at its second place in the file."""
    if not twice:
        return
    from powercalc.site.positions import positions

    where = positions(text.removeprefix("\ufeff"))
    for owners in twice.values():
        first, *others = sorted(owners, key=lambda owner: where.spot(owner) or (0, 0))
        line, _ = where.spot(first) or (0, 0)
        for owner in others:
            yield Problem(
                path=owner,
                text=f"the id stands already under {first[0]}, in line {line}",
                expected="an id that is unique across all kinds",
            )


def _site(part: FilePart, whole: Composed) -> Site:
    """Return the site of all files, or what is wrong between them."""
    try:
        return Site(
            part.facts.name if part.facts else _name(part.file),
            tuple(whole.components),
            common_causes=tuple(whole.common_causes),
            zones=tuple(whole.zones),
            services=tuple(whole.services),
            targets=whole.targets,
            practices=part.practices,
            waivers=tuple(whole.waivers),
            facts=part.facts,
            inventory=whole.inventory,
            inherited=tuple(whole.inherited),
            text=part.text,
            file=part.file,
            included=tuple(whole.sources[1:]),
        )
    except SiteError as error:
        raise SiteError(Sources(whole.sources).located(told_once(error.problems, whole.origins))) from None


def _name(file: str) -> str:
    return "site" if file in {STANDARD_INPUT, "standard input"} else FilePath(file).stem
