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
        """Tell what a case comes to from those below it; with a stack of our own, however many there are."""
        root = self._case(terms, need, place)
        pending = [root]
        while pending:
            case = pending[-1]
            if case.told in self._known or case.sure is not None:
                pending.pop()
                continue
            if case.parts is None:
                case.parts = self._split(case)
                pending += reversed(case.parts)
                continue
            self._known[case.told] = self._joined(case.place, *map(self._formula, case.parts))
            pending.pop()
        return self._formula(root)

    def _case(self, terms: Terms, need: int, place: int) -> _Case:
        need -= terms.pop(_SURE, 0)
        sure = None
        if need <= 0:
            sure = self._formulas.always
        elif sum(terms.values()) < need:
            sure = self._formulas.never
        return _Case(terms, need, place, sure)

    def _formula(self, case: _Case) -> int:
        return self._known[case.told] if case.sure is None else case.sure

    def _split(self, case: _Case) -> tuple[_Case, _Case]:
        """Return the cases in which the next condition is true, and not. Raises `EngineLimit`."""
        self._work += len(case.terms)
        if self._work > MOST_WORK:
            raise EngineLimit(f"a limit on a sum that takes more than {MOST_WORK} steps to tell")
        part = self._order[case.place]
        other, after = self._formulas.negation(part), case.place + 1
        yes = self._case(_given(case.terms, part, other), case.need, after)
        return yes, self._case(_given(case.terms, other, part), case.need, after)

    def _joined(self, place: int, yes: int, no: int) -> int:
        formulas, part = self._formulas, self._order[place]
        if yes == no:
            return yes
        return formulas.any_of([formulas.all_of([part, yes]), formulas.all_of([formulas.negation(part), no])])


class _Case:
    """What is left of a sum, some conditions being true or not."""

    __slots__ = ("need", "parts", "place", "sure", "terms", "told")

    def __init__(self, terms: Terms, need: int, place: int, sure: int | None) -> None:
        self.terms, self.need, self.place, self.sure = terms, need, place, sure
        self.told = frozenset(terms.items()) if sure is None else frozenset(), need, place
        self.parts: tuple[_Case, _Case] | None = None


def _given(terms: Terms, true: int, false: int) -> Terms:
    """Return what is left of the terms when one formula is true and its negation false."""
    left: Terms = {}
    for when, weight in terms.items():
        if false not in when:
            rest = when - {true}
            left[rest] = left.get(rest, 0) + weight
    return left
