"""Truths that are arrays over states. One that is the same in all states is a scalar; numpy spreads it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

import numpy as np
from numpy.typing import NDArray

Truths = NDArray[np.bool_]

FALSE: Truths = np.zeros((), dtype=bool)
TRUE: Truths = np.ones((), dtype=bool)


class StateTruths:
    """The algebra of arrays over states."""

    never = FALSE
    always = TRUE

    def at_least(self, k: int, parts: Sequence[Truths]) -> Truths:
        """At least k of the parts are true."""
        if k <= 1:
            return self.any_of(parts) if k == 1 else TRUE
        if k >= len(parts):
            return self.all_of(parts) if k == len(parts) else FALSE
        counted: Truths = np.asarray(sum(part.astype(np.int16) for part in parts) >= k)
        return counted

    def any_of(self, parts: Sequence[Truths]) -> Truths:
        """One of the parts is true."""
        return reduce(np.logical_or, parts, FALSE) if len(parts) != 1 else parts[0]

    def all_of(self, parts: Sequence[Truths]) -> Truths:
        """All parts are true."""
        return reduce(np.logical_and, parts, TRUE) if len(parts) != 1 else parts[0]

    def negation(self, part: Truths) -> Truths:
        """The part is not true."""
        return np.logical_not(part)
