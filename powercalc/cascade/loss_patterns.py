"""Which of several formulas are true together: the exact distribution, and how often patterns change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
        for b in (each for each in joint.order if w[each] > 0):
            for (up, down), chance in joint.split(start, b).items():
                rate = float(w[b]) * chance
                if up != down and rate:
                    turns = often.setdefault(place[up], {})
                    turns[place[down]] = turns.get(place[down], 0.0) + rate
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
        self.order = sorted({self._variable[node] for node in range(2, len(self._variable))})
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

    def split(self, nodes: tuple[int, ...], b: int) -> dict[tuple[tuple[int, ...], tuple[int, ...]], float]:
        """Return the joint probability of the outcomes without and with event b, where it matters."""
        size = len(nodes)
        found = self._parted(nodes, b, {})
        return {(pair[:size], pair[size:]): chance for pair, chance in found.items()}

    def _parted(
        self, nodes: tuple[int, ...], b: int, known: dict[tuple[int, ...], Distribution]
    ) -> Distribution:
        """Ask on until b is asked; from there on the two outcomes go together."""
        pending = [nodes]
        while pending:
            each = pending[-1]
            if each in known:
                pending.pop()
            elif min(self._level[node] for node in each) > self._place[b]:
                known[each] = {}
            else:
                first, low, high = self._cofactors(each)
                below = [part for part in (high, low) if part not in known] if first != b else []
                pending += below
                if first == b:
                    known[each] = self.distribution((*low, *high))
                elif not below:
                    known[each] = _mixed(known[low], known[high], self._q[first])
        return known[nodes]

    def _cofactors(self, nodes: tuple[int, ...]) -> tuple[int, tuple[int, ...], tuple[int, ...]]:
        first = min(self._level[node] for node in nodes)
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
