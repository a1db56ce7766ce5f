"""The numbers of a model: literals, parameters, operations, distributions and the means of random ones.

Each element of an expression is computed once, arguments first, without recursion: a file may nest as deep
as it likes.
"""

import math
import operator
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import reduce
from itertools import pairwise

from powercalc.errors import Problem
from powercalc.fault_tree.event_distributions import BUILT_IN, DomainError
from powercalc.fault_tree.names import DefinitionIndex
from powercalc.fault_tree.xml_tree import XmlElement

_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,9})?", re.ASCII)
_WHOLE = re.compile(r"[+-]?\d+", re.ASCII)
_CONTAINERS = frozenset({"define-parameter", "define-basic-event", "distribution", "factor", "case", "bin"})
_HOURLY = frozenset({"", "hours", "hours-1", "float", "int", "bool", "unitless", "demands"})


def _deviate(mean: Callable[..., float], *conditions: Callable[..., bool]) -> Callable[..., float]:
    """Return the mean of a random variable as a function of what describes it."""

    def computed(*arguments: float) -> float:
        if not all(condition(*arguments) for condition in conditions):
            raise DomainError("its arguments are out of range")
        return mean(*arguments)

    return computed


def _lognormal(*arguments: float) -> float:
    """Return the mean: stated with an error factor at a level, or by the logarithm's mean and spread."""
    if len(arguments) == 2:
        return _deviate(lambda mu, sigma: math.exp(mu + sigma**2 / 2), lambda _, sigma: sigma > 0)(*arguments)
    sound = _deviate(
        lambda mean, _, __: mean,
        lambda mean, factor, level: mean > 0 and factor > 1 and 0 < level < 1,
    )
    return sound(*arguments)


def _fold(operation: Callable[[float, float], float]) -> Callable[..., float]:
    return lambda *arguments: reduce(operation, arguments)


def _truth(condition: Callable[..., bool]) -> Callable[..., float]:
    return lambda *arguments: float(condition(*arguments))


Arity = Sequence[int]
_MANY: Arity = range(1, 10**9)
_ONE: Arity = (1,)
_TWO: Arity = (2,)
OPERATIONS: dict[str, tuple[Arity, Callable[..., float]]] = {
    "pi": ((0,), lambda: math.pi),
    "neg": (_ONE, operator.neg),
    "add": (_MANY, lambda *arguments: math.fsum(arguments)),
    "sub": (_MANY, _fold(operator.sub)),
    "mul": (_MANY, _fold(operator.mul)),
    "div": (_MANY, _fold(operator.truediv)),
    "min": (_MANY, lambda *arguments: min(arguments)),
    "max": (_MANY, lambda *arguments: max(arguments)),
    "mean": (_MANY, lambda *arguments: math.fsum(arguments) / len(arguments)),
    "mod": (_TWO, lambda one, other: math.fmod(math.trunc(one), math.trunc(other))),
    "pow": (_TWO, math.pow),
    **{name: (_ONE, getattr(math, name)) for name in (
        "acos", "asin", "atan", "cos", "cosh", "exp", "log", "log10", "sin", "sinh", "tan", "tanh", "sqrt",
        "ceil", "floor",
    )},
    "abs": (_ONE, math.fabs),
    "not": (_ONE, _truth(operator.not_)),
    "and": (_MANY, _truth(lambda *arguments: all(arguments))),
    "or": (_MANY, _truth(lambda *arguments: any(arguments))),
    "eq": (_TWO, _truth(operator.eq)),
    "df": (_TWO, _truth(operator.ne)),
    "lt": (_TWO, _truth(operator.lt)),
    "gt": (_TWO, _truth(operator.gt)),
    "leq": (_TWO, _truth(operator.le)),
    "geq": (_TWO, _truth(operator.ge)),
    "ite": ((3,), lambda condition, then, otherwise: then if condition else otherwise),
    "uniform-deviate": (_TWO, _deviate(lambda low, high: (low + high) / 2, operator.lt)),
    "normal-deviate": (_TWO, _deviate(lambda mean, _: mean, lambda _, sigma: sigma > 0)),
    "lognormal-deviate": ((2, 3), _lognormal),
    "gamma-deviate": (_TWO, _deviate(operator.mul, lambda shape, scale: shape > 0 < scale)),
    "beta-deviate": (_TWO, _deviate(lambda a, b: a / (a + b), lambda a, b: a > 0 < b)),
    **BUILT_IN,
}  # fmt: skip
"""How many arguments each operation has, and what it computes of them; of random variables the mean."""


@dataclass(slots=True, kw_only=True)
class Numbers:
    """What the expressions of a model are worth at the end of a mission."""

    names: DefinitionIndex
    mission_time: float
    problems: list[Problem]
    units: dict[str, str] = field(default_factory=dict)
    """Parameters with a unit that is no hour: their numbers are taken as they stand."""
    _values: dict[XmlElement, float] = field(default_factory=dict)
    _begun: set[XmlElement] = field(default_factory=set)

    def probability(self, element: XmlElement) -> float:
        """Return what a definition states, which must be from 0 to 1; 0 where that is told to be wrong."""
        before = len(self.problems)
        value = self.value(element)
        if len(self.problems) == before and not 0 <= value <= 1:
            stated = element.parts[0]
            found = stated.attributes.get("value") or f"{value:.6g}"
            self._wrong(stated, "not a probability", found, "a number from 0 to 1")
        return value if 0 <= value <= 1 else 0.0

    def value(self, element: XmlElement) -> float:
        """Return the number of an expression, or of what holds one."""
        pending = [element]
        while pending:
            each = pending[-1]
            if each in self._values:
                pending.pop()
                continue
            self._begun.add(each)
            missing = [part for part in self._arguments(each) if part not in self._values]
            if looped := next((part for part in missing if part in self._begun), None):
                self._wrong(each, "a parameter that depends on itself", looped.name or each.name)
                self._values[looped] = 0.0
            elif missing:
                pending.extend(reversed(missing))
            else:
                pending.pop()
                self._values[each] = self._computed(each)
        return self._values[element]

    def _arguments(self, element: XmlElement) -> list[XmlElement]:
        if element.tag != "parameter":
            return element.parts
        target = self.names.find(("parameter",), element.name, element.scope)
        return [] if target is None else [target]

    def _computed(self, element: XmlElement) -> float:
        values = [self._values[part] for part in self._arguments(element)]
        if element.tag in _CONTAINERS:
            return self._held(element, values)
        if element.tag in OPERATIONS:
            return self._operation(element, values)
        return self._other(element, values)

    def _other(self, element: XmlElement, values: list[float]) -> float:  # noqa: PLR0911 - a line for each
        match element.tag:
            case "float" | "int":
                return self._literal(element)
            case "bool":
                return self._flag(element)
            case "system-mission-time":
                return self.mission_time
            case "parameter":
                return self._parameter(element, values)
            case "switch":
                return self._switch(element, values)
            case "histogram":
                return self._histogram(element, values)
        what = f"<{element.tag}>{' ' if element.name else ''}{element.name}"
        return self._wrong(element, "not an expression that is read", what, "<float>")

    def _held(self, element: XmlElement, values: list[float]) -> float:
        """Return the one value that an element is there for; a case and a bin have two, used above them."""
        due = 2 if element.tag in {"case", "bin"} else 1
        if len(values) == due:
            return values[0]
        what = element.name or f"<{element.tag}>"
        return self._wrong(
            element, f"{what} is not one number" if due == 1 else f"{what} is no pair of numbers"
        )

    def _literal(self, element: XmlElement) -> float:
        text = element.attributes.get("value", "").strip()
        grammar = _WHOLE if element.tag == "int" else _NUMBER
        if not grammar.fullmatch(text):
            return self._wrong(element, "not a number", text[:80], "such as 1.5e-3")
        value = float(text)
        if not math.isfinite(value) or (value == 0 and re.search("[1-9]", re.split("[eE]", text)[0])):
            return self._wrong(element, "a number beyond what can be computed with", text[:80])
        return value

    def _flag(self, element: XmlElement) -> float:
        text = element.attributes.get("value", "").strip().lower()
        if text not in TRUTH:
            return self._wrong(element, "neither true nor false", text[:80])
        return float(TRUTH[text])

    def _parameter(self, element: XmlElement, values: list[float]) -> float:
        target = self.names.find(("parameter",), element.name, element.scope)
        if target is None:
            return self._wrong(element, "a parameter that is not defined", element.name)
        unit, asked = target.attributes.get("unit", ""), element.attributes.get("unit", "")
        if asked and asked != (unit or "unitless"):
            return self._wrong(element, f"the unit of {element.name} is {unit or 'none'}", asked)
        if unit not in _HOURLY:
            self.units[target.id] = unit
        return values[0]

    def _switch(self, element: XmlElement, values: list[float]) -> float:
        *cases, default = element.parts or [element]
        if default is element or default.tag == "case" or any(each.tag != "case" for each in cases):
            return self._wrong(element, "<switch> is not cases and then one expression")
        for case, condition in zip(cases, values, strict=False):
            if condition and len(case.parts) == 2:
                return self._values[case.parts[1]]
        return values[-1]

    def _histogram(self, element: XmlElement, values: list[float]) -> float:
        bins = element.parts[1:]
        if not bins or any(each.tag != "bin" or len(each.parts) != 2 for each in bins):
            return self._wrong(element, "<histogram> is not one expression and then bins")
        weights = [self._values[each.parts[1]] for each in bins]
        rising = all(low < high for low, high in pairwise(values))
        if not rising or min(weights) < 0 or sum(weights) <= 0:
            text = "<histogram>: the bounds must rise, and no weight may be below zero"
            return self._wrong(element, text)
        middles = [(low + high) / 2 for low, high in pairwise(values)]
        return math.fsum(map(operator.mul, middles, weights)) / math.fsum(weights)

    def _operation(self, element: XmlElement, values: list[float]) -> float:
        arity, operation = OPERATIONS[element.tag]
        if len(values) not in arity:
            due = "one or more" if arity is _MANY else " or ".join(map(str, arity))
            return self._wrong(element, f"<{element.tag}> with {len(values)} arguments", expected=due)
        try:
            value = float(operation(*values))
        except DomainError as error:
            return self._wrong(element, f"<{element.tag}>: {error}")
        except (ArithmeticError, ValueError):
            value = math.nan
        if not math.isfinite(value):
            found = ", ".join(f"{each:g}" for each in values[:8])
            return self._wrong(element, f"<{element.tag}> has no value", found or None)
        return value

    def _wrong(
        self, element: XmlElement, text: str, found: str | None = None, expected: str | None = None
    ) -> float:
        self.problems.append(element.problem(text, found=found, expected=expected))
        return 0.0


TRUTH = {"true": True, "false": False, "1": True, "0": False}
"""The truth values of XML Schema."""
