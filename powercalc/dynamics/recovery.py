"""What one outage costs a service that takes a time R to recover: interruptions of one outage overlap.

After each interruption the service is down for R more. Interruptions that have nothing to do with each other
overlap as chance has it; those of one outage (the gap until a generator supplies, its failure an hour later,
the gap on return) follow each other within hours, and R after the first is mostly R after the second as well.

An episode is a down state of one block, seen by its age a: p(a) is the chance that a load is lost then, F(a)
how often a loss begins, J(t) the chance that one begins at an age t at which something happens. The
service is down at the age a if the load has been lost at any time since a − R:

    1 − (1 − p(a − R)) · exp(−∫ F / (1 − p)) · Π (1 − J / (1 − p)),        over a − R .. a,

and so for R after the end of the episode. The block is up for an exponential time of rate λ before that, and
then there was another episode, which may still be recovered from: f(t) is the chance that none is, all being
up t ago (`_free`). The service is free of the episodes of a block for

    (1 − U) f(0) + ∫ f(a) · (what is left of 1 at the age a) while it is down.

Blocks are independent of each other, and so is what no episode explains, for which U and w stand.

Losses of one episode are taken as independent of each other given its age. A fresh failure, F, is.
What strikes at an age at which something happens, J, may be nested in what was lost before instead (a battery
that did not hold at first does not hold later), or may avoid it: between these two lies the truth. Losses of
one episode and of the next may come together: what a block that is down for long makes of them is in
`dynamics.recurring`, what sets in repair for long may make of them is a bound.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from powercalc.dynamics.ages import Ageing
from powercalc.dynamics.recurring import MATTERS, Recurring

Floats = NDArray[np.float64]

POINTS = 96
"""At how many times of a recovery it is looked at what has gone before."""
CELLS = 160
"""Cells of the age of an episode, beside those between the ages at which something happens."""
ROUNDS = 200
"""How many episodes before each other are looked at, at most."""
CERTAIN = 700.0
"""−ln of a chance that is none."""


class RecoveryEffect(NamedTuple):
    """What the episodes of a block do to a service."""

    lost: float
    """The share of time without service because of them."""
    unavailability: float
    """Of it, the share in which the load itself is lost."""
    frequency: float
    """How often they interrupt the load, [1/h]."""
    more: float
    """How much more than `lost` it may be."""
    less: float
    """How much less."""


NONE = RecoveryEffect(0.0, 0.0, 0.0, 0.0, 0.0)
OF_MERGED = 0.1
"""How far what comes together in down states that last may be off, as a share of what that makes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """How interruptions of a load follow each other."""

    episodes: tuple[Episode, ...] = ()
    several: float = 0.0
    """How often one begins while several callers are down, each taken by itself, [1/h]."""
    recurring: tuple[Recurring, ...] = ()
    """Blocks during whose down states others interrupt it, perhaps again and again."""
    _told: dict[tuple[float, float, float], tuple[float, float]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    """What has been asked: loads that are lost together ask the same."""

    def without_service(
        self, unavailability: float, frequency: float, recovery: float
    ) -> tuple[float, float]:
        """Return the share of time without service, and how far it may be off, for a recovery time, [h]."""
        asked = unavailability, frequency, recovery
        if asked not in self._told:
            self._told[asked] = self._without_service(*asked)
        return self._told[asked]

    def _without_service(
        self, unavailability: float, frequency: float, recovery: float
    ) -> tuple[float, float]:
        effects = self._effects(frequency, recovery)
        free = _log_of_free(unavailability, frequency, recovery, effects)
        if free == -math.inf:
            return 1.0, 0.0
        together = self._together(unavailability, frequency, recovery, free)
        merged = math.exp(free + together) - math.exp(free)
        less = max(math.fsum(each.less for each in effects) - merged, 0.0)
        error = max(math.fsum(each.more for each in effects), less) + OF_MERGED * merged
        error += self.several * recovery * _shared(effects, recovery)
        # what lies between the ages that were looked at may be more than all there is
        error += max(math.fsum(each.unavailability for each in effects) - unavailability, 0.0)
        found = min(-math.expm1(free + together), unavailability + frequency * recovery)
        return max(found, unavailability), min(error, 1.0)

    def _effects(self, frequency: float, recovery: float) -> list[RecoveryEffect]:
        """What episodes do, but where their interruptions are those of others, which recur meanwhile."""
        telling = (each for each in self.recurring if each.merged(frequency, recovery) > MATTERS)
        others = {each.block: each.chance * each.down.frequency for each in telling}
        found = [(each.effect(recovery), others.get(each.block, 0.0)) for each in self.episodes]
        return [effect for effect, by_others in found if by_others <= effect.frequency / 2]

    def log_of_free(self, unavailability: float, frequency: float, window: float) -> float:
        """Return ln of the chance of no loss in a window, [h], where nothing recurs."""
        effects = [each.effect(window, bounded=False) for each in self.episodes]
        return _log_of_free(unavailability, frequency, window, effects)

    def _together(self, unavailability: float, frequency: float, recovery: float, free: float) -> float:
        """By how much ln of the chance of no loss is more: losses come together in down states that last."""
        found = []
        for each in self.recurring:
            share = each.merged(frequency, recovery)
            if share > MATTERS:
                more = -free - each.log_of_none(unavailability, frequency, recovery)
                found.append(min(max(more, 0.0), -free * share))
        return min(math.fsum(found), -free)


def _log_of_free(
    unavailability: float, frequency: float, window: float, effects: Sequence[RecoveryEffect]
) -> float:
    """Return ln of the chance of no loss in a window, [h]: in episodes, and otherwise at random."""
    rest = max(unavailability - math.fsum(each.unavailability for each in effects), 0.0)
    often = frequency - math.fsum(each.frequency for each in effects)
    if rest >= 1:
        return -math.inf
    free = math.log1p(-rest) - often * window / (1 - rest)
    return free + math.fsum(math.log1p(-min(each.lost, 1 - 1e-15)) for each in effects)


def _shared(effects: Sequence[RecoveryEffect], recovery: float) -> float:
    """Return the share that the recoveries of one outage have in common."""
    each_alone = math.fsum(each.unavailability + each.frequency * recovery for each in effects)
    return max(1 - math.fsum(each.lost for each in effects) / each_alone, 0.0) if each_alone > 0 else 0.0


@dataclass(frozen=True, kw_only=True)
class Episode:
    """The down states of one block, and what they do to a load while everything else is left to chance."""

    block: int
    ageing: Ageing
    alone: float
    """The chance that no other caller is down."""
    edges: tuple[float, ...]
    """The ages at which something happens, [h]."""
    ages: Floats
    """[h], ascending, (ages,)."""
    lost: Floats
    """p, (ages,)."""
    begins: Floats
    """F, [1/h], (ages,)."""
    jumps_at: Floats
    """[h], ascending, (jumps,)."""
    jumps: Floats
    """J, (jumps,)."""
    on_return: float = 0.0
    """The chance that the end of the episode is an interruption."""
    _known: dict[tuple[float, bool], RecoveryEffect] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    """By recovery time, [h], and whether it is bounded: many loads share an episode."""

    def effect(self, recovery: float, *, bounded: bool = True) -> RecoveryEffect:
        """Return what the episodes do to a service with a recovery time, [h]; `bounded`: and its bounds."""
        key = recovery, bounded
        if key not in self._known:
            self._known[key] = self._effect(recovery, bounded=bounded)
        return self._known[key]

    def _effect(self, recovery: float, *, bounded: bool) -> RecoveryEffect:
        cells = _cells(self, recovery)
        share, rate = self.alone * cells.share, self.alone * cells.rate
        if not (rate.any() and (self.jumps.any() or self.begins.any() or self.on_return)):
            return NONE
        history = _History(self, cells.edges)
        reached = self.alone * self.ageing.frequency(self.jumps_at)
        begun = share @ history.begins(cells.middle) + reached @ self.jumps + self.on_return * rate.sum()
        times = _Times(share, rate, cells.middle, np.linspace(0.0, recovery, POINTS + 1))
        now = history.since(cells.middle - recovery, cells.middle)
        at = np.repeat(cells.middle, POINTS + 1)
        later = history.since(at + np.tile(times.ago - recovery, len(rate)), at)
        ended = [self._or_on_return(each.reshape(len(rate), -1)) for each in later]
        likely, more, less = times.without(now[0], ended[0]), 0.0, 0.0
        if bounded:
            nested, apart = map(times.without, now[1:], ended[1:])
            ever = self._or_on_return(history.since(np.full_like(cells.middle, -1.0), cells.middle)[0])
            less = max(likely - nested, likely - times.at_least(now[0], ended[0], ever), 0.0)
            more = max(apart - likely, 0.0)
        lost = float(share @ history.lost(cells.middle))
        return RecoveryEffect(likely, lost, float(begun), more, less)

    def _or_on_return(self, chance: Floats) -> Floats:
        """The chance of a loss in an episode, or at its end."""
        return self.on_return + (1 - self.on_return) * chance


class _Times(NamedTuple):
    """When episodes come, and how long they are."""

    share: Floats
    """Of time, with an age in each cell."""
    rate: Floats
    """How often one ends in each cell, [1/h]."""
    lengths: Floats
    """[h]."""
    ago: Floats
    """The times of a recovery at which it is looked at what has gone before, [h], from nought."""

    def without(self, now: Floats, later: Floats) -> float:
        """The share of time without service, from the chance of a loss since R ago, in this episode (cells,).

        And in one that ended so long ago, (cells, times).
        """
        up = 1 - self.share.sum()
        free = _free(self.rate / up, 1 - later, self.lengths, self.ago)
        before = np.interp(self.lengths, self.ago, free)
        return float(self.share @ (1 - (1 - now) * before) + up * (1 - free[0]))

    def at_least(self, now: Floats, later: Floats, ever: Floats) -> float:
        """The same where what fails in one episode fails in those that follow, as sets in repair for long do.

        Episodes in which a loss may come then come in groups: of all episodes as large a share as there are
        losses in an episode in which losses come at all. In those of a group, losses are likelier by that.
        """
        losses = float(self.rate @ ever)
        if losses <= 0:
            return 0.0
        chance = float(self.rate @ ever**2) / losses
        kept = float(self.rate @ np.minimum(ever, chance)) / losses
        grouped = self.without(np.minimum(now / chance, 1.0), np.minimum(later / chance, 1.0))
        return chance * grouped / kept


def _free(rate: Floats, kept: Floats, lengths: Floats, ago: Floats) -> Floats:
    """The chance that no loss of earlier episodes is within R, if all was up so long ago, (times,).

    Looking back from t ago, f(t) = e^(−λ (R − t)) + ∫ e^(−λ (x − t)) Σ λ_ℓ (1 − loss in the last R − x of an
    episode of the length ℓ) f(x + ℓ) dx, the sum over episodes that ended x ago.
    """
    total, step = rate.sum(), ago[1] - ago[0]
    decay = np.exp(-total * (ago[-1] - ago))
    weight = np.exp(-total * step)
    # of a straight line between two times, against e^(−λ x)
    near = (1 - (1 - weight) / (total * step)) / total if total * step > 1e-6 else step / 2
    far = ((1 - weight) / (total * step) - weight) / total if total * step > 1e-6 else step / 2
    losses = rate @ (1 - kept) / (1 + rate @ lengths)
    lost = np.concatenate([[0.0], np.cumsum((losses[1:] + losses[:-1]) / 2 * step)])
    free = np.exp(lost - lost[-1])  # as if losses came at random: close to it where there are many episodes
    for _ in range(ROUNDS):
        sooner = np.interp(ago[None, :] + lengths[:, None], ago, free, right=1.0)
        density = rate @ (kept * sooner)
        found = decay.copy()
        gained = 0.0
        for place in range(len(ago) - 2, -1, -1):
            gained = near * density[place] + far * density[place + 1] + weight * gained
            found[place] += gained
        if np.abs(found - free).max() < 1e-12:
            break
        free = found
    return np.asarray(np.minimum(found, 1.0))


class _Cells(NamedTuple):
    edges: Floats
    middle: Floats
    share: Floats
    """Of time, with an age in each cell."""
    rate: Floats
    """How often an episode ends in each cell, [1/h]."""


def _cells(episode: Episode, recovery: float) -> _Cells:
    """Return the cells of the age: fine on every scale, apart where something happens, now or R ago."""
    moments = {0.0, *episode.edges, *(at * (1 - 1e-9) for at in episode.ageing.kinks())}
    moments |= {*episode.ageing.kinks(), *(at + recovery for at in moments)}
    scales = [scale for scale in episode.ageing.scales() if scale > 0] or [1.0]
    grid = np.geomspace(1e-4 * min(scales), 40 * max(scales), CELLS)
    edges = np.unique(np.concatenate([grid, sorted(moments)]))
    edges = edges[edges <= 60 * max(scales)]
    left, often = episode.ageing.unavailability(edges), episode.ageing.frequency(edges)
    return _Cells(edges, (edges[1:] + edges[:-1]) / 2, left[:-1] - left[1:], often[:-1] - often[1:])


class _History:
    """What has happened in an episode between two ages."""

    def __init__(self, episode: Episode, cells: Floats) -> None:
        self._episode = episode
        self._at = self._stretched(episode)
        self._cells = cells
        middle, width = (cells[1:] + cells[:-1]) / 2, np.diff(cells)
        lost, begins = self.lost(middle), self.begins(middle)
        self._begun = np.concatenate([[0.0], np.cumsum(begins * width)])
        self._hazard = np.concatenate([[0.0], np.cumsum(begins / np.maximum(1 - lost, 1e-12) * width)])
        before = self.lost(np.maximum(episode.jumps_at - 1e-9, 0.0)) * (episode.jumps_at > 0)
        chance = np.clip(episode.jumps / np.maximum(1 - before, 1e-12), 0.0, 1.0)
        with np.errstate(divide="ignore"):
            certain = np.minimum(-np.log1p(-chance), CERTAIN)
        self._leaps = np.concatenate([[0.0], np.cumsum(certain)])
        self._leapt = np.concatenate([[0.0], np.cumsum(episode.jumps)])

    def lost(self, age: Floats) -> Floats:
        """P at an age."""
        return np.clip(self._between(age, self._episode.lost), 0.0, 1.0)

    def begins(self, age: Floats) -> Floats:
        """F at an age, [1/h]."""
        return np.maximum(self._between(age, self._episode.begins), 0.0)

    def since(self, begin: Floats, end: Floats) -> tuple[Floats, Floats, Floats]:
        """The chance of a loss between two ages: independent of each other, nested, or never overlapping."""
        inside, start = begin > 0, np.maximum(begin, 0.0)
        first = np.where(inside, self.lost(start), 0.0)
        places = [
            np.where(inside, np.searchsorted(self._episode.jumps_at, start, side="right"), 0),
            np.searchsorted(self._episode.jumps_at, end, side="right"),
        ]
        fresh = self._over(self._hazard, start, end)
        hazard = fresh + self._leaps[places[1]] - self._leaps[places[0]]
        begun = self._over(self._begun, start, end) + self._leapt[places[1]] - self._leapt[places[0]]
        likely = 1 - (1 - first) * np.exp(-hazard)
        nested = np.minimum(1 - (1 - np.maximum(first, self._largest(places))) * np.exp(-fresh), likely)
        return likely, nested, np.maximum(np.minimum(first + begun, 1.0), likely)

    def _largest(self, places: list[NDArray[np.int_]]) -> Floats:
        """The largest of the jumps from one place to another."""
        found = np.zeros(len(places[0]))
        for place, jump in enumerate(self._episode.jumps):
            found = np.where((places[0] <= place) & (place < places[1]), np.maximum(found, jump), found)
        return found

    def _over(self, cumulated: Floats, start: Floats, end: Floats) -> Floats:
        at = [np.interp(each, self._cells, cumulated) for each in (start, end)]
        return at[1] - at[0]

    @staticmethod
    def _stretched(episode: Episode) -> NDArray[np.int_]:
        return np.searchsorted(np.array(episode.edges), episode.ages, side="right")

    def _between(self, age: Floats, values: Floats) -> Floats:
        """A figure at an age, from the nodes of the same piece; of an empty piece, the last one before."""
        piece = np.searchsorted(np.array(self._episode.edges), age, side="right")
        found = np.interp(age, self._episode.ages, values)
        first = np.searchsorted(self._at, piece, side="left")
        last = np.searchsorted(self._at, piece, side="right") - 1
        empty = last < first
        first, last = np.clip(first, 0, len(values) - 1), np.clip(last, 0, len(values) - 1)
        found = np.where(age <= self._episode.ages[first], values[first], found)
        found = np.where(age >= self._episode.ages[last], values[last], found)
        return np.where(empty, values[last], found)
