"""The minimal cut sets of every load, as many as are asked for, of the plain block diagram."""

from __future__ import annotations

from dataclasses import dataclass

from powercalc.errors import CallError
from powercalc.evaluation.ranking import name_of
from powercalc.plain.plain_diagram import plain_diagram
from powercalc.plain.plain_figures import figures
from powercalc.reasons.plain_reasons import largest_cut_sets
from powercalc.results.measures import Reason
from powercalc.site import Site

MOST = 10_000
"""More of one load are listed for nobody unasked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadCutSets:
    """The cut sets of one load, the largest contribution first, and how many smaller ones there are."""

    load: str
    sets: tuple[Reason, ...]
    left_out: int


def cut_sets(site: Site, top: int | None = None, load: str | None = None) -> tuple[LoadCutSets, ...]:
    """Return the minimal cut sets of every load, or of one: the `top` that contribute most, or 10,000.

    A bank of units that shares nothing with the rest is one event, and what never fails is in none. Raises
    `CallError` for a `top` below 1, and for a load that is not there.
    """
    if top is not None and top < 1:
        raise CallError(f"--top {top}: 1 or more")
    wanted = None if load is None else name_of(site, load)
    diagram = plain_diagram(site)
    found = figures(diagram)
    told = largest_cut_sets(diagram, site.graph.components, found, top or MOST)
    return tuple(
        LoadCutSets(load=name, sets=sets, left_out=left_out)
        for name, (sets, left_out) in told.items()
        if wanted in {None, name}
    )
