"""One call: a site or a plain structure in, a frozen Evaluation out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from powercalc.components import Component
from powercalc.errors import EngineLimit
from powercalc.results.evaluation_result import Evaluation, LoadPoint
from powercalc.results.measures import Measures
from powercalc.site import Site
from powercalc.structures.structure import Network, Vote

if TYPE_CHECKING:
    from powercalc.engine.remembered import Remembered

__all__ = ["Evaluation", "LoadPoint", "Measures", "evaluate", "evaluate_site"]


def evaluate(subject: Site | Component | Vote | Network, *, plain: bool = False) -> Evaluation:
    """Return availability, downtime and interruptions of every load.

    A site is evaluated as it behaves in an outage: generators are called, batteries hold for minutes,
    switches move. With `plain` it is taken for a block diagram, standby in parallel and without times, to
    compare. `method` says how the figures were obtained; reasons and what a common cause would do are worked
    out when they are first asked for. Raises `SiteError` for a site that cannot be evaluated and
    `EngineLimit` for one too large.
    """
    if not isinstance(subject, Site):
        from powercalc.evaluation.of_structures import of_structure

        return of_structure(subject)
    return evaluate_site(subject, plain=plain)


def evaluate_site(site: Site, *, plain: bool = False, remembered: Remembered | None = None) -> Evaluation:
    """Return the same of a site; its diagrams are remembered for variants of it, where that is asked."""
    try:
        return _of_site(site, remembered, plain=plain)
    except EngineLimit as limit:
        from powercalc.evaluation.too_large import advice

        raise EngineLimit(f"{limit}; {advice(site)}") from None


def _of_site(site: Site, remembered: Remembered | None, *, plain: bool) -> Evaluation:
    if plain:
        from powercalc.evaluation.as_plain_blocks import as_plain_blocks

        return as_plain_blocks(site)
    from powercalc.evaluation.as_it_behaves import as_it_behaves
    from powercalc.response import ALL

    return as_it_behaves(site, replace(ALL, remembered=remembered))
