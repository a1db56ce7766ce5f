"""Common-cause groups: members that fail alone, or several at once of one cause.

In a group of n, each set of k members has one cause of its own, of probability Q_k, and
a member fails when any cause that strikes it happens.  The models say how the total
probability Q_t of a member is divided (NUREG/CR-5485, chapter 5):

    beta factor             Q_1 = (1 - beta) Q_t,   Q_n = beta Q_t
    multiple Greek letter   Q_k = Q_t rho_2 ... rho_k (1 - rho_(k+1)) / C(n-1, k-1)
    alpha factor            Q_k = Q_t k alpha_k / (alpha_t C(n-1, k-1)),  alpha_t = sum k alpha_k
    phi factor              Q_k = Q_t phi_k,  the phis as they stand (Open-PSA Model Exchange Format, III.1)
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb, isclose, prod

LARGEST_GROUP = 12
"""Beyond this the causes, two to the power of the members, are too many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """What strikes exactly these members, with its probability."""

    members: tuple[str, ...]
    probability: float


def causes(model: str, members: Sequence[str], total: float, factors: Mapping[int, float]) -> list[Cause]:
    """The causes of a group, those of single members first.

    `total` is Q_t; `factors` are by level: the one beta at any level, the Greek letters
    from level 2, the alphas from level 1.  Raises ValueError when they make no group.
    """
    if len(members) < 2 or len(set(members)) < len(members):
        raise ValueError("a group needs two members or more, each named once")
    if model not in MODELS:
        raise ValueError(f"model {model!r} is none of {', '.join(MODELS)}")
    return [
        Cause(members=struck, probability=share * total)
        for size, share in sorted(MODELS[model](len(members), factors).items())
        if share > 0 or size == 1
        for struck in combinations(members, size)
    ]


def beta_factor(n: int, factors: Mapping[int, float]) -> dict[int, float]:
    """Q_k / Q_t for k = 1 and n: all fail together, or one alone."""
    if len(factors) != 1:
        raise ValueError(f"the beta-factor model has one factor, not {len(factors)}")
    (beta,) = factors.values()
    return {1: 1 - beta, n: beta}


def multiple_greek_letter(n: int, factors: Mapping[int, float]) -> dict[int, float]:
    """Q_k / Q_t: rho_k is the chance that a cause that strikes k - 1 strikes one more."""
    _check_levels(n, factors, first=2)
    rho = [1.0, *(factors.get(level, 0.0) for level in range(2, n + 1)), 0.0]
    return {k: prod(rho[:k]) * (1 - rho[k]) / comb(n - 1, k - 1) for k in range(1, n + 1)}


def alpha_factor(n: int, factors: Mapping[int, float]) -> dict[int, float]:
    """Q_k / Q_t: alpha_k is the share of the failure events that strike k members."""
    _check_levels(n, factors, first=1)
    whole = sum(level * alpha for level, alpha in factors.items())
    if whole <= 0:
        raise ValueError("the alpha factors are all zero")
    return {k: k * factors.get(k, 0.0) / (whole * comb(n - 1, k - 1)) for k in range(1, n + 1)}


def phi_factor(n: int, factors: Mapping[int, float]) -> dict[int, float]:
    """Q_k / Q_t: phi_k as it is stated, of each cause that strikes k members."""
    _check_levels(n, factors, first=1)
    if not isclose(sum(factors.values()), 1, abs_tol=1e-4):
        raise ValueError(f"the phi factors add up to {sum(factors.values()):g}, not to 1")
    return dict(factors)


def _check_levels(n: int, factors: Mapping[int, float], first: int) -> None:
    """Levels must fit the group, and the group must not be too large."""
    if n > LARGEST_GROUP:
        raise ValueError(f"{n} members; more than {LARGEST_GROUP} have too many common causes")
    if not factors or min(factors) < first or max(factors) > n:
        raise ValueError(f"the levels of the factors must lie between {first} and {n}")


MODELS = {
    "beta-factor": beta_factor,
    "MGL": multiple_greek_letter,
    "alpha-factor": alpha_factor,
    "phi-factor": phi_factor,
}
