"""Who may be to blame for a loss: the sets of events to look at, before anything is said of their part.

Plain diagrams of one site, each with what only an outage calls on:

- of the long run: a switch may stick, a path may stay open, fuel may run out;
- of the first moments: no standby source is there yet, switches and paths are on their way, batteries hold;
- of the gaps: the same, where some batteries are shorter than the gap that they have to bridge.

Their minimal cut sets are the suspects. What each contributes is for the outage response to say.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from powercalc.components import Breaker, Component, Generator, Storage, Switch, Tie
from powercalc.constants import HOURS_PER_YEAR
from powercalc.dynamics.ages import at_least
from powercalc.engine.cut_sets import minimal_cut_sets
from powercalc.engine.diagram import Budget, build
from powercalc.engine.formula import AtLeast, Formulas, Variable
from powercalc.engine.modules import abstracted
from powercalc.events.common_causes import InCommon, stated_groups, unit_names
from powercalc.events.literals import Floats, Literal, unavailabilities
from powercalc.events.own_failures import Events, OwnFailures
from powercalc.languages import ask, listed, noted
from powercalc.site import Site
from powercalc.wiring.at_rest import AtRest

MOST = 16
"""Sets of events looked at in each phase."""
_RUNS_OUT = 0.1
"""How likely fuel is taken to run out, to rank the suspects; what it does is for the response to say."""
_BUDGET = Budget(nodes=200_000)
_SHARED = ("failure_rate", "fail_to_start", "battery_failure", "fail_to_transfer", "dormant")


@dataclass(frozen=True, slots=True, order=True)
class Contributor:
    """What can go wrong; `part` is "down", "battery", "transfer", "bypass", "fuel", "common" or "common
    FIGURE": a hazard of a zone, a figure that a group shares.
    """

    component: str
    part: str
    words: str


Suspects = frozenset[Contributor]


def suspects(site: Site, load: str) -> dict[Suspects, bool]:
    """Return the sets of events that may take the power from a load, likeliest first, none twice.

    Each with whether it does so only for a moment: until something else has taken over.
    """
    lasting = list(_cut_sets(site, load, _LongRun))
    lasting += [each for each in _drained(lasting) if each not in lasting]
    found = dict.fromkeys(lasting, False)
    for phase in (_FirstMoments, _Gaps):
        for each in _cut_sets(site, load, phase):
            found.setdefault(each, not any(other <= each for other in lasting))
    return found


def _drained(found: list[Suspects]) -> Iterator[Suspects]:
    """Yield the sets in which one long call drains the fuel that another one needs.

    They are no minimal cut sets: what is lost at last does not include what emptied the tank.
    """
    dry = [each for each in found if any(suspect.part == "fuel" for suspect in each)]
    callers = dict.fromkeys(suspect for each in dry for suspect in sorted(each) if suspect.part == "down")
    for each in dry:
        if len(each) == 2:
            yield from (each | {caller} for caller in callers if caller not in each)


def _cut_sets(site: Site, load: str, phase: type[_Phase]) -> Iterator[Suspects]:
    events = Events()
    always = site.graph.always
    own = OwnFailures(site, events, always, stated_groups(site))
    reading = phase(site, events, own)
    reading.tell()
    whole = abstracted(events.formulas, [reading.lost[load]], own.banks.values())
    compiled = build(whole.formulas, whole.roots, budget=_BUDGET)
    chance = _chances(events, whole.origins)
    names = _EventNames(site, events, own)
    for each in minimal_cut_sets(compiled, 0).most_important(MOST, chance).sets:
        if each.contribution > 0:
            yield frozenset(names.of(whole.origins[variable]) for variable in each.variables)


def _chances(events: Events, origins: Sequence[int]) -> Floats:
    """Return how likely each is that a variable stands for; equal units of a bank are counted."""
    q = unavailabilities(events.literals)
    found = {handle: _of_equal_units(events.formulas, handle, q) for handle in origins}
    others = [handle for handle, chance in found.items() if chance is None]
    told = dict(zip(others, build(events.formulas, others).probability(q).tolist(), strict=True))
    return np.array([told.get(handle, found[handle]) for handle in origins])


def _of_equal_units(formulas: Formulas, handle: int, q: Floats) -> float | None:
    """The chance that so many of equal units are down; None for anything else."""
    node = formulas.node(handle)
    if not isinstance(node, AtLeast):
        return None
    units = [part for part in map(formulas.node, node.parts) if isinstance(part, Variable)]
    chances = {float(q[unit.index]) for unit in units}
    if len(units) < len(node.parts) or len(set(node.parts)) < len(units) or len(chances) > 1:
        return None
    return _so_many(node.k, len(units), chances.pop())


def _so_many(k: int, n: int, chance: float) -> float:
    """P(k of n are down, or more)."""
    return float(at_least(k, n, np.array(chance)))


class _Phase(AtRest):
    """The wires at rest, and what may go wrong on demand."""

    def __init__(self, site: Site, events: Events, own: OwnFailures) -> None:
        super().__init__(site.graph, events.formulas, own)
        self._events = events
        self._shared = InCommon(site, stated_groups(site), _SHARED)

    def _demand(self, component: Component, part: str, chance: float, words: str) -> int:
        """Return "this goes wrong when it is needed"."""
        return self._events.event(
            Literal(
                name=f"{component.id} {part}", component=component.id, chance=chance, demand=True, words=words
            )
        )

    def _in_common(self, component: Component, figure: str) -> Iterator[int]:
        """Yield "this goes wrong, and with it that of others"."""
        for event in self._shared.events(figure, *unit_names(component)):
            yield self._events.event(
                Literal(
                    name=event.name, component=event.group, demand=True, members=event.members,
                    chance=event.value if figure != "dormant" else _unseen(event.value, component),
                )
            )  # fmt: skip

    def _sticks(self, component: Switch | Breaker | Tie, words: str) -> int:
        """Return "it does not move": alone, with others, or by a fault that nobody knows of."""
        chance = self._shared.rest("fail_to_transfer", unit_names(component)[0], component.fail_to_transfer)
        alone = self._demand(component, "transfer", _either(chance, _hidden(component)), words)
        together = (
            e for figure in ("fail_to_transfer", "dormant") for e in self._in_common(component, figure)
        )
        return self.formulas.any_of([alone, *together])

    def not_closed(self, path: str, node: Component) -> int:  # noqa: ARG002 - as well for any node
        """A path that is normally open sticks."""
        it = self.graph.components[path]
        if not isinstance(it, Breaker | Tie) or it.normally != "open":
            return self.formulas.never
        return self._sticks(it, ask("{id} does not close", id=path))


class _LongRun(_Phase):
    """Switches may stick on their first input, fuel may run out, faults may be hidden."""

    def own(self, node: Component) -> int:
        """It has failed, has run dry, or has a fault that nobody knew of."""
        lost = [super().own(node)]
        if isinstance(node, Generator) and node.fuel_autonomy is not None:
            lost.append(self._demand(node, "fuel", _RUNS_OUT, ask("{id} runs out of fuel", id=node.id)))
        if not isinstance(node, Storage | Switch | Breaker | Tie):
            lost.append(self._demand(node, "hidden fault", _hidden(node), words_of_bank(node)))
            lost += self._in_common(node, "dormant")
        return self.formulas.any_of(lost)

    def moving(self, node: Component) -> list[int]:
        """A switch sticks on its first input, which is lost."""
        if not isinstance(node, Switch) or len(node.fed_by) < 2:
            return []
        stuck = self._sticks(node, ask("{id} sticks", id=node.id))
        return [self.formulas.all_of([self.lost[node.fed_by[0]], stuck])]


class _FirstMoments(_Phase):
    """While a switch is on its way and a generator starts: what stores holds or does not."""

    def own(self, node: Component) -> int:
        """It has failed; what waits for a call does not supply yet."""
        if isinstance(node, Generator) and node.id not in self.graph.always:
            return self.formulas.always
        return super().own(node)

    def arrivals(self, node: Component) -> Sequence[tuple[str, int]]:
        """The inputs of a node; of a switch the first, as it has not moved."""
        arrivals = super().arrivals(node)
        return arrivals[:1] if isinstance(node, Switch) else arrivals

    def held(self, node: Component) -> list[int]:
        """The battery of storage that bridges the first moments."""
        return [self._battery(node)] if isinstance(node, Storage) and self._bridges(node) else []

    def _bridges(self, storage: Storage) -> bool:
        """Tell whether a battery that holds bridges the gap."""
        return bool(storage.autonomy)

    def not_closed(self, path: str, node: Component) -> int:
        """A path that is normally open takes its time, or sticks."""
        it = self.graph.components[path]
        late = isinstance(it, Breaker | Tie) and it.normally == "open" and it.transfer_time
        return self.formulas.always if late else super().not_closed(path, node)

    def _battery(self, storage: Storage) -> int:
        """Return "the bank does not hold": too few units do."""
        words = ask("the battery of {id} does not hold", id=storage.id)
        alone = self._shared.rest("battery_failure", unit_names(storage)[0], storage.battery_failure)
        chance = _either(alone, _hidden(storage))
        number = 1 if storage.shared_battery else storage.count
        needed = 1 if storage.shared_battery else storage.units_needed
        short = self._demand(storage, "battery", _so_many(number - needed + 1, number, chance), words)
        together = (e for figure in ("battery_failure", "dormant") for e in self._in_common(storage, figure))
        return self.formulas.any_of([short, *together])


class _Gaps(_FirstMoments):
    """The same, where batteries that are shorter than a start and a move, or a return, do not bridge them."""

    def _bridges(self, storage: Storage) -> bool:
        every = self.graph.components.values()
        starts = (c.start_time or 0.0 for c in every if isinstance(c, Generator))
        moves = (c.transfer_time or 0.0 for c in every if isinstance(c, Switch | Breaker | Tie))
        returns = (c.return_gap or 0.0 for c in every if isinstance(c, Switch))
        gap = max(max(starts, default=0.0) + max(moves, default=0.0), max(returns, default=0.0))
        return (storage.autonomy or 0.0) > gap


def _hidden(component: Component) -> float:
    """How likely a fault that nobody knows of is, roughly: to rank the suspects."""
    return _unseen(component.dormant_failure_rate or 0.0, component)


def _unseen(rate: float, component: Component) -> float:
    """How likely a fault of so many an hour is between two tests, roughly."""
    return min(rate * (component.test_interval or HOURS_PER_YEAR) / 2, 1.0)


def _either(one: float, other: float) -> float:
    return one + other - one * other


class _EventNames:
    """Tells which suspect an event of a diagram is."""

    def __init__(self, site: Site, events: Events, own: OwnFailures) -> None:
        self._components = site.graph.components
        self._formulas: Formulas = events.formulas
        self._literals = events.literals
        self._banks = {handle: self._components[name] for name, handle in own.banks.items()}

    def of(self, handle: int) -> Contributor:
        """Return the suspect behind a formula: a bank, or one literal."""
        node = self._formulas.node(handle)
        if isinstance(node, Variable):
            return self._of_literal(self._literals[node.index])
        bank = self._banks[handle]
        return Contributor(bank.id, "down", words_of_bank(bank))

    def _of_literal(self, literal: Literal) -> Contributor:
        words = literal.words or ask("{id} is down", id=literal.name)
        if literal.members:
            figure = next((f for f in _SHARED if f"common {f.replace('_', ' ')}" in literal.name), _SHARED[0])
            words = self._words_of_common(literal, figure)
            return Contributor(literal.component, f"common {figure}", words)
        if literal.component not in self._components:
            return Contributor(literal.component, "common", words)
        for part in ("battery", "transfer", "bypass", "fuel"):
            if f"{literal.component} {part}" in literal.name:
                return Contributor(literal.component, part, words)
        bank = self._components[literal.component]
        return Contributor(bank.id, "down", words if bank.count == 1 else words_of_bank(bank))

    def _words_of_common(self, literal: Literal, figure: str) -> str:
        """Return what a common cause does, in words."""
        names = list(literal.members)
        told = listed(names)
        if len(names) > 3:
            told = ask("{id} and {number} others", id=names[0], number=len(names) - 1)
        elif len(names) == 1 and figure != "battery_failure":
            told = ask("all units of {id}", id=names[0])
        return ask(_TOGETHER.get(figure, _FAIL), names=told, cause=literal.component)


_FAIL = noted("{names} fail together ({cause})")
_TOGETHER = {
    "fail_to_start": noted("{names} fail to start together ({cause})"),
    "dormant": noted("{names} have a fault together that nobody knew of ({cause})"),
    "battery_failure": noted("the batteries of {names} fail together ({cause})"),
    "fail_to_transfer": noted("{names} stick together ({cause})"),
}
"""What a common cause does."""


def words_of_bank(bank: Component) -> str:
    """Return what a bank has done when too few of its units work."""
    lost, is_generator = bank.count - bank.units_needed + 1, bank.kind == "generator"
    if bank.count == 1:
        return ask(_NO_SUPPLY if is_generator else _IS_DOWN, id=bank.id)
    both, every, one, more = _SETS if is_generator else _UNITS
    if lost == bank.count:
        return ask(both if lost == 2 else every, number=lost, id=bank.id)
    return ask(one if lost == 1 else more, lost=lost, number=bank.count, id=bank.id)


_NO_SUPPLY, _IS_DOWN = noted("{id} does not supply"), noted("{id} is down")
_SETS = (
    noted("both sets of {id} fail"), noted("all {number} sets of {id} fail"),
    noted("{lost} of {number} sets of {id} fails"), noted("{lost} of {number} sets of {id} fail"),
)  # fmt: skip
_UNITS = (
    noted("both units of {id} are down"), noted("all {number} units of {id} are down"),
    noted("{lost} of {number} units of {id} is down"), noted("{lost} of {number} units of {id} are down"),
)  # fmt: skip
"""Two units of two, all of more, one of several, some of more."""
