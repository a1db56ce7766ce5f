"""Where cooling or a support is lost: the end of the sentence, and the load whose power it is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from functools import cached_property

from powercalc.components import Component, Server
from powercalc.languages import amount, ask, joined, noted
from powercalc.results.measures import Reason
from powercalc.site import Site
from powercalc.site.walks import reached


class CoolingStory:
    """Tells which reasons of lost power work through the cooling of something on the way."""

    def __init__(self, site: Site) -> None:
        self._graph = site.graph
        self._components = site.graph.components
        self._known: dict[tuple[str, ...], dict[str, None]] = {}

    @cached_property
    def _cooled(self) -> list[tuple[Component, dict[str, None]]]:
        """What is cooled, loads set aside, each with all that its cooling needs."""
        return [
            (each, self._graph.above(each.cooled_by))
            for each in self._components.values()
            if each.cooled_by and not each.is_load
        ]

    def ending(self, load: str, names: Collection[str]) -> str:
        """Return what follows for something cooled where all that is down stands before its cooling only."""
        if not self._cooled or self._on_the_way(load) & set(names):
            return ""
        hot = [each for each, before in self._cooled if all(name in before for name in names)]
        return ask(", so that {effect}", effect=without_cooling(hot[0])) if hot else ""

    def told(self, load: str, reasons: Iterable[Reason]) -> tuple[Reason, ...]:
        """Return the reasons of a load with that ending where it applies."""
        return tuple(
            replace(each, story=joined([each.story, self.ending(load, each.cut_set)], "")) for each in reasons
        )

    def _on_the_way(self, load: str) -> set[str]:
        cords = self._components[load].fed_by
        if cords not in self._known:
            self._known[cords] = reached(cords, self._graph.feeders)
        return set(self._known[cords])


def without_cooling(component: Component) -> str:
    """Return "ups-a is without cooling for longer than it can do without (10 min)"."""
    if not component.thermal_autonomy:
        return ask("{id} is without cooling", id=component.id)
    longest = stated(component, "thermal_autonomy")
    return ask(_TOO_LONG, id=component.id, time=amount(longest))


_TOO_LONG = noted("{id} is without cooling for longer than it can do without ({time})")


def stated(component: Component, figure: str) -> str:
    """Return a time as it was stated; of an uncertain one, what is typical."""
    given = component.given.get(figure)
    if isinstance(given, Mapping):
        given = given.get("typical") or given.get("median")
    return str(given) if isinstance(given, str) else f"{60 * getattr(component, figure):.3g} min"


def too_warm(reason: Reason, load: Component) -> Reason:
    """Return a reason of lost cooling as a manager reads it: what it does to the load."""
    return replace(reason, story=ask("{event}: {effect}", event=reason.story, effect=without_cooling(load)))


def with_cooling_as_power(site: Site, load: Component) -> Site:
    """Return the site in which a load is fed by its cooling, without other loads: dark is uncooled."""
    stand_in = Server(
        load.id,
        fed_by=load.cooled_by,
        inputs_needed=load.cooling_needed,
        hold_up=f"{load.thermal_autonomy or 0.0!r} h",
    )
    return _with_stand_in(site, stand_in)


def with_supports_as_power(site: Site, load: Component) -> Site:
    """Return the site in which a load is fed by all that it depends on: dark is without. No other loads."""
    supports = tuple(dict.fromkeys(load.depends_on))
    stand_in = Server(load.id, fed_by=supports, inputs_needed=len(supports), hold_up=0)
    return _with_stand_in(site, stand_in)


def _with_stand_in(site: Site, stand_in: Server) -> Site:
    components = (*(each for each in site.components if not each.is_load), stand_in)
    return replace(site, components=components, services=(), targets={}, text=None, file=None)
