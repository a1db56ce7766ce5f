"""What a site states and the outage response does not compute: told, never silently left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from powercalc.components import Component, Storage
from powercalc.events.common_causes import shared_trials
from powercalc.languages import ask
from powercalc.response.plan.dormant_faults import never_rests
from powercalc.response.plan.fuel import runs_dry
from powercalc.response.plan.gensets import staged_roughly, strikes_some
from powercalc.response.plan.open_paths import is_open, is_preferred, open_paths
from powercalc.site import Site
from powercalc.site.graph import Graph


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsupported:
    """Something stated that is not computed, or not as stated."""

    what: str
    components: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class _UnsupportedRule:
    what: str
    applies: Callable[[Graph, Component], bool]
    why: str


_RULES = (
    _UnsupportedRule("fuel", lambda wires, node: node.id in wires.always and runs_dry(node),
          ask("a generator that runs always is taken to have fuel for ever")),
    _UnsupportedRule("normally_open", lambda wires, node: is_open(node) and is_preferred(wires, node.id),
          ask("a path that a switch prefers to another input is taken as closed at all times")),
    _UnsupportedRule("generators_never_called",
          lambda wires, node: node.id in wires.standby and not _is_called(wires, node),
          ask("nothing calls the generator, so it never supplies")),
)  # fmt: skip


def unsupported(site: Site) -> Iterator[Unsupported]:
    """Yield what of this site the outage response leaves out or takes otherwise than stated."""
    wires = site.graph
    for rule in _RULES:
        if found := tuple(node.id for node in site.complete if rule.applies(wires, node)):
            yield Unsupported(what=rule.what, components=found, why=rule.why)
    if found := staged_roughly(site):
        why = ask(
            "repairs of sets together, or of generators one behind the other, that are not exponential are "
            "taken as a few stages: up to 5 % too little downtime"
        )
        yield Unsupported(what="restoration_of_generators", components=found, why=why)
    if found := never_rests(site, list(open_paths(wires, shared_trials(site)))):
        why = ask("what is in use at all times shows its faults at once, and has none for a test to find")
        yield Unsupported(what="dormant_faults", components=found, why=why)
    if found := tuple(path for group in wires.groups for path in _nested(wires, group)):
        why = ask(
            "several ties that are normally open lead around storage: taken to close for each other at once"
        )
        yield Unsupported(what="normally_open_around_storage", components=found, why=why)
    yield from _common_causes(site)


def _nested(wires: Graph, group: list[str]) -> list[str]:
    """Return the ties that are normally open in a cycle with storage, where there are several."""
    ties = [name for name in group if is_open(wires.components[name])]
    storage = any(isinstance(wires.components[name], Storage) for name in group)
    return ties if storage and len(ties) > 1 else []


def _is_called(wires: Graph, node: Component) -> bool:
    return any(node.id in caller.called for caller in wires.callers)


def _common_causes(site: Site) -> Iterator[Unsupported]:
    """Yield common causes that leave enough sets of a bus."""
    if partial := tuple(dict.fromkeys(event.group for event in strikes_some(site))):
        why = ask("a common cause that leaves enough sets of a generator is left to each set alone")
        yield Unsupported(what="common_cause_of_some_sets", components=partial, why=why)
