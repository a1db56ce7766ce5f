"""Importance of each variable for one root: what its state means for the loss.

U is the probability of the root, U(b) with variable b certainly true (the block down) and
U(not b) with b certainly false (the block up).  Since U is linear in each q_b, one
Birnbaum pass gives both:

    U(not b) = U - q_b I_b,    U(b) = U + (1 - q_b) I_b,    I_b = U(b) - U(not b)

Definitions as in IEC 61078:2016, annex, and NUREG/CR-3385.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from powercalc.engine.diagram import Diagram

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Importance:
    """The measures of every variable for one root; each array is (variables,).

    Where the root cannot be lost at all (U = 0) criticality, Fussell-Vesely and risk
    achievement are nan: shares of nothing.
    """

    birnbaum: Floats
    """I_b = U(b) - U(not b)."""
    criticality: Floats
    """q_b I_b / U: the share of the loss in which b is down and critical."""
    fussell_vesely: Floats
    """(U - U(not b)) / U: the share of the loss that goes when b never fails.

    This is the form by reduction of risk, not the one by probability of the minimal cut
    sets that contain b.  By linearity it equals the criticality for every structure; for
    one variable in one cut set alone all three coincide.
    """
    risk_achievement: Floats
    """U(b) / U: how many times larger the loss is while b is down."""
    risk_reduction: Floats
    """U / U(not b): how many times smaller it would be if b never failed; inf where all goes."""


def importance(diagram: Diagram, q: ArrayLike, root: int) -> Importance:
    """All measures of one root from one backward pass; q (variables,)."""
    chance = np.asarray(q, dtype=np.float64)
    unavailability = float(diagram.probability(chance)[root])
    birnbaum = diagram.birnbaum(chance, root)
    share = _share(chance * birnbaum, unavailability)
    return Importance(
        birnbaum=birnbaum,
        criticality=share,
        fussell_vesely=share.copy(),
        risk_achievement=_share(unavailability + (1.0 - chance) * birnbaum, unavailability),
        risk_reduction=_risk_reduction(diagram, chance, root, share),
    )


def _share(figures: Floats, unavailability: float) -> Floats:
    """Shares of the unavailability; nan where there is none."""
    if unavailability == 0.0:
        return np.full_like(figures, np.nan)
    shares: Floats = figures / unavailability
    return shares


def _risk_reduction(diagram: Diagram, chance: Floats, root: int, share: Floats) -> Floats:
    """U / U(not b), inf where the root cannot be lost while b is up.

    1 / (1 - share) where that keeps its digits; where nearly all goes, U(not b) is worked
    out afresh, all such variables as the columns of one pass.
    """
    reduction = np.ones_like(share)
    plain = share < 0.999
    reduction[plain] = 1.0 / (1.0 - share[plain])
    rest = np.flatnonzero(share >= 0.999)
    up = np.repeat(chance[:, None], len(rest), axis=1)
    up[rest, np.arange(len(rest))] = 0.0
    remaining = diagram.probability(up)[root]
    with np.errstate(divide="ignore"):
        reduction[rest] = float(diagram.probability(chance)[root]) / remaining
    return np.where(np.isnan(share), np.nan, reduction)
