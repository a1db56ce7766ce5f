"""Reader of fault trees in the Open-PSA Model Exchange Format 2.0.

Read: gates (and, or, not, xor, nand, nor, atleast, nested formulas), house events, basic
events with a number or a parameter that is one, and common-cause groups.  Anything else
that would change a result is refused, with its place.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import isfinite

from powercalc.engine.formula import Formulas
from powercalc.errors import Problem
from powercalc.fault_tree.model import FaultTree, FaultTreeError
from powercalc.fault_tree.xml_tree import Element, parse
from powercalc.measures.common_cause import Cause, causes

CONTAINERS = frozenset({"opsa-mef", "define-fault-tree", "model-data", "define-component"})
SILENT = frozenset({"label", "attributes"})
REFERENCES = {
    "gate": ("gate",),
    "basic-event": ("basic-event",),
    "house-event": ("house-event",),
    "event": ("gate", "basic-event", "house-event"),
}
DEFINITIONS = {
    "define-gate": "gate",
    "define-basic-event": "basic-event",
    "define-house-event": "house-event",
    "define-parameter": "parameter",
    "define-CCF-group": "CCF-group",
}
PARTS_NEEDED = {"not": (1, 1), "xor": (2, 2), "and": (1, None), "or": (1, None)}
CONNECTIVES = frozenset({"and", "or", "not", "xor", "nand", "nor", "atleast"})


def read_open_psa(text: bytes, file: str | None = None) -> FaultTree:
    """The fault tree of an Open-PSA text; raises FaultTreeError with every problem found."""
    reader = _Reader()
    reader.define(parse(text, file))
    reader.check()
    reader.stop_if_wrong()
    reader.assemble()
    reader.stop_if_wrong()
    return reader.tree()


@dataclass(slots=True)
class _Reader:
    """What has been defined, what was wrong with it, and the formulas made of it."""

    definitions: dict[tuple[str, str], Element] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    formulas: Formulas = field(default_factory=Formulas)
    events: list[str] = field(default_factory=list)
    probabilities: list[float] = field(default_factory=list)
    basic: dict[str, int] = field(default_factory=dict)
    made: dict[Element, int] = field(default_factory=dict)

    def stop_if_wrong(self) -> None:
        """Raise what has been found."""
        if self.problems:
            raise FaultTreeError(self.problems)

    def wrong(
        self, element: Element, text: str, found: str | None = None, expected: str | None = None
    ) -> None:
        """Remember a problem and go on."""
        self.problems.append(element.problem(text, found=found, expected=expected))

    # -- definitions -------------------------------------------------------------------

    def define(self, root: Element) -> None:
        """Register all that the file defines, by kind and name."""
        if root.tag != "opsa-mef":
            self.wrong(root, "not an Open-PSA model", found=f"<{root.tag}>", expected="<opsa-mef>")
            return
        pending = [root]
        while pending:
            element = pending.pop()
            if element.tag in CONTAINERS:
                pending.extend(reversed(element.children))
            elif element.tag in DEFINITIONS:
                self._register(element)
            elif element.tag not in SILENT:
                self.wrong(element, "not read by powercalc", found=f"<{element.tag}>")

    def _register(self, element: Element) -> None:
        key = DEFINITIONS[element.tag], element.name
        if not element.name:
            self.wrong(element, f"<{element.tag}> without a name")
        elif key in self.definitions:
            first = self.definitions[key].place.line
            self.wrong(element, f"defined before, in line {first}", found=element.name)
        else:
            self.definitions[key] = element

    def _defined(self, kind: str) -> Iterator[Element]:
        return (element for (each, _), element in self.definitions.items() if each == kind)

    # -- checks ------------------------------------------------------------------------

    def check(self) -> None:
        """Look at every gate, used or not; a group defines its members."""
        for member in [each for group in self._defined("CCF-group") for each in _section(group, "members")]:
            self.definitions.setdefault(("basic-event", member.name), member)
        for gate in self._defined("gate"):
            if len(_meaningful(gate)) != 1:
                found = f"{len(_meaningful(gate))}"
                self.wrong(gate, f"gate {gate.name} is not one formula", found=found, expected="1")
            for element in _below(gate):
                self._check_formula(element)
        self._check_loops()

    def _check_formula(self, element: Element) -> None:
        tag, count = element.tag, len(element.children)
        least, most = PARTS_NEEDED.get(tag, (1, None))
        if tag in REFERENCES:
            if self._target(element) is None:
                self.wrong(element, f"<{tag}> refers to nothing defined", found=element.name)
        elif tag == "constant":
            self._truth(element)
        elif tag not in CONNECTIVES:
            self.wrong(element, "not a connective that is read", found=f"<{tag}>")
        elif count < least or (most is not None and count > most):
            self.wrong(element, f"<{tag}> with {count} parts", expected=f"{least}")
        elif tag == "atleast" and self._minimum(element) is None:
            self.wrong(element, "<atleast> without a whole number for min", expected="min from 0 up")

    def _check_loops(self) -> None:
        """A gate must not stand above itself."""
        state: dict[Element, bool] = {}
        for gate in self._defined("gate"):
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

    def _target(self, element: Element) -> Element | None:
        kinds = REFERENCES[element.tag]
        found = (self.definitions.get((kind, element.name)) for kind in kinds)
        return next((target for target in found if target is not None), None)

    def _parts(self, element: Element) -> list[Element]:
        """What an element of a formula is made of: its children, or the gate it names."""
        if element.tag in REFERENCES:
            target = self._target(element)
            return [target] if target is not None and target.tag == "define-gate" else []
        return _meaningful(element)

    def _minimum(self, element: Element) -> int | None:
        text = element.attributes.get("min", "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None

    def _truth(self, element: Element) -> bool:
        value = element.attributes.get("value", "").lower()
        if value not in {"true", "false"}:
            self.wrong(element, "a constant is true or false", found=value)
        return value == "true"

    # -- formulas ----------------------------------------------------------------------

    def assemble(self) -> None:
        """Make the formulas of all gates, parts first."""
        self._common_causes()
        for gate in self._defined("gate"):
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

    def _formula(self, element: Element) -> int:  # noqa: PLR0911 - one line for each connective
        formulas, parts = self.formulas, [self.made[part] for part in self._parts(element)]
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
                either, both = formulas.any_of(parts), formulas.all_of(parts)
                return formulas.all_of([either, formulas.negation(both)])
            case "atleast":
                return formulas.at_least(self._minimum(element) or 0, parts)
            case "constant":
                return formulas.always if self._truth(element) else formulas.never
        return parts[0] if parts else self._event(element)

    def _event(self, element: Element) -> int:
        """A basic event or a house event that a formula names."""
        target = self._target(element)
        if target is None:
            return self.formulas.never
        if target.tag == "define-house-event":
            states = _meaningful(target)
            if [state.tag for state in states] != ["constant"]:
                self.wrong(target, f"house event {target.name} is not one constant")
                return self.formulas.never
            return self.formulas.always if self._truth(states[0]) else self.formulas.never
        if target.name not in self.basic:
            self.basic[target.name] = self._variable(target.name, self._number(target))
        return self.basic[target.name]

    def _variable(self, name: str, probability: float) -> int:
        self.events.append(name)
        self.probabilities.append(probability)
        return self.formulas.variable()

    def _number(self, element: Element) -> float:
        """The probability that a definition states, as a number or by a parameter."""
        visited: list[Element] = []
        while element not in visited:
            visited.append(element)
            stated = _meaningful(element)
            if len(stated) != 1:
                self.wrong(element, f"{element.name or element.tag} is not one probability")
                return 0.0
            value = stated[0]
            parameter = self.definitions.get(("parameter", value.name))
            if value.tag != "parameter" or parameter is None:
                return self._literal(value)
            element = parameter
        self.wrong(element, "a parameter that depends on itself", found=element.name)
        return 0.0

    def _literal(self, element: Element) -> float:
        text = element.attributes.get("value", "")
        if element.tag not in {"float", "int"}:
            what = f"<{element.tag}>{' ' if element.name else ''}{element.name}"
            self.wrong(element, "a probability that is no plain number", found=what, expected="<float>")
            return 0.0
        try:
            value = float(text)
        except ValueError:
            value = -1.0
        if not (isfinite(value) and 0 <= value <= 1):
            self.wrong(element, "not a probability", found=text, expected="a number from 0 to 1")
            return 0.0
        return value

    # -- common causes -----------------------------------------------------------------

    def _common_causes(self) -> None:
        """Make each member of each group true when one of the causes that strike it is."""
        for group in self._defined("CCF-group"):
            try:
                found = self._group(group)
            except FaultTreeError as error:
                self.problems += error.problems
                continue
            if taken := {member for cause in found for member in cause.members if member in self.basic}:
                self.wrong(group, "a member of two groups", found=", ".join(sorted(taken)))
            struck: dict[str, list[int]] = {}
            for cause in found:
                variable = self._variable(f"[{' '.join(cause.members)}]", cause.probability)
                for member in cause.members:
                    struck.setdefault(member, []).append(variable)
            self.basic |= {member: self.formulas.any_of(parts) for member, parts in struck.items()}

    def _group(self, group: Element) -> list[Cause]:
        sections = {section.tag: section for section in group.children}
        if "distribution" not in sections:
            raise FaultTreeError([group.problem(f"group {group.name} has no <distribution>")])
        total = self._number(sections["distribution"])
        factors = [each for each in [*group.children, *_section(group, "factors")] if each.tag == "factor"]
        levels = {self._level(each): self._number(each) for each in factors}
        members = [member.name for member in _section(group, "members")]
        try:
            return causes(group.attributes.get("model", ""), members, total, levels)
        except ValueError as error:
            raise FaultTreeError([group.problem(f"group {group.name}: {error}")]) from error

    def _level(self, factor: Element) -> int:
        text = factor.attributes.get("level", "")
        if not (text.isascii() and text.isdigit() and len(text) < 4):
            raise FaultTreeError([factor.problem("a factor without a level", found=text)])
        return int(text)

    # -- result ------------------------------------------------------------------------

    def tree(self) -> FaultTree:
        """All that was read, frozen."""
        gates = {gate.name: self.made[gate] for gate in self._defined("gate")}
        if not gates:
            raise FaultTreeError([Problem(text="no gate is defined")])
        named = {
            target.name
            for gate in self._defined("gate")
            for element in _below(gate)
            for target in self._parts(element)
            if target.tag == "define-gate"
        }
        return FaultTree(
            formulas=self.formulas,
            gates=gates,
            tops=tuple(name for name in gates if name not in named),
            events=tuple(self.events),
            probabilities=tuple(self.probabilities),
        )


def _meaningful(element: Element) -> list[Element]:
    """The children that are not notes for people."""
    return [child for child in element.children if child.tag not in SILENT]


def _section(group: Element, tag: str) -> list[Element]:
    """What stands in a group under this tag."""
    return [child for section in group.children if section.tag == tag for child in section.children]


def _below(gate: Element) -> Iterator[Element]:
    """The elements of a gate's formula, the outermost first."""
    pending = _meaningful(gate)
    while pending:
        element = pending.pop()
        yield element
        if element.tag not in REFERENCES:
            pending.extend(_meaningful(element))
