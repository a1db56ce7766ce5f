"""Parts of formulas that stand on their own: a bank of units seen as one event.

A formula is a module of some roots when none of its variables is met on any other way from the roots. Such a
part can be evaluated once and then be taken for a single independent variable, which changes no probability
and leaves far fewer and more telling cut sets.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

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
