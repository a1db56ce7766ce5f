"""Figures that many components share: [type.NAME] and [default.KIND], and which of them wins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from powercalc.components import KINDS, Component
from powercalc.components.problems import Contradiction, shown, unknown_key
from powercalc.components.spelling import Vocabulary, quoted
from powercalc.errors import Problem, SiteError
from powercalc.site.tables import tables

_FIGURES = frozenset({"failure_rate", "mtbf", "mttr", "unavailability", "outages"})
_SAYS_OTHERWISE: Mapping[str, frozenset[str]] = {
    "unavailability": _FIGURES,
    "outages": _FIGURES,
    "failure_rate": frozenset({"mtbf", "unavailability", "outages"}),
    "mtbf": frozenset({"failure_rate", "unavailability", "outages"}),
    "mttr": frozenset({"unavailability", "outages"}),
}
"""What a key takes back that a level below it states: the same thing, said in another way."""
_DENIES: Mapping[tuple[str, object], frozenset[str]] = {
    ("bypass", False): frozenset({"bypass_fed_by", "fail_to_bypass"}),
    ("islanding", False): _FIGURES,
    ("restoration", "exponential"): frozenset({"restoration_error_factor"}),
    ("restoration", "fixed"): frozenset({"restoration_error_factor"}),
}
"""What a key takes back when it has this value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """What one table states, without its keys that could not be read (`lost`)."""

    origin: str
    kind: str
    stated: Mapping[str, Any]
    lost: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """The keys of a component from all its levels, and the origin of those that are not its own."""

    stated: dict[str, Any] = field(default_factory=dict)
    origins: dict[str, str] = field(default_factory=dict)
    lost: set[str] = field(default_factory=set)

    def overlay(self, level: Level) -> None:
        """Lay a level over those that it has precedence over."""
        for key in taken_back(level.stated):
            self.stated.pop(key, None)
            self.lost.discard(key)
        self.lost.difference_update(level.stated)
        self.lost.update(level.lost)
        self.stated.update(level.stated)
        self.origins.update(dict.fromkeys(level.stated, level.origin))

    def inherited(self) -> dict[str, str]:
        """Return the origin of each key that is stated and not the component's own."""
        return {key: self.origins[key] for key in self.stated if self.origins[key]}


def taken_back(stated: Mapping[str, Any]) -> Iterator[str]:
    """Yield the keys of a level below that these take back: the same said in another way."""
    for key, value in stated.items():
        yield from _SAYS_OTHERWISE.get(key, ())
        if isinstance(value, bool | str):
            yield from _DENIES.get((key, value), ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """The types and defaults of a file."""

    types: Mapping[str, Level]
    defaults: Mapping[str, Level]
    names: Vocabulary
    unread: frozenset[str] = frozenset()
    """Types that exist and say of no known kind that they are."""

    def merged(self, kind: str, own: Mapping[str, Any], named: Level | None) -> Merged:
        """Return the keys of a component: its own over its type over the default of its kind."""
        merged = Merged()
        for level in (self.defaults.get(kind), named, Level(origin="", kind=kind, stated=own)):
            if level is not None:
                merged.overlay(level)
        return merged

    def type_of(self, kind: str, own: Mapping[str, Any]) -> Level | Problem | None:
        """Return the type that a component names, what is wrong with the name, or None."""
        name = own.get("type")
        if not isinstance(name, str) or name in self.unread:
            return None
        level = self.types.get(name)
        if level is None:
            near = quoted(self.names.nearest(name))
            return Problem(path=("type",), text="there is no such type", found=shown(name), suggestion=near)
        if level.kind != kind:
            text, expected = f"is a type for {level.kind}", f"a type for {kind}"
            return Problem(path=("type",), text=text, found=shown(name), expected=expected)
        return level


def shared(values: Mapping[str, Any], problems: list[Problem]) -> Shared:
    """Read the types and defaults; each of their problems is told once, where they stand."""
    kinds = Vocabulary(KINDS)
    defaults = {}
    for kind, raw in tables(values, "default", problems):
        if kind in KINDS:
            defaults[kind] = _level(f"default {kind}", kind, ("default", kind), raw, problems)
        else:
            problems.append(_no_such_kind(("default", kind), kind, kinds))
    types, unread = {}, []
    for name, raw in tables(values, "type", problems):
        of = raw.get("kind")
        if isinstance(of, str) and of in KINDS:
            keys = {key: value for key, value in raw.items() if key != "kind"}
            types[name] = _level(f"type {name}", of, ("type", name), keys, problems)
        else:
            unread.append(name)
            problems.append(_no_kind(("type", name), raw, kinds))
    names = Vocabulary([*types, *unread])
    return Shared(types=types, defaults=defaults, names=names, unread=frozenset(unread))


def _no_kind(path: tuple[str, ...], raw: Mapping[str, Any], kinds: Vocabulary) -> Problem:
    if "kind" in raw:
        return _no_such_kind((*path, "kind"), raw["kind"], kinds)
    return Problem(path=path, text="does not say its kind", expected='a kind, such as kind = "ups"')


def _no_such_kind(path: tuple[str, ...], kind: object, kinds: Vocabulary) -> Problem:
    near = kinds.nearest(kind) if isinstance(kind, str) else None
    expected = None if near else f"one of {', '.join(KINDS)}"
    return Problem(
        path=path, text="is no kind", found=shown(kind), suggestion=quoted(near), expected=expected
    )


def _level(
    origin: str, kind: str, path: tuple[str, ...], raw: Mapping[str, Any], problems: list[Problem]
) -> Level:
    """Return the sound keys of a type or default."""
    found = tuple(_partial_problems(KINDS[kind], path, raw))
    problems += found
    lost = _keys_of(found, path)
    lost.update(key for problem in found if isinstance(problem, Contradiction) for key in problem.keys)
    stated = {key: value for key, value in raw.items() if key not in lost}
    return Level(origin=origin, kind=kind, stated=stated, lost=frozenset(lost))


def _partial_problems(
    model: type[Component], path: tuple[str, ...], raw: Mapping[str, Any]
) -> Iterator[Problem]:
    """Yield what is wrong with keys that are not yet a whole component: nothing about what is absent."""
    for key in _RESERVED.intersection(raw):
        yield unknown_key((*path, key), ())
    sound = {key: value for key, value in raw.items() if key not in _RESERVED}
    for problem in problems_in(model, path, sound):
        match problem:
            case Contradiction(keys=keys) if not set(keys) <= set(raw):
                continue
            case Problem(text="is missing") if len(problem.path) == len(path) + 1:
                continue
            case _:
                yield problem


_RESERVED = frozenset({"id", "type"})


def problems_in(
    model: type[Component], path: tuple[str, ...], given: Mapping[str, Any]
) -> tuple[Problem, ...]:
    """Return what is wrong with the keys of one component: each alone, and then those left together."""
    found = _tried(model, path, given)
    wrong = _keys_of(found, path)
    sound = {key: value for key, value in given.items() if key not in wrong}
    if not wrong or len(sound) == len(given):
        return found
    further = (each for each in _tried(model, path, sound) if isinstance(each, Contradiction))
    meant = wrong.union(problem.suggestion for problem in found if problem.suggestion)
    return found + tuple(each for each in further if meant.isdisjoint(each.keys))


def _keys_of(problems: Iterable[Problem], path: tuple[str, ...]) -> set[str]:
    """Return the keys whose values are wrong by themselves."""
    alone = (problem for problem in problems if not isinstance(problem, Contradiction))
    return {str(problem.path[len(path)]) for problem in alone if len(problem.path) > len(path)}


def _tried(model: type[Component], path: tuple[str, ...], given: Mapping[str, Any]) -> tuple[Problem, ...]:
    try:
        model("_", **given)
    except SiteError as error:
        moved = (replace(problem, path=(*path, *problem.path[2:])) for problem in error.problems)
        return tuple(_of_another_kind(problem, model.kind) for problem in moved)
    return ()


def _of_another_kind(problem: Problem, kind: str) -> Problem:
    """Return the problem of an unknown key with the kinds that do have it."""
    if problem.text != "is an unknown key":
        return problem
    having = [name for name, model in KINDS.items() if problem.path[-1] in model.model_fields]
    if not having:
        return problem
    text = f"is a key of {', '.join(having)}, not of {kind}"
    return replace(problem, text=text, suggestion=None, expected=None)
