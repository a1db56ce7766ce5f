"""What the variables of the diagram of an outage response stand for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain

from powercalc.response.plan.movers import Move, Wait
from powercalc.response.plan.thresholds import Hand

LIVE_FEED = ""
"""Stands for the feeds that nobody calls."""


@dataclass(frozen=True, slots=True)
class OverloadCall:
    """A generator that an overload may call."""

    uncalled: int
    """The variable "no block has called it"."""
    late: int
    """The variable "it does not supply when an overload calls it"."""
    chance: float
    frequency: float
    """[1/h]."""


@dataclass
class Variables:
    """What the variables of the diagram mean: their numbers by what they stand for."""

    count: int = 0
    """How many there are."""
    made_for: dict[int, str] = field(default_factory=dict)
    """Per variable that was made while a component was told, the component."""
    rungs: dict[int, list[int]] = field(default_factory=dict)
    """Per block, one variable for each threshold."""
    hands: dict[Hand, list[int]] = field(default_factory=dict)
    """Per block or bus, switch and when that is tried: "down for so long that it has been moved by hand"."""
    buses: dict[str, list[int]] = field(default_factory=dict)
    """Per generator that is called, one variable for each threshold."""
    trials: dict[int, float] = field(default_factory=dict)
    """Per trial on demand, its probability."""
    hidden: dict[int, str] = field(default_factory=dict)
    """Per fault that nobody knows of, the component that has it."""
    dead: dict[tuple[str, int, bool], int] = field(default_factory=dict)
    """Per switch and place that it leaves, "dead since it needed to", where columns tell; and the same where
    its last input is lost."""
    waits: dict[tuple[str, int, bool], int] = field(default_factory=dict)
    """The same, "not moved by hand yet", where failures to move are shared with other switches."""
    late: dict[tuple[Move, Wait], int] = field(default_factory=dict)
    """Per move that waits for generators, "they were not called before"."""
    by_hand: dict[tuple[str, int], int] = field(default_factory=dict)
    """Per switch and place that it leaves, "moved by hand", where columns tell when."""
    long: dict[tuple[str, int, int], int] = field(default_factory=dict)
    """Per switch, place that it leaves and time: "what columns give has been down for so long"."""
    slow: dict[tuple[str, int], int] = field(default_factory=dict)
    """Per switch and place that it leaves, "moving it by hand takes longer than is asked for"."""
    brief: dict[tuple[tuple[object, ...], float], int] = field(default_factory=dict)
    """Per mover and hours, "a time as short as that counts"."""
    overtaken: dict[tuple[int, float, float], int] = field(default_factory=dict)
    """Per block that columns give, age and hours: "the age comes later, so long a loss is asked for"."""
    open: dict[tuple[str, str], int] = field(default_factory=dict)
    """Per path that is normally open and node that it closes for, "it does not close for this need"."""
    returned: dict[str, list[int]] = field(default_factory=dict)
    """Per switch with a gap on return, one variable for each threshold: "dead since it went back"."""
    supplied: dict[str, int] = field(default_factory=dict)
    """Per generator that such a switch may go back from, "it has supplied"; `LIVE_FEED` for all else."""
    by_overload: dict[str, OverloadCall] = field(default_factory=dict)
    """Per generator that an overload may call."""
    unready: dict[tuple[str, bool], list[int]] = field(default_factory=dict)
    """Per component, and whether its units may hide faults, one variable for each threshold: "too few of
    those that work are ready".
    """
    levels: dict[tuple[str, int], list[int]] = field(default_factory=dict)
    """Per generator and number of sets, one variable for each threshold: "so many do not supply"."""

    def varying(self, callers: Iterable[int]) -> list[int]:
        """The variables whose figures differ between columns: the callers', and all that hangs on ages."""
        asked = set(callers)
        rungs = [numbers for block, numbers in self.rungs.items() if block in asked]
        hands = [each for key, each in self.hands.items() if key[0] in asked or isinstance(key[0], str)]
        unready = [numbers for (_, hides), numbers in self.unready.items() if hides]
        lists = (
            *rungs,
            *hands,
            *unready,
            *self.buses.values(),
            *self.returned.values(),
            *self.levels.values(),
        )
        single = (
            self.hidden,
            self.dead.values(),
            self.waits.values(),
            self.by_hand.values(),
            self.late.values(),
            self.open.values(),
            self.overtaken.values(),
        )
        found = {*chain.from_iterable(lists), *chain.from_iterable(single), *self.supplied.values()}
        return sorted(found)
