"""What is wrong with how components are connected: dangling names, loops, loads that no source reaches."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from powercalc.components import KINDS, Block, Component, Cooling, Tie
from powercalc.components.problems import shown
from powercalc.components.spelling import Vocabulary, quoted
from powercalc.errors import Problem
from powercalc.site.walks import feeders, links, loops_without_ties, upstream

LONG = 10
"""A loop of more components is told by its ends."""

COOLING_KINDS = (*(kind for kind, model in KINDS.items() if issubclass(model, Cooling)), Block.kind)
"""What can cool: a block may be anything."""


def problems(
    components: Iterable[Component], known: Collection[str] = (), *, is_part: bool = False
) -> Iterator[Problem]:
    """Yield what is wrong with the wiring; a part of a site needs no load of its own.

    `known` are ids that exist but could not be read; nothing is said about what depends on them.
    """
    components = tuple(components)
    ids = Vocabulary([component.id for component in components] + sorted(known))
    yield from _repeated(components)
    for component in components:
        yield from dangling((component.kind, component.id), links(component), ids)
        yield from _unfed(component)
        yield from own_figures(component)
    yield from _loops(components)
    yield from _cooled_by_no_cooling(components)
    yield from _fed_by_a_load(components)
    yield from _loads(components, known)
    if not is_part and not known and not any(component.is_load for component in components):
        yield Problem(text="the site has no load", expected="at least one [server.ID]")


def _repeated(components: tuple[Component, ...]) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for component in components:
        for part in component.parts():
            if part.id in seen:
                yield Problem(
                    path=(component.kind, component.id),
                    text=f"the id stands already under {seen[part.id]}"
                    if part.id == component.id
                    else f'its part "{part.id}" has an id that stands already under {seen[part.id]}',
                    expected="an id that is unique across all kinds",
                )
            seen.setdefault(part.id, component.kind)


def dangling(owner: tuple[str, str], named: Iterable[tuple[str, str]], ids: Vocabulary) -> Iterator[Problem]:
    """Yield every (key, id) of `named`, as `links` gives them, that leads nowhere or back to its owner."""
    for key, target in named:
        if target not in ids:
            yield Problem(
                path=(*owner, key),
                text="no component has this id",
                found=shown(target),
                suggestion=quoted(ids.nearest(target)),
            )
        elif target == owner[1]:
            yield Problem(path=(*owner, key), text="names the component itself", found=shown(target))


def _unfed(component: Component) -> Iterator[Problem]:
    may_be_unfed = component.is_source or isinstance(component, Tie) or component.kind == "block"
    if not component.fed_by and not may_be_unfed:
        yield Problem(
            path=(component.kind, component.id),
            text=f"a {component.kind} is no source and nothing feeds it",
            expected="fed_by",
        )
    elif component.fed_by and component.inputs_needed > len(component.fed_by):
        yield Problem(
            path=(component.kind, component.id, "inputs_needed"),
            text=f"needs {component.inputs_needed} of {len(component.fed_by)} inputs",
            expected="inputs_needed not above the number of inputs",
        )


def _cooled_by_no_cooling(components: tuple[Component, ...]) -> Iterator[Problem]:
    kinds = {component.id: component.kind for component in components}
    cooling = Vocabulary(each.id for each in components if isinstance(each, Cooling))
    for component in components:
        for target in component.cooled_by:
            kind = kinds.get(target)
            if kind not in (None, *COOLING_KINDS, "server") and target != component.id:
                yield Problem(
                    path=(component.kind, component.id, "cooled_by"),
                    text=f"names a {kind}, which cools nothing",
                    found=shown(target),
                    expected=f"the id of a {', '.join(COOLING_KINDS[:-1])} or {COOLING_KINDS[-1]}",
                    suggestion=quoted(cooling.nearest(target)),
                )


def _loops(components: tuple[Component, ...]) -> Iterator[Problem]:
    """Yield every loop along `fed_by`: whether what feeds itself is live does not follow from its sources."""
    by_id = {component.id: component for component in components}
    for loop in loops_without_ties(components):
        first = by_id[loop[0]]
        yield Problem(
            path=(first.kind, first.id, "fed_by"),
            text=f"is fed by what it feeds itself: {_chain(loop)}",
            expected="power that comes from a source; buses that feed each other are joined by a [tie.ID]",
        )


def _chain(loop: Sequence[str]) -> str:
    """Tell a loop in the direction of the power; of a long one, its ends."""
    shown_ids = loop if len(loop) <= LONG else [*loop[: LONG // 2], "…", *loop[-LONG // 2 :]]
    return " → ".join([*shown_ids, loop[0]])


def own_figures(component: Component) -> Iterator[Problem]:
    """Yield what a component lacks to have figures at all."""
    lack = component.missing() if isinstance(component, Block) else None
    if lack:
        yield Problem(path=(component.kind, component.id), text=lack)


def _fed_by_a_load(components: tuple[Component, ...]) -> Iterator[Problem]:
    loads = {component.id for component in components if component.is_load}
    for component in components:
        for key, target in links(component):
            if target in loads and target != component.id:
                yield Problem(
                    path=(component.kind, component.id, key),
                    text="is a load and feeds nothing",
                    found=shown(target),
                    expected="the id of what feeds the load",
                )


def _loads(components: tuple[Component, ...], known: Collection[str]) -> Iterator[Problem]:
    loads = [component for component in components if component.is_load]
    feeds = feeders(components)
    sources = {c.id for c in components if c.is_source or (c.kind == "block" and not c.fed_by)} | set(known)
    ids = {component.id for component in components}
    seen: dict[tuple[str, ...], bool] = {}
    for load in loads:
        cords = tuple(load.fed_by)
        if cords not in seen:
            reached = upstream(load.id, feeds)
            seen[cords] = any(node in sources or node not in ids for node in reached)
        if not seen[cords]:
            yield Problem(path=(load.kind, load.id), text="no source of power is on the way to this load")
