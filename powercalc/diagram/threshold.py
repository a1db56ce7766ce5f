"""Whether a sum of weights with conditions reaches what is needed, as a formula: one case after the other.

A condition is taken as true and as false; either way terms fall away or count for sure. Conditions that
exclude each other leave few cases, where listing all sums would leave very many.
"""

from __future__ import annotations

from collections.abc import Mapping

from powercalc.engine.formula import Formulas, Not
from powercalc.errors import EngineLimit

When = frozenset[int]
"""Formulas that are all true."""
Terms = dict[When, int]
"""What counts when the formulas of a condition are all true."""

MOST_WORK = 60_000
"""Terms looked at for one threshold."""
_SURE: When = frozenset()


class Threshold:
    """Thresholds over one arena of formulas."""

    def __init__(self, formulas: Formulas) -> None:
        self._formulas = formulas
        self._known: dict[tuple[frozenset[tuple[When, int]], int, int], int] = {}
        self._order: list[int] = []
        self._work = 0

    def reached(self, terms: Mapping[When, int], need: int) -> int:
        """The weights whose conditions are true add up to `need` or more. Raises `EngineLimit`."""
        self._order = self._heaviest_first(terms)
        return self._reached(dict(terms), need, 0)

    def _heaviest_first(self, terms: Mapping[When, int]) -> list[int]:
        heavy: dict[int, int] = {}
        for when, weight in terms.items():
            for part in when:
                plain = self._plain(part)
                heavy[plain] = heavy.get(plain, 0) + weight
        return sorted(heavy, key=lambda part: (-heavy[part], part))

    def _plain(self, part: int) -> int:
        match self._formulas.node(part):
            case Not(inner):
                return inner
            case _:
                return part

    def _reached(self, terms: Terms, need: int, place: int) -> int:
        need -= terms.pop(_SURE, 0)
        if need <= 0:
            return self._formulas.always
        if sum(terms.values()) < need:
            return self._formulas.never
        key = (frozenset(terms.items()), need, place)
        if key not in self._known:
            self._work += len(terms)
            if self._work > MOST_WORK:
                raise EngineLimit(f"a limit on a sum that takes more than {MOST_WORK} steps to tell")
            self._known[key] = self._cases(terms, need, place)
        return self._known[key]

    def _cases(self, terms: Terms, need: int, place: int) -> int:
        formulas, part = self._formulas, self._order[place]
        other = formulas.negation(part)
        yes = self._reached(_given(terms, part, other), need, place + 1)
        no = self._reached(_given(terms, other, part), need, place + 1)
        if yes == no:
            return yes
        return formulas.any_of([formulas.all_of([part, yes]), formulas.all_of([other, no])])


def _given(terms: Terms, true: int, false: int) -> Terms:
    """Return what is left of the terms when one formula is true and its negation false."""
    left: Terms = {}
    for when, weight in terms.items():
        if false not in when:
            rest = when - {true}
            left[rest] = left.get(rest, 0) + weight
    return left
