"""Many samples of the uncertain figures of a site, each evaluated as the site behaves in an outage.

The same questions as `columns` answers for the plain block diagram. Here each sample is a site of its own;
the diagrams, which depend on the wiring alone, are built once and remembered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

from powercalc.cascade.overload_figures import overload_of
from powercalc.engine.remembered import Remembered
from powercalc.evaluation.behaviour import Behaviour, behaviour
from powercalc.propagation.parameters import Parameter, at, traced
from powercalc.response import Asked, Interruptions
from powercalc.services.site_services import Served, Services
from powercalc.site import Site

Floats = NDArray[np.float64]

AT_ONCE = 16
"""So many samples are evaluated before Ctrl-C is heeded."""


@dataclass(frozen=True, kw_only=True)
class Responses:
    """A site as a function of its uncertain figures; see `columns.Columns`."""

    site: Site
    parameters: tuple[Parameter, ...]
    rows: Mapping[str, int]
    """The row of each load, and of each service, in the results. The last row is any load."""
    at_once: int = AT_ONCE
    _asked: Asked

    @classmethod
    def of(cls, site: Site) -> Self:
        """Return the function; what is remembered of the site's wiring is shared by all samples."""
        return cls(
            site=site,
            parameters=traced(site).parameters,
            rows={name: row for row, name in enumerate(_names(site))},
            _asked=Asked(durations=(), remembered=Remembered()),
        )

    def __call__(self, figures: Floats) -> tuple[Floats, Floats]:
        """Return U and w, [1/h], of each row, (rows, columns), for figures (parameters, columns)."""
        found = [self._sampled(sample) for sample in figures.T]
        both = np.array(found, dtype=np.float64).transpose(1, 2, 0)
        return both[0], both[1]

    def any_load(self, figures: Floats) -> Floats:
        """Return U of any load alone, (columns,), for figures (parameters, columns)."""
        return np.array([self._behaviour(sample).any_load.unavailability for sample in figures.T])

    @cached_property
    def hidden(self) -> NDArray[np.bool_]:
        """Of which rows the frequency is not known."""
        _, often = self(self._points)
        hidden: NDArray[np.bool_] = np.isnan(often[:, 0])
        return hidden

    @cached_property
    def used(self) -> frozenset[int]:
        """The numbers of the parameters that change any figure when they are low or high."""
        usual = self(self._points)
        return frozenset(
            number
            for number, parameter in enumerate(self.parameters)
            if any(
                not np.array_equal(one, other, equal_nan=True)
                for one, other in zip(self(self._shifted(number, parameter)), usual, strict=True)
            )
        )

    @property
    def _points(self) -> Floats:
        return np.array([parameter.point for parameter in self.parameters], dtype=np.float64)[:, None]

    def _shifted(self, number: int, parameter: Parameter) -> Floats:
        """Return the figures at their point values, but one that is low, then high: (parameters, 2)."""
        figures = np.repeat(self._points, 2, axis=1)
        figures[number] = parameter.distribution.quantile(np.array([0.05, 0.95]))
        return figures

    def _behaviour(self, sample: Floats) -> Behaviour:
        site = at(self.site, sample.tolist())
        return behaviour(site, overload_of(site), asked=self._asked)

    def _sampled(self, sample: Floats) -> tuple[list[float], list[float]]:
        """U and w, [1/h], of each row of one sample."""
        site = at(self.site, sample.tolist())
        services = Services(site)
        found = behaviour(site, overload_of(site), asked=services.asked(self._asked))
        figures = [
            *(_both(found.loads[load.id]) for load in site.loads),
            *(_of_service(served) for served in services.served(found.together)),
            _both(found.any_load),
        ]
        return [u for u, _ in figures], [np.nan if w is None else w for _, w in figures]


def _names(site: Site) -> list[str]:
    return [*(load.id for load in site.loads), *(service.id for service in site.services)]


def _both(found: Interruptions) -> tuple[float, float | None]:
    return found.unavailability, found.failure_frequency


def _of_service(served: Served) -> tuple[float, float | None]:
    return served.figures.unavailability, served.figures.failure_frequency if served.known else None
