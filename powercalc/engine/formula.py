"""Boolean formulas over independent variables, shared between any number of roots.

An arena: every formula is a small frozen node, named by an integer handle.  A part
always has a smaller handle than what it is part of, so walking the handles upwards
meets children before parents, and nothing here or in the diagrams needs recursion.
Equal formulas get equal handles.
"""

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from math import fsum, isnan


@dataclass(frozen=True, slots=True)
class Constant:
    """A formula that is always, or never, true."""

    value: bool


@dataclass(frozen=True, slots=True)
class Variable:
    """An independent event; variables are numbered 0, 1, 2... as they are made."""

    index: int


@dataclass(frozen=True, slots=True)
class AtLeast:
    """True when at least k of the parts are; a repeated part counts repeatedly.

    k = 1 is "or", k = len(parts) is "and".
    """

    k: int
    parts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """True when the part is not."""

    part: int


@dataclass(frozen=True, slots=True)
class Weighted:
    """True when the weights of the true parts sum to the threshold or more.

    Weights and threshold are read as the decimals they print as, so that
    0.7 + 0.1 reaches 0.8.
    """

    threshold: float
    weights: tuple[float, ...]
    parts: tuple[int, ...]


Node = Constant | Variable | AtLeast | Not | Weighted


def parts_of(node: Node) -> tuple[int, ...]:
    """The handles a node is made of."""
    match node:
        case AtLeast(_, parts) | Weighted(_, _, parts):
            return parts
        case Not(part):
            return (part,)
        case _:
            return ()


QUESTIONS = 4
"""So many questions what some roots are made of are remembered: the same few are asked again and again."""


class Formulas:
    """An arena of formulas; the methods make them and return their handles."""

    def __init__(self) -> None:
        """An arena that holds the two constants."""
        self._nodes: list[Node] = []
        self._handles: dict[object, int] = {}
        self.variables: list[int] = []
        self._reached: dict[tuple[int, ...], tuple[int, ...]] = {}  # the last questions, and their answers
        self.never = self._handle(Constant(value=False), False)
        self.always = self._handle(Constant(value=True), True)

    def __len__(self) -> int:
        """How many formulas the arena holds."""
        return len(self._nodes)

    @property
    def nodes(self) -> tuple[Node, ...]:
        """All formulas, in the order of their handles: equal arenas have equal nodes."""
        return tuple(self._nodes)

    def node(self, handle: int) -> Node:
        """The formula behind a handle, for `match`."""
        return self._nodes[handle]

    def variable(self) -> int:
        """A new variable."""
        node = Variable(len(self.variables))
        handle = self._handle(node, node)
        self.variables.append(handle)
        return handle

    def at_least(self, k: int, parts: Iterable[int]) -> int:
        """True when at least k of the parts are; repeated parts count repeatedly."""
        kept = self._checked(parts)
        needed = k - kept.count(self.always)
        kept = [part for part in kept if part > self.always]
        if needed <= 0:
            return self.always
        if needed > len(kept):
            return self.never
        if needed == len(kept):
            kept = list(dict.fromkeys(kept))
            needed = len(kept)
        elif needed == 1:
            kept = list(dict.fromkeys(kept))
        if len(kept) == 1:
            return kept[0]
        return self._handle(AtLeast(needed, tuple(kept)), (needed, *sorted(kept)))

    def any_of(self, parts: Iterable[int]) -> int:
        """True when one of the parts is: at least one."""
        return self.at_least(1, parts)

    def all_of(self, parts: Iterable[int]) -> int:
        """True when all parts are: at least as many as there are."""
        listed = list(parts)
        return self.at_least(len(listed), listed)

    def negation(self, part: int) -> int:
        """True when the part is not."""
        self._checked([part])
        if part <= self.always:
            return self.never if part == self.always else self.always
        match self._nodes[part]:
            case Not(inner):
                return inner
            case _:
                return self._handle(Not(part), Not(part))

    def weighted(self, threshold: float, weights: Sequence[float], parts: Sequence[int]) -> int:
        """True when the weights (none negative) of the true parts sum to the threshold or more."""
        if len(weights) != len(parts):
            message = f"{len(weights)} weights for {len(parts)} parts"
            raise ValueError(message)
        if any(not 0 <= weight < float("inf") for weight in weights) or isnan(threshold):
            message = "weights are finite and not negative, and the threshold is a number"
            raise ValueError(message)
        pairs = zip(map(float, weights), self._checked(parts), strict=True)
        kept = [(weight, part) for weight, part in pairs if weight > 0 and part != self.never]
        if threshold <= 0:
            return self.always
        if not kept or fsum(weight for weight, _ in kept) < threshold * (1 - 1e-9):
            return self.never
        node = Weighted(float(threshold), *(tuple(each) for each in zip(*kept, strict=True)))
        return self._handle(node, node)

    def substituted(self, root: int, replaced: Mapping[int, int]) -> int:
        """A formula in which some others, wherever they are part of it, are replaced."""
        return self.all_substituted([root], replaced)[0]

    def all_substituted(self, roots: Sequence[int], replaced: Mapping[int, int]) -> list[int]:
        """The same of several formulas."""
        found: dict[int, int] = {}
        for handle in self.reachable(roots):
            match self._nodes[handle]:
                case _ if handle in replaced:
                    found[handle] = replaced[handle]
                case AtLeast(k, parts):
                    found[handle] = self.at_least(k, [found[part] for part in parts])
                case Not(part):
                    found[handle] = self.negation(found[part])
                case Weighted(threshold, weights, parts):
                    found[handle] = self.weighted(threshold, weights, [found[part] for part in parts])
                case _:
                    found[handle] = handle
        return [found[root] for root in roots]

    def twin(self) -> "Formulas":
        """Another arena with the same formulas under the same handles, which goes its own way."""
        other = copy(self)
        kept = {"_nodes": [*self._nodes], "_handles": {**self._handles}, "variables": [*self.variables]}
        vars(other).update(kept, _reached={})
        return other

    def reachable(self, roots: Iterable[int]) -> list[int]:
        """The handles that the roots are made of, themselves included, children first."""
        asked = tuple(self._checked(roots))
        if asked not in self._reached:
            marked = set(asked)
            pending = list(marked)
            while pending:
                for part in parts_of(self._nodes[pending.pop()]):
                    if part not in marked:
                        marked.add(part)
                        pending.append(part)
            if len(self._reached) >= QUESTIONS:
                self._reached.clear()
            self._reached[asked] = tuple(sorted(marked))
        return list(self._reached[asked])

    def _checked(self, parts: Iterable[int]) -> list[int]:
        """The parts as a list; a handle of no formula is a mistake of the caller."""
        listed = list(parts)
        for part in listed:
            if not 0 <= part < len(self._nodes):
                message = f"{part} is no formula of this arena"
                raise ValueError(message)
        return listed

    def _handle(self, node: Node, key: object) -> int:
        """The handle of a node, the old one where an equal node exists."""
        handle = self._handles.setdefault((type(node), key), len(self._nodes))
        if handle == len(self._nodes):
            self._nodes.append(node)
        return handle
