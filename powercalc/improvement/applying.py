"""What options do to a site: removals, then additions, then changed keys, whatever their order in the file.

Options that do different things to the same key, or of which one removes what the other touches, are never
applied together: the order among options makes no difference then.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from itertools import chain
from typing import Any

from powercalc.components import KINDS, Component
from powercalc.components.problems import shown, unknown_key
from powercalc.components.spelling import Vocabulary, quoted
from powercalc.errors import Problem, SiteError, dotted
from powercalc.improvement.option import Option
from powercalc.improvement.option_tables import Keys, OptionTable, needed_by
from powercalc.improvement.other_tables import changed_cause, changed_zone
from powercalc.site import Site
from powercalc.site.inheritance import Shared, problems_in, shared, taken_back
from powercalc.site.named_parts import restated


def read_option(
    table: OptionTable, stated: list[OptionTable], site: Site, problems: list[Problem]
) -> Option | None:
    """Return an option with what it does to a site, or note its problems."""
    before = len(problems)
    adds = tuple(_added(table, site, problems))
    problems += _removed(table, site)
    problems += _changed(table, stated, site)
    if len(problems) > before:
        return None
    return Option(
        id=table.id,
        name=table.name,
        cost=table.cost or 0.0,
        cost_per_year=table.cost_per_year,
        requires=tuple(needed_by(table, stated)),
        excludes=table.excludes,
        removes=table.remove,
        changes={id: _said(keys) for id, keys in table.set.items()},  # noqa: A001 - it is the id
        adds=adds,
    )


def _said(keys: Keys) -> dict[str, Any]:
    """Return keys with those that they take back, which are None; so is one that is an empty list."""
    return {
        **dict.fromkeys(taken_back(keys)),
        **{key: None if value == [] else value for key, value in keys.items()},
    }


def applied(site: Site, options: Iterable[Option]) -> Site:
    """Return a site with options done to it. Raises `SiteError` with every problem, in terms of the site."""
    options = tuple(options)
    gone = {part for option in options for name in option.removes for part in _parts(site, name)}
    components = {id: each for id, each in site.by_id.items() if id not in gone}  # noqa: A001
    components |= {each.id: each for option in options for each in option.adds}
    changes: dict[str, dict[str, Any]] = {}
    for option in options:
        for id, keys in option.changes.items():  # noqa: A001 - it is the id
            changes.setdefault(id, {}).update(keys)
    problems: list[Problem] = []
    components = restated(components, changes, problems)
    given: dict[str, Any] = {
        "components": tuple(components.values()),
        **_beside(site, gone, changes, problems),
    }
    if problems:
        raise SiteError(problems)
    return replace(site, **given, text=None, file=None)


def _parts(site: Site, name: str) -> Iterator[str]:
    """Yield what goes with a name that is removed: a component has its parts, a common cause only itself."""
    if name not in site.by_id:
        yield name
        return
    yield from (part.id for part in site.by_id[name].whole(site.by_id).parts())


def _beside(
    site: Site, gone: set[str], changes: Mapping[str, Keys], problems: list[Problem]
) -> dict[str, Any]:
    """Return what a site says beside its components, changed."""

    def told(each: Any, change: Any, keys: Keys) -> Any:
        try:
            return change(each, keys) if keys else each
        except SiteError as error:
            problems.extend(error.problems)
            return each

    def keys_of(name: str) -> Keys:
        return {} if name in site.by_id else dict(changes.get(name, {}))

    return {
        "services": tuple(
            told(each, lambda service, keys: service.changed(**keys), dict(changes.get(each.id, {})))
            for each in site.services
        ),
        "common_causes": tuple(
            told(each, changed_cause, keys_of(each.name))
            for each in site.common_causes
            if each.name not in gone or each.name in site.by_id
        ),
        "zones": tuple(told(each, changed_zone, keys_of(each.name)) for each in site.zones),
        "inherited": tuple(
            item
            for item in site.inherited
            if item.component not in gone and item.parameter not in changes.get(item.component, ())
        ),
    }


def _known(site: Site) -> Vocabulary:
    return Vocabulary(
        [
            *site.by_id,
            *(each.id for each in site.services),
            *(each.name for each in site.common_causes),
            *(each.name for each in site.zones),
        ]
    )


def _removed(table: OptionTable, site: Site) -> Iterator[Problem]:
    known = Vocabulary([*site.by_id, *(each.name for each in site.common_causes)])
    path = ("option", table.id, "remove")
    for name in dict.fromkeys(table.remove):
        if name not in known:
            yield _nothing_there(path, name, known, "removes what is not there")
        elif name in site.by_id and site.by_id[name].is_load:
            text = "removes a load: what is compared is served in all sets"
            yield Problem(path=path, text=text, found=shown(name))
        elif name in table.set:
            yield Problem(path=path, text="removes what it changes", found=shown(name))


def _nothing_there(path: tuple[str, ...], name: str, known: Vocabulary, text: str) -> Problem:
    return Problem(path=path, text=text, found=shown(name), suggestion=quoted(known.nearest(name)))


def _changed(table: OptionTable, stated: list[OptionTable], site: Site) -> Iterator[Problem]:
    """Yield what is wrong with the keys that an option changes."""
    needed = needed_by(table, stated)
    for id, keys in table.set.items():  # noqa: A001 - it is the id
        path = ("option", table.id, "set", id)
        if not keys:
            yield Problem(path=path, text="changes nothing", expected="keys of what is changed")
        elif found := _thing(id, site):
            yield from _wrong_keys(path, found, keys)
        elif adding := [each for each in stated if any(id in new for new in each.add.values())]:
            yield from _wrong_of_added(path, table, adding, needed, site)
        else:
            yield _nothing_there(path, id, _known(site), "changes what is not there")


def _thing(id: str, site: Site) -> Any:  # noqa: A002 - it is the id
    """Return what an id is that of: a component, a service, a common cause or a zone."""
    if id in site.by_id:
        return site.by_id[id].whole(site.by_id)
    beside = [*site.services, *site.common_causes, *site.zones]
    return next(
        (each for each in beside if id in (getattr(each, "id", None), getattr(each, "name", None))), None
    )


def _wrong_keys(path: tuple[str, ...], found: Any, keys: Keys) -> Iterator[Problem]:
    if isinstance(found, Component):
        for key in ("id", "type"):
            if key in keys:
                yield unknown_key((*path, key), ())
        backwards = {key for key in keys if keys[key] == [] and key in type(found).model_fields}
        above = {
            key: value for key, value in found.given.items() if key not in {*taken_back(keys), *backwards}
        }
        sound = {key: value for key, value in keys.items() if key not in {"id", "type", *backwards}}
        yield from problems_in(type(found), path, {**above, **sound})
        return
    try:
        _change_of(found)(found, keys)
    except SiteError as error:
        for problem in error.problems:
            yield replace(problem, path=(*path, *problem.path[2:]))


def _change_of(found: Any) -> Any:
    if hasattr(found, "hazards"):
        return changed_zone
    return changed_cause if hasattr(found, "members") else lambda service, keys: service.changed(**keys)


def _wrong_of_added(
    path: tuple[str, ...], table: OptionTable, adding: list[OptionTable], needed: dict[str, None], site: Site
) -> Iterator[Problem]:
    """Yield what is wrong with keys of a component that options add."""
    names = [each.id for each in adding]
    if table.id in names:
        yield Problem(path=path, text="changes what it adds itself", expected="the keys where it is added")
        return
    required = [each for each in adding if each.id in needed]
    if not required:
        yield Problem(
            path=path,
            text=f"changes what only the option {quoted(names[0])} adds",
            expected=f'requires = ["{names[0]}"]',
        )
        return
    ignored: list[Problem] = []
    for each in _added(required[0], site, ignored):
        if each.id == path[-1]:
            yield from _wrong_keys(path, each, table.set[path[-1]])


def _added(table: OptionTable, site: Site, problems: list[Problem]) -> Iterator[Component]:
    """Yield the components that an option adds, with what types and defaults of the site say of them."""
    kinds = Vocabulary(KINDS)
    for kind, new in table.add.items():
        path = ("option", table.id, "add", kind)
        if kind not in KINDS:
            text = "is no kind of component"
            expected = None if kinds.nearest(kind) else f"one of {', '.join(KINDS)}"
            problems.append(Problem(path=path, text=text, suggestion=kinds.nearest(kind), expected=expected))
            continue
        for id, keys in new.items():  # noqa: A001 - it is the id
            if flaw := _flaw_of_new(id, kind, table, site):
                problems.append(replace(flaw, path=(*path, id)))
            elif (component := _read(site, keys, (*path, id), problems)) is not None:
                yield component


def _flaw_of_new(id: str, kind: str, table: OptionTable, site: Site) -> Problem | None:  # noqa: A002
    """Return why nothing of this id can be added."""
    if not id.strip() or not id.isprintable() or len(id) > 200:
        return Problem(text="is no id", found=shown(id))
    if KINDS[kind].is_load:
        return Problem(text="adds a load: what is compared is served in all sets", found=shown(id))
    if sum(id in new for new in table.add.values()) > 1:
        return Problem(
            text="the id is added under two kinds", expected="an id that is unique across all kinds"
        )
    if id in site.by_id and id not in table.remove:
        text = f"adds what is there: the site has a {site.by_id[id].kind} of this id"
        near = f"[option.{table.id}.set.{id}] to change it, or another id"
        return Problem(text=text, expected=near)
    if any(id == service.id for service in site.services):
        return Problem(text="adds what is there: the site has a service of this id", expected="another id")
    return None


def _read(site: Site, keys: Keys, path: tuple[str, ...], problems: list[Problem]) -> Component | None:
    """Return a component from its own keys over its type and default, or note its problems."""
    *_, kind, id = path  # noqa: A001 - it is the id
    if "id" in keys:
        problems.append(unknown_key((*path, "id"), ()))
        return None
    common = _shared(site, id)
    named = common.type_of(kind, keys)
    if isinstance(named, Problem):
        problems.append(replace(named, path=(*path, *named.path)))
        return None
    merged = common.merged(kind, keys, named).stated
    if found := problems_in(KINDS[kind], path, merged):
        problems += found
        return None
    return KINDS[kind](id, **merged)


def _shared(site: Site, id: str) -> Shared:  # noqa: A002 - it is the id
    """Return the types and defaults of the file that an id belongs to."""
    files = {source.name: source.bare for source in site.sources.files} if site.sources else {}
    owner = id.rpartition("/")[0]
    return _read_shared(files.get(owner, files.get("", "")))


@cache
def _read_shared(text: str) -> Shared:
    from powercalc.site.syntax import values_of

    ignored: list[Problem] = []
    return shared(values_of(text, "") if text else {}, ignored)


def clash(one: Option, other: Option) -> str | None:
    """Return why two options cannot be done together, or None."""
    return next(chain(_takes_away(one, other), _takes_away(other, one), _contrary(one, other)), None)


def _takes_away(one: Option, other: Option) -> Iterator[str]:
    """Yield what one option removes and the other needs."""
    added = {each.id for each in other.adds}
    for name in one.removes:
        if name in other.changes:
            yield f"{one.id} removes {name}, which {other.id} changes"
        if name in added:
            yield f"{one.id} removes {name}, which {other.id} adds"


def _contrary(one: Option, other: Option) -> Iterator[str]:
    """Yield what both options say, and not the same."""
    added = {each.id: each for each in one.adds}
    yield from (f"both add {each.id}, not alike" for each in other.adds if added.get(each.id, each) != each)
    for id, keys in one.changes.items():  # noqa: A001 - it is the id
        for key, value in other.changes.get(id, {}).items():
            if key in keys and keys[key] != value:
                yield f"both say something of {id}.{key}, and not the same"


def problems_together(site: Site, options: tuple[Option, ...]) -> Iterator[Problem]:
    """Yield what is wrong with the site once an option, and all that it requires, is done."""
    by_id = {option.id: option for option in options}
    for option in options:
        together = [option, *(by_id[name] for name in option.requires)]
        found = [
            (one, other, why)
            for place, one in enumerate(together)
            for other in together[place + 1 :]
            if (why := clash(one, other))
        ]
        for one, other, why in found:
            ends = f'"{other.id}"' if one is option else f'"{one.id}" and "{other.id}"'
            yield Problem(path=("option", option.id, "requires"), text=f"requires {ends}: {why}")
        if not found:
            yield from _problems_of(site, option, together)


def _problems_of(site: Site, option: Option, together: list[Option]) -> Iterator[Problem]:
    try:
        applied(site, together)
    except SiteError as error:
        for problem in error.problems:
            yield _as_written(problem, option, together)


def _as_written(problem: Problem, option: Option, together: list[Option]) -> Problem:
    """Return a problem of a changed site at the place of the option that makes it."""
    section, name, *rest = (*problem.path, "", "")[: max(len(problem.path), 2)]
    for each in together:
        if name in each.changes and (not rest or rest[0] in each.changes[str(name)]):
            return replace(problem, path=("option", each.id, "set", name, *rest))
        if any(name == new.id for new in each.adds):
            return replace(problem, path=("option", each.id, "add", section, name, *rest))
    for each in together:
        for gone in each.removes:
            if problem.found == shown(gone):
                text = f"{dotted(problem.path)} still names what is removed"
                return Problem(path=("option", each.id, "remove"), text=text, found=problem.found)
    return replace(problem, path=("option", option.id), text=f"{dotted(problem.path)}: {problem.text}")
