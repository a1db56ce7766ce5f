"""Who may be to blame for a loss: the sets of events to look at, before anything is said of their part.

Two plain diagrams of one site, each with what only an outage calls on:

- of the long run: a switch may stick on a dead input;
- of the first moments: no standby source is there yet, a switch is on its way, and batteries hold or do not.

Their minimal cut sets are the suspects. What each contributes is for the outage response to say.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from powercalc.components import Component, Generator, Storage, Switch
from powercalc.diagram.common_cause import stated_groups
from powercalc.diagram.literals import Literal, unavailabilities
from powercalc.diagram.plain import Losses
from powercalc.diagram.units import Events, OwnFailures
from powercalc.engine.cut_sets import minimal_cut_sets
from powercalc.engine.diagram import Budget, build
from powercalc.engine.formula import Formulas, Variable
from powercalc.engine.modules import abstracted
from powercalc.site import Site
from powercalc.site.calls import Calls

_MOST = 12
_RUNS_OUT = 0.01
"""How likely fuel is taken to run out, to rank the suspects; what it does is for the response to say."""
_BUDGET = Budget(nodes=200_000)


@dataclass(frozen=True, slots=True, order=True)
class Suspect:
    """What can go wrong; `part` is "down", "battery", "transfer", "bypass", "fuel" or "common"."""

    component: str
    part: str
    words: str


Suspects = frozenset[Suspect]


def suspects(site: Site, load: str) -> list[Suspects]:
    """Return the sets of events that may take the power from a load, likeliest first, none twice."""
    found: dict[Suspects, None] = {}
    for phase in (_LongRun, _FirstMoments):
        found |= dict.fromkeys(_cut_sets(site, load, phase))
    return list(found | dict.fromkeys(_drained(list(found))))


def _drained(found: list[Suspects]) -> Iterator[Suspects]:
    """Yield the sets in which one long call drains the fuel that another one needs.

    They are no minimal cut sets: what is lost at last does not include what emptied the tank.
    """
    dry = [each for each in found if any(suspect.part == "fuel" for suspect in each)]
    callers = dict.fromkeys(suspect for each in dry for suspect in sorted(each) if suspect.part == "down")
    for each in dry:
        if len(each) == 2:
            yield from (each | {caller} for caller in callers if caller not in each)


def _cut_sets(site: Site, load: str, phase: type[Losses]) -> Iterator[Suspects]:
    events = Events()
    always = Calls(site).always_called()
    own = OwnFailures(site, events, always, stated_groups(site))
    losses = phase(site, events, own)
    whole = abstracted(events.formulas, [losses.all()[load]], own.banks.values())
    compiled = build(whole.formulas, whole.roots, budget=_BUDGET)
    inside = build(events.formulas, whole.origins)
    chance = inside.probability(unavailabilities(events.literals))
    names = _Names(site, events, own)
    for each in minimal_cut_sets(compiled, 0).most_important(_MOST, chance).sets:
        if each.contribution > 0:
            yield frozenset(names.of(whole.origins[variable]) for variable in each.variables)


class _LongRun(Losses):
    """As the plain diagram, with switches that may stick on their first input and fuel that may run out."""

    def _of(self, component: Component, own: int | None = None) -> int:
        lost = super()._of(component, own)
        if not isinstance(component, Generator) or component.fuel_autonomy is None:
            return lost
        empty = self._events.event(
            Literal(
                name=f"{component.id} fuel",
                component=component.id,
                chance=_RUNS_OUT,
                demand=True,
                words=f"{component.id} runs out of fuel",
            )
        )
        return self._formulas.any_of([lost, empty])

    def _inputs(self, component: Component) -> int:
        lost = super()._inputs(component)
        if not isinstance(component, Switch) or not component.fail_to_transfer:
            return lost
        stuck = self._events.event(
            Literal(
                name=f"{component.id} transfer",
                component=component.id,
                chance=component.fail_to_transfer,
                demand=True,
                words=f"{component.id} sticks",
            )
        )
        return self._formulas.any_of([lost, self._formulas.all_of([self._lost[component.fed_by[0]], stuck])])


class _FirstMoments(Losses):
    """While a switch is on its way and a generator starts: what stores either holds or does not."""

    def __init__(self, site: Site, events: Events, own: OwnFailures) -> None:
        super().__init__(site, events, own)
        self._always = Calls(site).always_called()
        starts = (c.start_time or 0.0 for c in site.complete if isinstance(c, Generator))
        moves = (c.transfer_time or 0.0 for c in site.complete if isinstance(c, Switch))
        self._gap = max(starts, default=0.0) + max(moves, default=0.0)

    def _of(self, component: Component, own: int | None = None) -> int:
        if isinstance(component, Generator) and component.id not in self._always:
            return self._formulas.always
        return super()._of(component, own)

    def _inputs(self, component: Component) -> int:
        if isinstance(component, Switch):
            return self._lost[component.fed_by[0]]
        lost = super()._inputs(component)
        if not isinstance(component, Storage) or (component.autonomy or 0.0) <= self._gap:
            return lost
        return self._formulas.all_of([lost, self._battery(component)])

    def _battery(self, storage: Storage) -> int:
        """Return "the bank does not hold": too few units do."""
        words = f"the battery of {storage.id} does not hold"
        chance = storage.battery_failure or 0.0
        number = 1 if storage.shared_battery else storage.count
        needed = 1 if storage.shared_battery else storage.units_needed
        trials = [
            Literal(
                name=f"{storage.id} battery #{i}",
                component=storage.id,
                chance=chance,
                demand=True,
                words=words,
            )
            for i in range(1, number + 1)
        ]
        return self._formulas.at_least(number - needed + 1, [self._events.event(trial) for trial in trials])


class _Names:
    """Tells which suspect an event of a diagram is."""

    def __init__(self, site: Site, events: Events, own: OwnFailures) -> None:
        self._components = {component.id: component for component in site.complete}
        self._formulas: Formulas = events.formulas
        self._literals = events.literals
        self._banks = {handle: self._components[name] for name, handle in own.banks.items()}

    def of(self, handle: int) -> Suspect:
        """Return the suspect behind a formula: a bank, or one literal."""
        node = self._formulas.node(handle)
        if isinstance(node, Variable):
            return self._of_literal(self._literals[node.index])
        bank = self._banks[handle]
        return Suspect(bank.id, "down", words_of_bank(bank))

    def _of_literal(self, literal: Literal) -> Suspect:
        words = literal.words or f"{literal.name} is down"
        if literal.members or literal.component not in self._components:
            return Suspect(literal.component, "common", words)
        for part in ("battery", "transfer", "bypass", "fuel"):
            if f"{literal.component} {part}" in literal.name:
                return Suspect(literal.component, part, words)
        bank = self._components[literal.component]
        return Suspect(bank.id, "down", words if bank.count == 1 else words_of_bank(bank))


def words_of_bank(bank: Component) -> str:
    """Return what a bank has done when too few of its units work."""
    lost = bank.count - bank.units_needed + 1
    if bank.kind == "generator":
        one = f"{bank.id} does not supply"
        return one if bank.count == 1 else f"{lost} of {bank.count} sets of {bank.id} fail"
    one = f"{bank.id} is down"
    return one if bank.count == 1 else f"{lost} of {bank.count} units of {bank.id} are down"
