"""A service that moves, with its places told apart: where it runs, and whether a move is a break."""

from __future__ import annotations

from dataclasses import dataclass

from powercalc.events.watched import AnyOf, Watched
from powercalc.services.service_moves import Need


@dataclass(frozen=True, slots=True, kw_only=True)
class Mover:
    """A service that runs on the first places that are ready."""

    places: tuple[Watched, ...]
    """In order of preference."""
    needed: int
    breaks: float
    """The chance that a move is a break: it takes time, or fails."""
    fails: float
    lasts: float
    """How long a move takes, [h]."""

    @classmethod
    def of(cls, need: Need, places: tuple[Watched, ...]) -> Mover | None:
        """The moves of a service; None where it does not move, or nobody notices."""
        breaks = 1.0 if need.failover else need.fail_to_fail_over
        if need.failover is None or not breaks or need.needed >= len(places):
            return None
        fails = need.fail_to_fail_over
        return cls(places=places, needed=need.needed, breaks=breaks, fails=fails, lasts=need.failover)

    def running(self, ready: AnyOf) -> tuple[Watched, ...]:
        """Where it runs when these are ready."""
        return tuple(place for place in self.places if place in ready)[: self.needed]

    def has_moved(self, ready: AnyOf) -> bool:
        """Whether it runs elsewhere than where it would if all were ready."""
        return self.running(ready) != self.places[: self.needed]

    def may_move(self, ready: AnyOf) -> bool:
        """Whether it has somewhere else to go."""
        return sum(place in ready for place in self.places) > self.needed
