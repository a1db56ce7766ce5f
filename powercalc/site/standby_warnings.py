"""What is probably not meant about what stands by: generators nobody calls, tests that find nothing, fuel."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

from powercalc.components import Component, Generator, Switch
from powercalc.components.problems import shown
from powercalc.errors import Problem
from powercalc.site.calls import Calls
from powercalc.site.graph import Graph

COMPANIONS = (
    ("test_interval", "dormant_failure_rate", "tests find dormant faults, and it has none"),
    ("test_coverage", "test_interval", "the share of faults that a test finds, and it is never tested"),
    ("fuel_resupply", "fuel_autonomy", "fuel comes, and nothing says when it ends"),
    ("tank", "fuel_autonomy", "the tank is shared, and nothing says how long it lasts"),
    ("maintenance_time", "maintenance_rate", "nothing says how often it is worked on"),
    ("maintenance_error", "maintenance_rate", "nothing says how often it is worked on"),
    ("manual_transfer_time", "fail_to_transfer", "its moves never fail, so nobody moves it by hand"),
)
"""A key, the one without which it says nothing, and why."""

USED_OTHERWISE = {"test_interval": "last_test", "manual_transfer_time": "dormant_failure_rate"}
"""Another key beside which it says something: for the checklist, for a fault that nobody knew of."""
FOR_CHECKS = {"test_interval": ", or last_test for the checklist alone"}
"""What else a key may be stated for."""


@dataclass(frozen=True, slots=True)
class Roles:
    """What loads are fed, supported or cooled by; what runs always; what anything calls."""

    fed: Container[str]
    always: Container[str]
    called: Container[str]


def standby_warnings(components: Sequence[Component], graph: Graph) -> Iterator[Problem]:
    """Yield the warnings of a site."""
    for component in components:
        yield from _alone(component)
    generators = [each for each in components if isinstance(each, Generator)]
    calls = graph.calls
    behind = graph.above(each.id for each in components if each.is_load)
    roles = Roles(behind, calls.always, calls.ever)
    for generator in generators:
        yield from _of_generator(generator, roles)
    for component in components:
        if isinstance(component, Switch):
            yield from _preferring(component, calls)


def _preferring(switch: Switch, calls: Calls) -> Iterator[Problem]:
    """Yield that a switch prefers a generator to a feed that need not be called."""
    first, *others = switch.fed_by or ("",)
    feeds = [name for name in others if not calls.only_generators_behind(name)]
    if feeds and calls.only_generators_behind(first):
        yield Problem(
            path=(switch.kind, switch.id, "fed_by"),
            text=f"prefers {first} to {feeds[0]}, so that it runs all year",
            found=shown(first),
            expected="the generator last",
        )


def _alone(component: Component) -> Iterator[Problem]:
    """Yield the keys that say nothing without another one."""
    for key, companion, why in COMPANIONS:
        otherwise = USED_OTHERWISE.get(key)
        used = getattr(component, companion, None) or (otherwise and getattr(component, otherwise, None))
        if key in component.model_fields_set and not used and companion not in component.absent():
            yield Problem(
                path=(component.kind, component.id, key),
                text=f"says nothing alone: {why}",
                expected=f"{companion} beside it" + FOR_CHECKS.get(key, ""),
            )


def _of_generator(generator: Generator, roles: Roles) -> Iterator[Problem]:
    path: tuple[str, ...] = (generator.kind, generator.id)
    if generator.id not in roles.fed:
        yield Problem(path=path, text="feeds no load", expected="something that names it in fed_by")
    elif generator.id in roles.always:
        yield from _runs_always(generator)
    elif generator.id not in roles.called:
        yield Problem(
            path=path,
            text="nothing calls it, so it never supplies",
            expected="a switch, or something that has other inputs, fed by it",
        )


def _runs_always(generator: Generator) -> Iterator[Problem]:
    """Yield what a generator states about waiting that one that runs always does not need."""
    path = (generator.kind, generator.id)
    stated = ("start_time", "fail_to_start", "start_mttr", "standby_unavailability", "dormant_failure_rate")
    if key := next((key for key in stated if key in generator.model_fields_set), None):
        yield Problem(
            path=(*path, key),
            text="runs all year, first choice of a switch or all that a load has, and never starts",
            expected="it behind another input, if it is to stand by",
        )
    if generator.fuel_autonomy is not None:
        yield Problem(
            path=(*path, "fuel_autonomy"),
            text="runs all year; its fuel is taken to last for ever",
            expected="it behind another input, if it is to stand by",
        )
