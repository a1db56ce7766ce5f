"""Larger mends: a source behind every feed, a UPS before a load, another site behind all of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from powercalc.checks.effects import Change, rebuilt
from powercalc.components import Ats, Block, Bus, Component, Generator, GridFeed, Server, Switch, Ups
from powercalc.evaluation import Evaluation, Measures
from powercalc.results.evaluation_result import LoadPoint
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


ANOTHER = "another site"


def with_another_site(evaluation: Evaluation) -> Change | None:
    """Return the change in which a like, independent site takes over at once from this one.

    Its power is one block with the rate and the restoration of any load here; what else a service needs there
    (cooling, support) is one more, in series. A load then stands in no room of this site: what strikes its
    room strikes what it has here. Its service goes down when the one here has and the one there has, too.
    """
    if not evaluation.unavailability and not any(_beside_power(load) for load in evaluation.loads):
        return None
    found = {load.id: load for load in evaluation.loads}
    site = Block(ANOTHER, **_as_block(evaluation.any_load))

    def rewired(component: Component) -> Component:
        if not component.is_load:
            return component
        apart = dict.fromkeys(("inputs_needed", "share", "zone", *_SUPPORT))
        needs = {"depends_on": [_either_served(component)]} if _is_supported(component) else {}
        return component.changed(**{**apart, "fed_by": _either(component), **needs})

    def change(as_is: Site) -> Site:
        added = (each for load in as_is.loads for each in _both_sites(load, found[load.id]))
        return rebuilt(rewired, site, *added)(as_is)

    return change


_SUPPORT = ("depends_on", "cooled_by", "cooling_needed", "thermal_autonomy")
"""What a service needs beside power, as a load states it."""


def _as_block(measures: Measures) -> dict[str, str | float]:
    """Return figures as those of a block: λ = w / (1 − U), MDT = U / w; U alone where w is not known."""
    if not measures.unavailability:
        return {"failure_rate": 0.0, "mttr": 0.0}
    often, lasting = measures.failure_frequency, measures.mean_down_time_h
    if not often or not lasting or measures.availability <= 0:
        return {"unavailability": measures.unavailability}
    return {"failure_rate": f"{often / measures.availability:.12g} / h", "mttr": f"{lasting:.12g} h"}


def _beside_power(load: LoadPoint) -> Measures | None:
    """Return what a service needs beside power, as one block in series with it; None if that never fails."""
    if load.needs is None or load.needs.unavailability <= load.unavailability or load.availability <= 0:
        return None
    share = (load.needs.unavailability - load.unavailability) / load.availability
    often, with_power = load.needs.failure_frequency, load.failure_frequency
    known = often is not None and with_power is not None
    return Measures(
        unavailability=share,
        failure_frequency=max((often or 0.0) - (with_power or 0.0), 0.0) if known else None,
    )


def _is_supported(load: Component) -> bool:
    return bool(load.cooled_by or load.depends_on)


def _both_sites(load: Component, found: LoadPoint) -> Iterator[Component]:
    """Yield the power of a load here, here or there, and the same with all that its service needs."""
    here = Bus(f"{load.id} here", failure_rate=0, **_stated(load, "fed_by", "inputs_needed", "zone"))
    yield here
    yield Bus(_either(load), fed_by=[here.id, ANOTHER], failure_rate=0)
    if not _is_supported(load):
        return
    served = Bus(f"{load.id} served here", fed_by=here.id, failure_rate=0, **_stated(load, *_SUPPORT))
    beside = _beside_power(found)
    figures = _as_block(beside or Measures(unavailability=0.0, failure_frequency=0.0))
    there = Block(f"{load.id} served there", fed_by=ANOTHER, **figures)
    yield from (served, there)
    yield Bus(_either_served(load), fed_by=[served.id, there.id], failure_rate=0)


def _stated(load: Component, *keys: str) -> dict[str, Any]:
    return {key: load.given[key] for key in keys if key in load.given}


def _either(load: Component) -> str:
    return f"{load.id} here or there"


def _either_served(load: Component) -> str:
    return f"{load.id} served here or there"
