"""Which events matter for a load, and what each figure is worth: as the site behaves in outages, or plain."""

from __future__ import annotations

from collections.abc import Collection

from powercalc.evaluation.importance_in_outages import rank_in_outages
from powercalc.evaluation.plain_importance import rank_plain
from powercalc.evaluation.ranking import ANY_LOAD, PLAIN, RESPONSE, EventImportance, Ranking, name_of
from powercalc.reasons.candidates import Contributor
from powercalc.reasons.one_event import events as events_of
from powercalc.reasons.sentences import event_of
from powercalc.results.evaluation_result import Evaluation
from powercalc.site import Site

__all__ = ["ANY_LOAD", "PLAIN", "RESPONSE", "EventImportance", "Ranking", "rank", "telling"]


def rank(
    site: Site, load: str | None = None, *, plain: bool = False, events: Collection[Contributor] | None = None
) -> Ranking:
    """Return the importance of every event for a load, or for any load; of the outage response, or plain.

    Of the outage response, of some events alone where these are given. Raises `CallError` for a load that is
    not there.
    """
    name = name_of(site, load)
    return rank_plain(site, name) if plain else rank_in_outages(site, name, events)


def telling(site: Site, evaluation: Evaluation, most: int) -> tuple[Contributor, ...]:
    """Return the events that hold most of the downtime of any load, by the reasons of the loads."""
    weight: dict[tuple[str, str], float] = {}
    for load in evaluation.loads:
        for reason in load.reasons:
            for name in reason.cut_set:
                for event in reason.events:
                    key = name, event
                    weight[key] = weight.get(key, 0.0) + reason.downtime_h_per_year
    named = [each for each in events_of(site) if (each.component, event_of(each)) in weight]
    ranked = sorted(named, key=lambda each: -weight[each.component, event_of(each)])
    return tuple(ranked[:most])
