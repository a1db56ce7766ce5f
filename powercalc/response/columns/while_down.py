"""What a load goes through while one block is down, for losses that come together: see `dynamics.recurring`.

A block that calls nothing is left to chance in every column. With its variables true in all of them, and then
false, the same columns say what losses there are while it is down, and while it is not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

from numpy.typing import NDArray

from powercalc.dynamics.recovery import Course
from powercalc.dynamics.recurring import MATTERS, Recurring, Throughout, merged
from powercalc.engine.recording.arrays import np, scalar
from powercalc.response.columns.age_columns import AgeColumns
from powercalc.response.columns.episodes import Episodes
from powercalc.response.plan.plan import Plan

Floats = NDArray[np.float64]
Each = Callable[[Floats, Floats], tuple[Floats, Floats]]
"""P and the failure frequency of each root in columns, from the figures of the variables."""
Columns = Sequence[AgeColumns]
"""Columns in parts, of which each is worked out at once."""
Figures = Callable[[AgeColumns], tuple[Floats, Floats]]
"""The figures of the variables in columns."""


class OftenLost(NamedTuple):
    """What losses may come together."""

    often: Floats
    """[1/h], (roots,)."""
    window: float
    """For how long is recovered, [h]."""


@dataclass(frozen=True, kw_only=True)
class Suspect:
    """A block that may be down while others interrupt a load again and again."""

    block: int
    chance: float
    """That it is down."""
    frequency: float
    """How often it fails, [1/h]."""

    def merged(self, often: float, meanwhile: float, window: float) -> float:
        """The share of losses, `often` [1/h], that it may merge, if they come so often while it is down."""
        return merged(self.chance, self.chance / self.frequency, meanwhile, often, window)


def suspects(plan: Plan, often: Floats, sets: float, window: float) -> list[Suspect]:
    """The blocks that may matter to some root, the worst first; lost `often` [1/h], (roots,).

    `sets` [1/h] is how often generators fail, at most, and `window` [h] for how long is recovered.
    """
    rates = [scalar(each.ageing.frequency(0.0)) for each in plan.blocks]
    most = sum(rates) + sets
    found = list(_suspects(plan, rates))
    may = [max(each.merged(one, most, window) for one in often.tolist()) for each in found]
    listed = sorted(range(len(found)), key=lambda place: -may[place])
    return [found[place] for place in listed if may[place] > MATTERS]


def _suspects(plan: Plan, rates: Sequence[float]) -> Iterator[Suspect]:
    for number, rate in enumerate(rates):
        chance = scalar(plan.blocks[number].ageing.unavailability(0.0))
        if number not in plan.first and plan.rungs[number] and rate > 0 and 0 < chance < 1:
            yield Suspect(block=number, chance=chance, frequency=rate)


class WhileDown:
    """Sums over columns of what each root goes through while suspects are up, and while they are down."""

    def __init__(
        self, listed: Sequence[Suspect], rungs: Mapping[int, Sequence[int]], episodes: Episodes
    ) -> None:
        """`rungs`: the variables of each block; `episodes` are as they are for most of the time."""
        self._listed = [_Listed(each, list(rungs[each.block]), episodes) for each in listed]

    def look(self, counted: Columns, others: Columns, figures: Figures, each: Each, asked: OftenLost) -> None:
        """Add columns that are counted, and others that say only how long outages in them last.

        Suspects that matter to no root are looked at no further once all that is counted is there for them
        down.
        """
        self._add(counted, figures, each, counted=True, states=(True,))
        roots = list(enumerate(asked.often.tolist()))
        self._listed = [
            suspect
            for suspect in self._listed
            if any(suspect.matters(root, often, asked.window) for root, often in roots)
        ]
        if self._listed:
            self._add(counted, figures, each, counted=True, states=(False,))
            self._add(others, figures, each, counted=False, states=(False, True))

    def _add(
        self, parts: Columns, figures: Figures, each: Each, *, counted: bool, states: Sequence[bool]
    ) -> None:
        """Add columns with each suspect in some states: down, True, or up."""
        for columns in parts:
            q, w = figures(columns)
            for suspect, is_down in product(self._listed, states):
                chance, rates = q.copy(), w.copy()
                chance[suspect.rungs], rates[suspect.rungs] = float(is_down), 0.0
                found = suspect.down if is_down else suspect.up
                found.add(columns, *each(chance, rates), counted=counted)

    def of(self, root: int, often: float, window: float) -> tuple[Recurring, ...]:
        """Those that matter to a root, lost `often` [1/h]."""
        return tuple(each.of(root) for each in self._listed if each.matters(root, often, window))


class _Listed:
    """A suspect, and what each root goes through while it is up, and while it is down."""

    def __init__(self, suspect: Suspect, rungs: list[int], episodes: Episodes) -> None:
        self._suspect, self.rungs = suspect, rungs
        self.up, self.down = (_Sums(episodes.emptied(suspect.block)) for _ in range(2))

    def matters(self, root: int, often: float, window: float) -> bool:
        """Tell whether losses of a root, `often` [1/h] in all, come together while it is down."""
        return self._suspect.merged(often, scalar(self.down.often[root]), window) > MATTERS

    def of(self, root: int) -> Recurring:
        """What it does to a root."""
        return Recurring(
            block=self._suspect.block,
            chance=self._suspect.chance,
            frequency=self._suspect.frequency,
            up=self.up.of(root),
            down=self.down.of(root),
        )


class _Sums:
    """What each root goes through while a block stays in one state."""

    def __init__(self, episodes: Episodes) -> None:
        self._episodes = episodes
        self._lost = np.zeros_like(self._episodes.on_return)
        self.often = self._episodes.on_return
        """[1/h], (roots,)."""

    def add(self, columns: AgeColumns, lost: Floats, often: Floats, *, counted: bool) -> None:
        """Add columns; P and w of each root, (roots, columns)."""
        self._episodes.add(columns, lost, often)
        if counted:
            self._lost = self._lost + lost @ columns.wu
            self.often = self.often + often @ columns.wf + lost @ columns.wp

    def of(self, root: int) -> Throughout:
        """The sums of one root."""
        return Throughout(
            unavailability=min(max(scalar(self._lost[root]), 0.0), 1.0),
            frequency=max(scalar(self.often[root]), 0.0),
            course=Course(episodes=self._episodes.of(root)),
        )
