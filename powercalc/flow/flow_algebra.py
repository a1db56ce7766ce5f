"""What the rules of the power flow are stated in: truths and flows, be they arrays or formulas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from powercalc.components import Component, Ups
from powercalc.wiring.truths import B, Truths

F = TypeVar("F")
"""A flow in kW: an array over states, or weights of formulas."""
Alternatives = Sequence[tuple[float, B]]
"""What one input counts for: weights of which one at most is in force."""


class Algebra(Truths[B], Protocol[B, F]):
    """What the rules need of truths and flows."""

    nothing: F

    def negation(self, part: B) -> B:
        """The part is not true."""

    def drawn(self, power: float, when: B) -> F:
        """A power, [kW], when something is so; else nothing."""

    def total(self, flows: Sequence[F]) -> F:
        """The sum of flows."""

    def only(self, flow: F, when: B, factor: float = 1.0) -> F:
        """A flow times a factor, when something is so; else nothing."""

    def split(self, flow: F, parts: Sequence[Alternatives[B]]) -> list[F]:
        """A flow divided in proportion to the weights in force; evenly over those in force when all are 0."""

    def above(self, flow: F, limit: float) -> B:
        """The flow is above a limit, [kW], by more than rounding."""


class Health(Protocol[B]):
    """What is out of the components themselves."""

    def lost(self, component: Component) -> B:
        """Too few of its units work, or a hazard has struck."""

    def short(self, component: Component, units: int) -> B:
        """At least so many of its units are out."""

    def struck(self, component: Component) -> B:
        """A hazard has struck where it stands: nothing passes, not even through a bypass."""

    def stuck(self, component: Ups) -> B:
        """Its bypass does not take over."""

    def bypassed(self, component: Component, lasting: B) -> B:
        """It does not supply by itself; in a state that lasts, since it is down or not fed."""


@dataclass(frozen=True, kw_only=True)
class Flow(Generic[B, F]):
    """Who is lost and what everything carries, given what is out and what has tripped."""

    lost: dict[str, B]
    through: dict[str, F]
    """[kW] that the element puts out, and takes itself; without what passes its bypass."""
    raw: dict[str, B] = field(default_factory=dict)
    """Per element with a bypass: it passes power that it does not hold up."""
