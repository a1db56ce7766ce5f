"""The first loss while what is down comes back: the course of regimes, and what is lost in each.

A regime is what is still down of that which is known to be down. With V_S(t) the chance that the regime is S
at t and no loss has come until then, μ the rate at which one regime becomes another, and h the hazard of a
loss,

    V_S' = Σ_R μ_RS V_R − (Σ_R μ_SR + h_S) V_S,        Q' = Σ_S h_S V_S,

and at a moment at which something happens V_S loses a share of itself to Q. Things only come back, so that
regimes follow each other in one order, and each is solved with the ones before it: by Gauss collocation at
four points a step, of order 8 and stable for any rate.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from powercalc.dynamics.durations import legendre

Floats = NDArray[np.float64]

POINTS = 4
"""Points in a piece of time, and in a step."""
STEP = 0.25
"""A step is no longer than this share of the shortest mean time to a change."""
MOST_STEPS = 400
"""But a piece has no more of them."""
GONE = 1e-16
"""A regime that is no likelier is looked at no longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """One regime becomes another as something comes back."""

    source: int
    target: int
    rate: Callable[[Floats], Floats]
    """μ at times [h], [1/h]."""
    at_once: Mapping[int, float]
    """By number of an edge, the share that comes back just then."""


class FirstLoss(NamedTuple):
    """The course of the first loss."""

    lost: Floats
    """Q before and after what happens at each edge, (edges, 2, roots)."""
    kept: Floats
    """V just before that, (regimes, edges, roots)."""


def piece_nodes(edges: Floats) -> tuple[Floats, Floats]:
    """Return times within pieces of time and their weights, [h], both (pieces, points)."""
    at, weight = legendre(POINTS)
    width = np.diff(edges)[:, None]
    return edges[:-1, None] + width * at, width * weight


def first_loss(
    edges: Floats, hazard: Floats, share: Floats, returns: Sequence[Return], start: int
) -> FirstLoss:
    """Return how likely something has been lost, and each regime without a loss.

    `edges` [h], ascending from 0; `hazard` [1/h] (regimes, pieces, points, roots); `share` (regimes, edges,
    roots) what is lost of a regime at an edge. Regimes stand in an order in which each becomes later ones.
    """
    course = _Course(hazard.shape[0], hazard.shape[3], start)
    found = np.zeros((len(edges), 2, hazard.shape[3]))
    kept = np.zeros(share.shape)
    kept[:, 0] = course.kept
    course.lose(share[:, 0])
    found[0, 1] = course.lost
    for piece, (begin, end) in enumerate(pairwise(edges)):
        course.go_on(begin, end, hazard[:, piece], returns)
        found[piece + 1, 0] = course.lost
        kept[:, piece + 1] = course.kept
        course.lose(share[:, piece + 1])
        course.come_back(piece + 1, returns)
        found[piece + 1, 1] = course.lost
    return FirstLoss(found, kept)


class _Course:
    """How likely each regime is and nothing has been lost in it, (regimes, roots)."""

    def __init__(self, regimes: int, roots: int, start: int) -> None:
        self.kept = np.zeros((regimes, roots))
        self.kept[start] = 1.0
        self.lost = np.zeros(roots)

    def lose(self, share: Floats) -> None:
        """Lose a share of each regime at once."""
        self.lost = self.lost + (self.kept * share).sum(axis=0)
        self.kept = self.kept * (1 - share)

    def come_back(self, edge: int, returns: Sequence[Return]) -> None:
        """Move what comes back at an edge."""
        for each in returns:
            moved = self.kept[each.source] * each.at_once.get(edge, 0.0)
            self.kept[each.source] -= moved
            self.kept[each.target] += moved

    def go_on(self, begin: float, end: float, hazard: Floats, returns: Sequence[Return]) -> None:
        """Go through a piece in which nothing happens, in as many steps as its rates ask for."""
        some = [each for each in returns if self._matters(each.source, returns)]
        at, _ = legendre(POINTS)
        rates = [each.rate(np.array([begin, *(begin + (end - begin) * at)])) for each in some]
        fastest = max([float(rate.max()) for rate in rates], default=0.0) * max(len(some), 1)
        lasting = self.kept[:, None] > GONE
        fastest += float(np.where(lasting, hazard, 0.0).max(initial=0.0))
        steps = int(min(max(np.ceil((end - begin) * fastest / STEP), 1), MOST_STEPS))
        for step in range(steps):
            where = (step + at) / steps
            told = np.maximum(np.einsum("ij,sjr->sir", _through(where), hazard), 0.0) if steps > 1 else hazard
            self._step((end - begin) / steps, begin + (end - begin) * where, told, some)

    def _matters(self, regime: int, returns: Sequence[Return]) -> bool:
        """Tell whether a regime is likely enough to be looked at, or what becomes it is."""
        return bool((self.kept[regime] > GONE).any()) or any(
            self._matters(each.source, returns) for each in returns if each.target == regime
        )

    def _step(self, width: float, times: Floats, hazard: Floats, returns: Sequence[Return]) -> None:
        """One step of collocation: V at its points, regime after regime, and what is lost in it."""
        inside, over = _collocation()
        coming = np.zeros((len(self.kept), POINTS, self.kept.shape[1]))
        for regime, kept in enumerate(self.kept):
            leaving = [(each.target, each.rate(times)[:, None]) for each in returns if each.source == regime]
            if not leaving and not (kept > 0).any() and not coming[regime].any():
                continue
            rate = hazard[regime] + sum((rates for _, rates in leaving), np.zeros((POINTS, 1)))
            matrix = np.eye(POINTS) + width * inside * rate.T[:, None, :]
            right = kept[:, None] + width * (inside @ coming[regime]).T
            at_points = np.linalg.solve(matrix, right[:, :, None])[:, :, 0].T
            for target, rates in leaving:
                coming[target] += rates * at_points
            self.lost = self.lost + width * (over @ (hazard[regime] * at_points))
            change = width * (over @ (coming[regime] - rate * at_points))
            self.kept[regime] = np.maximum(kept + change, 0.0)


def _collocation() -> tuple[Floats, Floats]:
    """The matrix and the weights of Gauss collocation on 0..1."""
    at, weight = legendre(POINTS)
    powers = np.arange(1, POINTS + 1)
    inside = (at[:, None] ** powers / powers) @ np.linalg.inv(at[:, None] ** (powers - 1))
    return inside, weight


def _through(where: Floats) -> Floats:
    """The weights by which a function at the points of a piece gives it at other shares of it."""
    at, _ = legendre(POINTS)
    powers = np.arange(POINTS)
    return np.asarray((where[:, None] ** powers) @ np.linalg.inv(at[:, None] ** powers))
