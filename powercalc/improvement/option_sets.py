"""The sets of options: which may be, what they cost, and by what the others are ruled out.

A set is a number of which bit n says whether option n is in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from powercalc.improvement.applying import applied, clash
from powercalc.improvement.option import Option
from powercalc.improvement.options_file import OptionsFile
from powercalc.site import Site

Masks = NDArray[np.int64]
DECIMALS = 6
"""Costs that agree to so many decimals are the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Two options that nobody forbids together, and that cannot be done together."""

    options: tuple[str, str]
    why: str


@dataclass(frozen=True)
class OptionSets:
    """All sets of the options of a file, applied to a site."""

    site: Site
    stated: OptionsFile
    budget: float | None = None
    """The most that a set may cost."""

    @property
    def options(self) -> tuple[Option, ...]:
        """The options in the order of the file."""
        return self.stated.options

    @cached_property
    def conflicts(self) -> tuple[Conflict, ...]:
        """The pairs of options that cannot be done together, and do not say so."""
        return tuple(
            Conflict(options=(one.id, other.id), why=why)
            for one, other in combinations(self.options, 2)
            if one.id not in other.excludes and other.id not in one.excludes and (why := clash(one, other))
        )

    @cached_property
    def costs(self) -> NDArray[np.float64]:
        """The net present cost of each option, (options,)."""
        money = self.stated.money
        return np.array([money.of(option.cost, option.cost_per_year) for option in self.options], dtype=float)

    @cached_property
    def _admissible(self) -> tuple[Masks, dict[str, int]]:
        """The admissible sets, and how many others there are, by reason."""
        masks = np.arange(1 << len(self.options), dtype=np.int64)
        ruled_out: dict[str, int] = {}
        for reason, wrong in self._rules():
            left = ~wrong(masks)
            ruled_out[reason] = int(len(masks) - left.sum())
            masks = masks[left]
        return masks, ruled_out

    def _rules(self) -> Iterator[tuple[str, _SetRule]]:
        bit = {option.id: 1 << place for place, option in enumerate(self.options)}
        yield (
            "requires",
            _SetRule(
                tuple((bit[each.id], sum(bit[name] for name in each.requires)) for each in self.options),
                lacks=True,
            ),
        )
        excluding = tuple((bit[each.id], bit[name]) for each in self.options for name in each.excludes)
        yield "excludes", _SetRule(excluding)
        yield (
            "conflict",
            _SetRule(tuple((bit[each.options[0]], bit[each.options[1]]) for each in self.conflicts)),
        )

    @property
    def possible(self) -> Masks:
        """The admissible sets, whatever they cost."""
        return self._admissible[0]

    @cached_property
    def masks(self) -> Masks:
        """The admissible sets within the budget, from the cheapest on."""
        costs = np.round(self.cost(self.possible), DECIMALS)
        order = np.lexsort((self.possible, _sizes(self.possible), costs))
        if self.budget is not None:
            order = order[costs[order] <= self.budget * (1 + 1e-12)]
        return self.possible[order]

    @property
    def ruled_out(self) -> dict[str, int]:
        """How many sets are none of these, by the first reason that applies."""
        return {**self._admissible[1], "budget": len(self.possible) - len(self.masks)}

    def cost(self, masks: Masks) -> NDArray[np.float64]:
        """The net present cost of sets."""
        found = np.zeros(len(masks))
        for place, cost in enumerate(self.costs):
            found += np.where(masks >> place & 1, cost, 0.0)
        return found

    def named(self, mask: int) -> tuple[str, ...]:
        """The ids of the options of a set, in the order of the file."""
        return tuple(option.id for option in self._of(mask))

    def applied(self, mask: int) -> Site:
        """The site with a set of options. Raises `SiteError`."""
        return applied(self.site, self._of(mask)) if mask else self.site

    def _of(self, mask: int) -> Iterator[Option]:
        return (option for place, option in enumerate(self.options) if mask >> place & 1)


@dataclass(frozen=True, slots=True)
class _SetRule:
    """Pairs of one option and others: a set has the one and any of the others, or `lacks` any of them."""

    pairs: tuple[tuple[int, int], ...]
    lacks: bool = False

    def __call__(self, masks: Masks) -> NDArray[np.bool_]:
        """Tell which sets the rule forbids."""
        wrong = np.zeros(len(masks), dtype=bool)
        for one, others in self.pairs:
            shared = masks & others
            wrong |= (masks & one != 0) & (shared != others if self.lacks else shared != 0)
        return wrong


def _sizes(masks: Masks) -> Masks:
    """How many options each set has."""
    return sum((masks >> place & 1 for place in range(64)), np.zeros_like(masks))
