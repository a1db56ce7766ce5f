"""The formulas "dead since it had to move": of switches, and of paths that are normally open.

An input has been lost for τ, and what is to take over does not supply yet:

    N(τ) and not N(T)                     for the transfer time T after the loss
    N(τ) and not N(s + T)                 while a generator starts, unless it was called before, or while a
                                          switch at the next input moves, that the same loss has taken
    N(τ) and stuck and not N(by hand)     after a failed move, until somebody has moved the switch

N is "all inputs up to this one have been lost", whatever took them: one block, two of them together, a
battery that was spent because the switch above it was stuck, the gap of that switch. So a gap below begins
when that loss does, and there is no age to work out beforehand.

Where the next input is lost as well, the gap or the wait is that of the inputs up to the next one: it began
later, and what is not there yet for the one is not there for the other. So each is told of the last input
that is lost, and with many inputs there is one wait at a time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from powercalc.components import Component
from powercalc.events.common_causes import unit_names
from powercalc.response.plan.movers import SwitchPlan, Wait
from powercalc.response.plan.thresholds import TIMES, ByHand, Passed, Threshold, lasts

if TYPE_CHECKING:
    from powercalc.response.lost.formulas import Losses


class Moves:
    """Builds the formulas of what moves, over those of what is lost."""

    def __init__(self, losses: Losses) -> None:
        self._losses = losses
        self._plan = losses.plan

    def dead(self, node: Component, since: Threshold) -> Iterator[int]:
        """Yield "dead for so long because it had to leave this input", input by input."""
        switch = self._plan.switches.get(node.id)
        if switch is None:
            return
        given, formulas = node.id in self._plan.given, self._losses.formulas
        for place in range(len(switch.inputs) - 1):
            left = [self._losses.lost(feeder, since) for feeder in switch.inputs[: place + 1]]
            why = self._given(switch, place, since) if given else self._why(switch, place, since)
            yield formulas.all_of([*left, formulas.any_of(why)])

    def _given(self, switch: SwitchPlan, place: int, since: Threshold) -> Iterator[int]:
        """Yield "dead since it had to leave this input", where that is a number in each column.

        It is another one where the last input is lost, if others are waited for then.
        """
        if not self._plan.asks_last(switch, place):
            yield from self._numbered(switch, place)
            return
        formulas, last = self._losses.formulas, self._losses.lost(switch.inputs[-1], since)
        for is_lost, case in ((False, formulas.negation(last)), (True, last)):
            dead = formulas.any_of(self._numbered(switch, place, last_lost=is_lost))
            yield formulas.all_of([case, dead])

    def _numbered(self, switch: SwitchPlan, place: int, *, last_lost: bool = False) -> Iterator[int]:
        """Yield "dead since then" as the variables that columns give."""
        variables, losses, key = self._losses.variables, self._losses, (switch.id, place, last_lost)
        yield losses.numbered(variables.dead, key)
        fails = self._losses.formulas.any_of(self._fails(switch.id))
        if fails != self._losses.formulas.never:
            waits = losses.numbered(variables.waits, key)
            yield self._losses.formulas.all_of([fails, waits])

    def _why(self, switch: SwitchPlan, place: int, since: Threshold) -> Iterator[int]:
        """Yield why it is dead, told by what is lost for how long."""
        yield self._gap(switch, place, since)
        yield self._waiting(switch, place, since)
        yield self._stuck(switch, place, since)

    def open(self, path: str, node: str, since: Threshold) -> int:
        """The formula "this path has not closed for the node": not yet, or not at all for this need."""
        plan, formulas, variables = self._plan, self._losses.formulas, self._losses.variables
        found = plan.paths.get((path, node))
        if found is None:
            return formulas.never
        if (path, node) not in variables.open:
            variables.open[path, node] = self._losses.new_variable()
        parts = [self._losses.handle(variables.open[path, node]), *self._fails(path)]
        if lasts(found.transfer_time, since) and found.key not in plan.given_paths:
            closes = Passed(found.transfer_time)
            lost = (
                self._losses.lost_itself(node, closes)
                if found.around
                else self._lost(found.others, found.needed_lost, closes)
            )
            brief = self._brief((path, node), found.transfer_time, since)
            parts.append(formulas.all_of([brief, formulas.negation(lost)]))
        return formulas.any_of(parts)

    def _gap(self, switch: SwitchPlan, place: int, since: Threshold) -> int:
        """The formula "its transfer time is not over"."""
        if not lasts(switch.transfer_time, since):
            return self._losses.formulas.never
        over = self._lost(switch.inputs[: place + 1], place + 1, Passed(switch.transfer_time))
        brief = self._brief((switch.id, place), switch.transfer_time, since)
        last = self._losses.lost(switch.inputs[place + 1], since)
        return self._losses.formulas.all_of([brief, *map(self._losses.formulas.negation, (over, last))])

    def _waiting(self, switch: SwitchPlan, place: int, since: Threshold) -> int:
        """The formula "every input it could move to is lost, or still has to start or to close"."""
        losses = self._losses
        found = []
        for target in switch.inputs[place + 1 :]:
            listed = self._plan.waits[switch.id, place, target]
            late = [
                self._late(switch, place, wait, target, since) for wait in listed if lasts(wait.hours, since)
            ]
            found.append((losses.lost(target, since), late))
        if not any(late for _, late in found):
            return losses.formulas.never
        formulas = losses.formulas
        return formulas.all_of(
            [
                formulas.negation(found[0][0]),
                *(formulas.any_of([lost, *late]) for lost, late in found),
            ]
        )

    def _late(self, switch: SwitchPlan, place: int, wait: Wait, target: str, since: Threshold) -> int:
        """The formula "it has not waited long enough for this input"."""
        formulas, variables = self._losses.formulas, self._losses.variables
        parts = [
            self._brief((switch.id, place, target), wait.hours, since),
            formulas.negation(self._lost(wait.nodes, wait.lost_at, Passed(wait.hours))),
        ]
        if wait.generators:
            key = (switch.id, place, target), wait
            if key not in variables.late:
                variables.late[key] = self._losses.new_variable()
            parts.append(self._losses.handle(variables.late[key]))
        if wait.moves:
            parts += [self._losses.lost(name, since) for name in wait.moves]
            parts.append(formulas.negation(self._lost(wait.moves, len(wait.moves), Passed(wait.hours))))
        return formulas.all_of(parts)

    def _stuck(self, switch: SwitchPlan, place: int, since: Threshold) -> int:
        """The formula "the move has failed, and nobody has moved it by hand yet"."""
        if switch.id not in self._plan.stuck:
            return self._losses.formulas.never
        losses, formulas = self._losses, self._losses.formulas
        failed = formulas.any_of(
            [losses.trial(f"{switch.id} leaves {place}", switch.fail_to_transfer), *self._fails(switch.id)]
        )
        if failed == formulas.never:
            return failed
        key = self._plan.hands.shared_by(switch.id), place
        slow = losses.numbered(losses.variables.slow, key)
        failed = formulas.all_of([failed, self._stood(switch, place, since)])
        known = losses.numbered(losses.variables.by_hand, key)
        moved = formulas.all_of([known, self._long_enough(switch, place)])
        return formulas.all_of([failed, slow, formulas.negation(moved)])

    def _stood(self, switch: SwitchPlan, place: int, since: Threshold) -> int:
        """The formula "the inputs before this one are lost by themselves": else it never stood on it."""
        losses, feeder = self._losses, switch.inputs[place]
        never = dict.fromkeys(losses.all_lost(feeder), losses.formulas.never)
        for block in self._plan.takers(feeder) if place else ():
            never |= {losses.handle(n): losses.formulas.never for n in losses.variables.rungs[block]}
        before = (losses.lost(each, since) for each in switch.inputs[:place])
        return losses.formulas.all_of([losses.formulas.substituted(each, never) for each in before])

    def _long_enough(self, switch: SwitchPlan, place: int) -> int:
        """The formula "lost for as long as it takes to move the switch by hand": one of several times."""
        formulas, found, left = self._losses.formulas, self._losses.formulas.never, 0.0
        shared = self._plan.hands.shared_by(switch.id)
        if switch.id not in self._plan.joint:
            hand = ByHand(switch.manual_time, tried=self._plan.tried(switch, place))
            return self._lost(switch.inputs[: place + 1], place + 1, hand)
        for node in reversed(range(len(TIMES))):
            hand = ByHand(switch.manual_time, node, self._plan.tried(switch, place))
            given = self._losses.numbered(self._losses.variables.long, (shared, place, node))
            over = formulas.all_of([given, self._lost(switch.inputs[: place + 1], place + 1, hand)])
            left += hand.weight
            if left == hand.weight:
                found = over
                continue
            this = self._losses.trial(f"{shared} by hand {node}", hand.weight / left)
            others = formulas.all_of([found, formulas.negation(this)])
            found = formulas.any_of([formulas.all_of([over, this]), others])
        return found

    def _fails(self, mover: str) -> list[int]:
        """What makes it fail in common with others, or by a fault that nobody knew of."""
        losses, component = self._losses, self._losses.wires.components[mover]
        events = self._plan.shared.events("fail_to_transfer", mover)
        units = [losses.faulty(mover, unit) for unit in unit_names(component)]
        faulty = losses.formulas.at_least(component.count - component.units_needed + 1, units)
        return [*(losses.trial(event.name, event.value) for event in events), faulty]

    def _brief(self, mover: tuple[object, ...], hours: float, since: Threshold) -> int:
        """The variable "what is left of a time counts": not where longer interruptions are asked for."""
        if not isinstance(since, float):
            return self._losses.formulas.always
        variables, key = self._losses.variables, (mover, hours - since)
        if key not in variables.brief:
            variables.brief[key] = self._losses.new_variable()
        return self._losses.handle(variables.brief[key])

    def _lost(self, nodes: Sequence[str], lost_at: int, since: Threshold) -> int:
        return self._losses.formulas.at_least(lost_at, [self._losses.lost(name, since) for name in nodes])
