"""One call: the outage response of a site, as a weighted sum over the columns of one diagram."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from functools import cached_property
from itertools import chain

from numpy.typing import NDArray

from powercalc.dynamics.ages import FOREVER
from powercalc.dynamics.nodes import other_points
from powercalc.dynamics.recovery import Course
from powercalc.engine.columns import Parted
from powercalc.engine.diagram import Budget, Diagram
from powercalc.engine.figures_in_columns import FiguresInColumns
from powercalc.engine.order import Hints
from powercalc.engine.over_modules import OverModules
from powercalc.engine.recording.arrays import exceeds, is_recording, larger, np, scalar
from powercalc.engine.whole_columns import Whole
from powercalc.errors import EngineLimit
from powercalc.events.planned_work import ComponentWork
from powercalc.flow.power_network import PowerNetwork
from powercalc.measures.flips import probability_and_frequency
from powercalc.response.both_ways import BothWays
from powercalc.response.by_modules import by_modules
from powercalc.response.columns.age_columns import POINTS, AgeColumns, Piece, Scenarios, join
from powercalc.response.columns.episodes import Episodes
from powercalc.response.columns.node_ages import LIVE
from powercalc.response.columns.standby_states import POINTS as POINTS_OF_AGE
from powercalc.response.columns.too_many import too_many
from powercalc.response.columns.trifles import TINY, Left, Trifles
from powercalc.response.columns.while_down import OftenLost, Suspect, WhileDown, suspects
from powercalc.response.figures.planned_columns import PlannedWork
from powercalc.response.figures.response_figures import ResponseFigures
from powercalc.response.figures.return_gaps import Returns
from powercalc.response.figures.standby_groups import StandbyFigures, standby
from powercalc.response.figures.standby_use import Usage
from powercalc.response.figures.unknown_rates import of_unknown_rates
from powercalc.response.lost.asked_losses import AskedLosses
from powercalc.response.lost.formulas import Losses
from powercalc.response.lost.nearness import after, beside, by_wiring
from powercalc.response.plan.call_ages import CallAges
from powercalc.response.plan.gensets import first_hours
from powercalc.response.plan.plan import Plan
from powercalc.response.response_result import (
    ALL,
    ALL_LOADS,
    ASYMPTOTIC,
    EXACT,
    Asked,
    Interruptions,
    Response,
    StandbyUse,
)
from powercalc.response.splitting import Splitting
from powercalc.response.stated_errors import ByRule, StatedErrors, looked_at
from powercalc.site import Site

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

ROOM, UNUSED = 2_000_000, 16_000_000
"""So many figures, rows times columns, are held at a time, and so many with those that nothing asks."""
NODES = 300_000
"""How large the diagram may become where overload is in it."""

SLACK = 1e-9
"""What rounding may add to a certainty."""
EPSILON = scalar(np.finfo(np.float64).eps)
"""The relative rounding of one term of a sum."""

MOST_WORK = 1_000_000_000
"""So many nodes times columns are worked out, ten seconds or so."""

WHILE_DOWN = MOST_WORK // 10
"""The same of what comes together while one block is down."""

NEGLIGIBLE = 1e-5
"""States of the callers with less than this share of a load's downtime and interruptions are left out."""

SELDOM = 1e-12
"""Interruptions longer than some duration that come no more often, [1/h], are not looked at closely."""


def respond(site: Site, network: PowerNetwork | None = None, asked: Asked = ALL) -> Response:
    """Return the outage response of a site, with what trips in it when its power flow is given.

    Raises `SiteError` for a loop of support that is too long, `EngineLimit` when the site is too large.
    """
    return Work(site, network=network, asked=asked).result()


def _with_trips(plan: Plan, network: PowerNetwork, asked: Asked) -> Losses:
    from powercalc.response.lost.trips import LossesWithTrips

    return LossesWithTrips(plan, network, asked.remembered)


class Work:
    """The sums of one site in the making."""

    def __init__(
        self,
        site: Site,
        served: Iterable[ComponentWork] = (),
        network: PowerNetwork | None = None,
        asked: Asked = ALL,
    ) -> None:
        uses = asked.often and asked.uses
        self.plan = plan = Plan(site, served, network, asked.watched, asked.durations, uses=uses)
        trips = plan.network if plan.trip_ages else None
        losses = _with_trips(plan, trips, asked) if trips else Losses(plan)
        loads = [load for load in site.loads if asked.load in {None, load.id}]
        any_of = site.neighbours if asked.load in {None, ALL_LOADS} else [load.id for load in loads]
        self._losses = AskedLosses.of(losses, loads, any_of, asked.together)
        self._roots = list(self._losses.roots())
        self._variables = losses.variables
        self._formulas = losses.formulas
        self._asked, self._often, self._uses = asked, asked.often, uses
        self._parted = self._in_columns()
        self._trials = losses.trials
        self._durations = (0.0, *asked.durations)
        self._standby = standby(plan)
        self._buses = self._standby.buses
        self._ready = {name: bus.prepared() for name, bus in self._buses.items()}
        starts = {bus.start for bus in self._buses.values()}
        self._events = sorted(
            {one + other for one in {0.0, *starts} for other in {0.0, *plan.transfer_times}}
        )
        fuel = {at for tank in plan.tanks.values() for at in (tank.autonomy, tank.resupply) if at < FOREVER}
        self._moments = {*self._events, *fuel, *first_hours(plan.buses.values())}
        self._call_ages = CallAges(plan) if self._uses and not served else None
        self._scenarios = Scenarios(plan, self._durations, self._moments, self._call_ages)
        self._other = False
        self._numbers = self._numbers_of(self._standby)
        self._usage = Usage(plan, self._standby)
        self._u = np.zeros(len(self._roots))
        self._w = np.zeros((len(self._durations), len(self._roots)))
        self._followed = (
            [*map(self._roots.index, self._losses.followed)] if asked.often and asked.courses else []
        )
        """The roots of which it matters how interruptions follow each other."""
        self._episodes = Episodes(plan, self._scenarios, len(self._followed))
        self._trifles = self._no_trifles()
        self._size_u, self._size_w = np.zeros_like(self._u), np.zeros_like(self._w)
        """The same sums with every term counted as positive."""
        self._once = self._several = np.zeros_like(self._u)
        """Of w, what begins while one caller is down at most, and while several are."""
        rows, every = max(1, self._parted.variables), max(1, self._variables.count)
        self._at_once = max(64, min(ROOM // rows, UNUSED // every))
        self.columns = 0
        self._work_done = 0  # nodes times columns

    @cached_property
    def diagram(self) -> Diagram:
        """The diagram of all roots, for whatever figures."""
        variables, plan = self._variables, self.plan
        budget = Budget(nodes=NODES) if plan.trip_ages else self._asked.budget
        hints = Hints(
            varying=tuple(variables.varying(plan.first)),
            beside=tuple(beside(variables, plan, causes=self._asked.budget.any_order)),
            after=after(variables, plan),
            proposed=by_wiring(variables, plan),
        )
        return self._asked.diagram(self._formulas, self._roots, budget, hints)

    def _in_columns(self) -> Parted | OverModules | Whole:
        """The roots for the figures of columns."""
        plan, found = self.plan, None
        if plan.trip_ages:
            return BothWays(self.diagram, often=self._often)
        if is_recording():
            return Whole(self.diagram)
        if not plan.windows:
            found = by_modules(self._asked, self._formulas, self._roots, self._variables, plan)
        return found or Parted(self.diagram, self._variables.varying(plan.first))

    def result(self) -> Response:
        """The sums over the columns, and how far they may be off."""
        left = self._sum()
        self._while_down = self._looked_while_down()
        other, approximate = copy(self), len(self._durations) > 1 and not self.plan.is_exact
        off = other.compared(self._u, self._w) if approximate else ByRule.none(self._w)
        errors = StatedErrors(self.plan, self._durations, (self._u, self._w), left, self._trifles, off)
        hidden = self._hidden()
        found = {root: self._of(root, errors, hidden) for root in self._roots}
        return Response(
            **self._losses.told(found),
            standby=self._used(left[0], other if approximate else None) if self._uses else (),
            method=EXACT if self.plan.is_exact else ASYMPTOTIC,
        )

    def _used(self, left: Left, other: Work | None) -> tuple[StandbyUse, ...]:
        """What generators do; how far that may be off, where the sums by another rule are known."""
        return self.uses() if other is None else self._usage.with_errors(self._scenarios, other.uses(), left)

    def uses(self) -> tuple[StandbyUse, ...]:
        """What generators do by these sums, without how far that may be off."""
        return self._usage.found(self._scenarios)

    def _sum(self) -> list[Left]:
        """Add all callers up, one down, and more where they matter; return what is left out, by duration."""
        scenarios, most = self._scenarios, max(POINTS)
        self._add(list(scenarios.none()))
        every = range(len(self._durations))
        left = [Left(scenarios.more_than(most, d), scenarios.more_often_than(most, d)) for d in every]
        for order in POINTS:
            pieces: list[Piece] = []
            for d in every:
                callers, others = self._worthwhile(order, d)
                pieces += [piece for down, share in callers for piece in scenarios.down(down, d, share)]
                left[d] = Left(left[d].chance + others.chance, left[d].often + others.often)
            self._add(pieces, follow=order == 1)
            self._once = self._w[0].copy() if order == 1 else self._once
        if self._followed:
            self._follow(list(scenarios.followed()))
        self._several = self._w[0] - self._once
        self._add_returns()
        return left

    def _looked_while_down(self) -> WhileDown:
        """What comes together while one block is down, where services recover from it."""
        known, sets = not is_recording(), sum(bus.most_often(0.0) for bus in self._buses.values())
        often = self._w[0, self._followed] if known else np.zeros(0)
        found = suspects(self.plan, often, sets, self._losses.recovery) if len(often) else []
        return copy(self).while_down(found) if found else WhileDown([], {}, self._episodes)

    def while_down(self, listed: list[Suspect]) -> WhileDown:
        """Sum with each of these blocks down and then up, one caller down at most; to be called on a copy."""
        self._durations = self._durations[:1]
        self._anew(other=False)
        told = self._scenarios.one_at_most(), self._scenarios.followed()
        joined = [self._looked_at(pieces) for pieces in map(list, told) if pieces]
        most = WHILE_DOWN // (2 * sum(map(len, joined)) * max(1, self._parted.nodes))
        found = WhileDown(listed[:most], self._variables.rungs, self._episodes)
        counted, *others = ([*columns.parts(self._at_once)] for columns in joined)
        asked = OftenLost(self._w[0, self._followed], self._losses.recovery)
        found.look(counted, [*chain(*others)], self._numbers.of, self._each_followed, asked)
        return found

    def _each_followed(self, q: Floats, w: Floats) -> tuple[Floats, Floats]:
        """P and the failure frequency of the roots that are followed, from the figures of the variables."""
        chance, rates = self._parted.extended(FiguresInColumns(q=q, w=w))
        return self._each(chance, rates, self._followed)

    def compared(self, u: Floats, w: Floats) -> ByRule:
        """How far U and w are from the sums by another rule; to be called on a copy."""
        self._followed, places = [], looked_at(self._durations)
        self._durations = tuple(self._durations[place] for place in places)
        self._u, self._w = np.zeros_like(u), np.zeros_like(w[places])
        self._size_u, self._size_w = np.zeros_like(self._u), np.zeros_like(self._w)
        self._anew(other=True)
        self._sum()
        return ByRule.of((u, w), (self._u, self._w), places)

    def _anew(self, *, other: bool) -> None:
        """Start again, by the other rule where that is asked."""
        self._other = other
        self._scenarios = Scenarios(self.plan, self._durations, self._moments, self._call_ages, other=other)
        self._numbers = self._numbers_of(self._standby)
        self._usage = Usage(self.plan, self._standby)
        self._trifles = self._no_trifles()

    def _numbers_of(self, standby: StandbyFigures, window: PlannedWork | None = None) -> ResponseFigures:
        """What fills the figures of the variables."""
        return ResponseFigures(
            self.plan, self._variables, self._durations, standby, window, often=self._often
        )

    def _no_trifles(self) -> Trifles:
        """The columns that are not looked at further, before there are any."""
        failures = [
            sum(
                bus.most_often(at + longer)
                for name, bus in self._buses.items()
                for at in self.plan.bus_thresholds[name]
            )
            for longer in self._durations
        ]
        return Trifles(self._u, self._w, np.array(failures))

    def _worthwhile(self, order: int, d: int) -> tuple[list[tuple[tuple[int, ...], float]], Left]:
        """The sets of callers of an order that may matter, each with the share it may hold of a result.

        And the others together; all for a duration.
        """
        scenarios = self._scenarios
        if order == 1:
            return [(callers, 1.0) for callers in scenarios.sets(1)], Left(0.0, 0.0)
        u, w = max(self._u.min(), TINY), max(self._w[d].min(), SELDOM if d else TINY)
        kept, chances, oftens = [], 0.0, 0.0
        for callers in scenarios.sets(order):
            chance, often = 0.0 if d else scenarios.chance(callers), scenarios.often(callers, d)
            share = often / w if d else self._share(chance, often, u, w)
            if exceeds(share, NEGLIGIBLE):
                kept.append((callers, share))
            else:
                chances, oftens = chances + chance, oftens + often
        return kept, Left(chances, oftens)

    def _share(self, chance: float, often: float, u: float, w: float) -> float:
        """What callers that are down for any time may hold of the downtime and interruptions."""
        return larger(chance / u, often / w) if self._often else self._asked.share(chance, often) / u

    def _add(self, pieces: list[Piece], *, follow: bool = False) -> None:
        if any(map(len, pieces)):
            columns = self._joined(pieces)
            columns = columns if self._often else columns.for_hours
            if len(columns):
                self._add_joined(columns, follow=follow)

    def _joined(self, pieces: list[Piece]) -> AgeColumns:
        """The columns of all pieces, in which what they do not name is up."""
        return join(pieces, (*self.plan.first, *self.plan.windows.values()))

    def _looked_at(self, pieces: list[Piece]) -> AgeColumns:
        """The same, told apart, without those that say only what is called."""
        columns = self._told_apart(self._joined(pieces))
        return columns.take(~columns.for_calls)

    def _told_apart(self, columns: AgeColumns) -> AgeColumns:
        """The columns by what else matters: the idle time before the call, the states of generators."""
        return self._split(columns.spread(self._standby.weights), self.plan.doubted)

    def _add_joined(self, columns: AgeColumns, *, follow: bool) -> None:
        columns = self._told_apart(columns)
        if self._uses:
            open_ones = [name for name in self.plan.wires.standby if name not in columns.buses]
            self._usage.count(self._numbers, columns, open_ones)
            self._usage.begin(self._numbers, columns)
            columns = columns.take(~columns.for_calls)
        self.columns += len(columns)
        self._spend(len(columns))
        columns = columns.take(np.lexsort((columns.wf == 0, columns.duration)))
        for part in columns.parts(self._at_once):
            self._add_columns(part, follow=follow)

    def _add_returns(self) -> None:
        """Add what gaps on return do: with them, less without them."""
        returns = Returns(self.plan, self._variables, self._standby, self._events)
        found = list(returns.found())
        if not found:
            return
        up = {block: np.array([LIVE]) for block in self.plan.sending}
        one, lost, often = np.ones(1), self._u.copy(), self._w.copy()
        for d, later in enumerate(self._durations):
            if not returns.moments(later):
                continue
            base = join([Piece(duration=d, ages=up, wu=one, wf=one, wp=one)], self.plan.first)
            base = base.spread(self._standby.weights)
            q, _ = self._numbers.of(base)
            without = self.diagram.probability(q)
            for idle, share in enumerate(base.wu):
                for each in found:
                    after, hours, passed = returns.columns(each, q[:, idle], later)
                    p = self.diagram.probability(after)
                    self._u += share * ((p - without[:, idle, None]) @ hours)
                    self._w[d] += share * (p @ passed)
                    if d == 0 and self._followed:
                        self._episodes.returned(each.block, share * (p[self._followed] @ passed))
                    self._size_u += share * (p @ hours)
                    self._size_w[d] += share * (p @ np.abs(passed))
        # what fails while a gap has taken the power interrupts nothing
        self._w -= often * np.divide(self._u - lost, 1 - lost, out=np.zeros_like(lost), where=lost < 1)

    def _split(self, columns: AgeColumns, names: Iterable[str]) -> AgeColumns:
        """The columns by the states of the generators that others wait for, one generator after the other."""
        listed = tuple(names)
        sets = len([name for name in listed if name in self.plan.doubted_sets])
        points = 1, POINTS_OF_AGE[min(max(sets, 1), 3)]
        if self._other:
            points = other_points(points[0]), other_points(points[1])
        work = Splitting(
            plan=self.plan,
            numbers=self._numbers,
            buses=self._buses,
            ready=self._ready,
            usage=self._usage if self._uses else None,
            trifles=self._trifles,
            estimate=self._estimated,
            durations=np.array(self._durations),
            breaks=[*(self._events if sets < 2 else self._events[-1:]), *self.plan.fuel_ends],
            points=points,
            calls=self._call_ages,
        )
        if listed:
            u, w = work.at_least(columns, listed)
            self._trifles.compare(self._u + u, self._w + w)
            if self._often:
                self._trifles.expect(*work.called(columns, listed))
        return work.split(columns, listed, self._asked.spare / max(1.0, *self._asked.weights))

    def _estimated(self, columns: AgeColumns) -> tuple[Floats, Floats]:
        """P and F of all roots, (roots, columns), with the generators that are called left to chance."""
        self._spend(len(columns))
        roots, parts = range(len(self._roots)), columns.parts(self._at_once)
        found = [self._each(*self._figures(part), roots) for part in parts]
        return np.concatenate([p for p, _ in found], axis=1), np.concatenate([f for _, f in found], axis=1)

    def _follow(self, pieces: list[Piece]) -> None:
        """Look at the outages of blocks whose losses are counted already."""
        if pieces:
            columns = self._looked_at(pieces)
            self._episodes.add(columns, *self._each(*self._figures(columns), self._followed))

    def _add_columns(self, columns: AgeColumns, *, follow: bool = False) -> None:
        """Add columns sorted by duration; those of one duration have most figures in common."""
        smooth = columns.wf != 0
        q, w = self._figures(columns, smooth)
        edges = np.flatnonzero(np.diff(columns.duration) | np.diff(smooth)) + 1
        runs = list(map(slice, [0, *edges], [*edges, len(columns)]))
        self._parted.prepare(q, w, [run for run in runs if smooth[run.start]])
        for run in runs:
            part, d = columns.take(run), columns.duration[run.start]
            if follow and self._followed and d == 0:
                self._episodes.add(part, *self._each(q[:, run], w[:, run], self._followed))
            weights = np.stack([part.wu, part.wp, np.abs(part.wu), np.abs(part.wp)], axis=1)
            if smooth[run.start]:
                by_frequency = np.stack([part.wf, np.abs(part.wf)], axis=1)
                found, often = self._parted.probability_and_frequency(
                    q[:, run], w[:, run], weights, by_frequency
                )
                self._w[d] += often[:, 0]
                self._size_w[d] += often[:, 1]
            else:
                found = self._parted.probability(q[:, run], weights)
            self._u += found[:, 0]
            self._w[d] += found[:, 1]
            self._size_u += found[:, 2]
            self._size_w[d] += found[:, 3]

    def _spend(self, columns: int) -> None:
        """Count work that is to be done. Raises `EngineLimit` where it would take too long."""
        self._work_done += columns * self._parted.nodes
        if self._work_done > MOST_WORK:
            raise EngineLimit(too_many(self.plan, columns, self._parted.nodes))

    def _figures(self, columns: AgeColumns, often: Flags | None = None) -> tuple[Floats, Floats]:
        """Chance and frequency weight [1/h] of all that is evaluated in columns, some asked how `often`."""
        return self._parted.extended(self._numbers.told(columns), often)

    def _each(self, q: Floats, w: Floats, roots: Sequence[int]) -> tuple[Floats, Floats]:
        """P and the failure frequency of some roots, (roots, columns)."""
        return self._parted.each(q, w, roots)

    def _hidden(self) -> Floats:
        """Per root, more than nought where a block of unknown frequency can interrupt it."""
        figures = of_unknown_rates(self.plan, self._variables, self._numbers) if self._often else None
        if figures is None:
            return np.zeros(len(self._roots))
        return probability_and_frequency(self.diagram, *figures)[1]

    def _of(self, root: int, errors: StatedErrors, hidden: Floats) -> Interruptions:
        place = self._roots.index(root)
        often: list[float | None] = list(self._seen(self._w, self._size_w)[:, place].tolist())
        if hidden[place] > 0 or not self._often:
            often = [None] * len(often)
        u = scalar(self._seen(self._u, self._size_u)[place])
        above, longer = self.plan.wires.above(self._losses.loads_of(root)), self._durations[1:]
        error, error_w = errors.of(place, above)
        off = errors.of_longer(place, above)[1:] if longer and often[0] is not None else [None] * len(longer)
        return Interruptions(
            unavailability=min(u, 1.0) if u < 1 + SLACK else u,
            failure_frequency=often[0],
            longer_than=dict(zip(longer, often[1:], strict=True)),
            longer_errors=dict(zip(longer, off, strict=True)),
            error=error,
            frequency_error=None if often[0] is None else error_w,
            course=self._course(place),
        )

    def _course(self, place: int) -> Course:
        """How the interruptions of a root follow each other, where a service recovers from them."""
        if place not in self._followed:
            return Course()
        root = self._followed.index(place)
        return Course(
            episodes=self._episodes.of(root),
            several=max(scalar(self._several[place]), 0.0),
            recurring=self._while_down.of(root, scalar(self._w[0, place]), self._losses.recovery),
        )

    def _seen(self, sums: Floats, sizes: Floats) -> Floats:
        """The sums over the columns; nought where they are no more than the rounding of their terms.

        What is counted past a moment and taken off short of it is equal where nothing depends on that moment,
        and leaves some 10⁻¹⁶ of its terms behind.
        """
        rounding = EPSILON * (8 + self.columns) * sizes
        return np.where(sums > rounding, sums, 0.0)
