"""What was changed on the page and is not in the file yet: figures stated anew, components added."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

from powercalc.components import KINDS, Component
from powercalc.components.spelling import nearest
from powercalc.errors import CallError, Problem, SiteError
from powercalc.site import Service, Site, toml_text
from powercalc.site.file_text import TableChange, with_changes, with_tables
from powercalc.site.read import read_text
from powercalc.site.schema import schema
from powercalc.site.toml_text import Heading, TomlTable, Value

MOST = 500
"""How many changes wait at a time."""
_LONGEST = 2000


@dataclass(frozen=True, kw_only=True)
class FigureEdit:
    """A key of a component or service stated anew; None takes the statement back."""

    id: str
    key: str
    value: Value | None


@dataclass(frozen=True, kw_only=True)
class NewComponent:
    """A component that the file does not have."""

    kind: str
    id: str
    keys: Mapping[str, Value]


Edit: TypeAlias = FigureEdit | NewComponent


def edits_of(given: Any, site: Site) -> tuple[Edit, ...]:
    """Read what a page has sent. Raises `CallError` for what is no list of changes."""
    if not isinstance(given, list) or len(given) > MOST:
        raise CallError(f"expected a list of at most {MOST} changes")
    kinds = {part.id: part.kind for part in (each.whole(site.by_id) for each in site.components)}
    kinds |= {service.id: "service" for service in site.services}
    found: list[Edit] = []
    for each in given:
        edit = _edit(each, kinds)
        if edit.id not in kinds and not isinstance(edit, NewComponent):
            near = nearest(edit.id, kinds)
            raise CallError(
                f'there is no component "{edit.id}"' + (f"; did you mean {near}?" if near else "")
            )
        if isinstance(edit, NewComponent):
            kinds.setdefault(edit.id, edit.kind)
        found.append(edit)
    return tuple(found)


def _edit(given: Any, kinds: Mapping[str, str]) -> Edit:
    match given:
        case {"kind": str(kind), "id": str(name), "keys": dict(keys)} if kind in KINDS:
            if not name.strip() or "/" in name:
                raise CallError('a component needs an id, without "/"')
            stated = {key: typed(kind, key, value) for key, value in keys.items() if value not in ("", [])}
            return NewComponent(kind=kind, id=name.strip(), keys=stated)
        case {"id": str(name), "key": str(key), "value": None}:
            return FigureEdit(id=name, key=key, value=None)
        case {"id": str(name), "key": str(key), "value": str() | list() as value}:
            return FigureEdit(id=name, key=key, value=typed(kinds.get(name, ""), key, value))
    raise CallError("this is no change of a site; reload the page")


def typed(kind: str, key: str, given: Any) -> Value:
    """Return what was written in a field as the file would have it, by the schema of the key."""
    items = given if isinstance(given, list) else [given]
    if not all(isinstance(each, str) and len(each) <= _LONGEST for each in items):
        raise CallError(f"{key}: expected a text, or a list of texts")
    if isinstance(given, list):
        return tuple(given) if len(given) != 1 else str(given[0])
    text = str(given).strip()
    sorts = set(_sorts(keys_of(kind).get(key, {})))
    if "boolean" in sorts and text in {"true", "false"}:
        return text == "true"
    if "integer" in sorts or text == "0":
        return _number(text, int)
    if "number" in sorts:
        return _number(text, float)
    return text


def _number(text: str, as_sort: type[int | float]) -> int | float | str:
    """Return a number; a text that is none stays one, and the reader of the site says what is wrong."""
    try:
        return as_sort(text)
    except ValueError:
        return text


@cache
def whole_schema() -> dict[str, Any]:
    """Return the schema of a site file."""
    return schema()


@cache
def keys_of(kind: str) -> Mapping[str, Mapping[str, Any]]:
    """Return the keys of a kind, or of services, with what the schema says of each."""
    definitions = whole_schema()["$defs"]
    services = whole_schema()["properties"]["service"]["additionalProperties"]
    table = services if kind == "service" else definitions.get(f"kind-{kind}", {})
    resolved = (
        (key, definitions[each["$ref"].rpartition("/")[2]] if "$ref" in each else each)
        for key, each in table.get("properties", {}).items()
    )
    return dict(resolved)


def _sorts(definition: Mapping[str, Any]) -> Iterator[str]:
    for each in (definition, *definition.get("anyOf", ())):
        if "type" in each:
            yield each["type"]


def edited(site: Site, edits: Iterable[Edit]) -> Site:
    """Return the site with the changes. Raises `SiteError` with all that is wrong with them."""
    changes: dict[str, dict[str, Any]] = {}
    added: dict[str, NewComponent] = {}
    for edit in edits:
        if isinstance(edit, NewComponent):
            if edit.id in added or edit.id in site.by_id:
                raise SiteError([Problem(path=(edit.kind, edit.id), text="there is one of this id already")])
            added[edit.id] = edit
        elif edit.id in added:
            added[edit.id] = _restated(added[edit.id], edit)
        else:
            changes.setdefault(edit.id, {})[edit.key] = edit.value
    if not added:
        return site.changed(changes) if changes else site
    components = [KINDS[each.kind](each.id, **dict(each.keys)) for each in added.values()]
    return site.added(*components).changed(changes)


def _restated(new: NewComponent, edit: FigureEdit) -> NewComponent:
    keys = {key: value for key, value in new.keys.items() if key != edit.key}
    return replace(new, keys=keys if edit.value is None else {**keys, edit.key: edit.value})


def texts_with(site: Site, edits: Sequence[Edit]) -> dict[str, str]:
    """Return the files that change, by their names in the site ("" is the first), with their new texts.

    Raises `CallError` for what cannot be changed in place.
    """
    assert site.sources is not None
    texts = {source.name: source.text for source in site.sources.files}
    changes: dict[str, dict[Heading, TableChange]] = {}
    added: dict[str, NewComponent] = {}
    for edit in edits:
        if isinstance(edit, NewComponent):
            added[edit.id] = edit
        elif edit.id in added:
            added[edit.id] = _restated(added[edit.id], edit)
        else:
            name, own = _owner(edit.id, texts)
            table = changes.setdefault(name, {}).setdefault((_section(site, edit.id), own), TableChange())
            value = _as_there(edit, name)
            table.values[edit.key] = None if value is None else toml_text.text(value)
    new = {name: with_changes(texts[name], change, adds=False) for name, change in changes.items()}
    if added:
        more = (TomlTable(heading=(each.kind, each.id), keys=each.keys) for each in added.values())
        new[""] = with_tables(new.get("", texts[""]), more)
    return {name: text for name, text in new.items() if text != texts[name]}


def check_text(text: str, folder: Path, meant: Site) -> None:
    """Raise `CallError` where a text does not read as the site that was shown."""
    found, expected = _given(read_text(text, folder=folder)), _given(meant)
    for name in (name for name in expected if found.get(name) != expected[name]):
        there = found.get(name, {})
        keys = [key for key in {**expected[name], **there} if expected[name].get(key) != there.get(key)]
        raise CallError(
            f"{name}: {', '.join(keys)} would be another one in the file, by what its type or its "
            "default states; nothing was written, change it there"
        )


def _given(site: Site) -> dict[str, dict[str, Any]]:
    wholes = {whole.id: whole for each in site.components if (whole := each.whole(site.by_id))}
    parts: tuple[Component | Service, ...] = (*wholes.values(), *site.services)
    return {each.id: {key: _plain(value) for key, value in each.given.items()} for each in parts}


def _plain(value: Any) -> Any:
    """Return a value without what makes no difference: a list and a tuple, a list of one and its item."""
    if isinstance(value, list | tuple):
        return tuple(map(_plain, value)) if len(value) != 1 else _plain(value[0])
    return value


def _owner(id: str, names: Mapping[str, object]) -> tuple[str, str]:  # noqa: A002 - it is the id
    """Return the file that has a component, and its id there."""
    start, _, own = id.rpartition("/")
    return (start, own) if start in names else ("", id)


def _section(site: Site, id: str) -> str:  # noqa: A002
    return site.by_id[id].whole(site.by_id).kind if id in site.by_id else "service"


_LINKS = ("fed_by", "bypass_fed_by", "depends_on", "cooled_by", "between", "runs_on", "zone")


def _as_there(edit: FigureEdit, name: str) -> Value | None:
    """Return a value as the file itself would have it: ids without the name of that file in front."""
    if not name or edit.key not in _LINKS or edit.value is None:
        return edit.value
    begin = f"{name}/"
    ids = edit.value if isinstance(edit.value, tuple) else (str(edit.value),)
    if not all(each.startswith(begin) for each in ids):
        raise CallError(f"{edit.id}: an included file can only name what is in it")
    own = tuple(each.removeprefix(begin) for each in ids)
    return own if isinstance(edit.value, tuple) else own[0]
