"""Flows as weights of events: how many kW flow when which of them are so, for formulas instead of arrays.

A flow is a sum of terms, each a weight and the set of formulas that are all true when it counts. Conditions
that contradict each other drop out, equal ones add up, and a threshold on the sum is one weighted formula.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, product

import numpy as np

from powercalc.cascade.weighted_thresholds import Threshold
from powercalc.engine.formula import AtLeast, Formulas
from powercalc.errors import EngineLimit
from powercalc.flow.flow_algebra import Alternatives
from powercalc.flow.states import ROUNDING

When = frozenset[int]
"""Formulas that are all true."""
Sum = Mapping[When, float]
"""A flow: the kW that count when the formulas of a condition are all true."""

MOST_TERMS = 20_000
MOST_INPUTS = 12
FEW = 4
"""More parts that count as much are counted, and not told apart."""
_STEPS = 1e12
"""A limit is so many steps of weight: what is finer is rounding."""


class Sums:
    """The algebra of formulas and sums over them."""

    def __init__(self, formulas: Formulas) -> None:
        self.formulas = formulas
        self.nothing: Sum = {}
        self.never = formulas.never
        self.always = formulas.always

    def at_least(self, k: int, parts: Sequence[int]) -> int:
        """At least k of the parts are true."""
        return self.formulas.at_least(k, parts)

    def any_of(self, parts: Sequence[int]) -> int:
        """One of the parts is true."""
        return self.formulas.any_of(parts)

    def all_of(self, parts: Sequence[int]) -> int:
        """All parts are true."""
        return self.formulas.all_of(parts)

    def negation(self, part: int) -> int:
        """The part is not true."""
        return self.formulas.negation(part)

    def drawn(self, power: float, when: int) -> Sum:
        """A power when something is so."""
        return self.only({frozenset(): power}, when)

    def total(self, flows: Sequence[Sum]) -> Sum:
        """The sum of flows."""
        return flows[0] if len(flows) == 1 else _added(flows)

    def only(self, flow: Sum, when: int, factor: float = 1.0) -> Sum:
        """A flow times a factor, when something is so."""
        return _added(self._only(flow, frozenset(self._conjuncts(when)), factor))

    def split(self, flow: Sum, parts: Sequence[Alternatives[int]]) -> list[Sum]:
        """A flow divided in proportion to the weights in force; evenly when all are 0."""
        plain = all(len(part) == 1 and part[0][0] > 0 for part in parts)
        if plain and len(parts) > FEW and len({part[0][0] for part in parts}) == 1:
            divided = self._counted([part[0][1] for part in parts])
        elif len(parts) > MOST_INPUTS:
            raise EngineLimit(
                f"power divides over {len(parts)} inputs that are not alike; {MOST_INPUTS} can be followed: "
                "state equal units as one component with `count`"
            )
        else:
            divided = self._divided(parts) if plain else self._case_by_case(parts)
        shares: list[list[Sum]] = [[] for _ in parts]
        for place, share, when in divided:
            shares[place].extend(self._only(flow, when, share))
        return [_added(each) for each in shares]

    def above(self, flow: Sum, limit: float) -> int:
        """The flow is above a limit, by more than rounding."""
        if math.fsum(flow.values()) <= limit * (1 + ROUNDING):
            return self.never
        terms = {when: round(weight / limit * _STEPS) for when, weight in flow.items()}
        need = int(_STEPS) + math.floor(_STEPS * ROUNDING) + 1
        return Threshold(self.formulas).reached(terms, need)

    def _only(self, flow: Sum, when: When, factor: float) -> Iterator[Sum]:
        """Yield the terms that can be so together with a condition."""
        if self.never in when:
            return
        for each, weight in flow.items():
            both = each | when
            if not any(self.formulas.negation(part) in both for part in when - each):
                yield {both: weight * factor}

    def _conjuncts(self, when: int) -> Iterator[int]:
        pending = [when]
        while pending:
            each = pending.pop()
            match self.formulas.node(each):
                case AtLeast(k, parts) if k == len(parts):
                    pending += reversed(parts)
                case _ if each != self.always:
                    yield each

    def _divided(self, parts: Sequence[Alternatives[int]]) -> Iterator[tuple[int, float, When]]:
        """Yield (part, share, condition): w/W while it is live, and more for each set of others that is dead.

        With x the weight of the dead, a share w/(W - x) is a sum over their subsets D of what D adds: the
        alternating sum of w/(W - x) over the subsets of D, never negative.
        """
        weights = [part[0][0] for part in parts]
        live = [frozenset(self._conjuncts(part[0][1])) for part in parts]
        dead = [frozenset(self._conjuncts(self.negation(part[0][1]))) for part in parts]
        if len(parts) << len(parts) - 1 > MOST_TERMS:
            raise EngineLimit(
                f"power divides in more than {MOST_TERMS} ways over {len(parts)} inputs; "
                "state equal units as one component with `count`, or inputs with equal ratings"
            )
        for place in range(len(parts)):
            others = [other for other in range(len(parts)) if other != place]
            shares = _more_for_each_set(weights[place], [weights[other] for other in others])
            for number, share in enumerate(shares):
                gone = [other for bit, other in enumerate(others) if number >> bit & 1]
                when = live[place].union(*(dead[other] for other in gone))
                if share > 0 and not any(self.formulas.negation(part) in when for part in when):
                    yield place, share, when

    def _counted(self, live: Sequence[int]) -> Iterator[tuple[int, float, When]]:
        """Yield the same of parts that all count as much: 1/n while one is live, and more as others are dead.

        With k of the n - 1 others dead it is 1/(n - k): each of "at least k are dead" adds the difference.
        """
        dead = [self.negation(each) for each in live]
        for place, each in enumerate(live):
            others = [*dead[:place], *dead[place + 1 :]]
            for k in range(len(live)):
                n = len(live) - k
                share = 1 / n - (1 / (n + 1) if k else 0.0)
                yield (
                    place,
                    share,
                    frozenset({*self._conjuncts(each), self.at_least(k, others)} - {self.always}),
                )

    def _case_by_case(self, parts: Sequence[Alternatives[int]]) -> Iterator[tuple[int, float, When]]:
        """Yield the shares in each combination of weights in force."""
        cases = [list(self._cases(part)) for part in parts]
        if math.prod(map(len, cases)) > MOST_TERMS:
            raise EngineLimit(f"power divides in more than {MOST_TERMS} ways over {len(parts)} inputs")
        for case in product(*cases):
            when = frozenset(chain.from_iterable(self._conjuncts(each) for _, each in case))
            if self.never in when or any(self.formulas.negation(part) in when for part in when):
                continue
            live = [place for place, (weight, _) in enumerate(case) if weight is not None]
            whole = math.fsum(case[place][0] or 0.0 for place in live)
            for place in live:
                share = (case[place][0] or 0.0) / whole if whole else 1 / len(live)
                if share:
                    yield place, share, when

    def _cases(self, part: Alternatives[int]) -> Iterator[tuple[float | None, int]]:
        """Yield the weights that a part can have, None for dead, each with when it does."""
        yield from part
        yield None, self.negation(self.any_of([when for _, when in part]))


def _added(flows: Iterable[Sum]) -> Sum:
    result: dict[When, float] = {}
    for flow in flows:
        for when, weight in flow.items():
            result[when] = result.get(when, 0.0) + weight
    if len(result) > MOST_TERMS:
        raise EngineLimit(f"a flow of more than {MOST_TERMS} terms")
    return result


def _more_for_each_set(weight: float, others: Sequence[float]) -> list[float]:
    """What each set of others adds when it is dead, by its number: bit i stands for the i-th of the others.

    w/(W - x) for every set, then less what its subsets add, one of the others after the other.
    """
    gone = np.zeros(1)
    for other in others:
        gone = np.concatenate([gone, gone + other])
    shares = weight / (weight + math.fsum(others) - gone)
    for bit in range(len(others)):
        pairs = shares.reshape(-1, 2, 1 << bit)
        pairs[:, 1] -= pairs[:, 0]
    return [float(share) for share in shares]
