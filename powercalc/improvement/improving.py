"""One call: a site and what could be done in, the front of cost against downtime out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from powercalc.errors import CallError, EngineLimit
from powercalc.improvement.goals import claims_more, wanted, with_targets
from powercalc.improvement.improvement_result import Chosen, Goal, Improvement, Measured
from powercalc.improvement.option_sets import OptionSets
from powercalc.improvement.options_file import OptionsFile, no_such_measured, options_of, read_options
from powercalc.improvement.search import EvaluatedSet, Progress, SetSearch, front, in_order
from powercalc.site import Site

MOST = 20_000
"""So many sets are evaluated where nobody asks for more."""


def improve(  # noqa: PLR0913 - the question has as many parts
    site: Site,
    options: OptionsFile | Path | str | Mapping[str, Any],
    *,
    targets: Iterable[str] = (),
    budget: float | None = None,
    load: str | None = None,
    with_recovery: bool | None = None,
    most: int = MOST,
    progress: Progress | None = None,
) -> Improvement:
    """Return the complete front of cost against downtime over all admissible sets of options.

    `options` is an options file, its path, or its values. `targets` are texts such as
    'rack.max_downtime=5 min / year', over those of the site. The downtime is that of any load, or of the
    `load` or service that is named, with the recovery after each interruption where that is asked for. No set
    costs more than `budget` at present worth. Raises `SiteError` with every problem of the options,
    `CallError`, and `EngineLimit` where more than `most` sets would have to be evaluated.
    """
    stated = _stated(options, site)
    site = with_targets(site, targets)
    measured = _measured(site, stated, load, with_recovery=with_recovery)
    if budget is not None and not budget >= 0:
        raise CallError(f"a budget of {budget:g}; expected a plain number from 0 on")
    sets = OptionSets(site, stated, budget)
    if len(sets.masks) > most:
        raise EngineLimit(_too_many(sets, most))
    return _improved(sets, measured, progress)


def _stated(options: OptionsFile | Path | str | Mapping[str, Any], site: Site) -> OptionsFile:
    if isinstance(options, OptionsFile):
        return options
    return options_of(options, site) if isinstance(options, Mapping) else read_options(options, site)


def _measured(site: Site, stated: OptionsFile, load: str | None, *, with_recovery: bool | None) -> Measured:
    """Return whose downtime counts: as the call says, else as the options file does, else of any load."""
    what = stated.accounting.load if load is None else load
    if what is not None and (problem := no_such_measured(what, site)):
        raise CallError(f"--load {problem.text} (found {problem.found})" + _meant(problem.suggestion))
    recovery = stated.accounting.with_recovery if with_recovery is None else with_recovery
    measured = Measured(
        what=what, is_service=any(what == each.id for each in site.services), with_recovery=recovery
    )
    if recovery and not measured.is_service:
        _check_recovery(site, measured)
    return measured


def _meant(suggestion: str | None) -> str:
    return f"; did you mean {suggestion}?" if suggestion else ""


def _check_recovery(site: Site, measured: Measured) -> None:
    """Refuse to count a recovery that nothing states."""
    if measured.what is None and len(site.loads) > 1:
        names = ", ".join(load.id for load in site.loads[:6])
        raise CallError(f"the recovery counts load by load: --load names one of {names}")
    load = site[measured.what] if measured.what else site.loads[0]
    if getattr(load, "recovery_time", None) is None:
        raise CallError(f"{load.id} states no recovery_time that could be counted")


def _too_many(sets: OptionSets, most: int) -> str:
    within = "" if sets.budget is None else " within the budget"
    return (
        f"{len(sets.options)} options have {len(sets.masks):,} admissible sets{within}, and at most {most:,} "
        "are looked at; state what excludes what, give a budget, or allow more (--most)"
    )


def _improved(sets: OptionSets, measured: Measured, progress: Progress | None) -> Improvement:
    from powercalc.improvement.helping import bounds_of, helping

    site, goals = sets.site, wanted(sets.site)
    reasons = helping(sets, measured)
    search = SetSearch(
        sets=sets,
        measured=measured,
        goals=goals,
        only_downtime=_of_downtime_alone(goals, measured, site),
        progress=progress,
    )
    enough = _judge(sets)
    whole = True
    try:
        bounds_of(search, reasons)
    except KeyboardInterrupt:
        whole = False
    whole = whole and search.run(enough)
    if not whole:
        search.found += search.early_rest()
    return _result(search, reasons, enough, whole=whole)


def _of_downtime_alone(goals: tuple[Any, ...], measured: Measured, site: Site) -> bool:
    """Tell whether a set that is no worse in what is measured is no worse in any target."""
    if measured.with_recovery or claims_more(site):
        return False
    what = site.loads[0].id if measured.what is None and len(site.loads) == 1 else measured.what
    return all(each.target in ("availability", "max_downtime") and each.of == what for each in goals)


def _judge(sets: OptionSets) -> Callable[[EvaluatedSet], bool]:
    """Return what tells whether a set meets all targets, also those of which arrays know nothing."""
    more = claims_more(sets.site)

    @cache
    def all_met(mask: int) -> bool:
        return all(goal.met for goal in _all_goals(sets, mask))

    return lambda found: found.excess <= 1 and (not more or all_met(found.mask))


def _all_goals(sets: OptionSets, mask: int) -> tuple[Goal, ...]:
    """Return every target, the claims of the design and the durations too, of one set."""
    from powercalc.evaluation import evaluate

    return tuple(
        Goal(of=each.load, target=each.target, promised=each.promised, reached=each.reached, met=each.met)
        for each in evaluate(sets.applied(mask)).targets
    )


def _result(
    search: SetSearch,
    reasons: Mapping[str, str | None],
    enough: Callable[[EvaluatedSet], bool],
    *,
    whole: bool,
) -> Improvement:
    sets = search.sets
    has_targets = bool(search.goals) or claims_more(sets.site)
    ordered = sorted(search.found, key=in_order)
    cheapest = next((each for each in ordered if enough(each)), None) if has_targets else None
    nearest = min(ordered, key=lambda each: each.excess, default=None)
    costs = sets.cost(sets.masks)
    return Improvement(
        site=sets.site.name,
        measured=search.measured,
        currency=sets.stated.accounting.currency,
        money=sets.stated.money,
        budget=sets.budget,
        options=sets.options,
        option_costs=dict(zip((each.id for each in sets.options), map(float, sets.costs), strict=True)),
        front=tuple(_chosen(each, search) for each in front(search.found)),
        has_targets=has_targets,
        cheapest=None if cheapest is None else _chosen(cheapest, search),
        nearest=_chosen(nearest, search) if nearest and has_targets and cheapest is None else None,
        within_budget=bool(len(sets.masks) > 1 or sets.budget is None),
        evaluated=len(search.found),
        ruled_out={**sets.ruled_out, "bounds": search.by_bounds, "no_site": len(search.impossible)},
        bounds_evaluated=search.bounds_evaluated,
        helps=reasons,
        conflicts=sets.conflicts,
        impossible={" + ".join(sets.named(mask)): why for mask, why in search.impossible.items()},
        complete=whole,
        complete_to=None if whole or not search.reached else float(costs[search.reached - 1]),
        warnings=tuple(str(problem) for problem in sets.site.warnings),
    )


def _chosen(found: EvaluatedSet, search: SetSearch) -> Chosen:
    """Return a set as it is told."""
    sets = search.sets
    lost = sets.stated.money.of_downtime(found.downtime)
    goals = tuple(goal.goal(reached) for goal, reached in zip(search.goals, found.reached, strict=True))
    return Chosen(
        options=sets.named(found.mask),
        cost=found.cost,
        total_cost=None if lost is None else found.cost + lost,
        downtime_h_per_year=found.power_downtime,
        with_recovery=search.measured.with_recovery,
        interruptions_per_year=_known(found.interruptions),
        service_downtime_h_per_year=_known(found.service_downtime),
        goals=_all_goals(sets, found.mask) if claims_more(sets.site) else goals,
    )


def _known(value: float) -> float | None:
    return None if np.isnan(value) else value
