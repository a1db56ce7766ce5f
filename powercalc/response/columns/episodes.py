"""Outages by their age, for what they cost a service that takes long to recover: see `dynamics.recovery`."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from math import prod
from typing import Any

from numpy.typing import NDArray

from powercalc.dynamics.recovery import Episode
from powercalc.engine.recording.arrays import is_recording, np, scalar
from powercalc.response.columns.age_columns import AgeColumns, Scenarios
from powercalc.response.columns.node_ages import LIVE
from powercalc.response.plan.plan import Plan

Floats = NDArray[np.float64]


class Episodes:
    """Collects, per block and some roots, how a loss depends on how long the block has been down."""

    def __init__(self, plan: Plan, scenarios: Scenarios, roots: int) -> None:
        self._plan, self._scenarios, self._roots = plan, scenarios, roots
        self._columns: dict[int, list[tuple[Floats, Floats, Floats]]] = {}
        """Per block: ages (columns,), whole weights (columns,), and sums (3, roots, columns)."""
        self._returned: dict[int, Floats] = {}
        self._without: int | None = None
        self._by_age: dict[int, _ByAge] = {}
        self._known: dict[Hashable, Episode | None] = {}
        """By block and all that its columns say of a root: racks on the same paths have one episode."""

    def add(self, columns: AgeColumns, lost: Floats, often: Floats) -> None:
        """Add columns in which one block is down; P and w of each root, (roots, columns)."""
        for block in (*self._plan.first, *self._plan.followed):
            ages = columns.ages.get(block)
            if ages is None or block == self._without:
                continue
            here = np.flatnonzero(ages > LIVE)  # not where it is left to chance, nan
            if len(here):
                whole = columns.wu[here]
                sums = np.stack(
                    [
                        columns.wu[here] * lost[:, here],
                        columns.wf[here] * often[:, here],
                        columns.wp[here] * lost[:, here],
                    ]
                )
                self._columns.setdefault(block, []).append((ages[here], whole, sums))
                self._by_age.pop(block, None)

    def returned(self, block: int, often: Floats) -> None:
        """Add how often the end of a block's down state is an interruption, [1/h], (roots,)."""
        self._returned[block] = self._returned.get(block, np.zeros(self._roots)) + often

    @property
    def on_return(self) -> Floats:
        """How often the end of any block's down state is an interruption, [1/h], (roots,)."""
        return sum(self._returned.values(), np.zeros(self._roots))

    def emptied(self, without: int) -> Episodes:
        """Episodes of all blocks but one, with nothing added yet but the interruptions at their ends."""
        found = Episodes(self._plan, self._scenarios, self._roots)
        found._returned, found._without = self._returned, without
        return found

    def of(self, root: int) -> tuple[Episode, ...]:
        """The episodes of one root; roots of which all columns say the same share them."""
        found = (self._of(block, root) for block in self._columns)
        return tuple(each for each in found if each is not None)

    def _of(self, block: int, root: int) -> Episode | None:
        if block not in self._by_age:
            self._by_age[block] = _ByAge(self._columns[block])
        told = self._by_age[block]
        back = scalar(self._returned[block][root]) if block in self._returned else 0.0
        if is_recording():
            return self._made(block, told, root, back)
        key = block, told.said_of(root), back
        if key not in self._known:
            self._known[key] = self._made(block, told, root, back)
        return self._known[key]

    def _made(self, block: int, told: _ByAge, root: int, back: float) -> Episode | None:
        at, weight, (lost, begins, passed) = told.ages, told.weight, told.sums(root)
        ageing, alone = self._plan.blocks[block].ageing, self._alone(block)
        reached = alone * ageing.frequency(at)
        # what a generator does at an age of the block is one more rate there, and no moment of the block
        node, moment = weight > 0, (weight == 0) & (passed > 0) & (reached > 0)
        if not node.any():
            return None
        ends = alone * scalar(ageing.frequency(0.0))
        return Episode(
            block=block,
            ageing=ageing,
            alone=alone,
            edges=tuple(sorted({0.0, *self._scenarios.breaks(block), *at[moment].tolist()})),
            ages=at[node],
            lost=lost[node] / weight[node],
            begins=(begins + passed)[node] / weight[node],
            jumps_at=at[moment],
            jumps=np.minimum(passed[moment] / reached[moment], 1.0),
            on_return=min(max(back / ends, 0.0), 1.0) if ends else 0.0,
        )

    def _alone(self, block: int) -> float:
        """The chance that no other caller is down; a block above switches only is looked at by itself."""
        if block not in self._plan.first:
            return 1.0
        others = (self._plan.blocks[each].ageing for each in self._plan.first if each != block)
        return prod(1 - scalar(each.unavailability(0.0)) for each in others)


class _ByAge:
    """The columns of one block, those of one age together."""

    def __init__(self, columns: Sequence[tuple[Floats, Floats, Floats]]) -> None:
        ages, whole, self._sums = (np.concatenate(part, axis=-1) for part in zip(*columns, strict=True))
        self.ages, self._which = np.unique(ages, return_inverse=True)
        """[h], ascending, (ages,)."""
        self.weight = np.bincount(self._which, whole)

    def said_of(self, root: int) -> bytes:
        """All that the columns say of a root, to be compared."""
        return bytes(self._sums[:, root].tobytes())

    def sums(self, root: int) -> tuple[Any, ...]:
        """P, F, and what passes at an age, of one root, each (ages,)."""
        return tuple(np.bincount(self._which, each[root], minlength=len(self.ages)) for each in self._sums)
