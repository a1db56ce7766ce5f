"""Gaps on return: a switch that goes back to an input before its own is dead for `return_gap`.

The switches that a block has sent to other inputs go back together when it is restored.  Its down states end
w times an hour, with the lengths of its restoration; at a length ℓ a switch has moved with a chance that
follows from ℓ as in any column.  g after the return

    Returned_s(τ) = moved_s and τ ≤ g < gap_s and an input after the first one has been live,

everything else as while nothing is down, for as long as it lasts: none of these blocks fails again before g
with the chance e^(−Λ g), Λ the sum of their rates, so that gaps do not add up to more than all time.

What this adds to the downtime is counted: with the gaps, less without them.  It interrupts a load only if one
of these inputs was live until then, which is the chance of
Returned less that of the same with inputs that had been live and failed again.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, pairwise
from math import prod

from numpy.typing import NDArray

from powercalc.components import Component
from powercalc.dynamics.ages import FOREVER, rate_while_up
from powercalc.dynamics.ladder import rungs
from powercalc.dynamics.nodes import end_nodes
from powercalc.engine.recording.arrays import elementary, np, scalar
from powercalc.response.columns.node_ages import LIVE, Ages
from powercalc.response.figures.nested import Nested
from powercalc.response.figures.standby_groups import StandbyFigures
from powercalc.response.lost.variables import LIVE_FEED, Variables
from powercalc.response.plan.movers import SwitchPlan
from powercalc.response.plan.plan import Plan
from powercalc.response.plan.thresholds import INSTANT, nesting, passed, reached

Floats = NDArray[np.float64]

POINTS = 4
"""Nodes of the length of an outage in each piece between two times at which something happens."""


@dataclass(frozen=True, kw_only=True)
class TimedReturn:
    """A block is restored after one of several lengths; all arrays are (lengths,)."""

    block: int
    often: Floats
    """[1/h]."""
    moved: Mapping[str, Floats]
    """By switch, the chance that it goes back."""
    ever: Mapping[str, Floats]
    """By source, the chance that it has been live before the return."""
    gone: Mapping[str, Floats]
    """And that it has failed again."""


@dataclass(frozen=True, kw_only=True)
class ReturnMoment:
    """So long after a return, or just short of it; it lasts so long, or is passed so often."""

    since: float
    short: bool = False
    hours: float = 0.0
    passed: float = 0.0


class Returns:
    """The returns of a site that anyone can notice, and the figures of the variables then."""

    def __init__(
        self, plan: Plan, variables: Variables, standby: StandbyFigures, events: Sequence[float]
    ) -> None:
        self._plan, self._variables, self._events = plan, variables, events
        self._standby, self._buses, self._weights = standby, standby.buses, np.array(standby.weights)

    def found(self) -> Iterator[TimedReturn]:
        """Yield the returns, block by block."""
        for block, lengths, often, moved in self._ends:
            if any(chance.any() for chance in moved.values()):
                ever, gone = self._supplies(block, lengths)
                yield TimedReturn(block=block, often=often, moved=moved, ever=ever, gone=gone)

    @cached_property
    def _ends(self) -> list[tuple[int, Floats, Floats, dict[str, Floats]]]:
        """Per block, the lengths of its down states, how often each ends, and what moves back then."""
        listed = []
        for block in self._plan.sending if self._plan.returning else ():
            lengths, often = end_nodes(self._plan.blocks[block].ageing, self._events, POINTS)
            listed.append((block, lengths, often, self._moved(block, lengths)))
        return listed

    @cached_property
    def _again(self) -> float:
        """Λ, how often one of the blocks that return fails while they are up, [1/h]."""
        blocks = [block for block, _, _, moved in self._ends if any(each.any() for each in moved.values())]
        return sum(rate_while_up(self._plan.blocks[block].ageing) for block in blocks)

    def columns(self, found: TimedReturn, base: Floats, later: float) -> tuple[Floats, Floats, Floats]:
        """Probabilities (variables, columns) after a return, and the weights of P in U and in w.

        `base` (variables,) are the probabilities while nothing is down; losses last `later` [h] longer.
        """
        moments = self.moments(later)
        listed = [(moment, found.ever, 1.0) for moment in moments]
        listed += [(moment, found.gone, -1.0) for moment in moments if moment.passed]
        parts = [self._at(found, moment, sources, later) for moment, sources, _ in listed]
        rows = [*chain(*self._variables.returned.values()), *self._variables.supplied.values()]
        q = np.repeat(base[:, None], sum(len(part.T) for part in parts), axis=1)
        q[rows] = np.concatenate(parts, axis=1)
        hours = np.concatenate([moment.hours * found.often for moment, _, _ in listed])
        passed = np.concatenate([sign * moment.passed * found.often for moment, _, sign in listed])
        return q, hours, passed

    def moments(self, later: float) -> list[ReturnMoment]:
        """What to look at: each span between two ages that matter, and each of these ages as it is passed.

        None where no gap lasts `later` [h].
        """
        switches = self._plan.returning.values()
        asked = [each for switch in switches for each in self._plan.told[switch.id]]
        ends = {switch.return_gap for switch in switches}
        matter = sorted({age + later for age in reached(asked) if age + later < max(ends) - INSTANT})
        edges = sorted({0.0, *matter, *ends, *(age for age in passed(asked) if age < max(ends))})
        spans = [] if later else [self._span(a, b) for a, b in pairwise(edges)]
        lasts = [(age, elementary(math.exp, -self._again * age)) for age in matter]
        past = [ReturnMoment(since=age, passed=chance) for age, chance in lasts]
        return [
            *spans,
            *past,
            *(ReturnMoment(since=age, short=True, passed=-chance) for age, chance in lasts),
        ]

    def _span(self, a: float, b: float) -> ReturnMoment:
        """From a to b after a return, as far as it lasts: ∫ e^(−Λ g) dg."""
        rate = self._again
        lasts = elementary(math.exp, -rate * a) * -elementary(math.expm1, -rate * (b - a)) if rate else 0.0
        hours = lasts / rate if rate else b - a
        return ReturnMoment(since=(a + b) / 2, hours=hours)

    def _at(
        self, found: TimedReturn, moment: ReturnMoment, sources: Mapping[str, Floats], later: float
    ) -> Floats:
        """Probabilities of the variables of returns at a moment, (variables, lengths)."""
        rows = []
        for id, switch in self._plan.returning.items():  # noqa: A001
            asked = Nested(nesting(self._plan.told[id]))
            since = np.array([moment.since if moment.since < switch.return_gap - INSTANT else LIVE])
            short = np.array([True]) if moment.short else None
            past = np.minimum.accumulate(asked.given(since, short, np.array([later])), axis=0)
            dead = np.outer(past, found.moved[id])
            rows += [*rungs(dead, np.zeros_like(dead))[0]]
        return np.array([*rows, *(sources[name] for name in self._variables.supplied)])

    def _moved(self, block: int, lengths: Floats) -> dict[str, Floats]:
        """By switch, the chance that it stands on another input than its first: 1 − q e^(−after / manual)."""
        ages = self._ages(block, lengths, LIVE)
        starts = {name: bus.start for name, bus in self._buses.items()}
        calls = {bus: ages.certainly_called(bus) for bus in self._buses}
        return {
            id: _gone(
                switch,
                self._fails(switch),
                ages.lost[switch.inputs[0]],
                ages.since_move(switch, calls, starts)[0][1],
            )
            * (1 - self._barred(switch))
            for id, switch in self._plan.returning.items()  # noqa: A001
        }

    def _fails(self, switch: SwitchPlan) -> float:
        """The chance that a move fails: a trial, alone or in common, or a fault that nobody knew of."""
        return 1 - (1 - switch.fails) * (1 - self._unseen(switch.id))

    def _barred(self, switch: SwitchPlan) -> float:
        """The chance that there was no way to the only other input, whatever its source did.

        A path that is normally open has not closed, or something in the single line up to it is down.
        """
        if len(switch.inputs) > 2:
            return 0.0
        free, line = 1.0, [self._plan.wires.components[switch.inputs[-1]]]
        for node in line:
            free *= 1 - self._is_dead(node)
            line += [self._plan.wires.components[name] for name in node.fed_by if len(node.fed_by) == 1]
        path = self._plan.paths.get((switch.inputs[-1], switch.id))
        if path is not None:
            trial = getattr(line[0], "fail_to_transfer", None) or 0.0
            free *= (1 - trial) * (1 - self._unseen(path.id))
        return 1 - free

    def _is_dead(self, node: Component) -> float:
        """The chance that a component in a line is down, or has a fault that nobody knew of."""
        blocks = (self._plan.blocks[number].ageing for number in self._plan.own[node.id].blocks)
        works = prod(1 - scalar(block.unavailability(0.0)) for block in blocks)
        rest = self._plan.resting.get(node.id)
        return 1 - works * (1 - (self._unseen(node.id) if rest is not None and rest.carries else 0.0))

    def _unseen(self, name: str) -> float:
        """The chance of a fault that nobody knew of, on average."""
        hidden = self._standby.hidden.get(name)
        return 0.0 if hidden is None else scalar(self._weights @ hidden)

    def _supplies(self, block: int, lengths: Floats) -> tuple[dict[str, Floats], dict[str, Floats]]:
        """By source, the chances that it has been live, and that it has failed again.

        Generators that others stand behind are taken to have failed, so that those are called.
        """
        ages = self._ages(block, lengths, FOREVER)
        ever, gone = {LIVE_FEED: np.ones_like(lengths)}, {LIVE_FEED: np.zeros_like(lengths)}
        for generator in self._plan.wires.standby:
            buses = self._plan.buses_of(generator)
            states = [self._supply(name, ages.certainly_called(name)) for name in buses]
            ever[generator] = np.prod(np.array([started for started, _ in states]), axis=0)
            gone[generator] = ever[generator] - np.prod(np.array([still for _, still in states]), axis=0)
        return ever, gone

    def _supply(self, name: str, call: Floats) -> tuple[Floats, Floats]:
        """P(a bus has supplied since its call), P(it still does)."""
        bus = self._buses[name]
        age = np.where(call > LIVE, call, 0.0)
        before = np.tile(self._before(bus.at_call), (len(age), 1))
        called = (call > LIVE) & (age >= bus.start)
        started, still = 1 - bus.never(age, before), 1 - bus.lost_for(np.zeros_like(age), age, before)
        return np.where(called, started, 0.0), np.where(called, still, 0.0)

    def _before(self, at_call: Floats) -> Floats:
        """The state of a bus at its call, on average over the moments of it."""
        return self._weights @ at_call if len(at_call) == len(self._weights) else at_call.mean(axis=0)

    def _ages(self, block: int, lengths: Floats, doubted: float) -> Ages:
        given = {bus: np.full(len(lengths), doubted) for bus in self._plan.doubted}
        return Ages(self._plan, {block: lengths}, given, len(lengths))


def _gone(switch: SwitchPlan, fails: float, lost: Floats, after: Floats) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        waits = np.exp(-np.maximum(after, 0.0) / switch.manual_time) if switch.manual_time else 0.0
        moved = (lost > LIVE) & (after >= -INSTANT)
    return np.where(moved, 1 - fails * waits, 0.0)
