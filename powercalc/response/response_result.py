"""What the outage response says: frozen, in plain floats, per hour."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from powercalc.dynamics.recovery import Course
from powercalc.engine.diagram import DEFAULT, Budget, Diagram, build
from powercalc.engine.formula import Formulas
from powercalc.engine.order import Hints
from powercalc.engine.recording.arrays import larger
from powercalc.engine.remembered import Remembered
from powercalc.errors import NumericsError, check_figures
from powercalc.events.watched import AnyOf
from powercalc.response.columns.trifles import SHARE

DURATIONS = (0.02 / 3600, 0.05, 1.0, 8.0, 24.0)
"""Interruptions are counted that last longer than these, [h]: 20 ms, 3 min, 1 h, 8 h, 24 h."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a response beside its figures, and what is known from other ones.

    Variants of a site are had in less time without durations, and with the diagrams of the others.
    """

    durations: tuple[float, ...] = DURATIONS
    """Interruptions are counted that last longer, [h]."""
    remembered: Remembered | None = None
    often: bool = True
    """How often is asked, too, and not only for how much of the time; and what generators do."""
    uses: bool = True
    """What generators do is asked, too, where it is asked how often."""
    courses: bool = True
    """How interruptions follow each other is asked, too, where it is asked how often."""
    spare: float = SHARE
    """The share of the downtime and interruptions of each load that all columns together may hold that are
    not looked at further; what they hold is stated as an error."""
    load: str | None = None
    """One load is asked about, or, by `ALL_LOADS`, all of them together; else each, and all together."""
    weights: tuple[float, float] = (1.0, 0.0)
    """Where only hours are asked: by how much the chance of a state of the callers, and how often it begins
    [h], may weigh more than in the downtime that is asked about."""
    budget: Budget = DEFAULT
    """How large the diagram may become."""
    together: tuple[AnyOf, ...] = ()
    """Sets of which it is asked when any one is lost, and how these losses follow each other."""

    @property
    def watched(self) -> frozenset[str]:
        """The ids of what is watched in any of the sets."""
        return frozenset(each.id for some in self.together for each in some)

    def about(self, components: Collection[str]) -> Asked:
        """The same of a part of the site, with these components."""
        return replace(self, together=tuple(some for some in self.together if min(some).id in components))

    def share(self, chance: float, often: float) -> float:
        """What states of the callers may hold of the downtime that is asked about, at most, times that."""
        return larger(chance * self.weights[0], often * self.weights[1])

    def diagram(self, formulas: Formulas, roots: Sequence[int], budget: Budget, hints: Hints) -> Diagram:
        """The diagram of the roots, for columns. Raises `EngineLimit` when it outgrows the budget."""
        made = self.remembered.build if self.remembered else build
        return made(formulas, roots, budget=budget, hints=hints)


ALL_LOADS = ""
"""Stands for all loads together where one can be named."""

ALL = Asked()
"""What an evaluation asks."""
NO_DURATIONS = Asked(durations=(), uses=False)
"""How often and how much, in a fraction of the time."""

SUPPOSED = Asked(durations=(), uses=False, spare=1e-5, budget=Budget(nodes=50_000, any_order=True))
"""The same of a site with something that nobody states: as exact as a supposition needs to be."""

EXACT = "exact"
ASYMPTOTIC = "asymptotic"


@dataclass(frozen=True, slots=True, kw_only=True)
class Interruptions:
    """What a load, or any of them, goes through in the long run."""

    unavailability: float
    failure_frequency: float | None
    """[1/h]; None where it depends on a block that nobody knows the frequency of."""
    longer_than: Mapping[float, float | None]
    """By duration [h]: how often an interruption lasts longer, [1/h]."""
    error: float
    """How far U may be off: states left out, losses that relay each other, sums over ages by points."""
    frequency_error: float | None = 0.0
    """The same of the failure frequency, [1/h]."""
    longer_errors: Mapping[float, float | None] = field(default_factory=dict)
    """The same of how often an interruption lasts longer than each duration, [1/h]."""
    course: Course = field(default_factory=Course, repr=False, compare=False)
    """How interruptions follow each other, where a service recovers from them."""

    def __post_init__(self) -> None:
        """Raise `NumericsError` where a figure cannot be one, whatever led to it."""
        check_figures(self.unavailability, self.failure_frequency, *self.longer_than.values())
        if not 0 <= self.error < math.inf:
            raise NumericsError(f"a stated error of {self.error}")


@dataclass(frozen=True, slots=True, kw_only=True)
class StandbyUse:
    """What a generator does in the long run."""

    id: str
    calls: float
    """[1/h]."""
    called: float
    """The share of time in which it is called."""
    running: float
    """How many of its sets run, on average over all time."""
    calls_error: float = 0.0
    """How far these may be off: calls, [1/h]"""
    called_error: float = 0.0
    """the share of time in which it is called"""
    running_error: float = 0.0
    """and how many of its sets run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """The outage response of a site."""

    loads: Mapping[str, Interruptions]
    any_load: Interruptions
    standby: tuple[StandbyUse, ...]
    cooling: Mapping[str, Interruptions]
    """The cooling of each load that is cooled: missed for longer than its thermal autonomy."""
    needs: Mapping[str, Interruptions]
    """Of each load that needs more than power: without power, cooling, or what it depends on."""
    together: Mapping[AnyOf, Interruptions]
    """Of each set that was asked about: the loss of any one of it."""
    method: str
    """"exact", or "asymptotic": with an error that is stated."""
