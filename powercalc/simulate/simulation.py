"""One call: a site, event by event, for so many years."""

from __future__ import annotations

import math
from collections.abc import Iterator
from concurrent.futures import Executor
from dataclasses import replace
from typing import Any

from powercalc.components import Component, Server
from powercalc.constants import HOURS_PER_YEAR
from powercalc.executors import Progress
from powercalc.simulate.budget import check_call
from powercalc.simulate.lower import Lowered, lowered
from powercalc.simulate.refuse import not_considered
from powercalc.simulate.result import (
    Observed,
    ObservedService,
    SimulatedStandby,
    Simulation,
    lengths,
    longer,
    mean_and_error,
    percentiles,
)
from powercalc.simulate.translate import ANY_LOAD, cooling_of, service_of
from powercalc.simulate.year_blocks import Total, run
from powercalc.site import Site

_SHARES = ("unavailability", "downtime_h_per_year", "downtime_standard_error", "annual_downtime")
_HOURS, _NUMBER, _SERVICE, _QUIET, _PLANNED_HOURS, _PLANNED_NUMBER = 0, 2, 4, 6, 7, 9


def simulate(
    site: Site,
    years: int = 1_000_000,
    seed: int = 1,
    processes: int | None = None,
    progress: Progress | None = None,
    *,
    executor: Executor | None = None,
) -> Simulation:
    """Simulate the site event by event: failures, repairs, calls, starts, transfers, batteries.

    The same seed gives the same result whatever the number of processes (all cores when None), and whoever
    does the work: any `executor` of `concurrent.futures`, dask's too.
    `progress(done, years)` is told after every block; Ctrl-C gives what is done so far. Raises `SiteError`
    for what cannot be simulated.
    """
    check_call(years, seed, processes)
    ready = lowered(site)
    total = run(ready, years, seed, processes, progress, executor)
    read = _SumReader(ready, total)
    return Simulation(
        site=site.name,
        years=total.years,
        years_asked=years,
        seed=seed,
        loads=tuple(read.load(load) for load in site.complete if isinstance(load, Server)),
        any_load=read.point(ANY_LOAD, ANY_LOAD, 1),
        services=tuple(read.service(service.id) for service in site.services),
        standby=tuple(read.standby(site)),
        not_considered=not_considered(site),
    )


class _SumReader:
    """Reads figures per year out of the sums."""

    def __init__(self, ready: Lowered, total: Total) -> None:
        self.ready = ready
        self.total = total
        self.years = total.years
        self.sums, self.longer = total.summed("sums"), total.summed("longer")
        self.records = total.summed("records")
        self.places = {point.node: p for p, point in enumerate(ready.draft.points)}

    def per_year(self, what: int, place: int) -> tuple[float, float]:
        """Return a figure and its standard error."""
        return mean_and_error(float(self.sums[what, place]), float(self.sums[what + 1, place]), self.years)

    def point(self, id: str, node: str, count: int) -> Observed:  # noqa: A002
        """Return the figures of a point without service and cooling."""
        return Observed(
            id=id,
            count=count,
            **self.figures(self.places[node], known=not self.ready.has_unknown_frequency(node)),
            service_unavailability=None,
            service_downtime_h_per_year=None,
            service_standard_error=None,
            cooling_unavailability=None,
            cooling_interruptions_per_year=None,
        )

    def figures(self, place: int, *, known: bool) -> dict[str, Any]:
        """Return what is told of loads and services alike; `known` where frequencies are."""
        downtime, downtime_error = self.per_year(_HOURS, place)
        number, number_error = self.per_year(_NUMBER, place)
        planned, planned_error = self.per_year(_PLANNED_HOURS, place)
        return {
            "unavailability": downtime / HOURS_PER_YEAR,
            "downtime_h_per_year": downtime,
            "downtime_standard_error": downtime_error,
            "interruptions_per_year": number if known else None,
            "interruptions_standard_error": number_error if known else None,
            "interruptions_longer_than": longer(self.longer[place], self.years) if known else None,
            "planned_downtime_h_per_year": planned,
            "planned_downtime_standard_error": planned_error,
            "planned_interruptions_per_year": self.per_year(_PLANNED_NUMBER, place)[0],
            "years_without_interruption": float(self.sums[_QUIET, place]) / self.years if known else None,
            "annual_downtime": percentiles(self.total.year_bins[place], self.years),
            "outage_lengths": lengths(self.total.length_bins[place], self.years) if known else None,
        }

    def service(self, id: str) -> ObservedService:  # noqa: A002
        """Return the figures of a service; a tail behind what has no time scale leaves none of them."""
        draft = self.ready.draft
        place, service = next((s, each) for s, each in enumerate(draft.services) if each.id == id)
        figures = self.figures(len(draft.points) + place, known=not self.ready.is_untimed(service))
        if self.ready.has_unknown_tails(service):
            figures |= dict.fromkeys(_SHARES)
        return ObservedService(id=id, **figures)

    def load(self, load: Server) -> Observed:
        """Return the figures of a load; its service needs power and cooling, and recovers after both."""
        node = self.ready.load_nodes[load.id]
        found = self.point(load.id, node, load.count)
        changes: dict[str, Any] = {}
        if load.cooled_by:
            cooling = cooling_of(node)
            changes["cooling_unavailability"] = (
                self.per_year(_HOURS, self.places[cooling])[0] / HOURS_PER_YEAR
            )
            if not self.ready.has_unknown_frequency(cooling):
                often, _ = self.per_year(_NUMBER, self.places[cooling])
                changes["cooling_interruptions_per_year"] = often
        service = service_of(node) if service_of(node) in self.places else node
        if load.recovery_time is not None and not self.ready.has_unknown_frequency(service):
            hours, error = self.per_year(_SERVICE, self.places[service])
            changes["service_unavailability"] = hours / HOURS_PER_YEAR
            changes["service_downtime_h_per_year"], changes["service_standard_error"] = hours, error
        return replace(found, **changes)

    def standby(self, site: Site) -> Iterator[SimulatedStandby]:
        """Yield what each generator did, in the order of the site."""
        places = {name: record for record, name in enumerate(self.ready.standby)}
        for component in site.complete:
            if component.id in places:
                yield self._did(component, places[component.id])

    def _did(self, component: Component, place: int) -> SimulatedStandby:
        did = [float(each) / self.years for each in self.records[:, place]]
        calls, called, running, trials, starts, runs, squares = did
        return SimulatedStandby(
            id=component.id,
            units=component.count,
            calls_per_year=calls,
            called_h_per_year=called,
            called_standard_error=math.sqrt(squares / self.years),
            running_h_per_year=running,
            starts_per_year=trials,
            start_failures_per_year=starts,
            run_failures_per_year=runs,
        )
