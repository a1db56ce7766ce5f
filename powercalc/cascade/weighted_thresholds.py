"""Whether a sum of weights with conditions reaches what is needed, as a formula: one case after the other.

A condition is taken as true and as false; either way terms fall away or count for sure. Conditions that
exclude each other leave few cases, where listing all sums would leave very many. "At least k of the same" for
several k are one question, how many: each case of it tells all of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from powercalc.engine.formula import AtLeast, Formulas, Not
from powercalc.errors import EngineLimit

When = frozenset[int]
"""Formulas that are all true."""
Nested = tuple[int, ...]
"""Conditions of which each holds only where the one before it does: at least so many of the same."""
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
        self._asked: list[Nested] = []
        self._work = 0

    def reached(self, terms: Mapping[When, int], need: int) -> int:
        """The weights whose conditions are true add up to `need` or more. Raises `EngineLimit`."""
        self._asked = self._heaviest_first(terms)
        return self._reached(dict(terms), need, 0)

    def _heaviest_first(self, terms: Mapping[When, int]) -> list[Nested]:
        """Return the conditions of the sum, those of the most weight first."""
        heavy: dict[int, int] = {}
        for when, weight in terms.items():
            for part in when:
                plain = self._plain(part)
                heavy[plain] = heavy.get(plain, 0) + weight
        nested: dict[object, dict[int, int]] = {}
        for part in heavy:
            of, k = self._counted(part)
            nested.setdefault(of, {})[k] = part
        asked = [tuple(parts[k] for k in sorted(parts)) for parts in nested.values()]
        return sorted(asked, key=lambda parts: (-sum(heavy[part] for part in parts), parts))

    def _counted(self, part: int) -> tuple[object, int]:
        """Return what a condition counts, and up to where; one that counts nothing is alone."""
        match self._formulas.node(part):
            case AtLeast(k, parts):
                return tuple(sorted(parts)), k
            case _:
                return part, 1

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
            self._known[case.told] = self._joined(case.place, [*map(self._formula, case.parts)])
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

    def _split(self, case: _Case) -> tuple[_Case, ...]:
        """Return the cases in which none, the first, the first two... of what is asked next are true.

        Raises `EngineLimit`.
        """
        asked = self._asked[case.place]
        self._work += len(asked) * len(case.terms)
        if self._work > MOST_WORK:
            raise EngineLimit(f"a limit on a sum that takes more than {MOST_WORK} steps to tell")
        negated = [*map(self._formulas.negation, asked)]
        return tuple(
            self._case(
                _given(case.terms, {*asked[:many], *negated[many:]}, {*negated[:many], *asked[many:]}),
                case.need,
                case.place + 1,
            )
            for many in range(len(asked) + 1)
        )

    def _joined(self, place: int, found: Sequence[int]) -> int:
        """Put together what a case comes to when so many of what is asked are true."""
        joined = found[-1]
        for part, above, below in zip(self._asked[place][::-1], found[:0:-1], found[-2::-1], strict=True):
            if above != below:
                joined = self._either(part, joined, below)
        return joined

    def _either(self, part: int, yes: int, no: int) -> int:
        """One formula where a part is true, another where it is not."""
        formulas = self._formulas
        if yes == formulas.always:
            return formulas.any_of([part, no])
        if no == formulas.always:
            return formulas.any_of([formulas.negation(part), yes])
        return formulas.any_of([formulas.all_of([part, yes]), formulas.all_of([formulas.negation(part), no])])


class _Case:
    """What is left of a sum, some conditions being true or not."""

    __slots__ = ("need", "parts", "place", "sure", "terms", "told")

    def __init__(self, terms: Terms, need: int, place: int, sure: int | None) -> None:
        self.terms, self.need, self.place, self.sure = terms, need, place, sure
        self.told = frozenset(terms.items()) if sure is None else frozenset(), need, place
        self.parts: tuple[_Case, ...] | None = None


def _given(terms: Terms, true: AbstractSet[int], false: AbstractSet[int]) -> Terms:
    """Return what is left of the terms when some formulas are true and some are not."""
    left: Terms = {}
    for when, weight in terms.items():
        if false.isdisjoint(when):
            rest = when - true
            left[rest] = left.get(rest, 0) + weight
    return left
