"""The components of a site file: each from its own keys and those it inherits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from powercalc.components import KINDS, Component
from powercalc.components.problems import Contradiction, shown, unknown_key
from powercalc.components.spelling import Vocabulary
from powercalc.errors import Problem, SiteError
from powercalc.site.catalog_figures import Inherited
from powercalc.site.file_sections import SECTIONS
from powercalc.site.inheritance import Merged, Shared, problems_in, shared
from powercalc.site.tables import Table, tables, texts
from powercalc.site.walks import type_of_links

Owner = tuple[str, str]
"""A kind and an id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """What stands in the site: the components that could be read, and what is known of the others."""

    components: list[Component] = field(default_factory=list)
    inherited: list[Inherited] = field(default_factory=list)
    owners: list[Owner] = field(default_factory=list)
    unread: dict[Owner, Mapping[str, Any]] = field(default_factory=dict)
    """The keys of the components that could not be read: their links are still worth a look."""
    origins: dict[Owner, Mapping[str, str]] = field(default_factory=dict)
    """For each component that inherits, the origin of each key that is not its own."""

    def links_of_unread(self) -> Iterator[tuple[Owner, list[tuple[str, str]]]]:
        """Yield each unread component with the (key, id) pairs by which it names others."""
        for owner, keys in self.unread.items():
            yield owner, [(key, each) for key in type_of_links for each in texts(keys.get(key))]


def stand(values: Mapping[str, Any], problems: list[Problem]) -> Stand:
    """Read every table of components."""
    result = Stand()
    common = shared(values, problems)
    for kind in values:
        if kind in KINDS:
            for id, keys in tables(values, kind, problems):  # noqa: A001 - it is the id
                _add(result, (kind, id), keys, common, problems)
        elif kind not in SECTIONS:
            problems.append(_unknown_table(kind, values[kind]))
        if kind not in SECTIONS:
            _keep_others(result, kind, values[kind])
    return result


def _add(result: Stand, owner: Owner, own: Table, common: Shared, problems: list[Problem]) -> None:
    """Read one component, or note its problems and keep its keys."""
    kind, id = owner  # noqa: A001 - it is the id
    result.owners.append(owner)
    named = common.type_of(kind, own)
    flaws: list[Problem] = [unknown_key((*owner, "id"), ())] if "id" in own else []
    if isinstance(named, Problem):
        flaws.append(replace(named, path=(*owner, *named.path)))
        named = None
    own = {key: value for key, value in own.items() if key != "id"}
    merged = common.merged(kind, own, named)
    lost = flaws or merged.lost or not common.unread.isdisjoint(texts(own.get("type")))
    component = None if lost else _built(owner, merged)
    if origins := merged.inherited():
        result.origins[owner] = origins
    if component is None:
        problems += flaws + [
            problem
            for problem in problems_in(KINDS[kind], owner, merged.stated)
            if not (isinstance(problem, Contradiction) and merged.lost.intersection(problem.keys))
        ]  # what contradicts a key that could not be read is no news
        result.unread[owner] = merged.stated
        return
    result.components.append(component)
    result.inherited.extend(
        Inherited(component=id, parameter=key, origin=origin) for key, origin in origins.items()
    )


def _built(owner: Owner, merged: Merged) -> Component | None:
    kind, id = owner  # noqa: A001 - it is the id
    try:
        return KINDS[kind](id, **merged.stated)
    except SiteError:
        return None


def _unknown_table(name: str, given: object) -> Problem:
    """Return the problem of a top-level key that is no kind and no other table."""
    near = Vocabulary([*KINDS, *SECTIONS]).nearest(name)
    if isinstance(given, dict):
        expected = None if near else "a kind of component, such as [ups.ID]; `powercalc schema` lists them"
        return Problem(path=(name,), text="is no kind of component", suggestion=near, expected=expected)
    expected = "every key in a table, such as [site] or [ups.ID]"
    return Problem(path=(name,), text="stands outside every table", found=shown(given), expected=expected)


def _keep_others(result: Stand, kind: str, given: object) -> None:
    """Keep the ids that stand there in a wrong way, so that nothing is said of those that name them."""
    read = {owner[1] for owner in result.owners if owner[0] == kind}
    for id in given if isinstance(given, dict) else ():  # noqa: A001 - it is the id
        if id not in read:
            result.unread[kind, id] = {}


def repeated(owners: Iterable[Owner]) -> dict[str, list[Owner]]:
    """Return the ids that stand under more than one kind, with each owner."""
    found: dict[str, list[Owner]] = {}
    for owner in owners:
        found.setdefault(owner[1], []).append(owner)
    return {id: each for id, each in found.items() if len(each) > 1}  # noqa: A001 - it is the id
