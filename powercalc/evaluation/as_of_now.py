"""A site at this moment: who is dark, what is left, what takes which load, how likely, what to mend."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from math import comb, inf
from typing import Any

import numpy as np

from powercalc.cascade.overload_figures import overload_of
from powercalc.errors import EngineLimit
from powercalc.evaluation.asked_now import AskedNow
from powercalc.evaluation.considered import not_considered
from powercalc.evaluation.contradictions import overfull
from powercalc.evaluation.services_now import ServicesNow
from powercalc.evaluation.state_now import Situation
from powercalc.evaluation.too_large import advice
from powercalc.languages import ask, noted
from powercalc.response.down_now import Restoration, StateNow
from powercalc.response.gaps_to_come import gapped
from powercalc.response.now_losses import Key
from powercalc.response.now_of_parts import ANY_LOAD, NowChances, now_of_parts
from powercalc.response.unsupported import unsupported
from powercalc.results.chances import ChanceNow
from powercalc.results.evaluation_result import NotConsidered
from powercalc.results.measures import spoken
from powercalc.results.now_result import DARK, Now, PointNow, Repair, ThingDown
from powercalc.site import Site

HOURS = ("1 h", "8 h", "24 h")
"""Within how long it is asked, where nobody says."""
_OWN_WORDS = frozenset({"maintenance", "overload"})
"""What is told here in words of its own."""
_STAYS_DOWN = noted("{name} is taken to stay down: nobody says when it is back, or too much is down")
_MOST_REGIMES = 4096
"""Of more, nobody can say when a load is back."""
_STEPS = np.concatenate([[0.0], np.geomspace(1e-4, 1e5, 400)])


def now(
    site: Site,
    down: Sequence[str] | str = (),
    *,
    battery: Mapping[str, Any] | None = None,
    fuel: Mapping[str, Any] | None = None,
    hours: Sequence[Any] | str = HOURS,
) -> Now:
    """Return the state of a site at this moment, and how likely interruptions are within `hours`.

    `down`: what is known to be down, each "ID", "ID:UNITS" or with "@SINCE" behind it, a time such as "5 min"
    or a date-time; without, for as long as the oldest of the others, or from now on. `battery`: by id, the
    share of its autonomy that is in it, "40 %"; `fuel`: by id of a generator, how long its tank lasts. All
    else is as the long run has it; what is down comes back in its own time. Raises `CallError` with all that
    is wrong with the call, and `SiteError` and `EngineLimit` as `evaluate` does.
    """
    asked = AskedNow(site)
    durations = asked.hours([hours] if isinstance(hours, str) else list(hours))
    state = asked.state([down] if isinstance(down, str) else list(down), battery or {}, fuel or {})
    asked.check()
    services = ServicesNow(site)
    try:
        found = now_of_parts(site, state, durations, services.together)
    except EngineLimit as limit:
        raise EngineLimit(f"{limit}; {advice(site)}") from None
    return _Told(site, state, durations, found, services).now()


@dataclass(frozen=True)
class _Told:
    """Puts together what is said."""

    site: Site
    state: StateNow
    durations: tuple[float, ...]
    chances: NowChances
    services: ServicesNow

    def now(self) -> Now:
        """The whole."""
        served = self._services()
        loads = tuple(self._load(load.id) for load in self.site.loads)
        dark = any(load.state == DARK for load in loads)
        return Now(
            site=self.site.name,
            down=tuple(self._down()),
            loads=loads,
            any_load=PointNow(
                id="",
                interruption=self._certain() if dark else self._known(ANY_LOAD),
                interrupted_already=self.chances.at_once[ANY_LOAD],
            ),
            services=served,
            deadlines=tuple(self._situation.deadlines()),
            repair_first=self._repairs(served),
            not_considered=tuple(self._left_out()),
            warnings=(*map(str, self.site.warnings), *overfull(self.site, self.state)),
            units_of={each.id: each.count for each in self.site.complete if each.count > 1},
        )

    @cached_property
    def _situation(self) -> Situation:
        return Situation(self.site, self.state)

    def _known(self, key: Key) -> tuple[ChanceNow, ...]:
        return self._within(self.chances.known[key], self.chances.off[key])

    def _certain(self) -> tuple[ChanceNow, ...]:
        return self._within(np.ones(len(self.durations)), np.zeros(len(self.durations)))

    def _within(self, chances: Iterable[float], off: Iterable[float]) -> tuple[ChanceNow, ...]:
        return tuple(
            ChanceNow(
                duration=spoken(hours), hours=hours, probability=min(float(chance), 1.0), error=_error(error)
            )
            for hours, chance, error in zip(self.durations, chances, off, strict=True)
        )

    def _down(self) -> Iterator[ThingDown]:
        for each in self.state.down:
            law = None if each.id in self.chances.staying else self._law(each.id, each.since)
            yield ThingDown(
                id=each.id,
                units=each.units,
                count=self.site.graph.components[each.id].count,
                since_hours=each.since,
                back_hours=None if law is None else law.mean,
            )

    def _law(self, name: str, since: float) -> Restoration | None:
        return Restoration.of(self.site.graph.components[name], since)

    # -- loads ---------------------------------------------------------------------------------

    def _load(self, name: str) -> PointNow:
        it = self._situation
        state = it.of_load(name)
        needs: Key = ("needs", name)
        more = needs in self.chances.known
        return PointNow(
            id=name,
            state=state,
            interruption=self._certain() if state == DARK else self._known(("loads", name)),
            interrupted_already=0.0 if state == DARK else self.chances.at_once["loads", name],
            one_away=tuple(each for each, taken in self._taken.items() if name in taken["needs"]),
            one_away_briefly=tuple(each for each, taken in self._briefly.items() if name in taken),
            lacks=it.lacks(name),
            dark_in_hours=it.dark_in(name),
            back_hours=self._back(name) if state == DARK else None,
            needs=() if not more else self._certain() if state == DARK else self._known(needs),
        )

    @cached_property
    def _taken(self) -> Mapping[str, Mapping[str, frozenset[str]]]:
        return self._situation.taken_by()

    @cached_property
    def _briefly(self) -> Mapping[str, frozenset[str]]:
        return self._situation.briefly()

    def _back(self, name: str) -> float | None:
        """The mean time until a load that is dark is live again, [h]."""
        soon = self._situation.light_in(name)
        if soon is not None:
            return soon
        return self._mean_time.get(name)

    @cached_property
    def _mean_time(self) -> dict[str, float]:
        """By load that is dark until something is mended, the mean time until enough is: ∫ P(dark) dt."""
        ranges = [range(each.units + 1) for each in self.state.down]
        regimes = list(product(*ranges))
        if len(regimes) > _MOST_REGIMES:
            return {}
        laws = [self._law(each.id, each.since) for each in self.state.down]
        still = [
            np.ones_like(_STEPS) if law is None else law.survival(_STEPS) / float(law.survival(0.0))
            for law in laws
        ]
        found = {}
        for name, dark in self._situation.dark_regimes(regimes).items():
            chance = sum((self._exactly(regime, still) for regime in dark), np.zeros_like(_STEPS))
            mean = float(np.trapezoid(chance, _STEPS))
            found[name] = inf if chance[-1] > 1e-3 else mean
        return {name: mean for name, mean in found.items() if mean < inf}

    def _exactly(self, regime: Sequence[int], still: Sequence[Any]) -> Any:
        """The chance that just so many units of each are down, at each of the steps."""
        found = np.ones_like(_STEPS)
        for each, units, chance in zip(self.state.down, regime, still, strict=True):
            ways = comb(each.units, units)
            found = found * ways * chance**units * (1 - chance) ** (each.units - units)
        return found

    # -- services, and what to mend ------------------------------------------------------------

    def _services(self) -> tuple[PointNow, ...]:
        known = self.services.chances(self.chances.courses[""], self.durations, self._situation.lost)
        return tuple(
            self.services.told(
                name, self._situation, self._taken,
                self._within([each.chance for each in found], [each.off for each in found]),
            )
            for name, found in known.items()
        )  # fmt: skip

    def _repairs(self, served: Sequence[PointNow]) -> tuple[Repair, ...]:
        """What each repair would change, what lowers it most first: of any load, then of all together."""
        longest = int(np.argmax(self.durations))
        known = {key: float(chances[longest]) for key, chances in self.chances.known.items()}
        found = []
        for each in self.state.down:
            without, off = self.chances.without[each.id], self.chances.off_without[each.id]
            names = [load.id for load in self.site.loads]
            loads = tuple((name, float(without["loads", name][longest])) for name in names)
            left = {name: since for name, since in self._situation.lost.items() if name != each.id}
            after = self.services.chances(self.chances.courses[each.id], self.durations, left)
            services = tuple((name, breaks[longest].chance) for name, breaks in after.items())
            gain = sum(known["loads", name] - chance for name, chance in loads)
            gain += sum(
                point.interruption[longest].probability - chance
                for point, (_, chance) in zip(served, services, strict=True)
            )
            repair = Repair(
                id=each.id,
                interruption_without=float(without[ANY_LOAD][longest]),
                interruption=known[ANY_LOAD],
                error=_error(off[ANY_LOAD][longest]),
                loads=loads,
                services=services,
                load_errors=tuple(_error(off["loads", name][longest]) for name in names),
                service_errors=tuple(_error(breaks[longest].off) for breaks in after.values()),
            )
            found.append((repair, known[ANY_LOAD] - repair.interruption_without, gain))
        return tuple(repair for repair, *_ in sorted(found, key=lambda each: (-each[1], -each[2])))

    # -- what is left out ----------------------------------------------------------------------

    def _left_out(self) -> Iterator[NotConsidered]:
        """Yield what is left out, as an evaluation tells it, and what it computes and this does not."""
        overload = overload_of(self.site)
        for each in not_considered(self.site, overload.why_not, unsupported(self.site.contracted)):
            if each.what not in _OWN_WORDS:
                yield each
        if self.chances.without_overload:
            yield NotConsidered(what="overload", why=ask("too large: nothing is taken to trip"))
        elif overload.why_not:
            yield NotConsidered(what="overload", why=overload.why_not)
        if any(component.maintenance_share for component in self.site.complete if not component.is_load):
            yield NotConsidered(what="maintenance", why=ask("planned work is taken to rest"))
        if any(gapped(self.site, [each.id for each in self.state.down])):
            yield NotConsidered(what="return_gap", why=ask("how far a chance may be off contains them"))
        for name in self.chances.staying:
            yield NotConsidered(what="repair", why=ask(_STAYS_DOWN, name=name))


def _error(off: float) -> float:
    return min(float(off), 1.0)
