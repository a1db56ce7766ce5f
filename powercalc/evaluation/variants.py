"""Many variants of one site, for their figures alone: each once, and without durations.

A recovery time changes what a service loses and not what the power does, so it is set aside where the file
has no services of its own. Only a longer one than an evaluation was made with needs another: losses that come
together are looked for over that time.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field, replace

from powercalc.components import Component, Server
from powercalc.engine.remembered import Remembered
from powercalc.evaluation.as_it_behaves import as_it_behaves
from powercalc.evaluation.as_plain_blocks import as_plain_blocks
from powercalc.response import SUPPOSED, Asked
from powercalc.results.evaluation_result import Evaluation, LoadPoint
from powercalc.site import Site
from powercalc.site.services import recovery_of


@dataclass(frozen=True)
class Variants:
    """Evaluates variants of a site in the way that it was evaluated itself."""

    site: Site
    evaluation: Evaluation
    remembered: Remembered = field(default_factory=Remembered)
    """Diagrams of the evaluation, and of variants."""
    _known: dict[Hashable, tuple[float, Evaluation]] = field(default_factory=dict)
    """By what the figures depend on: an evaluation, and for how long a load recovered in it at most, [h]."""

    def __post_init__(self) -> None:
        """Begin with the site itself."""
        self._known[_power(self.site)] = _longest_recovery(self.site), self.evaluation

    def of(self, variant: Site) -> Evaluation:
        """Return the figures of a variant. Raises `SiteError` and `EngineLimit` as `evaluate` does."""
        key, longest = _power(variant), _longest_recovery(variant)
        if key not in self._known or self._known[key][0] < longest:
            self._known[key] = longest, self._evaluated(variant)
        known = self._known[key][1]
        return replace(known, loads=tuple(_of(variant[load.id], load) for load in known.loads))

    def _evaluated(self, variant: Site) -> Evaluation:
        if self.evaluation.is_plain:
            return as_plain_blocks(variant)
        stated = variant.common_causes == self.site.common_causes
        asked = Asked(durations=(), remembered=self.remembered)
        asked = asked if stated else replace(asked, budget=SUPPOSED.budget)
        return as_it_behaves(variant.contracted, asked)


def _power(site: Site) -> Hashable:
    """Return what the figures of the power depend on."""
    if site.services:
        return site.components, site.common_causes, site.zones, site.services
    bare = tuple(_without_recovery(component) for component in site.components)
    return bare, site.common_causes, site.zones


def _longest_recovery(site: Site) -> float:
    """Return the longest recovery time of a load, [h]; 0 where none states one."""
    return max(map(recovery_of, site.loads), default=0.0)


def _without_recovery(component: Component) -> Component:
    if not isinstance(component, Server) or component.recovery_time is None:
        return component
    return component.changed(recovery_time=None)


def _of(load: Component, found: LoadPoint) -> LoadPoint:
    return replace(found, recovery_time=getattr(load, "recovery_time", None))
