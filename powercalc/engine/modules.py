"""Parts of formulas that stand on their own: a bank of units seen as one event.

A formula is a module of some roots when none of its variables is met on any other way from the roots. Such a
part can be evaluated once and then be taken for a single independent variable, which changes no probability
and leaves far fewer and more telling cut sets.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from powercalc.engine.formula import AtLeast, Constant, Formulas, Not, Variable, Weighted, parts_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Abstracted:
    """Roots over variables some of which stand for a whole module of the original formulas."""

    formulas: Formulas
    roots: tuple[int, ...]
    origins: tuple[int, ...]
    """Per variable, the handle in the original arena that it stands for."""


def abstracted(formulas: Formulas, roots: Sequence[int], candidates: Iterable[int]) -> Abstracted:
    """Return the roots with every candidate that is a module replaced by one variable."""
    modules = _modules(formulas, roots, candidates)
    fresh = Formulas()
    copies = {formulas.never: fresh.never, formulas.always: fresh.always}
    origins = []
    for handle in _above(formulas, roots, modules):
        if handle in copies:
            continue
        if handle in modules or isinstance(formulas.node(handle), Variable):
            copies[handle] = fresh.variable()
            origins.append(handle)
        else:
            copies[handle] = _copy(formulas, handle, fresh, copies)
    return Abstracted(formulas=fresh, roots=tuple(copies[root] for root in roots), origins=tuple(origins))


def _copy(formulas: Formulas, handle: int, fresh: Formulas, copies: dict[int, int]) -> int:
    match formulas.node(handle):
        case AtLeast(k, parts):
            return fresh.at_least(k, [copies[part] for part in parts])
        case Weighted(threshold, weights, parts):
            return fresh.weighted(threshold, weights, [copies[part] for part in parts])
        case Not(part):
            return fresh.negation(copies[part])
        case Constant() | Variable():
            raise AssertionError("constants and variables are copied by the caller")


def _modules(formulas: Formulas, roots: Sequence[int], candidates: Iterable[int]) -> set[int]:
    """Return the candidates none of whose variables is met outside of it. Each loses at most once."""
    inside = {handle: _variables(formulas, [handle]) for handle in dict.fromkeys(candidates)}
    modules = {handle for handle, found in inside.items() if found}
    while True:
        met: dict[int, int] = {}
        for handle in _above(formulas, roots, modules):
            found = inside[handle] if handle in modules else _itself(formulas, handle)
            for variable in found:
                met[variable] = met.get(variable, 0) + 1
        shared = {
            handle for handle in modules if any(met.get(variable, 0) > 1 for variable in inside[handle])
        }
        if not shared:
            return modules
        modules -= shared


def _above(formulas: Formulas, roots: Sequence[int], modules: set[int]) -> list[int]:
    """Return what the roots are made of down to the modules, children first."""
    met = set(roots)
    pending = list(met)
    while pending:
        handle = pending.pop()
        if handle not in modules:
            fresh = set(parts_of(formulas.node(handle))) - met
            met |= fresh
            pending += fresh
    return sorted(met)


def _variables(formulas: Formulas, roots: Sequence[int]) -> frozenset[int]:
    return frozenset(h for h in formulas.reachable(roots) if isinstance(formulas.node(h), Variable))


def _itself(formulas: Formulas, handle: int) -> tuple[int, ...]:
    return (handle,) if isinstance(formulas.node(handle), Variable) else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """When a walk through the formulas came to each and left it, and when it met any below it.

    Linear in time: Y. Dutuit, A. Rauzy, "A linear-time algorithm to find modules of fault trees", IEEE
    Transactions on Reliability 45 (1996).
    """

    came: Mapping[int, int]
    left: Mapping[int, int]
    first: Mapping[int, int]
    """The first time that it or anything below it was met."""
    last: Mapping[int, int]
    """The last time."""

    def within(self, part: int, handle: int) -> bool:
        """Whether a part, and all that it is made of, is met only while the walk is below a formula."""
        return self.first[part] > self.came[handle] and self.last[part] < self.left[handle]


def visits(formulas: Formulas, roots: Sequence[int], among: Collection[int] | None = None) -> Times:
    """Walk through formulas, depth first; what is met again is not entered again.

    `among`: the rest is passed over, as if it were no part of anything.
    """
    came: dict[int, int] = {}
    left: dict[int, int] = {}
    met: dict[int, int] = {}
    parts = partial(_parts_among, formulas, among)
    pending, time = [(root, False) for root in reversed(roots) if among is None or root in among], 0
    while pending:
        handle, done = pending.pop()
        time += 1
        met[handle] = time
        if done:
            left[handle] = time
        elif handle not in came:
            came[handle] = time
            pending += (handle, True), *((part, False) for part in reversed(parts(handle)))
    first, last = dict(came), dict(met)
    for handle in sorted(came):
        for part in parts(handle):
            first[handle] = min(first[handle], first[part])
            last[handle] = max(last[handle], last[part])
    return Times(came=came, left=left, first=first, last=last)


def _parts_among(formulas: Formulas, among: Collection[int] | None, handle: int) -> Sequence[int]:
    parts = parts_of(formulas.node(handle))
    return parts if among is None else [part for part in parts if part in among]


def modules_below(formulas: Formulas, root: int) -> list[int]:
    """The root, and the gates whose variables are met nowhere else; parts first."""
    times = visits(formulas, [root])
    gates = [
        handle
        for handle in formulas.reachable([root])
        if isinstance(formulas.node(handle), AtLeast | Weighted)
    ]
    apart = [
        handle
        for handle in gates
        if all(times.within(part, handle) for part in parts_of(formulas.node(handle)))
    ]
    return apart if root in apart else [*apart, root]
