"""A proof that a changed site is never without power more of the time, or why there is none.

The states of two sites are set beside each other on the same chances. A component whose own failures are
rarer, or repaired faster (both exponential), is then up at least whenever it was: of two chains with two
states each, with λ' ≤ λ and μ' ≥ μ. What that does below depends on what stands there:

- Distribution and loads are live by what is live at the moment, or was within the hold-up: never worse.
- A battery is lost with a chance that only grows with the time since its feed was lost, and trials are
  independent of each other: a feed that is live whenever it was leaves a battery, and what stands below it,
  lost with no larger chance at any moment. That is a statement about chances at one moment, so below a
  battery nothing may count how often it is lost: no further battery, no switch.
- A switch counts how often it loses an input and moves. Only its last input may change: nothing is tried
  when that is lost, and what it stands on otherwise has not changed.
- A generator that is called is a chain with two states, too, that starts anew with each call. So it may fail
  more rarely and start better, as long as nothing that calls generators depends on it.

Where the wiring changes, the structure functions of every load, battery and switch that may notice are
compared by decision diagrams: what was live is live now, in every state of the components, and whatever comes
from the rest of the site.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from powercalc.cascade.overload_figures import overload_of
from powercalc.components import (
    Battery,
    Block,
    Breaker,
    Bus,
    Busway,
    Cable,
    Component,
    Cooling,
    Flywheel,
    Generator,
    GridFeed,
    Panel,
    Path,
    Pdu,
    RackPdu,
    Server,
    Storage,
    Switch,
    Switchgear,
    Tie,
    Transformer,
    Ups,
)
from powercalc.engine.diagram import build
from powercalc.engine.formula import Formulas
from powercalc.site import Site
from powercalc.site.walks import reached

_PLAIN = (Block, Breaker, Bus, Busway, Cable, GridFeed, Panel, Pdu, RackPdu, Switchgear, Transformer)
"""Kinds that are live by their inputs and their own failures, at any moment."""
_STORED = (Ups, Battery, Flywheel)
_LESS = frozenset({"failure_rate", "mttr", "unavailability"})
"""Figures that never hurt when they are less, where nothing below counts."""
_MORE = frozenset({"mtbf", "count"})
_SILENT = frozenset(
    {"id", "name", "note", "source", "type", "catalog", "recovery_time", "installed", "design_life",
     "last_maintenance", "last_test", "max_utilization", "power", "share", "rating", "trip", "trips",
     "efficiency", "power_factor", "voltage", "phases"}
)  # fmt: skip
"""Keys that say nothing of who has power, where nothing can be overloaded."""
_LESS_OF = {
    Generator: frozenset({"fail_to_start"}),
    Storage: frozenset({"battery_failure"}),
    Switch: frozenset({"fail_to_transfer", "manual_transfer_time", "transfer_time"}),
}
_MORE_OF = {Storage: frozenset({"autonomy"}), Server: frozenset({"hold_up"})}


def hindrance(before: Site, after: Site) -> str | None:
    """Return why it is not proved that no load is without power more of the time after than before."""
    try:
        _Proof(before, after).check()
    except _NotProvedError as why:
        return str(why)
    return None


class _NotProvedError(Exception):
    """Why there is no proof."""


@dataclass(frozen=True)
class _Proof:
    before: Site
    after: Site

    def check(self) -> None:
        """Raise `_NotProvedError` where anything is not known to be no worse."""
        self._same_around()
        rewired, changed = [], []
        for name in dict.fromkeys([*self._old, *self._new]):
            old, new = self._old.get(name), self._new.get(name)
            fields = self._fields_changed(old, new) if old and new else set()
            if old and new:
                _figures(old, new, fields)
            if not (old and new) or old.fed_by != new.fed_by:
                rewired.append(name)
            if fields or name in rewired:
                changed.append(name)
        for site in (self.before, self.after):
            below = _Below(site, changed)
            below.check()
        if rewired:
            self._compare(rewired)

    @cached_property
    def _old(self) -> dict[str, Component]:
        return dict(self.before.graph.components)

    @cached_property
    def _new(self) -> dict[str, Component]:
        return dict(self.after.graph.components)

    def _same_around(self) -> None:
        """See that nothing but components has changed, and that the same is called on the same conditions."""
        for site in (self.before, self.after):
            if any(each.maintenance_rate for each in site.complete):
                raise _NotProvedError("planned work is done one at a time, and displaces other work")
            if overload_of(site).network is not None:
                raise _NotProvedError("what carries too much trips, and that depends on what else is live")
        for what in ("zones", "common_causes"):
            if getattr(self.before, what) != getattr(self.after, what):
                raise _NotProvedError(f"it changes {what.replace('_', ' ')}")
        graphs = self.before.graph, self.after.graph
        if graphs[0].always != graphs[1].always or set(graphs[0].callers) != set(graphs[1].callers):
            raise _NotProvedError("it changes which generators are called, and when")

    def _fields_changed(self, old: Component, new: Component) -> set[str]:
        if type(old) is not type(new):
            raise _NotProvedError(f"{old.id} becomes another kind")
        fields = {key for key in type(old).model_fields if getattr(old, key) != getattr(new, key)}
        fields -= _SILENT | {"fed_by"} | ({"count"} if old.is_load else set())
        grouped = {name for group in self.before.common_causes for name in group.members}
        if old.id in grouped and fields:
            raise _NotProvedError(f"{old.id} shares a common cause with others")
        return fields

    def _compare(self, rewired: Iterable[str]) -> None:
        """Compare the structure functions of what may notice that the wiring has changed."""
        for name in rewired:
            for node in (self._old.get(name), self._new.get(name)):
                if node is not None and type(node) not in (*_PLAIN, Server):
                    raise _NotProvedError(f"{name} is a {node.kind}, whose wiring changes")
        formulas = Formulas()
        shared: dict[str, int] = {}
        old = _Structure(self.before, formulas, shared, _Below(self.before, rewired).reached)
        new = _Structure(self.after, formulas, shared, _Below(self.after, rewired).reached)
        for name in dict.fromkeys([*old.watched, *new.watched]):
            if name in self._old and name in self._new:
                lost = formulas.at_least(2, [old.fed(name), formulas.negation(new.fed(name))])
                if build(formulas, [lost]).roots[0] != 0:
                    raise _NotProvedError(f"{name} is fed in some state in which it would not be any more")


def _figures(old: Component, new: Component, fields: set[str]) -> None:
    """See that every figure that has changed is one that never hurts in this direction."""
    if not fields:
        return
    less, more = _LESS, _MORE
    for kind, keys in _LESS_OF.items():
        less = less | keys if isinstance(old, kind) else less
    for kind, keys in _MORE_OF.items():
        more = more | keys if isinstance(old, kind) else more
    for key in sorted(fields):
        one, other = getattr(old, key), getattr(new, key)
        known = key in less | more and one is not None and other is not None
        if not known and key in ("failure_rate", "mtbf"):
            one, other, known = new.rate, old.rate, old.rate is not None and new.rate is not None
            key = "mtbf"  # noqa: PLW2901 - both say the rate
        if not known or (other > one if key in less else one > other):
            raise _NotProvedError(f"{old.id}.{key} may hurt when it changes so")
    _own_conditions(old, new, fields)


def _own_conditions(old: Component, new: Component, fields: set[str]) -> None:
    """See to what the figures of one kind take for granted."""
    timed = fields & {"failure_rate", "mtbf", "mttr", "count"}
    if timed and old.restoration != "exponential":
        raise _NotProvedError(f"{old.id} is not restored in exponential times")
    if "count" in fields and (old.needed is None or old.beta is not None or not isinstance(old.needed, int)):
        raise _NotProvedError(f"{old.id} has another number of units, and does not say how many are needed")
    if isinstance(old, Generator):
        if fields - {"failure_rate", "mtbf", "mttr", "count", "fail_to_start"}:
            raise _NotProvedError(f"{old.id} is called, and another start may hurt")
        if isinstance(new, Generator) and (old.start_mttr is not None or new.standby_unavailability):
            raise _NotProvedError(f"{old.id} has more states than up and down")
    elif isinstance(old, Switch):
        single = fields <= {"failure_rate", "mtbf"}
        if not single and (len(set(old.fed_by)) > 2 or old.return_gap or len(old.fed_by) != 2):
            raise _NotProvedError(f"{old.id} may choose otherwise")
    elif isinstance(old, Tie) or (isinstance(old, Path) and old.normally == "open"):
        raise _NotProvedError(f"{old.id} closes on demand")
    elif type(old) not in (*_PLAIN, *_STORED, Server):
        raise _NotProvedError(f"{old.id} is a {old.kind}")


@dataclass(frozen=True)
class _Below:
    """What may notice that some components have changed: all that is fed by them, straight or not."""

    site: Site
    changed: Iterable[str]

    @cached_property
    def reached(self) -> dict[str, None]:
        """The changed components that are there, and everything that power goes on to from them."""
        there = [name for name in self.changed if name in self.site.graph.components]
        return reached(there, self.site.graph.fed)

    def check(self) -> None:
        """Raise `_NotProvedError` where anything that notices counts how often something is lost."""
        graph = self.site.graph
        below = reached((each for name in self.changed for each in graph.fed.get(name, ())), graph.fed)
        for caller in graph.callers:
            if not self.reached.keys().isdisjoint(caller.inputs):
                raise _NotProvedError(
                    f"{_first(caller.called)} is called by how often something above is lost"
                )
        for name in self.reached:
            node = graph.components[name]
            self._supports(name)
            if name in below:
                self._counts(node)
            if isinstance(node, Storage):
                self._nothing_counts_below(name)

    def _supports(self, name: str) -> None:
        graph = self.site.graph
        for user in graph.consumers[name]:
            component = graph.components[user]
            if name in (*component.depends_on, *component.cooled_by) and not component.is_load:
                raise _NotProvedError(f"{user} depends on it")

    def _counts(self, node: Component) -> None:
        """Raise where a node below counts losses of what has changed."""
        if isinstance(node, Switch):
            inputs = [place for place, name in enumerate(node.fed_by) if name in self.reached]
            if inputs != [len(node.fed_by) - 1] or node.return_gap:
                raise _NotProvedError(f"{node.id} moves as often as it loses what feeds it")
        elif isinstance(node, Tie) or (isinstance(node, Path) and node.normally == "open"):
            raise _NotProvedError(f"{node.id} is a {node.kind} that may close as often as it is called")
        elif type(node) not in (*_PLAIN, *_STORED, Server) and not isinstance(node, Cooling):
            raise _NotProvedError(f"{node.id} is a {node.kind}")

    def _nothing_counts_below(self, storage: str) -> None:
        graph = self.site.graph
        for name in reached(graph.fed.get(storage, ()), graph.fed):
            if isinstance(graph.components[name], Storage | Switch):
                raise _NotProvedError(f"{name} counts how often {storage} is lost")


def _first(names: Iterable[str]) -> str:
    return next(iter(names), "a generator")


@dataclass(frozen=True)
class _Structure:
    """Whether nodes are live: formulas over the states of what may notice, and over all that comes to it."""

    site: Site
    formulas: Formulas
    shared: dict[str, int]
    """Variables by name, the same for both sites."""
    inside: dict[str, None]

    @cached_property
    def watched(self) -> tuple[str, ...]:
        """The loads, batteries and switches that may notice."""
        components = self.site.graph.components
        return tuple(name for name in self.inside if isinstance(components[name], Storage | Server | Switch))

    def fed(self, name: str) -> int:
        """Return whether enough of the inputs of a node are live; of a switch, its last one."""
        node = self.site.graph.components[name]
        if isinstance(node, Switch):
            return self._live(node.fed_by[-1])
        return self.formulas.at_least(node.inputs_needed, [self._live(each) for each in node.fed_by])

    @cached_property
    def _known(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for group in self.site.graph.groups:
            for name in group:
                found[name] = self._told(name, found)
        return found

    def _live(self, name: str) -> int:
        return self._known[name]

    def _told(self, name: str, found: dict[str, int]) -> int:
        node = self.site.graph.components[name]
        if name not in self.inside or isinstance(node, Storage | Switch):
            return self._variable(f"live {name}")
        up = self._variable(f"up {name}")
        if not node.fed_by:
            return up
        inputs = self.formulas.at_least(node.inputs_needed, [found[each] for each in node.fed_by])
        return self.formulas.at_least(2, [up, inputs])

    def _variable(self, name: str) -> int:
        if name not in self.shared:
            self.shared[name] = self.formulas.variable()
        return self.shared[name]
