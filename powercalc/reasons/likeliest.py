"""The likeliest culprits of each long row: of plain nodes in series, each does what any other of them does.

A set of culprits with one node of a row has a twin with every other node of it, and what is the likeliest of
the row is in the likeliest of these sets. So of a row no more is looked at than may be told.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from heapq import nsmallest

import numpy as np

from powercalc.components import Component
from powercalc.dynamics.ages import at_least
from powercalc.events.literals import Literal
from powercalc.site import Site
from powercalc.site.rows import contracted


def likeliest(site: Site, most: int) -> Site:
    """Return the site with the `most` likeliest of each long row, and its last, for what it feeds.

    Reasons do not look at what anything carries.
    """
    short = contracted(site, carrying=False)
    if not short.rows:
        return site
    found = (each for component in short.complete for each in _told_apart(short, component, most))
    return replace(short, components=tuple(found), rows={}, services=(), targets={})


def _told_apart(short: Site, component: Component, most: int) -> Iterator[Component]:
    """Yield the likeliest of the row that a component stands for, in its order."""
    if component.id not in short.rows:
        yield component
        return
    feeders = component.fed_by
    for each in _kept(short.rows[component.id], most):
        yield each.changed(fed_by=list(feeders))
        feeders = (each.id,)


def _kept(row: Sequence[Component], most: int) -> list[Component]:
    """Return the likeliest nodes of a row, of equal ones the first, and its last, in its order."""
    places = set(nsmallest(most, range(len(row)), key=lambda place: -_chance(row[place])))
    return [row[place] for place in sorted(places | {len(row) - 1})]


def _chance(node: Component) -> float:
    """Return how likely it is that a node is down: of a bank, too many of its units."""
    often = (node.rate or 0.0) + node.mistakes
    unit = Literal(
        name="", component=node.id, failure_rate=often, mttr=node.mttr, chance=node.unavailability
    ).unavailability
    if node.count == 1:
        return unit
    return at_least(node.count - node.units_needed + 1, node.count, np.array([unit])).item()
