"""A site file in, a site out; or every problem of the file at once, each with its place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path as FilePath
from typing import Any

from powercalc.components.spelling import Vocabulary
from powercalc.errors import Problem, SiteError
from powercalc.site import sections
from powercalc.site.catalog_figures import told_once
from powercalc.site.connections import dangling
from powercalc.site.file import STANDARD_INPUT, text_of
from powercalc.site.model import Site, site_problems
from powercalc.site.stand import Owner, Stand, repeated, stand
from powercalc.site.syntax import values_of

Look = Callable[[Mapping[str, Any]], Iterable[Problem]]
"""What else is wrong with the values of a file, as they were written."""


def read(path: FilePath | str, *, also: Look | None = None) -> Site:
    """Read a site file, or standard input for "-". Raises `SiteError` with every problem and its place.

    `also` looks at a file that has problems, and adds those that only its caller knows.
    """
    text, file = text_of(path)
    return read_text(text, file=file, also=also)


def read_text(text: str, *, file: str = "site.toml", also: Look | None = None) -> Site:
    """Read the text of a site file; `file` is its name in messages."""
    bare = text.removeprefix("\ufeff")  # the mark that some editors set at the start
    values: dict[str, Any] = {}
    try:
        values |= values_of(bare, file)
        return _site(values, text, file)
    except SiteError as error:
        from powercalc.site.positions import located

        more = also(values) if also else ()
        raise SiteError(located([*error.problems, *more], bare, file)) from None


def _site(values: dict[str, Any], text: str, file: str) -> Site:
    problems: list[Problem] = []
    facts = sections.facts(values, problems)
    found = stand(values, problems)
    parts: dict[str, Any] = {
        "common_causes": tuple(sections.common_causes(values, problems)),
        "zones": tuple(sections.zones(values, problems)),
        "services": tuple(sections.services(values, problems)),
        "targets": sections.targets(values, problems),
    }
    rest: dict[str, Any] = {
        "practices": tuple(sections.practices(values, problems)),
        "waivers": tuple(sections.waivers(values, problems)),
    }
    twice = repeated(found.owners)
    if problems or twice:
        raise SiteError(told_once([*problems, *_between(found, parts, twice, text)], found.origins))
    name = facts.name if facts else _name(file)
    inherited = tuple(found.inherited)
    try:
        return Site(
            name,
            tuple(found.components),
            **parts,
            **rest,
            facts=facts,
            inherited=inherited,
            text=text,
            file=file,
        )
    except SiteError as error:
        raise SiteError(told_once(error.problems, found.origins)) from None


def _name(file: str) -> str:
    return "site" if file in {STANDARD_INPUT, "standard input"} else FilePath(file).stem


def _between(
    found: Stand, parts: dict[str, Any], twice: dict[str, list[Owner]], text: str
) -> Iterator[Problem]:
    """Yield the problems between the parts of a site of which some could not be read."""
    yield from _repeated(twice, text)
    sound = tuple(component for component in found.components if component.id not in twice)
    known = frozenset(id for _, id in found.unread).union(twice)  # noqa: A001 - it is the id
    yield from site_problems(sound, **parts, known=known)
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
