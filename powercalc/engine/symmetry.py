"""Roots that are the same function under other names: evaluated once.

Racks of one group differ only in blocks of their own (a power strip, a cord) that have the same figures. A
variable or formula that is used in one place only may change its name without changing anything else; so two
roots are alike when they agree in everything that is used elsewhere too, and beside that up to such names.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

from powercalc.engine.formula import AtLeast, Constant, Formulas, Not, Variable, Weighted, parts_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """That a root is like an earlier one: which, and which variable of it plays the part of which."""

    representative: int
    """The position of the earlier root; its own where there is none."""
    renaming: Mapping[int, int]
    """Variable of the representative -> variable of this root, by index, where the names differ."""


def likenesses(formulas: Formulas, roots: Sequence[int], labels: Sequence[Hashable]) -> list[Likeness]:
    """Return, per root, the first root that it is like; `labels` are the figures of each variable."""
    keys = _FormulaKeys(formulas, roots, labels)
    first: dict[Hashable, tuple[int, list[int]]] = {}
    result = []
    for position, root in enumerate(roots):
        key, own = keys.of(root)
        representative, theirs = first.setdefault(key, (position, own))
        renaming = {one: other for one, other in zip(theirs, own, strict=True) if one != other}
        result.append(Likeness(representative=representative, renaming=renaming))
    return result


class _FormulaKeys:
    """What tells one formula from another, names used once set aside, with those names in a fixed order."""

    def __init__(self, formulas: Formulas, roots: Sequence[int], labels: Sequence[Hashable]) -> None:
        self._formulas = formulas
        self._labels = labels
        self._numbers: dict[Hashable, int] = {}
        self._found: dict[int, tuple[int, Sequence[int]]] = {}
        """Per formula the number of its key, and the parts that have names of their own, in a fixed order."""
        uses = _uses(formulas, roots)
        for handle in formulas.reachable(roots):
            self._found[handle] = self._key(handle, alone=uses.get(handle, 0) <= 1)

    def of(self, root: int) -> tuple[int, list[int]]:
        """Return the key of a root and the variables it alone uses, in the order of the key."""
        names, pending = [], [root]
        while pending:
            handle = pending.pop()
            node = self._formulas.node(handle)
            parts = self._found[handle][1]
            if isinstance(node, Variable):
                names += [node.index] if parts else []
            else:
                pending += reversed(parts)
        return self._found[root][0], names

    def _key(self, handle: int, *, alone: bool) -> tuple[int, Sequence[int]]:
        node = self._formulas.node(handle)
        if not alone or isinstance(node, Constant):
            return self._number(("itself", handle)), ()
        match node:
            case Variable(index):
                return self._number(("variable", self._labels[index])), (handle,)
            case Weighted(threshold, weights, parts):
                found = [self._found[part][0] for part in parts]
                order = sorted(range(len(parts)), key=lambda i: (weights[i], found[i]))
                key = (threshold, tuple((weights[i], found[i]) for i in order))
                return self._number(("weighted", *key)), [parts[i] for i in order]
            case _:
                listed = sorted(parts_of(node), key=lambda part: self._found[part][0])
                k = node.k if isinstance(node, AtLeast) else -1
                key_of_all = (type(node) is Not, k, *(self._found[part][0] for part in listed))
                return self._number(key_of_all), listed

    def _number(self, key: Hashable) -> int:
        """Return a small number that stands for a key: equal keys, equal numbers."""
        return self._numbers.setdefault(key, len(self._numbers))


def _uses(formulas: Formulas, roots: Sequence[int]) -> dict[int, int]:
    """Return in how many places each formula is used: as a part, or as a root beside being a part."""
    uses: dict[int, int] = {}
    for handle in formulas.reachable(roots):
        for part in parts_of(formulas.node(handle)):
            uses[part] = uses.get(part, 0) + 1
    for root in dict.fromkeys(roots):
        if root in uses:
            uses[root] += 1
    return uses
