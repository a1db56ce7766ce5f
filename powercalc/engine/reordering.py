"""A table of decision nodes that forgets what is not needed and can put its variables in a better order.

Compiled by numba, for diagrams that plain Python is slow at.  For the few functions that no order found
beforehand keeps small, variables change places early, while the table is small and doing so is cheap; what it
teaches about the order holds for the rest of the construction.
Importing this module imports numba, so it is imported only when a diagram has become large.
"""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from powercalc.engine.compiled import GROW
from powercalc.engine.complemented import (
    LIVE,
    STEPS,
    VARIABLE,
    chosen,
    entered,
    expanded,
    forgotten,
    numbered,
)
from powercalc.engine.sifting import sifted
from powercalc.engine.table import TableFullError

SMALLEST = 1 << 16
LARGEST_MEMO = 1 << 22
FIRST = 5_000
"""With so many nodes the table is tidied for the first time, and then whenever it has doubled."""

GROWTH = 1.05
STEPS_PER_NODE = 16

Indices = NDArray[np.int32]


class ReorderingTable:
    """Nodes over `levels` variables, no more than `limit` of them; numbers are edges, see `complemented`.

    Variables change places in tables of up to `sift` nodes (never, when it is 0): each time, `moves` nodes
    are moved for each that there is.
    """

    def __init__(self, levels: int, limit: int, *, sift: int, moves: int) -> None:
        """A table that holds the two constants, as edges of one node."""
        self._moves = moves
        self._limit = limit
        self._sift_up_to = sift
        self._state = np.array([1, 0, 1, 0, 0], dtype=np.int64)
        self._rows = np.zeros((min(SMALLEST, limit), 6), dtype=np.int32)
        self._rows[0, VARIABLE] = levels
        self._hashed = np.zeros(SMALLEST, dtype=np.int32)
        self._memo = np.zeros((SMALLEST, 4), dtype=np.int32)
        self._lists = np.zeros((2, levels + 1), dtype=np.int64)
        self._order = np.arange(levels, dtype=np.int32)
        self._place = np.arange(levels + 1, dtype=np.int32)
        self._work = np.zeros((2 * levels + 8, 5), dtype=np.int32)
        self._results = np.zeros(levels + 8, dtype=np.int32)
        self._threshold = FIRST

    def __len__(self) -> int:
        """How many nodes the table holds, those no longer needed included."""
        return int(self._state[LIVE])

    @property
    def crowded(self) -> bool:
        """Whether it is time to tidy."""
        return len(self) > self._threshold

    def top(self, edge: int) -> int:
        """The place of the variable that is asked first; below all others for the constants."""
        return int(self._place[self._rows[edge >> 1, VARIABLE]])

    def literal(self, level: int) -> int:
        """The function that is true when the variable is that had this place at first."""
        while True:
            edge = numbered(level, 0, 1, self._rows, self._hashed, self._lists, self._state)
            if edge != GROW:
                return int(edge)
            self._grow()

    def choose(self, f: int, g: int, h: int) -> int:
        """Choose g where f is true, h where it is not."""
        most = STEPS_PER_NODE * self._limit
        while self._state[STEPS] <= most:
            edge = chosen(
                f,
                g,
                h,
                self._rows,
                self._hashed,
                self._lists,
                self._place,
                self._memo,
                self._state,
                self._work,
                self._results,
                most,
            )
            if edge != GROW:
                return int(edge)
            if self._state[STEPS] <= most:
                self._grow()
        raise TableFullError

    def tidy(self, needed: Iterable[int]) -> None:
        """Forget all that these edges do not need, and look for a better order while that is cheap."""
        forgotten(np.array(sorted(set(needed)), dtype=np.int64), self._rows, self._state)
        entered(self._rows, self._hashed, self._lists, self._state)
        self._memo[:] = 0
        if self._threshold < 2 * len(self) < 2 * self._sift_up_to:
            self._sift()
        self._threshold = max(self._threshold, 2 * len(self))

    def diagram_nodes(self, roots: Sequence[int]) -> tuple[Indices, Indices]:
        """(variable, low, high) of the nodes needed, children first, no edge saying "not"; the roots."""
        nodes, numbers = expanded(np.array(roots, dtype=np.int64), self._rows, self._state)
        return nodes, numbers

    def _sift(self) -> None:
        if 2 * len(self) > len(self._rows):
            self._grow()
        sifted(
            self._order,
            self._place,
            self._rows,
            self._hashed,
            self._lists,
            self._state,
            GROWTH,
            self._moves * len(self),
        )

    def _grow(self) -> None:
        """Twice the room, within the limit."""
        room = len(self._rows)
        if room >= self._limit:
            raise TableFullError
        more = np.zeros((min(room, self._limit - room), 6), dtype=np.int32)
        self._rows = np.concatenate([self._rows, more])
        self._hashed = np.zeros(2 * len(self._hashed), dtype=np.int32)
        self._memo = np.zeros((min(2 * len(self._memo), LARGEST_MEMO), 4), dtype=np.int32)
        entered(self._rows, self._hashed, self._lists, self._state)
