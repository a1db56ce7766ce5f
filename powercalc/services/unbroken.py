"""How likely services have been served without a break, from the curves of the sets that they need.

A service that runs on all its places at once, or moves in no time, has had no break while `needed` of its
places have never been lost; one whose moves take time, while the first `needed` have not: a move is a break.
Nothing that it depends on may have been lost, nor may a service that it depends on have had a break. A place
that was lost and has recovered is not counted again. So every condition is "of these places, so many have
never been lost", and the chance that exactly a set N of a part of the site has not follows from the chances
Z(B) that none of B has, by inclusion and exclusion:

    q(N) = Σ (−1)^|B − N| Z(B) over all B that hold N.

Parts that have nothing in common multiply.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from powercalc.events.watched import AnyOf, Watched
from powercalc.response.curve import Curve, put_together
from powercalc.services.joint_outages import ServicePlace, watched_sets
from powercalc.services.service_moves import Need
from powercalc.services.site_services import Services

Floats = NDArray[np.float64]


class _Group(NamedTuple):
    """Places of which so many must not have been lost."""

    places: tuple[Watched, ...]
    needed: int


class _Part(NamedTuple):
    """What is asked of one part of the site."""

    must: AnyOf
    """None of them may have been lost."""
    may: tuple[Watched, ...]
    """Of these, some may."""

    def sets(self) -> list[AnyOf]:
        """What must not be lost with each set of what may, by the number of that set; none for nothing."""
        return [self.must, *(self.must | some for some in _subsets(self.may))]


class _Asked(NamedTuple):
    """What a service asks of the parts of the site."""

    groups: tuple[_Group, ...]
    parts: tuple[_Part, ...]

    def chance(self, sets: Sequence[AnyOf], curves: Sequence[Floats]) -> Floats:
        """The chance that there has been no break, from those of the sets."""
        known, ones = dict(zip(sets, curves, strict=True)), np.ones_like(curves[0])
        states = {tuple(group.needed for group in self.groups): ones}
        for part in self.parts:
            exactly = _exactly([known.get(some, ones) for some in part.sets()])
            after: dict[tuple[int, ...], Floats] = {}
            for state, so_far in states.items():
                for mask, chance in enumerate(exactly):
                    then = self._with(state, {each for bit, each in enumerate(part.may) if mask >> bit & 1})
                    after[then] = after.get(then, 0.0) + so_far * chance
            states = after
        return states.get((0,) * len(self.groups), ones * 0.0)

    def _with(self, state: tuple[int, ...], kept: set[Watched]) -> tuple[int, ...]:
        """How many more places each group needs when these have never been lost."""
        return tuple(
            max(still - sum(place in kept for place in group.places), 0)
            for still, group in zip(state, self.groups, strict=True)
        )


class Unbroken:
    """The services of a site: of which sets it must be known how likely none is lost, and what follows."""

    def __init__(self, services: Services) -> None:
        self._asked = {need.id: _asked(need, services.part_of) for need in services.needs()}

    @property
    def together(self) -> tuple[AnyOf, ...]:
        """The sets. Raises `EngineLimit` where a service has too many places in one part of the site."""
        every = (some for asked in self._asked.values() for part in asked.parts for some in part.sets())
        return tuple(dict.fromkeys(some for some in every if some))

    def ready(self, name: str, known: Mapping[AnyOf, Floats]) -> Floats:
        """The chance that a service has what it needs, from those that no set lacks anything."""
        asked = self._asked[name]
        sets = [some for part in asked.parts for some in part.sets() if some]
        return asked.chance(sets, [known[some] for some in sets])

    def sets(self, name: str) -> tuple[AnyOf, ...]:
        """The sets that a service needs."""
        return tuple(some for part in self._asked[name].parts for some in part.sets() if some)

    def curves(self, known: Mapping[AnyOf, Curve]) -> dict[str, Curve]:
        """The curve of every service by its id, from those of the sets."""
        found = {}
        for name, asked in self._asked.items():
            sets = [some for part in asked.parts for some in part.sets() if some]
            found[name] = put_together([known[some] for some in sets], partial(asked.chance, sets))
        return found


def _asked(need: Need, part_of: Mapping[str, int]) -> _Asked:
    groups = list(_groups(need))
    every = [group for group in groups if group.needed == len(group.places)]
    must = frozenset(place for group in every for place in group.places)
    some = tuple(_without(group, must) for group in groups if group not in every)
    groups_left = tuple(group for group in some if group.needed > 0)
    may = dict.fromkeys(place for group in groups_left for place in group.places)
    parts = dict.fromkeys(part_of[place.id] for place in (*sorted(must), *may))
    return _Asked(
        groups=groups_left,
        parts=tuple(
            _Part(
                frozenset(place for place in must if part_of[place.id] == part),
                tuple(sorted(place for place in may if part_of[place.id] == part)),
            )
            for part in parts
        ),
    )


def _groups(need: Need) -> Iterator[_Group]:
    """Yield what a service needs, and all that it depends on."""
    for each in need.all():
        moves = each.failover or each.fail_to_fail_over
        places = each.places[: each.needed] if moves else each.places
        yield _Group(tuple(place.watched for place in places), each.needed)
        yield _Group(tuple(place.watched for place in each.components), len(each.components))


def _without(group: _Group, must: AnyOf) -> _Group:
    """What is left of a group where some of its places must not be lost anyhow."""
    left = tuple(place for place in group.places if place not in must)
    return _Group(left, group.needed - (len(group.places) - len(left)))


def _subsets(may: Sequence[Watched]) -> list[AnyOf]:
    return watched_sets([ServicePlace(each, 0.0) for each in may])


def _exactly(none_lost: Sequence[Floats]) -> list[Floats]:
    """From the chance that none of each set is lost to the chance that exactly the others are."""
    found = list(none_lost)
    for bit in range(len(found).bit_length() - 1):
        for mask in range(len(found)):
            if not mask >> bit & 1:
                found[mask] = found[mask] - found[mask | 1 << bit]
    return [np.maximum(each, 0.0) for each in found]
