"""Whether the grid feeds behind a load have one origin."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from powercalc.checks.case import Case, ids
from powercalc.checks.effects import Effect, in_common, independent
from powercalc.checks.figures import figure
from powercalc.checks.rule import Finding, flaw, listed, unknown
from powercalc.components import Component, GridFeed
from powercalc.languages import amount, ask, word

Kind = TypeVar("Kind", bound=Component)
Beside = Callable[[Case, tuple[GridFeed, ...]], Finding | None]


def several_feeds(case: Case) -> tuple[str, ...]:
    """Return the grid feeds that back each other up."""
    return tuple(dict.fromkeys(each.id for group in _groups(case) for each in group))


def _groups(case: Case) -> list[tuple[GridFeed, ...]]:
    """Return the feeds behind each load, each group once, where they are several."""
    return groups(case, GridFeed)


def feeds_behind(case: Case, loads: Iterable[Component]) -> tuple[str, ...]:
    """Return the grid feeds behind some loads."""
    found = (each for load in loads for each in case.wires.sources(load.id) if isinstance(each, GridFeed))
    return tuple(dict.fromkeys(ids(found)))


def groups(case: Case, kind: type[Kind]) -> list[tuple[Kind, ...]]:
    """Return the sources of a kind that a load can do without one at a time, each group once."""
    found: dict[tuple[str, ...], tuple[Kind, ...]] = {}
    lit = {each.id: case.wires.live({each.id}) for each in case.site.complete if isinstance(each, kind)}
    for load in case.loads:
        there = (each for each in case.wires.sources(load.id) if isinstance(each, kind))
        sources = tuple(each for each in there if load.id in lit[each.id])
        if len(sources) > 1:
            found[tuple(sorted(ids(sources)))] = sources
    return list(found.values())


def one_name(sources: Iterable[Component], key: str) -> str | bool | None:
    """Return the name that all sources state for a key; False where two differ, None where one is silent."""
    stated = [getattr(source, key) for source in sources]
    told = {spoken(name) for name in stated if name is not None}
    if len(told) > 1:
        return False
    return None if None in stated else str(stated[0])


def spoken(name: str) -> str:
    """Return a name as it is compared: capitals and spaces make no difference."""
    return " ".join(name.split()).casefold()


def one_origin(case: Case, key: str, what: str, asks: str, beside: Beside | None = None) -> Iterator[Finding]:
    """Yield each group of feeds that share their supplier, substation or entry, or do not say.

    `beside` may find otherwise that they do.
    """
    for feeds in _groups(case):
        shared, names = one_name(feeds, key), listed(ids(feeds))
        if not shared and beside is not None and (found := beside(case, feeds)) is not None:
            yield found
        elif shared is None:
            silent = next(feed for feed in feeds if getattr(feed, key) is None)
            text, question = (
                ask("{id} does not state its {key}", id=silent.id, key=word(key)),
                ask(asks, names=names),
            )
            yield unknown(text, question, "grid_feed", silent.id, effect=_effect(case, feeds))
        elif shared:
            text = ask("{names} share {what}: {shared}", names=names, what=what, shared=shared)
            yield flaw(text, "grid_feed", feeds[0].id, key, effect=_effect(case, feeds))


def _effect(case: Case, feeds: tuple[GridFeed, ...]) -> Effect | None:
    """Return what one origin does; a stated common cause of the feeds is what the file says of it."""
    names = ids(feeds)
    if any(len(set(group.members) & set(names)) > 1 for group in case.site.common_causes):
        return Effect(says=ask("the stated common cause of the feeds is gone"), mended=independent(names))
    if any(feed.outages or not feed.rate for feed in feeds):
        return None
    beta = figure("feeds_in_common")
    says = ask(
        "{figure} % of the failures of the feeds strike them together",
        figure=amount(f"{100 * beta.number:.0f}"),
    )
    flawed = in_common(names, beta.number, "failure_rate")
    return Effect(says=says, flawed=flawed, rests_on=(beta.name,))
