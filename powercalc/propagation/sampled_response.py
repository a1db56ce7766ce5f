"""Many samples of the uncertain figures of a site, each evaluated as the site behaves in an outage.

The same questions as `columns` answers for the plain block diagram. The evaluation of one sample is recorded
and run for all of them; what that does not cover is a site of its own, the diagrams of which, which depend on
the wiring alone, are remembered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

from powercalc.cascade.overload_figures import overload_of
from powercalc.dynamics.recovery import Course
from powercalc.engine.recording.function import AtMany
from powercalc.engine.remembered import Remembered
from powercalc.evaluation.behaviour import behaviour
from powercalc.evaluation.read_variants import FIGURES
from powercalc.propagation.uncertain_parameters import Parameter, at, traced
from powercalc.response import Asked, Interruptions
from powercalc.services.site_services import Served, Services
from powercalc.site import Site

Floats = NDArray[np.float64]

AT_ONCE, ONE_BY_ONE = 256, 16
"""So many samples are evaluated before Ctrl-C is heeded: by a recording, or each as a site of its own."""
WORK = 2e10
"""So many entries of arrays are worked out without being asked for more: half a minute or so."""
_HARDLY = 0.7
"""Any load alone that takes so much of the work of all is worked out with them: they share a replay."""
MOST_SAMPLES, FEW_SAMPLES = 4096, 128
"""How many samples are drawn without being asked for a number; the few where each is a site of its own."""


@dataclass(frozen=True, kw_only=True)
class Responses:
    """A site as a function of its uncertain figures; see `columns.Columns`."""

    site: Site
    parameters: tuple[Parameter, ...]
    rows: Mapping[str, int]
    """The row of each load, and of each service, in the results. The last row is any load."""
    _asked: Asked
    """What every sample is asked."""

    @classmethod
    def of(cls, site: Site) -> Self:
        """Return the function; what is remembered of the site's wiring is shared by all samples."""
        return cls(
            site=site,
            parameters=traced(site).parameters,
            rows={name: row for row, name in enumerate(_names(site))},
            _asked=Asked(durations=(), uses=False, courses=bool(site.services), remembered=Remembered()),
        )

    def __call__(self, figures: Floats) -> tuple[Floats, Floats]:
        """Return U and w, [1/h], of each row, (rows, columns), for figures (parameters, columns)."""
        both = self._each(figures).reshape(2, -1, figures.shape[1])
        return both[0], both[1]

    def any_load(self, figures: Floats) -> Floats:
        """Return U of any load alone, (columns,), for figures (parameters, columns)."""
        wanted = self._any_load
        found: Floats = self._each(figures, wanted)[len(self.rows) if wanted is None else 0]
        return found

    def expect(self, number: int) -> None:
        """Prepare for so many samples."""
        self._each.expected = number

    @property
    def at_once(self) -> int:
        """How many samples are evaluated before anything else."""
        return AT_ONCE if self._is_recorded else ONE_BY_ONE

    @property
    def _is_recorded(self) -> bool:
        """Whether no time is uncertain that decides what happens when."""
        return all(parameter.figure.split()[-1] in FIGURES for parameter in self.parameters)

    def record(self) -> bool:
        """Record what is done at the point values, for many samples; tell whether that is possible."""
        return self._each.is_recorded or self._each.record(self._points[:, 0].tolist())

    def usual_samples(self, used: int) -> int:
        """Return how many samples are drawn where nobody asks for a number, of so many figures that count.

        By how much there is to be worked out, so that it is the same on every machine.
        """
        if not self.record():
            return FEW_SAMPLES
        work = (self._each.work() or 0.0) + (used + 1) * (self._each.work(self._any_load) or 0.0)
        samples = MOST_SAMPLES
        while samples > FEW_SAMPLES and samples * work > WORK:
            samples //= 2
        return samples

    @cached_property
    def _each(self) -> AtMany:
        return AtMany(self._sampled, 2 * (len(self.rows) + 1), recorded=self._is_recorded)

    @cached_property
    def _any_load(self) -> tuple[int] | None:
        """Which result is wanted for U of any load: that alone, or all where these take hardly longer."""
        alone = (len(self.rows),)
        whole, part = self._each.work() or 0.0, self._each.work(alone) or 0.0
        return None if part > _HARDLY * whole else alone

    @cached_property
    def at_points(self) -> tuple[Floats, Floats]:
        """U and w, [1/h], of each row with every figure at its point value, (rows, 1): as `evaluate` does."""
        return self(self._points)

    @cached_property
    def in_outages(self) -> Mapping[str, float]:
        """By load that recovers, its downtime with recovery over that of U and w alone, at the point values.

        Losses that come together cost less recovery than losses one by one.
        """
        site = at(self.site, self._points[:, 0].tolist())
        found = behaviour(site, overload_of(site), asked=replace(self._asked, courses=True)).loads
        shares = {}
        for load in site.loads:
            lost, recovery = found[load.id], getattr(load, "recovery_time", None)
            if recovery and lost.failure_frequency:
                u, w = lost.unavailability, lost.failure_frequency
                alone = Course().without_service(u, w, recovery)[0]
                shares[load.id] = lost.course.without_service(u, w, recovery)[0] / alone
        return shares

    @cached_property
    def hidden(self) -> NDArray[np.bool_]:
        """Of which rows the frequency is not known."""
        hidden: NDArray[np.bool_] = np.isnan(self.at_points[1][:, 0])
        return hidden

    @cached_property
    def used(self) -> frozenset[int]:
        """The numbers of the parameters that change any figure when they are low or high.

        By the recording where that holds for both; elsewhere each of them is evaluated by itself.
        """
        shifted = [self._shifted(number, each) for number, each in enumerate(self.parameters)]
        together = self._together(np.concatenate([self._points, *shifted], axis=1))
        usual = np.concatenate(self.at_points)
        used = []
        for number, figures in enumerate(shifted):
            found, known = together[:, 1 + 2 * number : 3 + 2 * number], together[:, :1]
            if np.isnan(found).all(axis=0).any() or np.isnan(known).all():
                alone = [np.concatenate(self(each[:, None])) for each in figures.T]
                found, known = np.concatenate(alone, axis=1), usual
            if not all(np.array_equal(each, known[:, 0], equal_nan=True) for each in found.T):
                used.append(number)
        return frozenset(used)

    def _together(self, figures: Floats) -> Floats:
        """U and w of each row by one recording; nan for all of them where it does not hold."""
        if not self.parameters or not self.record():
            return np.full((2 * (len(self.rows) + 1), figures.shape[1]), np.nan)
        return self._each.by_first(figures)

    @property
    def _points(self) -> Floats:
        return np.array([parameter.point for parameter in self.parameters], dtype=np.float64)[:, None]

    def _shifted(self, number: int, parameter: Parameter) -> Floats:
        """Return the figures at their point values, but one that is low, then high: (parameters, 2)."""
        figures = np.repeat(self._points, 2, axis=1)
        figures[number] = parameter.distribution.quantile(np.array([0.05, 0.95]))
        return figures

    def _sampled(self, sample: Sequence[float]) -> list[float | None]:
        """U of each row of one sample, then w, [1/h]."""
        site = at(self.site, sample)
        services = Services(site)
        found = behaviour(site, overload_of(site), asked=services.asked(self._asked))
        figures = [
            *(_both(found.loads[load.id]) for load in site.loads),
            *(_of_service(served) for served in services.served(found.together)),
            _both(found.any_load),
        ]
        return [*(u for u, _ in figures), *(w for _, w in figures)]


def _names(site: Site) -> list[str]:
    return [*(load.id for load in site.loads), *(service.id for service in site.services)]


def _both(found: Interruptions) -> tuple[float, float | None]:
    return found.unavailability, found.failure_frequency


def _of_service(served: Served) -> tuple[float, float | None]:
    return served.figures.unavailability, served.figures.failure_frequency if served.known else None
