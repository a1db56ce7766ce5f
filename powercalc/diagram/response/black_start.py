"""Generators that need what they are to feed: whether it still has power when they could supply.

The fuel pump of a generator hangs on the bus that the generator feeds. When the feed of the bus is lost, the
pump runs on if a battery carries it until the generator has started and the switches have moved; else it is
dead, the generator does not start, and that remains so for the rest of the call. So a generator in a loop of
support is lost also while

    AtStart_s  of a support s within the loop:  s has no power without the generator, batteries holding or not

told at the first moments of the call: a battery that holds for longer than the start is lost only by its
trial, one that holds for less is lost with its feed. What else fails later is in Lost_s as ever. A second
start, after the repair of a set that failed, is taken to find its pump as the first did.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from powercalc.components import Component, Storage, Switch, Tie, Ups
from powercalc.components import Generator as Generating
from powercalc.diagram.response.wires import may_not_hold
from powercalc.site.graph import Graph
from powercalc.site.walks import supporters

if TYPE_CHECKING:
    from powercalc.diagram.response.formulas import Losses


Asking = Generator[str, int, int]
"""Works a formula out: it asks for nodes, one by one, is sent the formula of each, and returns one."""


@dataclass(frozen=True, slots=True)
class BlackStart:
    """A generator in a loop of support."""

    supports: tuple[str, ...]
    """What it depends on and is cooled by, within the loop."""
    gap: float
    """How long the loop is without the generator at its call, [h]: its start and the slowest transfer."""


def black_starts(wires: Graph) -> dict[str, BlackStart]:
    """Return the generators that wait for a call and need something that they feed."""
    found = {}
    for group in wires.groups:
        nodes = [wires.components[name] for name in group]
        moves = max((n.transfer_time or 0.0 for n in nodes if isinstance(n, Switch)), default=0.0)
        for node in nodes:
            supports = tuple(name for name in supporters(node) if name in group)
            if isinstance(node, Generating) and node.id in wires.standby and supports:
                found[node.id] = BlackStart(supports, (node.start_time or 0.0) + moves)
    return found


class AtStart:
    """The formulas "without power at the first moments of a call", for one generator."""

    def __init__(self, losses: Losses, components: Mapping[str, Component], gap: float) -> None:
        self._losses, self._components, self._gap = losses, components, gap
        self._known: dict[str, int] = {}

    def missed(self, generator: Component, supports: tuple[str, ...]) -> int:
        """The formula "something that the generator needs is dead before it could supply"."""
        return self._told(self._missed(generator, supports))

    def _missed(self, generator: Component, supports: tuple[str, ...]) -> Asking:
        needed = yield from self._each(name for name in generator.depends_on if name in supports)
        if set(generator.cooled_by) & set(supports):
            needed.append((yield from self._uncooled(generator)))
        return self._losses.formulas.any_of(needed)

    def _told(self, asking: Asking) -> int:
        """Tell what asks for nodes, these for others, however long the way: with a stack of our own."""
        open_ones, known, answer = [("", asking)], self._known, None
        while True:
            name, asking = open_ones[-1]
            try:
                asked = next(asking) if answer is None else asking.send(answer)
            except StopIteration as told:
                open_ones.pop()
                known[name] = answer = told.value
                if not open_ones:
                    return known[name]
                continue
            answer = known.get(asked)
            if answer is None:
                known[asked] = self._losses.formulas.always  # what only feeds itself has none
                open_ones.append((asked, self._of(self._components[asked])))

    def _each(self, names: Iterable[str]) -> Generator[str, int, list[int]]:
        """The formulas "no power here at the first moments" of some nodes."""
        found = []
        for name in names:
            lost = yield name
            found.append(lost)
        return found

    def _of(self, node: Component) -> Asking:
        formulas = self._losses.formulas
        if isinstance(node, Generating) and self._losses.waits(node.id):
            return formulas.always
        down = [self._losses.own_down(node), *(yield from self._each(node.depends_on))]
        down.append((yield from self._uncooled(node)))
        if isinstance(node, Tie):
            return formulas.any_of([*down, formulas.all_of((yield from self._each(node.between)))])
        fed = yield from self._fed(node)
        if isinstance(node, Storage) and (node.autonomy or 0.0) > self._gap:
            fed = self._losses.units.too_few(node, 0.0, fed) if may_not_hold(node) else formulas.never
        lost = formulas.any_of([*down, fed])
        if isinstance(node, Ups) and node.bypass:
            around = yield from self._each(node.bypass_fed_by)
            past = formulas.all_of(around) if around else (yield from self._fed(node))
            past = formulas.any_of([past, self._losses.stuck(node)])
            return formulas.any_of([formulas.all_of([lost, past]), self._losses.struck(node)])
        return lost

    def _fed(self, node: Component) -> Asking:
        inputs = yield from self._each(node.fed_by)
        if not inputs:
            return self._losses.formulas.never
        return self._losses.formulas.at_least(len(inputs) - node.inputs_needed + 1, inputs)

    def _uncooled(self, node: Component) -> Asking:
        if not node.cooled_by or (node.thermal_autonomy or 0.0) > self._gap:
            return self._losses.formulas.never
        lost = yield from self._each(node.cooled_by)
        return self._losses.formulas.at_least(len(lost) - node.cooling_needed + 1, lost)
