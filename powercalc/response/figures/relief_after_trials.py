"""A standby that takes over from another one, which only a stuck switch has called: how far off that may be.

Whether a switch above is stuck is left to chance, and with it the call of the first generator. So one that is
called when the first fails counts as called since the switch is stuck: it has run, and may have failed, for
all of that time, though the first supplied. Off by no more than the time that the switch is stuck, times the
chances that either does not supply; in how often, times how often one fails while the other does not supply.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from powercalc.components import Generator
from powercalc.dynamics.ages import at_least
from powercalc.engine.recording.arrays import np, scalar
from powercalc.response.figures.trial_calls import TrialCalls, chance_of_failing
from powercalc.response.plan.gensets import highest_rate
from powercalc.response.plan.plan import Plan


@dataclass(frozen=True, slots=True)
class StuckSpell:
    """A switch above a generator is stuck: how often, [1/h], and for how long, [h]."""

    often: float
    lasts: float


class ReliefAfterTrials:
    """How far U and w, [1/h], of what stands below sets behind each other may be off by stuck switches."""

    def __init__(self, plan: Plan) -> None:
        self._plan, self._trials = plan, TrialCalls(plan, {})

    def of(self, above: Collection[str]) -> tuple[float, float]:
        """For a node that all this stands above."""
        share = often = 0.0
        for first in self._plan.doubted:
            for second in self._plan.doubted_for(first) - {first}:
                if first in above and second in above:
                    for spell in self._spells(first, above):
                        u, w = self._off(first, second, spell)
                        share, often = share + u, often + w
        return min(share, 1.0), often

    def _spells(self, generator: str, above: Collection[str]) -> Iterator[StuckSpell]:
        for node, often, lasts in self._trials.stuck(generator):
            if node in above:
                yield StuckSpell(often, lasts)

    def _off(self, first: str, second: str, spell: StuckSpell) -> tuple[float, float]:
        (lost, fails), (other, fails_too) = (self._chances(name, spell.lasts) for name in (first, second))
        share = spell.often * spell.lasts
        return share * lost * other, spell.often * lost * other + share * (fails * other + fails_too * lost)

    def _chances(self, name: str, lasts: float) -> tuple[float, float]:
        """That a bus of sets does not supply when it has run for so long, and how often it fails, [1/h]."""
        node = self._plan.wires.components[name]
        if not isinstance(node, Generator):
            return 0.0, 0.0
        rate = highest_rate(node)
        down = rate * (node.mttr or 0.0)
        each = chance_of_failing(node) + min(down / (1 + down), rate * lasts)
        few = at_least(node.count - node.units_needed + 1, node.count, np.array(min(each, 1.0)))
        return scalar(few), rate * node.count
