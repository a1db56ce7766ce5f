"""The same function with fewer gates that share more: its diagram is made sooner, and is smaller.

Gates of one kind below each other become one gate; parts that the same gates share become a gate of their
own; what all of several gates have in common is put outside of them; parts that share nothing with the rest
stand together, as a module. These are the rewritings of fault trees of M. Niemelä, "On simplification of
large fault trees", Reliability Engineering and System Safety 44 (1994), and A. Rauzy, "Toward an efficient
implementation of the MOCUS algorithm", IEEE Transactions on Reliability 52 (2003).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from powercalc.engine.formula import AtLeast, Constant, Formulas, Not, Variable, Weighted, parts_of
from powercalc.engine.modules import Times, visits

Gate = tuple[bool, tuple[int, ...]]
"""Whether all parts must be true (else one of them), and the parts."""
ROUNDS = 3
"""One rewriting makes room for another: after so many times little is left."""


def rewritten(formulas: Formulas, root: int) -> tuple[Formulas, int]:
    """The same function of the same variables in an arena of its own."""
    for _ in range(ROUNDS):
        before = formulas.nodes
        for rewriting in (coalesced, merged, factored):
            formulas, root = rewriting(formulas, root)
        if formulas.nodes == before:
            break
    return grouped(*coalesced(formulas, root))


def coalesced(formulas: Formulas, root: int) -> tuple[Formulas, int]:
    """Gates that are part of one gate alone, and of its kind, become parts of it."""
    draft = _Draft(formulas, root)
    uses = draft.uses()
    for handle, (every, parts) in draft.gates.items():  # children first: theirs are coalesced already
        kept: list[int] = []
        for part in parts:
            inner = draft.gates.get(part)
            kept += inner[1] if inner is not None and inner[0] is every and uses[part] == 1 else [part]
        draft.gates[handle] = every, tuple(dict.fromkeys(kept))
    return draft.finished()


def merged(formulas: Formulas, root: int) -> tuple[Formulas, int]:
    """Parts that the same several gates of a kind have become one part of them."""
    draft = _Draft(formulas, root)
    for every in (True, False):
        while _merged_once(draft, every=every):
            pass
    return draft.finished()


def _merged_once(draft: _Draft, *, every: bool) -> bool:
    """Merge the parts that have the same users; tell whether there were any."""
    users: dict[int, list[int]] = defaultdict(list)
    for handle, (kind, parts) in draft.gates.items():
        if kind is every:
            for part in parts:
                users[part].append(handle)
    together: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for part, its in users.items():
        if len(its) > 1:
            together[tuple(its)].append(part)
    found = [(its, shared) for its, shared in together.items() if len(shared) > 1]
    for users_of_all, shared in found:
        same = next((each for each in users_of_all if len(draft.gates[each][1]) == len(shared)), None)
        common = draft.add((every, tuple(shared))) if same is None else same
        for each in users_of_all:
            if each != common:
                draft.replace(each, shared, common)
    return bool(found)


def factored(formulas: Formulas, root: int) -> tuple[Formulas, int]:
    """(x and y) or (x and z) becomes x and (y or z), and the same with "and" and "or" changed about."""
    draft = _Draft(formulas, root)
    uses = draft.uses()
    alone = {handle for handle in draft.gates if uses[handle] == 1}
    for handle in list(draft.gates):
        while _factored_once(draft, handle, alone):
            pass
    return draft.finished()


def _factored_once(draft: _Draft, handle: int, alone: set[int]) -> bool:
    """Put outside what most gates below have in common; tell whether there was anything."""
    every, parts = draft.gates[handle]
    inner = [part for part in parts if part in alone and draft.gates[part][0] is not every]
    counts = Counter(each for part in inner for each in draft.gates[part][1])
    most, count = max(counts.items(), key=lambda each: (each[1], -each[0]), default=(0, 0))
    if count < 2:
        return False
    group = [part for part in inner if most in draft.gates[part][1]]
    common = set(draft.gates[group[0]][1]).intersection(*(draft.gates[part][1] for part in group))
    rests = []
    for part in group:
        rest = tuple(each for each in draft.gates[part][1] if each not in common)
        rests.append(draft.add((not every, rest)))
    within = draft.add((every, tuple(rests)))
    outside = draft.add((not every, (*sorted(common), within)))
    alone.update([*rests, within, outside])
    draft.replace(handle, group, outside)
    return True


def grouped(formulas: Formulas, root: int) -> tuple[Formulas, int]:
    """Parts of a gate that share nothing with what is outside of them become a gate: a module."""
    draft, times = _Draft(formulas, root), visits(formulas, [root])
    variables = _variables_below(formulas, root)
    for handle, (every, parts) in list(draft.gates.items()):
        groups = _groups(handle, parts, times, variables)
        if len(groups) > 1:
            made = (draft.add((every, tuple(group))) if len(group) > 1 else group[0] for group in groups)
            draft.gates[handle] = every, tuple(made)
    return draft.finished()


def _groups(handle: int, parts: Sequence[int], times: Times, variables: Mapping[int, int]) -> list[list[int]]:
    """The parts in groups: modules, those that share variables, and one by one what is not apart."""
    sharing: list[tuple[int, list[int]]] = []
    outside = 0
    for part in parts:
        if times.within(part, handle):
            sharing = _joined(sharing, variables[part], part)
        else:
            outside |= variables[part]
    inside = [(mask, group) for mask, group in _apart(sharing, outside)]
    own = [group[0] for _, group in inside if len(group) == 1]
    several = [group for _, group in inside if len(group) > 1]
    listed = set(own).union(*several)
    return [each for each in (own, *several) if each] + [[part] for part in parts if part not in listed]


def _joined(groups: Iterable[tuple[int, list[int]]], mask: int, part: int) -> list[tuple[int, list[int]]]:
    """The groups with one more part: those that share variables with it become one."""
    apart, members = [], [part]
    for other, group in groups:
        if other & mask:
            mask, members = mask | other, group + members
        else:
            apart.append((other, group))
    return [*apart, (mask, members)]


def _apart(groups: list[tuple[int, list[int]]], outside: int) -> list[tuple[int, list[int]]]:
    """The groups that share nothing with what is outside, not even by way of other groups."""
    while True:
        kept = [each for each in groups if not each[0] & outside]
        for mask, _ in groups:
            outside |= mask if mask & outside else 0
        if len(kept) == len(groups):
            return kept
        groups = kept


def _variables_below(formulas: Formulas, root: int) -> dict[int, int]:
    """The variables of each formula, a bit each."""
    found: dict[int, int] = {}
    for handle in formulas.reachable([root]):
        node = formulas.node(handle)
        mask = 1 << node.index if isinstance(node, Variable) else 0
        for part in parts_of(node):
            mask |= found[part]
        found[handle] = mask
    return found


class _Draft:
    """The "and" and "or" gates of a function while they are changed, children first; all else stays."""

    def __init__(self, formulas: Formulas, root: int) -> None:
        self.formulas, self.root = formulas, root
        self.gates: dict[int, Gate] = {}
        self._next = len(formulas)
        for handle in formulas.reachable([root]):
            node = formulas.node(handle)
            if isinstance(node, AtLeast) and node.k in (1, len(node.parts)):
                self.gates[handle] = node.k > 1, node.parts

    def add(self, gate: Gate) -> int:
        """A new gate."""
        self.gates[self._next] = gate
        self._next += 1
        return self._next - 1

    def replace(self, handle: int, parts: Iterable[int], other: int) -> None:
        """Let a gate have another part instead of some."""
        every, its = self.gates[handle]
        gone = set(parts)
        self.gates[handle] = every, (*(part for part in its if part not in gone and part != other), other)

    def parts(self, handle: int) -> tuple[int, ...]:
        """What a formula is made of."""
        return self.gates[handle][1] if handle in self.gates else parts_of(self.formulas.node(handle))

    def uses(self) -> Counter[int]:
        """Of how many formulas each is a part."""
        return Counter(part for handle in self.formulas.reachable([self.root]) for part in self.parts(handle))

    def finished(self) -> tuple[Formulas, int]:
        """The function in an arena of its own, its variables the same."""
        fresh = Formulas()
        done = {self.formulas.never: fresh.never, self.formulas.always: fresh.always}
        for handle in self.formulas.variables:
            done[handle] = fresh.variable()
        pending = [self.root]
        while pending:
            waiting = [part for part in self.parts(pending[-1]) if part not in done]
            if pending[-1] in done or not waiting:
                handle = pending.pop()
                if handle not in done:
                    done[handle] = self._made(fresh, handle, done)
            pending += waiting[::-1]
        return fresh, done[self.root]

    def _made(self, fresh: Formulas, handle: int, done: Mapping[int, int]) -> int:
        parts = [done[part] for part in self.parts(handle)]
        if handle in self.gates:
            return fresh.all_of(parts) if self.gates[handle][0] else fresh.any_of(parts)
        match self.formulas.node(handle):
            case AtLeast(k, _):
                return fresh.at_least(k, parts)
            case Weighted(threshold, weights, _):
                return fresh.weighted(threshold, weights, parts)
            case Not():
                return fresh.negation(parts[0])
            case Constant() | Variable():
                raise AssertionError("constants and variables are there from the start")
