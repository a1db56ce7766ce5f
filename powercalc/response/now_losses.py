"""How likely loads are interrupted within some hours from a state that is known.

What is known to be down comes back, each unit in its own time, and all else is as the long run has it. While
the regime is S, what is still down, p_S(t) is the chance that a load is lost at t hours from now, and F_S(t)
how often a loss begins: both from the columns of the outage response, in which what is down has its age and
t more. What has not been lost yet is lost at the rate F / (1 − p), and at a moment at which something
happens (a battery is spent, fuel ends) the share of it by which p rises. `dynamics.regimes` solves that.
Where nothing is lost but units of banks that others make up for, the figures are those of the long run
of a site with fewer units.

As in `response.survival`, that what has not been lost yet is lost as often as what is not lost then is exact
where nothing else is repaired meanwhile, and else off by the share (rate × time to repair) of what fails.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise, product
from math import comb
from typing import Any

import numpy as np
from numpy.typing import NDArray

from powercalc.cascade.overload_figures import overload_of
from powercalc.dynamics.first_loss_errors import LossesAnew
from powercalc.dynamics.regimes import POINTS, FirstLoss, Return, first_loss, piece_nodes
from powercalc.events.watched import AnyOf
from powercalc.response.down_now import DownNow, Restoration, StateNow
from powercalc.response.further_failures import FurtherFailures
from powercalc.response.gaps_to_come import gap_share
from powercalc.response.given_ages import HOPELESS, UP, GivenAges, with_down
from powercalc.response.now_courses import SetCourse, begun
from powercalc.response.now_variants import ENDLESS, NowVariants, Units, Variant
from powercalc.response.respond import respond
from powercalc.response.response_result import Asked, Interruptions
from powercalc.site import Site

Floats = NDArray[np.float64]
Key = tuple[str, Hashable]
"""What is asked of: "loads" and an id, and so on, as a response names it."""

ASKED = ("loads", "any_load", "needs", "together")
MOMENT = 1e-8
"""Just before and just after a moment, [h]: far above what counts as the same time."""
LEAST, GROWTH = 0.01, 2.0
"""[h], the first piece of time after something happens, and how much longer each piece is than the last."""
MOST_REGIMES = 48
"""Things that take long to come back are taken to stay down where there would be more regimes."""
BY_POINTS = 0.002
"""The share of a chance by which sums over ages by points may be off."""


Courses = Mapping[AnyOf, SetCourse]


@dataclass(frozen=True, kw_only=True)
class _Figures:
    """What is known of regimes: at nodes (regimes, pieces, points, roots), at edges (regimes, edges, ...)."""

    hazard: Floats
    share: Floats
    """What is lost of a regime at an edge, (regimes, edges, roots)."""
    lost: Floats
    """P at nodes."""
    around: Floats
    """P before and after each edge, (regimes, edges, 2, roots)."""
    rough: Floats
    """How far P and F [1/h] may be off by what is left out, (regimes, 2, roots)."""

    def anew(self, edges: Floats) -> LossesAnew:
        """What bounds the chance of a first loss."""
        return LossesAnew(
            edges=edges, hazard=self.hazard, lost=self.lost, share=self.share, around=self.around
        )


@dataclass(frozen=True, kw_only=True)
class NowLosses:
    """What was found of a part of a site."""

    known: Mapping[Key, Floats]
    """The chance of an interruption by each of the hours that were asked for."""
    courses: Courses
    at_once: Mapping[Key, float]
    """The chance that it is interrupted already."""
    without: Mapping[str, Mapping[Key, Floats]]
    """`known`, were one thing not down."""
    courses_without: Mapping[str, Courses]
    off: Mapping[Key, Floats]
    """How far `known` may be off."""
    off_without: Mapping[str, Mapping[Key, Floats]]
    """How far `without` may be."""
    staying: tuple[str, ...] = ()
    """What is taken to stay down."""

    def courses_of(self, name: str) -> Courses:
        """The courses, were one thing not down; as it is where that has no part in it."""
        return self.courses_without.get(name, self.courses)


def now_losses(
    site: Site, state: StateNow, hours: Sequence[float], asked: Asked, *, overload: bool
) -> NowLosses:
    """Return how likely losses are within some hours. Raises `SiteError` and `EngineLimit`.

    With `overload`, what trips is in it.
    """
    return _Now(site, state, hours, asked, overload=overload).found()


class _Now:
    """One part of a site from a state on."""

    def __init__(
        self, site: Site, state: StateNow, hours: Sequence[float], asked: Asked, *, overload: bool
    ) -> None:
        self._asked, self._overload = asked, overload
        self._variants, self._state, self._hours = NowVariants(site, state), state, hours
        laws = [Restoration.of(site.graph.components[each.id], each.since) for each in state.down]
        self._staying = tuple(_slow(state.down, laws))
        self._laws = [
            None if each.id in self._staying else law for each, law in zip(state.down, laws, strict=True)
        ]
        self._work: dict[Variant, GivenAges] = {}

    @cached_property
    def _regimes(self) -> list[Units]:
        """What may be down, most first."""
        ranges = [range(each.units, -1, -1) for each in self._state.down]
        every = list(product(*ranges))
        return [regime for regime in every if self._is_reached(regime)]

    def _is_reached(self, regime: Units) -> bool:
        """What stays down is down with all its units, or is not down at all."""
        listed = zip(regime, self._state.down, self._laws, strict=True)
        return all(law is not None or units in (0, each.units) for units, each, law in listed)

    def found(self) -> NowLosses:
        """Solve it, and for each thing that is down as if it were not."""
        figures, returns = self._figures(), self._returns()
        start = self._regimes.index(self._variants.start)
        back = dict(self._each_back())

        def solved(place: int) -> FirstLoss:
            return first_loss(self._edges, figures.hazard, figures.share, returns, place)

        ever = solved(start)
        others = {name: solved(place) for name, place in back.items()}
        off = self._off(figures, start, ever)
        off_without = {name: self._off(figures, back[name], other) for name, other in others.items()}
        return NowLosses(
            known=self._named(ever.lost[:, 0]),
            courses=self._courses(figures, start, ever, off),
            at_once={key: float(figures.share[start, 0, n]) for n, key in enumerate(self._keys)},
            without={name: self._named(other.lost[:, 0]) for name, other in others.items()},
            courses_without={
                name: self._courses(figures, back[name], other, off_without[name])
                for name, other in others.items()
            },
            off=self._named(off),
            off_without={name: self._named(each) for name, each in off_without.items()},
            staying=self._staying,
        )

    def _each_back(self) -> Iterator[tuple[str, int]]:
        """Yield each thing that is down, and the regime without it."""
        for place, each in enumerate(self._state.down):
            regime = tuple(0 if n == place else units for n, units in enumerate(self._variants.start))
            yield each.id, self._regimes.index(regime)

    def _off(self, figures: _Figures, start: int, first: FirstLoss) -> Floats:
        """How far the chance of a loss before each edge may be off, (edges, roots)."""
        nodes, weights = piece_nodes(self._edges)
        inside, around = self._chances(start, nodes), self._chances(start, self._edges - MOMENT)
        quiet = [place for place, regime in enumerate(self._regimes) if not self._variants.lost(regime)]
        steps = ((1 - inside[quiet].sum(axis=0)) * weights).sum(axis=1)
        further = FurtherFailures(self._variants.site, self._edges, np.concatenate([[0.0], np.cumsum(steps)]))
        failures = np.stack([further.above(_nodes(key, self._variants.site), power=key[0] != "needs")
                             for key in self._keys], axis=1)  # fmt: skip
        rough = figures.rough.max(axis=0)
        left_out = rough[0] + self._edges[:, None] * rough[1] + BY_POINTS * first.lost[:, 0]
        twice = figures.anew(self._edges).off(first, inside, around, failures)
        gaps = self._gap_shares * (1 - around[start])[:, None] * (1 - first.lost[:, 0])
        return np.asarray(twice + left_out + gaps)

    @cached_property
    def _gap_shares(self) -> Floats:
        """The chance, (roots,), that a gap on return is not bridged."""
        site, down = self._variants.site, [each.id for each in self._state.down]
        return np.array([gap_share(site, _nodes(key, site), down) for key in self._keys])

    def _named(self, lost: Floats) -> dict[Key, Floats]:
        """By the hours that were asked for, before what happens then: a battery of 4 h serves for 4 h."""
        at = lost[np.searchsorted(self._edges, self._hours)]
        return {key: at[:, place] for place, key in enumerate(self._keys)}

    def _courses(self, figures: _Figures, start: int, ever: FirstLoss, off: Floats) -> dict[AnyOf, SetCourse]:
        """How the sets that are asked about fare, however often they are lost, from a regime on."""
        if not self._asked.together:
            return {}
        roots = [place for place, (what, _) in enumerate(self._keys) if what == "together"]
        nodes, weights = piece_nodes(self._edges)
        inside = self._chances(start, nodes)
        around = self._chances(start, np.stack([self._edges - MOMENT, self._edges + MOMENT], axis=1))
        hazard, lost, edges = (each[..., roots] for each in (figures.hazard, figures.lost, figures.around))
        up = np.maximum(1 - np.einsum("sij,sijr->ijr", inside, lost), HOPELESS)
        rate = np.einsum("sij,sijr->ijr", inside, hazard * (1 - lost)) / up
        begins = np.einsum("se,ser->er", around[:, :, 0], figures.share[..., roots] * (1 - edges[:, :, 0]))
        at_edges = np.einsum("sek,sekr->ekr", around, edges)
        begins = begins / np.maximum(1 - at_edges[:, 0], HOPELESS)
        anew = begun(np.einsum("ij,ijr->ir", weights, rate), begins)
        usual, down, was_up = self._before(figures)
        return {
            some: SetCourse(
                edges=self._edges,
                lost=at_edges[:, :, place],
                begun=anew[:, :, place],
                ever=ever.lost[:, :, root],
                off=off[:, root],
                rate=float(usual[root]),
                down=float(down[root]),
                was_up=float(was_up[root]),
            )
            for place, (some, root) in enumerate(zip(self._asked.together, roots, strict=True))
        }

    def _before(self, figures: _Figures) -> tuple[Floats, Floats, Floats]:
        """As in `SetCourse`, `rate`, `down` and `was_up` of each root."""
        all_up = self._regimes.index((0,) * len(self._state.down))
        usual, down = figures.hazard[all_up, 0, 0], figures.lost[all_up, 0, 0]
        up_now = 1 - down
        if self._state.batteries or self._state.fuel:
            down, often, _ = self._long_run(())
            usual = often / np.maximum(1 - down, HOPELESS)
        return usual, down, np.minimum((1 - down) / np.maximum(up_now, HOPELESS), 1.0)

    def _chances(self, start: int, times: Floats) -> Floats:
        """How likely each regime is at some times, (regimes, ...): every unit comes back by itself."""
        times, begin = np.maximum(times, 0.0), self._regimes[start]
        found = np.ones((len(self._regimes), *times.shape))
        for place, (whole, law) in enumerate(zip(begin, self._laws, strict=True)):
            still = np.ones_like(times) if law is None else law.survival(times) / law.survival(0.0)
            for regime, units in enumerate(self._regimes):
                left = units[place]
                ways = comb(whole, left) if left <= whole else 0
                found[regime] *= ways * still**left * (1 - still) ** max(whole - left, 0)
        return found

    # -- times ---------------------------------------------------------------------------------

    @cached_property
    def _edges(self) -> Floats:
        """The ends of pieces of time in which nothing happens."""
        end = max(self._hours)
        asked = np.array([0.0, *sorted(self._hours)])
        moments = [at for at in self._moments if 0 < at < end and np.abs(asked - at).min() > 10 * MOMENT]
        merged = [0.0]
        for at in sorted({*asked[1:].tolist(), *moments}):
            if at - merged[-1] > 10 * MOMENT or at in self._hours:
                merged.append(at)
        return np.array([0.0, *(each for begin, end in pairwise(merged) for each in _pieces(begin, end))])

    @cached_property
    def _moments(self) -> set[float]:
        """The hours from now at which something happens in some regime."""
        found = set(self._variants.moments)
        for law in self._laws:
            found |= set(law.moments()) if law else set()
        for regime in self._regimes:
            lost = self._variants.lost(regime)
            for hours in (0.0, *self._variants.moments) if lost else ():
                work = self._given(regime, hours)
                found |= {at - since for name, since in lost.items() for at in work.moments(name)}
        return found

    def _returns(self) -> list[Return]:
        """How one regime becomes another as a unit comes back."""
        found: list[Return] = []
        for source, regime in enumerate(self._regimes):
            for place, (units, law) in enumerate(zip(regime, self._laws, strict=True)):
                if units and law is not None:
                    found += self._back(source, regime, place, law)
        return found

    def _back(self, source: int, regime: Units, place: int, law: Restoration) -> Iterator[Return]:
        units = regime[place]
        one_less = tuple(each - (n == place) for n, each in enumerate(regime))
        yield Return(
            source=source,
            target=self._regimes.index(one_less),
            rate=lambda t: units * law.rate(t),
            at_once={},
        )
        at_once = {
            int(np.argmin(np.abs(self._edges - at))): share
            for at, share in law.moments().items()
            if at <= self._edges[-1]
        }
        if at_once:  # all of them have been down for as long
            none = tuple(0 if n == place else each for n, each in enumerate(regime))
            target = self._regimes.index(none)
            yield Return(source=source, target=target, rate=np.zeros_like, at_once=at_once)

    # -- figures -------------------------------------------------------------------------------

    def _figures(self) -> _Figures:
        """What is known of all regimes."""
        found = [self._of_regime(regime) for regime in self._regimes]
        hazard, share, lost, around, rough = (np.stack(each) for each in zip(*found, strict=True))
        return _Figures(hazard=hazard, share=share, lost=lost, around=around, rough=rough)

    def _of_regime(self, regime: Units) -> tuple[Floats, ...]:
        nodes, _ = piece_nodes(self._edges)
        if not self._variants.lost(regime):
            return self._steady(regime, len(nodes))
        times = np.concatenate([nodes.ravel(), np.maximum(self._edges - MOMENT, 0.0), self._edges + MOMENT])
        lost, often, left_out = self._at(regime, times)
        count, edges = nodes.size, len(self._edges)
        before, after = lost[:, count : count + edges], lost[:, count + edges :]
        before[:, 0] = 0.0
        hazard = often[:, :count] / np.maximum(1 - lost[:, :count], HOPELESS)
        hazard[lost[:, :count] >= 1 - HOPELESS] = 0.0
        shape = len(nodes), POINTS, -1
        around = np.stack([before, after], axis=1).T
        at_nodes = lost[:, :count].T.reshape(shape)
        rough = np.stack([np.full(len(self._keys), left_out), np.zeros(len(self._keys))])
        return hazard.T.reshape(shape), _rise(before, after).T, at_nodes, around, rough

    def _at(self, regime: Units, times: Floats) -> tuple[Floats, Floats, float]:
        """P and F at some times, and the chance of what is not looked at.

        The site is another one after what is told of has been spent.
        """
        found, left_out = np.zeros((2, len(self._keys), len(times))), 0.0
        phases = np.searchsorted(self._variants.moments, times, side="right")
        for phase in np.unique(phases):
            some = phases == phase
            work = self._given(regime, [0.0, *self._variants.moments][phase] if phase else -1.0)
            lost, often, seen = work.chances(self._ages(regime, times[some]))
            places = self._places(work)
            found[0][:, some], found[1][:, some] = lost[places], often[places]
            left_out = max(left_out, 1 - float(seen.min()))
        return found[0], found[1], left_out

    def _ages(self, regime: Units, times: Floats) -> dict[str, Floats]:
        lost = self._variants.lost(regime)
        return {
            each.id: lost[each.id] + times if each.id in lost else np.full(len(times), UP)
            for each in self._state.down
        }

    def _steady(self, regime: Units, pieces: int) -> tuple[Floats, ...]:
        """Where nothing is lost by what is known: as in the long run."""
        edges, roots = self._edges, len(self._keys)
        hazard, at_nodes = np.zeros((2, pieces, POINTS, roots))
        share, around = np.zeros((len(edges), roots)), np.zeros((len(edges), 2, roots))
        previous, rough = np.zeros(roots), np.zeros((2, roots))
        for phase, begin in enumerate([0.0, *self._variants.moments]):
            if begin > edges[-1]:
                break
            lost, often, off = self._long_run(self._variants.variant(regime, begin if phase else -1.0))
            rough = np.maximum(rough, off)
            inside, first = edges[:-1] >= begin - MOMENT, int(np.argmin(np.abs(edges - begin)))
            hazard[inside], at_nodes[inside] = often / np.maximum(1 - lost, HOPELESS), lost
            around[first, 1], around[first + 1 :] = lost, lost
            more = _rise(previous, lost) if phase else lost
            share[first] = 1 - (1 - share[first]) * (1 - more) if share[first].any() else more
            previous = lost
        return hazard, share, at_nodes, around, rough

    def _long_run(self, variant: Variant) -> tuple[Floats, Floats, Floats]:
        """P and F, and how far both may be off."""
        site = self._variants.changed(variant)
        found = respond(site, overload_of(site).network if self._overload else None, self._asked)
        each: list[Interruptions] = [_of(found, key) for key in self._keys]
        lost = np.array([one.unavailability for one in each])
        often = np.array([one.failure_frequency or 0.0 for one in each])
        off = np.array([[one.error for one in each], [one.frequency_error or 0.0 for one in each]])
        return lost, often, self._off_of_endless(variant, np.stack([lost, often]), off)

    def _off_of_endless(self, variant: Variant, found: Floats, off: Floats) -> Floats:
        """How far figures may be off; those with an endless battery by as large a share as without it.

        What a response leaves out is bounded by its longest autonomy.
        """
        usual = tuple(each for each in variant if each[1:] != ("autonomy", f"{ENDLESS!r} h"))
        if usual == variant:
            return off
        *figures, other = self._long_run(usual)
        whole = np.stack(figures)
        return found * np.divide(other, whole, out=np.zeros_like(whole), where=whole > 0)

    def _given(self, regime: Units, hours: float) -> GivenAges:
        variant = self._variants.variant(regime, hours)
        if variant not in self._work:
            down = [each.id for each in self._state.down]
            site = with_down(self._variants.changed(variant), down)
            network = overload_of(site).network if self._overload else None
            self._work[variant] = GivenAges(site, down, self._asked, network)
        return self._work[variant]

    @cached_property
    def _keys(self) -> list[Key]:
        loads = [load.id for load in self._variants.site.loads]
        more = [load.id for load in self._variants.site.loads if load.cooled_by or load.depends_on]
        return [
            *(("loads", name) for name in loads),
            ("any_load", ""),
            *(("needs", name) for name in more),
            *(("together", some) for some in self._asked.together),
        ]

    def _places(self, work: GivenAges) -> list[int]:
        told: Mapping[str, Any] = work.places()
        return [told[what] if what == "any_load" else told[what][name] for what, name in self._keys]


def _of(found: Any, key: Key) -> Interruptions:
    what, name = key
    every = getattr(found, what)
    result: Interruptions = every if what == "any_load" else every[name]
    return result


def _nodes(key: Key, site: Site) -> list[str]:
    """The ids of what is asked about."""
    what, name = key
    if what == "any_load":
        return [load.id for load in site.loads]
    return [each.id for each in name] if isinstance(name, frozenset) else [str(name)]


def _rise(before: Floats, after: Floats) -> Floats:
    """The share of what was not lost before that is lost just after."""
    rise = np.maximum(after - before, 0.0)
    share = np.minimum(rise / np.maximum(1 - before, HOPELESS), 1.0)
    return np.where(share > 1 - HOPELESS, 1.0, np.where(rise > HOPELESS * after, share, 0.0))


def _pieces(begin: float, end: float) -> Iterator[float]:
    """Yield the ends of pieces between two moments, short ones at first."""
    step = LEAST
    while begin + step * (1 + GROWTH) < end:
        begin += step
        yield begin
        step *= GROWTH
    yield end


def _slow(down: Sequence[DownNow], laws: Sequence[Restoration | None]) -> Iterator[str]:
    """Yield what is taken to stay down: nobody says how long it takes, or there is too much else."""
    listed = [(law.mean, each) for each, law in zip(down, laws, strict=True) if law is not None]
    regimes = 1
    for _, each in sorted(listed, key=lambda pair: pair[0]):
        regimes *= each.units + 1
        if regimes > MOST_REGIMES:
            yield each.id
    yield from (each.id for each, law in zip(down, laws, strict=True) if law is None)
