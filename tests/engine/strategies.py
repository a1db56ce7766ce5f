"""Small random formulas with their slow truth: all states, one after the other."""

from dataclasses import dataclass
from itertools import product

import numpy as np
from hypothesis import strategies as st

from powercalc.engine.diagram import Diagram, build
from powercalc.engine.formula import AtLeast, Constant, Formulas, Not, Variable, Weighted

probabilities = st.floats(0.0, 1.0) | st.sampled_from([0.0, 1e-20, 1e-12, 0.5, 1.0])


@dataclass(frozen=True, kw_only=True)
class Sample:
    """Formulas, some of them roots, and a probability for each variable."""

    formulas: Formulas
    roots: list[int]
    q: np.ndarray

    @property
    def diagram(self) -> Diagram:
        return build(self.formulas, self.roots)

    def states(self) -> list[tuple[bool, ...]]:
        return list(product([False, True], repeat=len(self.q)))

    def enumerated(self) -> np.ndarray:
        """The probability of each root as the sum over all states."""
        total = np.zeros(len(self.roots))
        for state in self.states():
            chance = float(np.prod(np.where(state, self.q, 1.0 - self.q)))
            total += chance * np.array(values(self.formulas, self.roots, state))
        return total


def values(formulas: Formulas, roots: list[int], state: tuple[bool, ...]) -> list[bool]:
    """Whether each root is true in a state of the variables."""
    found: dict[int, bool] = {}
    for handle in formulas.reachable(roots):
        match formulas.node(handle):
            case Constant(value):
                found[handle] = value
            case Variable(index):
                found[handle] = state[index]
            case Not(part):
                found[handle] = not found[part]
            case AtLeast(k, parts):
                found[handle] = sum(found[part] for part in parts) >= k
            case Weighted(threshold, weights, parts):
                pairs = zip(weights, parts, strict=True)
                found[handle] = sum(weight for weight, part in pairs if found[part]) >= threshold
    return [found[root] for root in roots]


@st.composite
def samples(draw: st.DrawFn, *, coherent: bool = False) -> Sample:
    """Up to six variables under up to eight gates; weights are whole, so sums are exact."""
    formulas = Formulas()
    pool = [formulas.variable() for _ in range(draw(st.integers(1, 6)))]
    kinds = ["at_least", "weighted"] if coherent else ["at_least", "weighted", "negation"]
    for kind in draw(st.lists(st.sampled_from(kinds), min_size=1, max_size=8)):
        parts = draw(st.lists(st.sampled_from(pool), min_size=1, max_size=5))
        threshold = draw(st.integers(0, len(parts)))
        if kind == "at_least":
            pool.append(formulas.at_least(threshold, parts))
        elif kind == "weighted":
            weights = draw(st.lists(st.integers(0, 3), min_size=len(parts), max_size=len(parts)))
            pool.append(formulas.weighted(threshold, weights, parts))
        else:
            pool.append(formulas.negation(parts[0]))
    roots = [*draw(st.lists(st.sampled_from(pool), max_size=2)), pool[-1]]
    variables = len(formulas.variables)
    q = draw(st.lists(probabilities, min_size=variables, max_size=variables))
    return Sample(formulas=formulas, roots=roots, q=np.array(q))
