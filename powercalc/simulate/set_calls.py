"""Who calls whom, worked out from the wiring alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from powercalc.components import Component, Generator, Path, Server, Storage, Switch, Tie, Ups

Components = Mapping[str, Component]


@dataclass(frozen=True, slots=True, kw_only=True)
class CallCondition:
    """A call stands while fewer than `needed` of these inputs are live."""

    inputs: tuple[str, ...]
    needed: int

    @property
    def is_always(self) -> bool:
        """Tell whether it cannot but stand."""
        return len(self.inputs) < self.needed


ALWAYS = CallCondition(inputs=(), needed=1)


def calls(components: Components) -> dict[str, list[CallCondition]]:
    """Return, per generator, the conditions under which it is called; any one suffices."""
    standby = with_only_generators(components)
    feeding = {feeder for component in components.values() for feeder in _all_inputs(component)}
    result: dict[str, list[CallCondition]] = {
        component.id: [] for component in components.values() if isinstance(component, Generator)
    }
    for component in components.values():
        for called, condition in _made(component, standby, feeding):
            for generator in _passed_on(called, components):
                result[generator].append(condition)
    return {
        id: [ALWAYS] if any(condition.is_always for condition in conditions) else conditions
        for id, conditions in result.items()  # noqa: A001
    }


def with_only_generators(components: Components) -> frozenset[str]:
    """Return the ids behind which, ties followed, stand generators and nothing else."""
    ties = _ties(components)
    return frozenset(
        id
        for id in components  # noqa: A001
        if (sources := list(_sources(id, components, ties)))
        and all(isinstance(components[source], Generator) for source in sources)
    )


def needs(path: Path, components: Components) -> list[CallCondition]:
    """Return when a path that is normally open is to close: what it feeds is dead without it."""
    consumers = [component for component in components.values() if path.id in component.fed_by]
    return [
        CallCondition(
            inputs=tuple(feeder for feeder in consumer.fed_by if feeder != path.id),
            needed=1 if isinstance(consumer, Switch) else consumer.inputs_needed,
        )
        for consumer in consumers
    ]


def wanting(component: Component, components: Components) -> list[CallCondition] | None:
    """Return when something that carries power is needed; None where it is in use at all times.

    It rests if all that it feeds is a later input of a switch, or a path that is normally open.
    """
    found: list[CallCondition] = []
    pending, seen = [component.id], {component.id}
    while pending:
        feeder = pending.pop()
        for consumer in components.values():
            if feeder not in (*consumer.depends_on, *consumer.cooled_by, *_all_inputs(consumer)):
                continue
            if _passes_on(feeder, consumer):
                pending += {consumer.id} - seen
                seen.add(consumer.id)
                continue
            conditions = _wanted_by(feeder, consumer, components)
            if conditions is None:
                return None
            found += conditions
    return found


def _passes_on(feeder: str, consumer: Component) -> bool:
    """Tell whether a consumer is fed, and only carries the power on."""
    chooses = isinstance(consumer, Switch | Storage | Server)
    opens = isinstance(consumer, Path) and consumer.normally == "open"
    return feeder in consumer.fed_by and not chooses and not opens


def _wanted_by(feeder: str, consumer: Component, components: Components) -> list[CallCondition] | None:
    match consumer:
        case _ if feeder not in consumer.fed_by:
            return None
        case Switch():
            place = consumer.fed_by.index(feeder)
            return [CallCondition(inputs=consumer.fed_by[:place], needed=1)] if place else None
        case Path() if consumer.normally == "open":
            return needs(consumer, components)
        case _:
            return None


def _all_inputs(component: Component) -> Sequence[str]:
    match component:
        case Ups():
            return (*component.fed_by, *component.bypass_fed_by)
        case Tie():
            return component.between
        case _:
            return component.fed_by


def _made(
    component: Component, standby: frozenset[str], feeding: set[str]
) -> Iterator[tuple[str, CallCondition]]:
    """Yield the calls that a component makes, each with the input that is called."""
    if isinstance(component, Tie | Generator):
        return
    if component.id in standby:
        if component.id not in feeding:
            yield from ((feeder, ALWAYS) for feeder in _all_inputs(component))
    elif isinstance(component, Switch):
        for place, feeder in enumerate(component.fed_by):
            if feeder in standby:
                yield feeder, CallCondition(inputs=component.fed_by[:place], needed=1)
    else:
        inputs = _all_inputs(component)
        others = tuple(feeder for feeder in inputs if feeder not in standby)
        for feeder in inputs:
            if feeder in standby and others:
                yield feeder, CallCondition(inputs=others, needed=component.inputs_needed)


def _passed_on(called: str, components: Components) -> Iterator[str]:
    """Yield the generators that a call reaches: every node passes it on to all its inputs and ties."""
    for source in _sources(called, components, _ties(components)):
        if isinstance(components[source], Generator):
            yield source


def _ties(components: Components) -> dict[str, list[str]]:
    """Return, per id, the ties that end there."""
    ties: dict[str, list[str]] = {}
    for component in components.values():
        if isinstance(component, Tie):
            for end in component.between:
                ties.setdefault(end, []).append(component.id)
    return ties


def _sources(start: str, components: Components, ties: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Yield the sources that power can come from on its way to `start`."""
    found = {start: None}
    done = 0
    while done < len(found):
        node = components[list(found)[done]]
        done += 1
        if node.is_source or (not _all_inputs(node)):
            yield node.id
            continue
        found |= dict.fromkeys((*_all_inputs(node), *ties.get(node.id, ())))
