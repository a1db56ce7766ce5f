"""Reader of fault trees in the Open-PSA Model Exchange Format 2.0.

Read: fault trees and components with public and private names, gates of every connective, house events,
basic events with any expression the format has, and common-cause groups.  Event trees, alignments and what
belongs to them are named as not read; what would change the figure of a fault tree is refused, with its
place.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import reduce

from powercalc.engine.formula import Formulas
from powercalc.errors import Problem
from powercalc.fault_tree.common_cause_groups import group_causes
from powercalc.fault_tree.expressions import TRUTH, Numbers
from powercalc.fault_tree.names import EVENTS, DefinitionIndex
from powercalc.fault_tree.tree_model import FaultTree, FaultTreeError
from powercalc.fault_tree.xml_tree import NOTES, XmlElement, parse

MISSION_TIME = 8760.0
"""The time that a model is asked about where nothing is said, in h: a year."""
CONTAINERS = frozenset({"opsa-mef", "define-fault-tree", "model-data", "define-component"})
REFERENCES = {
    "gate": ("gate",),
    "basic-event": ("basic-event",),
    "house-event": ("house-event",),
    "event": EVENTS,
}
DEFINITIONS = {
    "define-gate": "gate",
    "define-basic-event": "basic-event",
    "define-house-event": "house-event",
    "define-parameter": "parameter",
    "define-CCF-group": "CCF-group",
}
NOT_READ = {
    "define-event-tree": "event tree",
    "define-initiating-event": "initiating event",
    "define-rule": "rule",
    "define-alignment": "alignment",
    "define-consequence": "consequence",
    "define-consequence-group": "consequence group",
    "define-extern-library": "extern library",
    "define-extern-function": "extern function",
}
"""What stands beside fault trees and changes nothing in them: told, and left aside."""
PARTS_NEEDED = {"not": (1, 1), "imply": (2, 2), "xor": (2, None), "iff": (2, None)}
CONNECTIVES = frozenset({"and", "or", "not", "xor", "iff", "imply", "nand", "nor", "atleast", "cardinality"})
SHOWN = 10
"""How many names a message lists."""


def read_open_psa(text: bytes, file: str | None = None) -> FaultTree:
    """The fault tree of one Open-PSA text; raises FaultTreeError with every problem found."""
    return read_model([parse(text, file)])


def read_model(roots: Iterable[XmlElement], mission_time: float = MISSION_TIME) -> FaultTree:
    """The fault tree of the elements of one or several files; raises FaultTreeError with every problem."""
    problems: list[Problem] = []
    names = DefinitionIndex()
    numbers = Numbers(names=names, mission_time=mission_time, problems=problems)
    reader = _ModelReader(names=names, numbers=numbers, problems=problems)
    for root in roots:
        reader.define(root)
    reader.check()
    reader.stop_if_wrong()
    reader.assemble()
    reader.stop_if_wrong()
    return reader.tree()


@dataclass(slots=True, kw_only=True)
class _ModelReader:
    """What has been defined, what was wrong with it, and the formulas made of it."""

    names: DefinitionIndex
    numbers: Numbers
    problems: list[Problem]
    not_read: dict[str, list[str]] = field(default_factory=dict)
    twice: set[str] = field(default_factory=set)
    containers: dict[str, XmlElement] = field(default_factory=dict)
    formulas: Formulas = field(default_factory=Formulas)
    events: list[str] = field(default_factory=list)
    probabilities: list[float] = field(default_factory=list)
    basic: dict[XmlElement, int] = field(default_factory=dict)
    made: dict[XmlElement, int] = field(default_factory=dict)

    def stop_if_wrong(self) -> None:
        """Raise what has been found."""
        if self.problems:
            raise FaultTreeError(self.problems)

    def wrong(
        self, element: XmlElement, text: str, found: str | None = None, expected: str | None = None
    ) -> None:
        """Remember a problem and go on."""
        self.problems.append(element.problem(text, found=found, expected=expected))

    # -- definitions -------------------------------------------------------------------

    def define(self, root: XmlElement) -> None:
        """Register all that a file defines, by kind and name."""
        if root.tag != "opsa-mef":
            self.wrong(root, "not an Open-PSA model", found=f"<{root.tag}>", expected="<opsa-mef>")
            return
        pending = [(root, "", False)]
        while pending:
            element, scope, private = pending.pop()
            element.scope = scope
            element.private = self._is_private(element, private)
            if element.tag in CONTAINERS:
                inner = self._inner(element)
                pending.extend((each, inner, element.private) for each in reversed(element.children))
            elif element.tag in DEFINITIONS:
                self._register(element)
            elif element.tag in NOT_READ:
                self.not_read.setdefault(NOT_READ[element.tag], []).append(element.name)
            elif element.tag not in NOTES:
                self.wrong(element, "not read by powercalc", found=f"<{element.tag}>")

    def _is_private(self, element: XmlElement, inherited: bool) -> bool:  # noqa: FBT001 - a state, no option
        role = element.attributes.get("role")
        if role not in {None, "public", "private"}:
            self.wrong(element, "no role", found=role, expected="public or private")
        if role == "private" and not element.scope:
            self.wrong(element, "private, and in no fault tree", found=element.name)
        return inherited if role is None else role == "private"

    def _inner(self, container: XmlElement) -> str:
        """Return the scope of what stands in a container."""
        if container.tag in {"opsa-mef", "model-data"}:
            return container.scope
        if not container.name:
            self.wrong(container, f"<{container.tag}> without a name")
        elif container.path in self.containers:
            first = self.containers[container.path].place
            self.wrong(container, f"defined before, at {first}", found=container.path)
        self.containers.setdefault(container.path, container)
        return container.path

    def _register(self, element: XmlElement) -> None:
        _spread(element)
        if not element.name:
            self.wrong(element, f"<{element.tag}> without a name")
        elif earlier := self.names.add(DEFINITIONS[element.tag], element):
            what = self.names.kinds[earlier]
            self.twice.add(element.name)
            self.wrong(element, f"defined before, as a {what} at {earlier.place}", found=element.id)

    # -- checks ------------------------------------------------------------------------

    def check(self) -> None:
        """Look at every gate, used or not; a group defines its members."""
        for group in self.names.of("CCF-group"):
            self._define_members(group)
        for gate in self.names.of("gate"):
            if len(gate.parts) != 1:
                self.wrong(
                    gate, f"gate {gate.name} is not one formula", found=f"{len(gate.parts)}", expected="1"
                )
            for element in _below(gate):
                self._check_formula(element)
        self._check_loops()

    def _define_members(self, group: XmlElement) -> None:
        for member in group.section("members"):
            if member.tag != "basic-event" or not member.name:
                self.wrong(member, "no member of a group", found=f"<{member.tag}>", expected="<basic-event>")
                continue
            earlier = self.names.add("basic-event", member)
            if earlier is not None and (self.names.kinds[earlier] != "basic-event" or earlier.parts):
                text = f"a member of a group that is defined at {earlier.place}, with a figure of its own"
                self.wrong(member, text, found=member.name)

    def _check_formula(self, element: XmlElement) -> None:
        tag, count = element.tag, len(element.parts)
        least, most = PARTS_NEEDED.get(tag, (1, None))
        if tag in REFERENCES:
            if self._target(element) is None and element.name not in self.twice:
                self.wrong(element, f"<{tag}> refers to nothing defined", found=element.name)
        elif tag == "constant":
            self._truth(element)
        elif tag not in CONNECTIVES:
            self.wrong(element, "not a connective that is read", found=f"<{tag}>")
        elif count < least or (most is not None and count > most):
            self.wrong(element, f"<{tag}> with {count} parts", expected=f"{least}")
        elif tag in {"atleast", "cardinality"}:
            self._check_bounds(element)

    def _check_bounds(self, element: XmlElement) -> None:
        low, high = _whole(element, "min"), _whole(element, "max")
        if low is None:
            self.wrong(element, f"<{element.tag}> without a whole number for min", expected="min from 0 up")
        elif element.tag == "cardinality" and (high is None or high < low):
            self.wrong(element, "<cardinality> without a whole number for max", expected=f"max from {low} up")

    def _check_loops(self) -> None:
        """A gate must not stand above itself."""
        state: dict[XmlElement, bool] = {}
        for gate in self.names.of("gate"):
            pending = [] if gate in state else [gate]
            while pending:
                element = pending[-1]
                if element in state:
                    pending.pop()
                    state[element] = True
                    continue
                state[element] = False
                for part in self._parts(element):
                    if state.get(part) is False:
                        self.wrong(part, "a gate that depends on itself", found=part.name or gate.name)
                    elif part not in state:
                        pending.append(part)

    def _target(self, element: XmlElement) -> XmlElement | None:
        kinds = REFERENCES[element.tag]
        if element.tag == "event" and element.attributes.get("type") in EVENTS:
            kinds = (element.attributes["type"],)
        return self.names.find(kinds, element.name, element.scope)

    def _parts(self, element: XmlElement) -> list[XmlElement]:
        """What an element of a formula is made of: its children, or the gate it names."""
        if element.tag in REFERENCES:
            target = self._target(element)
            return [target] if target is not None and target.tag == "define-gate" else []
        return element.parts

    def _truth(self, element: XmlElement) -> bool:
        value = element.attributes.get("value", "").strip().lower()
        if value not in TRUTH:
            self.wrong(element, "a constant is true or false", found=value)
        return TRUTH.get(value, False)

    # -- formulas ----------------------------------------------------------------------

    def assemble(self) -> None:
        """Make the formulas of all gates, parts first."""
        self._common_causes()
        for gate in self.names.of("gate"):
            pending = [gate]
            while pending:
                element = pending[-1]
                missing = [part for part in self._parts(element) if part not in self.made]
                if missing and element not in self.made:
                    pending.extend(reversed(missing))
                else:
                    pending.pop()
                    if element not in self.made:
                        self.made[element] = self._formula(element)

    def _formula(self, element: XmlElement) -> int:
        parts = [self.made[part] for part in self._parts(element)]
        if element.tag in CONNECTIVES:
            return self._connective(element, parts)
        if element.tag == "constant":
            return self._constant(holds=self._truth(element))
        return parts[0] if parts else self._event(element)

    def _connective(self, element: XmlElement, parts: list[int]) -> int:  # noqa: PLR0911 - a line for each
        formulas = self.formulas
        match element.tag:
            case "and":
                return formulas.all_of(parts)
            case "or":
                return formulas.any_of(parts)
            case "not":
                return formulas.negation(parts[0])
            case "nand":
                return formulas.negation(formulas.all_of(parts))
            case "nor":
                return formulas.negation(formulas.any_of(parts))
            case "xor":
                return reduce(self._differs, parts)
            case "iff":
                return reduce(lambda one, other: formulas.negation(self._differs(one, other)), parts)
            case "imply":
                return formulas.any_of([formulas.negation(parts[0]), parts[1]])
        low, high = _whole(element, "min") or 0, _whole(element, "max")
        enough = formulas.at_least(low, parts)
        if element.tag == "atleast" or high is None:
            return enough
        return formulas.all_of([enough, formulas.negation(formulas.at_least(high + 1, parts))])

    def _differs(self, one: int, other: int) -> int:
        either, both = self.formulas.any_of([one, other]), self.formulas.all_of([one, other])
        return self.formulas.all_of([either, self.formulas.negation(both)])

    def _event(self, element: XmlElement) -> int:
        """A basic event or a house event that a formula names."""
        target = self._target(element)
        if target is None:
            return self.formulas.never
        if target.tag == "define-house-event":
            return self._house(target)
        if target not in self.basic:
            self.basic[target] = self._variable(target.id, self.numbers.probability(target))
        return self.basic[target]

    def _house(self, target: XmlElement) -> int:
        """A house event; without a constant it is off."""
        states = target.parts
        if [state.tag for state in states] not in ([], ["constant"]):
            self.wrong(target, f"house event {target.name} is not one constant")
            return self.formulas.never
        return self._constant(holds=bool(states) and self._truth(states[0]))

    def _constant(self, *, holds: bool) -> int:
        return self.formulas.always if holds else self.formulas.never

    def _variable(self, name: str, probability: float) -> int:
        self.events.append(name)
        self.probabilities.append(probability)
        return self.formulas.variable()

    def _common_causes(self) -> None:
        """Make each member of each group true when one of the causes that strike it is."""
        for group in self.names.of("CCF-group"):
            try:
                found = group_causes(group, self.numbers)
            except FaultTreeError as error:
                self.problems += error.problems
                continue
            struck: dict[str, list[int]] = {}
            for cause in found:
                variable = self._variable(f"[{' '.join(cause.members)}]", cause.probability)
                for member in cause.members:
                    struck.setdefault(member, []).append(variable)
            for member, parts in struck.items():
                self._become(group, member, self.formulas.any_of(parts))

    def _become(self, group: XmlElement, member: str, formula: int) -> None:
        target = self.names.find(("basic-event",), member, group.scope)
        if target is None:
            return
        if target in self.basic:
            self.wrong(group, "a member of two groups", found=member)
        self.basic[target] = formula

    # -- result ------------------------------------------------------------------------

    def tree(self) -> FaultTree:
        """All that was read, frozen."""
        gates = {gate.id: self.made[gate] for gate in self.names.of("gate")}
        if not gates:
            noted = "".join(f"; {note}" for note in self._notes())
            raise FaultTreeError([Problem(text=f"no gate is defined{noted}")])
        named = {
            target.id
            for gate in self.names.of("gate")
            for element in _below(gate)
            for target in self._parts(element)
            if target.tag == "define-gate"
        }
        return FaultTree(
            formulas=self.formulas,
            gates=gates,
            paths={gate.path: gate.id for gate in self.names.of("gate")},
            tops=tuple(name for name in gates if name not in named),
            events=tuple(self.events),
            probabilities=tuple(self.probabilities),
            notes=tuple(self._notes()),
        )

    def _notes(self) -> Iterator[str]:
        for what, names in self.not_read.items():
            listed = _listed(sorted(name for name in names if name))
            held = "; house events keep the state of their definitions" if what == "alignment" else ""
            yield f"not read: {what}{'' if len(names) == 1 else 's'} {listed}{held}"
        for parameter, unit in sorted(self.numbers.units.items())[:SHOWN]:
            yield f"parameter {parameter} is in {unit}: its number is taken as it stands, times are in hours"


def _listed(names: list[str]) -> str:
    more = len(names) - SHOWN
    return ", ".join(names[:SHOWN]) + (f" and {more} more" if more > 0 else "")


def _whole(element: XmlElement, key: str) -> int | None:
    text = element.attributes.get(key, "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _spread(definition: XmlElement) -> None:
    """Let everything in a definition know its scope."""
    pending = list(definition.children)
    while pending:
        element = pending.pop()
        element.scope, element.private = definition.scope, definition.private
        pending.extend(element.children)


def _below(gate: XmlElement) -> Iterator[XmlElement]:
    """The elements of a gate's formula, the outermost first."""
    pending = gate.parts
    while pending:
        element = pending.pop()
        yield element
        if element.tag not in REFERENCES:
            pending.extend(element.parts)
