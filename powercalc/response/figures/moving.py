"""What some columns tell of the moves of switches: since when each is needed, and when it was over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from numpy.typing import NDArray

from powercalc.engine.recording.arrays import np, scalar
from powercalc.response.columns.node_ages import LIVE, Ages
from powercalc.response.plan.movers import SwitchPlan
from powercalc.response.plan.thresholds import INSTANT

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


class Moving:
    """The moves in some columns, those of each switch told once."""

    def __init__(self, ages: Ages, calls: Mapping[str, Floats], starts: Mapping[str, Floats]) -> None:
        """`calls` and `starts`: of each bus the age of its call, and how long after it it supplies, [h]."""
        self.ages, self.calls, self._starts = ages, calls, starts
        self._known: dict[tuple[str, bool], list[tuple[Floats, Floats]]] = {}
        self._sooner: dict[tuple[str, int, bool], list[tuple[str, Flags]]] = {}

    def needed(self, switch: SwitchPlan, place: int, *, last_lost: bool = False) -> tuple[Floats, Floats]:
        """Since when a switch has had to leave an input, and how long ago that was over, see `Ages`, [h]."""
        key = switch.id, last_lost
        if key not in self._known:
            self._known[key] = self.ages.since_move(
                _without_last(switch, last_lost), self.calls, self._starts
            )
        return self._known[key][place]

    def sooner(self, switch: SwitchPlan, place: int, *, last_lost: bool = False) -> list[tuple[str, Flags]]:
        """The generators that it can stand on while it waits for those before, each with where."""
        key = switch.id, place, last_lost
        if key not in self._sooner:
            self._sooner[key] = [*self._found_sooner(switch, place, last_lost=last_lost)]
        return self._sooner[key]

    def _found_sooner(
        self, switch: SwitchPlan, place: int, *, last_lost: bool
    ) -> Iterator[tuple[str, Flags]]:
        """Yield the same as they are found: the last is lost where it is called no more, and was there."""
        need, after = self.needed(switch, place, last_lost=last_lost)
        told = _without_last(switch, last_lost)
        never_there = np.isnan(after)
        if place and never_there.any():
            all_lost, waits = self.ages.since_all_lost(told, place, self.calls, self._starts)
            need, after = np.where(never_there, all_lost, need), np.where(never_there, waits, after)
        for name, moved_on in self.ages.sooner(switch, place, need, self._starts):
            here = (self.calls[name] == LIVE) & (after < -INSTANT)
            here &= moved_on >= np.maximum(after + switch.transfer_time, 0.0) - INSTANT
            if here.any():
                yield name, here


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveAway:
    """A move of a switch away from one of its inputs, in some columns."""

    need: Floats
    """Since when it is needed, [h]; −∞ where it is not."""
    after: Floats
    """How long ago it was over, [h]: negative until then, nan where there was no need."""
    chance: Floats
    """Of its failure."""

    def stuck(self, ago: Floats | float, manual_time: float) -> Floats:
        """The chance that it was stuck then, some time [h] ago, or is now (−∞), if this move was made."""
        since = self.after - np.where(np.isfinite(ago), ago, 0.0)
        return np.where(self.need > ago, still_dead(np.maximum(since, 0.0), self.chance, manual_time), 0.0)


def share_on_it(moves: Sequence[MoveAway], manual_time: float) -> Floats:
    """The chance that a switch stood on the last of some inputs when that was lost.

    As a share of the chance that it is not stuck on one before it now. With a failed move it may have been
    stuck there then, and has no trial here: who moves it by hand moves it on.
    """
    stood: list[Floats] = []
    for move in moves:
        earlier = list(zip(stood, moves, strict=False))
        stuck = [share * each.stuck(move.need, manual_time) for share, each in earlier]
        stood.append(1 - np.sum([np.zeros_like(move.need), *stuck], axis=0))
    free = 1 - np.sum([share * each.stuck(LIVE, manual_time) for share, each in earlier], axis=0)
    return np.asarray(np.divide(stood[-1], free, out=np.ones_like(free), where=free > 0))


def _without_last(switch: SwitchPlan, is_lost: bool) -> SwitchPlan:  # noqa: FBT001 - what it is about
    """A switch as if it did not have its last input, where that is lost."""
    return replace(switch, inputs=switch.inputs[:-1]) if is_lost else switch


def still_dead(after: Floats, chance: Floats, manual_time: float) -> Floats:
    """1 until the move is over, then the chance that it failed and nobody has moved the switch by hand.

    chance · e^(−after / manual time); 0 where `after` is nan.
    """
    # after a need since ever, a move by hand that never comes is still waited for: no ∞ / ∞
    by_hand = 1 / manual_time if manual_time else np.inf
    with np.errstate(invalid="ignore"):
        waits = np.exp(-np.maximum(after, 0.0) * by_hand) if 0 < by_hand < np.inf else scalar(by_hand == 0)
    return np.where(np.isnan(after), 0.0, np.where(after < -INSTANT, 1.0, chance * waits))
