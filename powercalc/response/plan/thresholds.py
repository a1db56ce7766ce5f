"""For how long something has been lost: the thresholds that are asked of a block, a bus or a node.

A number is an age [h] at which a loss begins to matter: reaching it can interrupt a load.  The other two
only ever restore power: a gap or a wait that is over (`Passed`), a switch that somebody has moved (`ByHand`).
What ends at an age ends before anything begins at it.  Of each block the ages nest, as `nesting` says; its
times of moves by hand nest by themselves, given that it is down.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import takewhile

TIMES = (0.0141581, 0.15206725, 0.77390747, 2.80136933)
SHARES = (0.04428627, 0.24584615, 0.50755937, 0.20230822)
"""The times of moving a switch by hand that are looked at, in means of it, and the share of cases of each.

Fitted so that 1 − Σ w e^(−Mc) is c / (1 + c) to 0.3 % for every c: a need of mean length m that a move by
hand ends, of mean c·m, has lasted for the right time.
"""

SOON, OVER = 0.01, 0.25
"""Up to this share of the mean time of a move by hand an age that begins to matter, or a gap that is over, is
taken to be reached before it.
"""

INSTANT = 1e-9
"""What lies closer together happens at once, [h]."""

DIGITS = 12
"""Ages that agree to so many decimals of an hour are one."""


@dataclass(frozen=True, slots=True)
class Passed:
    """For so long [h] that a gap or a wait is over."""

    hours: float


@dataclass(frozen=True, slots=True)
class ByHand:
    """For so long that a switch which failed to move has been moved by hand: an exponential time.

    Where things have to be down together for the switch to move, it is taken as one of a few `TIMES`, the
    same for all of them, so that the later one counts; else its mean effect. For longer interruptions, it
    counts from there on.
    """

    mean: float
    """[h]."""
    place: int | None = None
    """Which of the times, the shortest first; none for the mean effect of them all."""
    tried: float = 0.0
    """So long after the need the move is tried, and its own time, [h]."""
    after: float = 0.0
    """So long the need comes after the loss, which storage in between bridges, [h]."""

    @property
    def hours(self) -> float:
        """The age of the loss, [h]."""
        return self.after + self.tried + self.mean * (1.0 if self.place is None else TIMES[self.place])

    @property
    def weight(self) -> float:
        """In which share of cases it is this one."""
        return 1.0 if self.place is None else SHARES[self.place]


Threshold = float | Passed | ByHand


def total(age: float, more: float) -> float:
    """The sum of two ages, [h]: the same number whichever way it was reached."""
    return round(age + more, DIGITS)


def later(threshold: Threshold, more: float) -> Threshold:
    """What must hold of the input of something that does without it for so much longer [h]."""
    match threshold:
        case Passed(hours):
            return Passed(total(hours, more))
        case ByHand(after=after):
            return replace(threshold, after=total(after, more))
        case hours:
            return total(hours, more)


def order(threshold: Threshold) -> tuple[float, int, float]:
    """An order of thresholds: by age, what ends first."""
    match threshold:
        case Passed(hours):
            return hours, 0, 0.0
        case ByHand(mean):
            return threshold.hours, 1, mean
        case hours:
            return hours, 2, 0.0


Hand = tuple[int | str, float, float, float, bool]
"""A block or bus, the mean time of a move by hand, how long after the need it is tried, and how long after
the loss it is needed, [h]; whether its mean effect is meant.
"""


def nesting(thresholds: Iterable[Threshold]) -> list[float | Passed]:
    """The ages among some thresholds, as they nest."""
    return sorted((each for each in thresholds if not isinstance(each, ByHand)), key=order)


def moves_by_hand(thresholds: Iterable[Threshold]) -> dict[tuple[float, float, float, bool], list[ByHand]]:
    """Those until a switch has been moved by hand, by its mean time and when that is tried, as they nest."""
    found: dict[tuple[float, float, float, bool], list[ByHand]] = {}
    for each in sorted((each for each in thresholds if isinstance(each, ByHand)), key=order):
        found.setdefault((each.mean, each.tried, each.after, each.place is None), []).append(each)
    return found


def reached_before(hand: Hand, nested: Iterable[float | Passed]) -> int:
    """How many of some ages are reached before anybody has moved a switch.

    Those up to the age at which the move is tried; and those by which hardly anyone has moved it, as the gap
    of a switch below.  Given the need, a short age and a switch not moved yet go together: side by side in
    the ladder they would be taken as independent.
    """
    _, mean, tried, after, _ = hand
    ages = takewhile(
        lambda each: (
            order(each)[0]
            <= max(tried + after + INSTANT, mean * (OVER if isinstance(each, Passed) else SOON))
        ),
        nested,
    )
    return sum(1 for _ in ages)


def lasts(hours: float, threshold: Threshold) -> bool:
    """Tell whether something that ends after so many hours can have lasted up to a threshold."""
    match threshold:
        case Passed(other):
            return hours > other
        case ByHand():
            return False
        case other:
            return hours > other


def reached(thresholds: Iterable[Threshold]) -> list[float]:
    """The ages at which a loss begins to matter, ascending, [h]."""
    return sorted(each for each in thresholds if isinstance(each, float | int))


def passed(thresholds: Iterable[Threshold]) -> list[float]:
    """The ages at which a gap or a wait is over, ascending, [h]."""
    return sorted(each.hours for each in thresholds if isinstance(each, Passed))
