"""Larger mends: a source behind every feed, a UPS before a load, another site behind all of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from powercalc.checks.effects import Change, rebuilt
from powercalc.components import Ats, Block, Bus, Component, Generator, GridFeed, Server, Switch, Ups
from powercalc.evaluation.result import Measures
from powercalc.site import Site


def backed_up(feeds: Collection[str], source: Component) -> Change:
    """Return the change in which a source stands in for each feed, after all that a switch has already.

    Where a feed does not end on a switch, one is put behind it.
    """

    def change(site: Site) -> Site:
        bare = [feed for feed in feeds if not all(isinstance(each, Switch) for each in _fed(site, feed))]
        added = {feed: Ats(f"{feed} or {source.id}", fed_by=[feed, source.id]) for feed in bare}

        def rewired(component: Component) -> Component:
            names = _renamed(component.fed_by, added)
            switched = [feed for feed in names if feed in feeds and feed not in added]
            if isinstance(component, Switch) and switched:
                place = names.index(switched[-1]) + 1 if isinstance(source, GridFeed) else len(names)
                names.insert(place, source.id)
            changes = {"fed_by": names} if names != list(component.fed_by) else {}
            around = getattr(component, "bypass_fed_by", ())
            if _renamed(around, added) != list(around):
                changes["bypass_fed_by"] = _renamed(around, added)
            return component.changed(**changes) if changes else component

        return rebuilt(rewired, source, *added.values())(site)

    return change


def _fed(site: Site, feed: str) -> list[Component]:
    """Return what a feed feeds; a bypass counts as what must not wait for a switch further down."""
    around = [each for each in site.components if feed in getattr(each, "bypass_fed_by", ())]
    return [*(each for each in site.components if feed in each.fed_by), *around]


def _renamed(names: Iterable[str], switches: Mapping[str, Component]) -> list[str]:
    return [switches[name].id if name in switches else name for name in names]


def with_generator(feeds: Collection[str]) -> Change:
    """Return the change in which a standby generator backs every grid feed."""
    return backed_up(feeds, Generator("a generator"))


def backing(unit: Component) -> Change:
    """Return the change in which a standby generator backs one component, on every input and all it needs."""
    generator = Generator(f"a generator for {unit.id}")
    switches = {name: Ats(f"{name} or {generator.id}", fed_by=[name, generator.id]) for name in unit.fed_by}

    def rewired(component: Component) -> Component:
        if component.id != unit.id:
            return component
        return component.changed(fed_by=[switches[name].id for name in component.fed_by], depends_on=None)

    return rebuilt(rewired, generator, *switches.values())


def with_second_feed(feeds: Collection[str]) -> Change:
    """Return the change in which another grid feed backs each."""
    return backed_up(feeds, GridFeed("another feed"))


def with_ups(load: Server) -> Change:
    """Return the change in which a UPS with a bypass stands before each cord of a load."""
    added = {
        cord: Ups(f"a UPS for {load.id} on {cord}", fed_by=cord, bypass=True)
        for cord in dict.fromkeys(load.fed_by)
    }

    def rewired(component: Component) -> Component:
        if component.id != load.id:
            return component
        return component.changed(fed_by=[added[cord].id for cord in component.fed_by])

    return rebuilt(rewired, *added.values())


def with_another_site(measures: Measures) -> Change | None:
    """Return the change in which a like, independent site takes over at once from this one.

    It is one block with the site's own rate and restoration, λ = w / (1 − U) and MDT = U / w.
    """
    often, lasting = measures.failure_frequency, measures.mean_down_time_h
    if not often or not lasting or measures.availability <= 0:
        return None
    rate, mttr = f"{often / measures.availability:.12g} / h", f"{lasting:.12g} h"
    site = Block("another site", failure_rate=rate, mttr=mttr)

    def rewired(component: Component) -> Component:
        if not component.is_load:
            return component
        return component.changed(fed_by=f"{component.id} here or there", inputs_needed=None, share=None)

    def change(as_is: Site) -> Site:
        either = [each for load in as_is.loads for each in (_here(load), _either(load))]
        return rebuilt(rewired, site, *either)(as_is)

    return change


def _here(load: Component) -> Component:
    """Return the supply of a load on this site, as a node of its own."""
    return Bus(f"{load.id} here", fed_by=list(load.fed_by), inputs_needed=load.inputs_needed, failure_rate=0)


def _either(load: Component) -> Component:
    return Bus(f"{load.id} here or there", fed_by=[_here(load).id, "another site"], failure_rate=0)
