"""Which of several formulas are true together: the exact distribution, and how often patterns change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from powercalc.engine.diagram import Diagram, build
from powercalc.engine.formula import Formulas
from powercalc.events.literals import Floats
from powercalc.measures.flips import levels

Pattern = tuple[bool, ...]
Distribution = Mapping[tuple[int, ...], float]


@dataclass(frozen=True, kw_only=True)
class Patterns:
    """Patterns of formulas, each with its probability."""

    lost: list[Pattern]
    chance: list[float]
    turns: Mapping[int, Mapping[int, float]]
    """How often an event turns one pattern into another, [1/h]; every pair once."""
    total: float
    """How often events turn anything into anything, [1/h]: the sum over all events behind the formulas."""

    @classmethod
    def of(cls, formulas: Formulas, roots: Sequence[int], q: Floats, w: Floats) -> Patterns:
        """Return the patterns of the roots; the most probable first."""
        compiled = build(formulas, roots)
        joint = _Joint(compiled, q)
        start = tuple(compiled.roots.tolist())
        found = sorted(joint.distribution(start).items(), key=lambda item: -item[1])
        place = {pattern: number for number, (pattern, _) in enumerate(found)}
        often: dict[int, dict[int, float]] = {}
        total = 0.0
        for (up, down), rate in joint.turning(start, w).items():
            often.setdefault(place[up], {})[place[down]] = rate
            total += rate
        return cls(
            lost=[tuple(bool(each) for each in pattern) for pattern, _ in found],
            chance=[chance for _, chance in found],
            turns=often,
            total=total,
        )


class _Joint:
    """Distributions over tuples of nodes, every tuple once."""

    def __init__(self, diagram: Diagram, q: Floats) -> None:
        self._variable = diagram.variable.tolist()
        self._low, self._high = diagram.low.tolist(), diagram.high.tolist()
        self._q = q.tolist()
        self._level = levels(diagram)
        self._place = dict(zip(self._variable[2:], self._level[2:], strict=True))
        self._known: dict[tuple[int, ...], Distribution] = {}

    def distribution(self, nodes: tuple[int, ...]) -> Distribution:
        """Return the probability of each outcome, 0 or 1 for each of the nodes."""
        pending = [nodes]
        while pending:
            each = pending[-1]
            if each in self._known:
                pending.pop()
            elif all(node < 2 for node in each):
                self._known[each] = {each: 1.0}
            else:
                b, low, high = self._cofactors(each)
                below = [part for part in (high, low) if part not in self._known]
                pending += below
                if not below:
                    self._known[each] = _mixed(self._known[low], self._known[high], self._q[b])
        return self._known[nodes]

    def turning(
        self, start: tuple[int, ...], w: Floats
    ) -> dict[tuple[tuple[int, ...], tuple[int, ...]], float]:
        """Return how often an event turns one outcome into another, [1/h], by outcomes without and with it.

        Where an event is asked, with the probability of getting there, its two answers go on together.
        """
        found: dict[tuple[tuple[int, ...], tuple[int, ...]], float] = {}
        size = len(start)
        for nodes, chance in self._reached(start):
            b, low, high = self._cofactors(nodes)
            often = float(w[b]) * chance
            pairs = self.distribution((*low, *high)) if often > 0 else {}
            for pair, share in pairs.items():
                up, down = pair[:size], pair[size:]
                if up != down and share:
                    found[up, down] = found.get((up, down), 0.0) + often * share
        return found

    def _reached(self, start: tuple[int, ...]) -> Iterator[tuple[tuple[int, ...], float]]:
        """Yield every tuple at which an event is asked, from the first event on, and how likely it is met."""
        waiting: dict[int, dict[tuple[int, ...], float]] = {self._first(start): {start: 1.0}} if start else {}
        for level in sorted(self._place.values()):
            for nodes, chance in waiting.pop(level, {}).items():
                yield nodes, chance
                b, low, high = self._cofactors(nodes)
                for part, share in ((low, 1 - self._q[b]), (high, self._q[b])):
                    there = waiting.setdefault(self._first(part), {})
                    there[part] = there.get(part, 0.0) + chance * share

    def _first(self, nodes: tuple[int, ...]) -> int:
        """Return the level of the first event that any of the nodes asks."""
        return min(self._level[node] for node in nodes)

    def _cofactors(self, nodes: tuple[int, ...]) -> tuple[int, tuple[int, ...], tuple[int, ...]]:
        first = self._first(nodes)
        asking = [self._level[node] == first for node in nodes]
        b = next(self._variable[node] for node, asks in zip(nodes, asking, strict=True) if asks)
        low = tuple(self._low[n] if asks else n for n, asks in zip(nodes, asking, strict=True))
        high = tuple(self._high[n] if asks else n for n, asks in zip(nodes, asking, strict=True))
        return b, low, high


def _mixed(low: Distribution, high: Distribution, q: float) -> Distribution:
    found = {outcome: (1 - q) * chance for outcome, chance in low.items()}
    for outcome, chance in high.items():
        found[outcome] = found.get(outcome, 0.0) + q * chance
    return found
