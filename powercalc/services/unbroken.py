"""How likely services have been served without a break, from the curves of the sets that they need.

A service that runs on all its places at once, or moves in no time, has had no break while `needed` of its
places have never been lost. Of one whose moves take time a move is a break: it has had none while those on
which it runs have not been lost, the first `needed` of those that were ready to begin with (`service_mover`).
Nothing that it depends on may have been lost, nor may a service that it depends on have had a break. A place
that was lost and has recovered is not counted again. So what is asked is about the set N of places that are
ready, or have never been lost; the chance of exactly a set N of a part of the site follows from the chances
Z(B) that all of B are, by inclusion and exclusion:

    q(N) = Σ (−1)^|B − N| Z(B) over all B that hold N.

Parts that have nothing in common multiply.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import product
from math import prod
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from powercalc.events.watched import AnyOf, Watched
from powercalc.response.curve import Curve, put_together
from powercalc.services.joint_outages import ServicePlace, watched_sets
from powercalc.services.service_mover import Mover
from powercalc.services.service_moves import Need
from powercalc.services.site_services import Services

Floats = NDArray[np.float64]

MOST_TOLD_APART = 12
"""So many places may be ready or not, where services move; with more, each loss of a first one is a break."""

Known = Mapping[AnyOf, Floats]
"""By set, the chance that none of it has been lost, or the share of that which is left."""


class _Group(NamedTuple):
    """Places of which so many must not have been lost."""

    places: tuple[Watched, ...]
    needed: int
    mover: Mover | None = None
    """Of a service that runs on some of them: whether another one in their stead is a break."""


class _Part(NamedTuple):
    """What is asked of one part of the site."""

    must: AnyOf
    """None of them may have been lost."""
    may: tuple[Watched, ...]
    """Of these, some may."""

    def sets(self) -> list[AnyOf]:
        """What must not be lost with each set of what may, by the number of that set; none for nothing."""
        return [self.must, *(self.must | some for some in _subsets(self.may))]

    def exactly(self, known: Known, ones: Floats) -> dict[AnyOf, Floats]:
        """By set of what may be lost and is not, the chance of exactly that."""
        return self._by_set(_exactly([known.get(some, ones) for some in self.sets()]))

    def staying(self, known: Known, left: Known, running: AnyOf, ones: Floats) -> dict[AnyOf, Floats]:
        """The same, and that none of what runs is lost meanwhile, nor what must not be.

        Of those of a set that are ready no larger share loses what runs than loses anything of the set.
        """
        runs = self.must | running
        share = left.get(runs, ones)
        every = [
            known.get(some, ones) * np.maximum(share, left.get(some, ones) if some >= runs else 0.0)
            for some in self.sets()
        ]
        return self._by_set(_exactly(every))

    def _by_set(self, chances: Sequence[Floats]) -> dict[AnyOf, Floats]:
        masks = (
            frozenset(each for bit, each in enumerate(self.may) if mask >> bit & 1)
            for mask in range(len(chances))
        )
        return dict(zip(masks, chances, strict=True))


class _Asked(NamedTuple):
    """What a service asks of the parts of the site."""

    groups: tuple[_Group, ...]
    parts: tuple[_Part, ...]

    @property
    def sets(self) -> list[AnyOf]:
        """The sets that it needs."""
        return [some for part in self.parts for some in part.sets() if some]

    @property
    def movers(self) -> list[Mover]:
        """The services that move, among it and those that it depends on."""
        return [group.mover for group in self.groups if group.mover]

    def ready(self, known: Known, groups: Sequence[_Group] | None = None) -> Floats:
        """The chance that all groups, or some, have enough places."""
        groups, ones = self.groups if groups is None else groups, _ones(known)
        states = {tuple(group.needed for group in groups): ones}
        for part in self.parts:
            after: dict[tuple[int, ...], Floats] = {}
            for kept, chance in part.exactly(known, ones).items():
                for state, so_far in states.items():
                    then = _with(groups, state, kept)
                    after[then] = after.get(then, 0.0) + so_far * chance
            states = after
        return states.get((0,) * len(groups), ones * 0.0)

    def left(self, known: Known, left: Known) -> Floats:
        """The chance that there are enough and no break comes while so much of each set is left.

        A move that takes no time is a break where it fails: each service that moves so has one or none.
        """
        movers = [(group.mover.breaks if group.mover else 0.0) for group in self.groups]
        ways = product(*([(True, f), (False, 1 - f)] if 0 < f < 1 else [(f > 0, 1.0)] for f in movers))
        found = np.zeros_like(_ones(known))
        for way in ways:
            strict = [group for group, (is_break, _) in zip(self.groups, way, strict=True) if is_break]
            found = found + prod(chance for _, chance in way) * self._left(known, left, strict)
        return found

    def _left(self, known: Known, left: Known, strict: Sequence[_Group]) -> Floats:
        """The same, of some groups every move being a break."""
        counted = [group for group in self.groups if group not in strict]
        after = {some: known[some] * left[some] for some in known}
        if not strict:
            return self.ready(after)
        stays, counting = self.staying(known, left, strict), self.ready(known, counted)
        if not counted:
            return stays
        must = self.all_of(left, frozenset())
        return stays * _share(_share(self.ready(after, counted), counting), must)

    def staying(self, known: Known, left: Known, strict: Sequence[_Group], *, moved: bool = False) -> Floats:
        """The chance of enough (where they have moved), and that nothing on which these run is lost."""
        ones, told = _ones(known), dict[tuple[int, AnyOf], dict[AnyOf, Floats]]()
        found = np.zeros_like(ones)
        for kept in self.states():
            ready = kept.union(*(part.must for part in self.parts))
            if moved and not any(mover.has_moved(ready) for mover in self.movers):
                continue
            runs = {each for group in strict if group.mover for each in group.mover.running(ready)}
            stays = ones
            for place, part in enumerate(self.parts):
                mine = frozenset(runs).intersection(part.may)
                if (place, mine) not in told:
                    told[place, mine] = part.staying(known, left, mine, ones)
                stays = stays * told[place, mine][kept.intersection(part.may)]
            found = found + stays
        return found

    def states(self) -> Iterator[AnyOf]:
        """Yield the sets of places that may be lost, and are enough if no others are ready."""
        may = [each for part in self.parts for each in part.may]
        for mask in range(1 << len(may)):
            kept = frozenset(each for bit, each in enumerate(may) if mask >> bit & 1)
            if all(sum(place in kept for place in group.places) >= group.needed for group in self.groups):
                yield kept

    def exactly(self, known: Known) -> Iterator[tuple[AnyOf, Floats]]:
        """Yield all that is ready in each of these, and the chance of exactly that."""
        ones = _ones(known)
        told = [part.exactly(known, ones) for part in self.parts]
        for kept in self.states():
            each = [those[kept.intersection(part.may)] for part, those in zip(self.parts, told, strict=True)]
            yield kept.union(*(part.must for part in self.parts)), prod(each, start=ones)

    def all_of(self, known: Known, some: AnyOf) -> Floats:
        """The chance of some places and of what must not be lost, part by part."""
        ones = _ones(known)
        each = (part.must | (some & frozenset(part.may)) for part in self.parts)
        return prod((known[them] for them in each if them), start=ones)


class Unbroken:
    """The services of a site: of which sets it must be known how likely none is lost, and what follows."""

    def __init__(self, services: Services) -> None:
        self._asked = {need.id: _asked(need, services.part_of) for need in services.needs()}

    @property
    def together(self) -> tuple[AnyOf, ...]:
        """The sets. Raises `EngineLimit` where a service has too many places in one part of the site."""
        return tuple(dict.fromkeys(some for asked in self._asked.values() for some in asked.sets))

    def sets(self, name: str) -> tuple[AnyOf, ...]:
        """The sets that a service needs."""
        return tuple(self._asked[name].sets)

    def ready(self, name: str, known: Known) -> Floats:
        """The chance that a service has what it needs, from the chances that nothing in each set is lost."""
        return self._asked[name].ready(known)

    def left(self, name: str, known: Known, left: Known) -> Floats:
        """The chance that it has, and goes on without a break while so much of each set is left."""
        return self._asked[name].left(known, left)

    def longest_move(self, name: str) -> float:
        """How long a move of it, or of what it depends on, may take, [h]."""
        return max((mover.lasts for mover in self._asked[name].movers), default=0.0)

    def began(self, name: str, known: Known, rates: Mapping[AnyOf, float]) -> Floats:
        """The chance that it has, and neither a move has failed nor one is going on.

        `rates` [1/h]: how often sets were lost before now.
        """
        asked = self._asked[name]
        if not asked.movers:
            return asked.ready(known)
        found = np.zeros_like(_ones(known))
        for state, chance in asked.exactly(known):
            found = found + chance * prod(self._settled(asked, mover, state, rates) for mover in asked.movers)
        return found

    @staticmethod
    def _settled(asked: _Asked, mover: Mover, state: AnyOf, rates: Mapping[AnyOf, float]) -> float:
        """The chance that a service that runs somewhere else has moved there, and is not moving."""
        gone = {some: np.array([np.exp(-rate * mover.lasts)]) for some, rate in rates.items()}
        must, running = (asked.all_of(gone, some) for some in (frozenset(), frozenset(mover.running(state))))
        moving = float(_share(running, must)[0]) if mover.may_move(state) else 1.0
        return moving * (1 - mover.fails if mover.has_moved(state) else 1.0)

    def moves(self, name: str) -> bool:
        """Whether a move, of it or of what it depends on, may be a break."""
        return bool(self._asked[name].movers)

    def is_strict(self, name: str) -> bool:
        """Whether it moves, and every loss of what it runs on, or must be there, is a break."""
        asked = self._asked[name]
        strict = all(mover.breaks >= 1 for mover in asked.movers)
        return bool(asked.movers) and len(asked.movers) == len(asked.groups) and strict

    def first(self, name: str, known: Known) -> Floats:
        """The chance of all the places that it prefers, of one that `is_strict`."""
        asked = self._asked[name]
        first = (each for mover in asked.movers for each in mover.places[: mover.needed])
        return asked.all_of(known, frozenset(first))

    def elsewhere(self, name: str, known: Known, left: Known) -> Floats:
        """The chance that it has what it needs elsewhere, and goes on there while so much is left."""
        asked = self._asked[name]
        return asked.staying(known, left, asked.groups, moved=True)

    def curves(self, known: Mapping[AnyOf, Curve]) -> dict[str, Curve]:
        """The curve of every service by its id, from those of the sets."""
        found = {}
        for name, asked in self._asked.items():
            curves = [known[some] for some in asked.sets]
            found[name] = put_together(curves, partial(self._through, name, asked.sets))
        return found

    def _through(self, name: str, sets: Sequence[AnyOf], chances: Sequence[Floats]) -> Floats:
        """The chance of no break at all ages: of what there is to begin with, what is left."""
        first = {some: np.full_like(each, each[0, 0]) for some, each in zip(sets, chances, strict=True)}
        left = {some: _share(each, first[some]) for some, each in zip(sets, chances, strict=True)}
        began = _share(self.began(name, first, dict.fromkeys(sets, 0.0)), self.ready(name, first))
        return self.left(name, first, left) * began


def _ones(known: Known) -> Floats:
    return np.ones_like(next(iter(known.values())))


def _share(part: Floats, whole: Floats) -> Floats:
    """A part of a chance, as a share of it; none of nothing."""
    return np.divide(part, whole, out=np.zeros_like(whole), where=whole > 0)


def _with(groups: Sequence[_Group], state: tuple[int, ...], kept: AnyOf) -> tuple[int, ...]:
    """How many more places each group needs when these have never been lost."""
    return tuple(
        max(still - sum(place in kept for place in group.places), 0)
        for still, group in zip(state, groups, strict=True)
    )


def _asked(need: Need, part_of: Mapping[str, int]) -> _Asked:
    groups = list(_groups(need))
    told_apart = {place for group in groups if group.needed < len(group.places) for place in group.places}
    if len(told_apart) > MOST_TOLD_APART:
        groups = [_first(group) if group.mover else group for group in groups]
    every = [group for group in groups if group.needed == len(group.places)]
    must = frozenset(place for group in every for place in group.places)
    some = (_without(group, must) for group in groups if group not in every)
    left = tuple(group for group in some if group.needed > 0 or group.mover)
    may = dict.fromkeys(place for group in left for place in group.places)
    parts = dict.fromkeys(part_of[place.id] for place in (*sorted(must), *may))
    return _Asked(
        groups=left,
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
        places = tuple(place.watched for place in each.places)
        yield _Group(places, each.needed, Mover.of(each, places))
        yield _Group(tuple(place.watched for place in each.components), len(each.components))


def _first(group: _Group) -> _Group:
    """The places that a service prefers, as if it had no others: so many cannot be told apart."""
    return _Group(group.places[: group.needed], group.needed)


def _without(group: _Group, must: AnyOf) -> _Group:
    """What is left of a group where some of its places must not be lost anyhow."""
    left = tuple(place for place in group.places if place not in must)
    return group._replace(places=left, needed=max(group.needed - (len(group.places) - len(left)), 0))


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
