"""The claims, one after the other. Each looks at all the states it speaks of, fewest outages first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from powercalc.components import Generator
from powercalc.flow.power_network import PowerNetwork, network
from powercalc.flow.served import unserved
from powercalc.flow.single import in_chunks, parts, singles
from powercalc.flow.story import units_named, unprotected_told
from powercalc.languages import listed
from powercalc.proofs.design import MAINTAINABLE, TOLERANT, claimed_by, search_for
from powercalc.proofs.proof_result import Claim, Counterexample, Proofs
from powercalc.proofs.proof_states import State, StateSearch, calm, circumstances
from powercalc.proofs.shared_paths import shared_by_paths
from powercalc.site import Site

IN_SERVICE = "fault_tolerant_in_service"
"""Any one failure, while any other component is out for service: more than a target asks for."""


def prove(site: Site) -> Proofs:
    """Prove or refute what a design may claim. Raises `SiteError` for ratings that cannot be compared."""
    prover = _Prover(site, network(site))
    return Proofs(
        site=site.name,
        claims=tuple(prover.claims()),
        notes=tuple(prover.notes()),
        warnings=tuple(str(problem) for problem in site.warnings),
    )


@dataclass(frozen=True, slots=True)
class _Scope:
    """The loads that a claim is about: all, or one that claims it for itself."""

    load: str | None
    loads: tuple[str, ...]


class _Prover:
    def __init__(self, site: Site, net: PowerNetwork) -> None:
        self._site, self._net = site, net
        self._search = StateSearch(network=net)
        self._everyone = _Scope(None, tuple(load.id for load in site.loads))

    def claims(self) -> Iterator[Claim]:
        yield self._no_single_point()
        for scope in self._scopes(MAINTAINABLE):
            yield self._maintainable(scope)
        for scope in self._scopes(TOLERANT):
            yield from self._tolerant(scope)
        yield self._share_nothing()
        yield self._distinct()

    def notes(self) -> Iterator[str]:
        yield "The state depends on present outages only: nothing stays tripped once its cause is repaired."
        if not self._net.can_overload:
            yield "Overload is not considered: it takes the power of the loads and a rating of what can trip."
        if not any(isinstance(component, Generator) for component in self._site.components):
            yield "Maintenance and fault tolerance do not credit the utility, and the site has no generator."
        if not any(load.cooled_by for load in self._site.loads):
            yield "Cooling is not considered: no load states what cools it."
        if 0 < len(self._net.without_power) < len(self._site.loads):
            yield f"Taken to draw nothing, for want of a power: {listed(list(self._net.without_power[:5]))}."

    def _scopes(self, name: str) -> Iterator[_Scope]:
        """Yield all loads together, then each load for which alone the property is claimed."""
        yield self._everyone
        claimed = claimed_by(self._site, name)
        if len(claimed) < len(self._everyone.loads):
            yield from (_Scope(load, (load,)) for load in claimed)

    def _claimed(self, name: str, scope: _Scope) -> bool:
        return bool(scope.loads) and set(scope.loads) <= set(claimed_by(self._site, name))

    def _no_single_point(self) -> Claim:
        seen, found = self._first_lacking()
        sound = f"no single failure takes {self._needs} from any load"
        return Claim(
            name="no_single_point_of_failure",
            verdict="refuted" if found else "proved",
            sentence=self._sentence(found, sound, "down"),
            states=seen if found else 1 + len(parts(self._net)),
            counterexample=found,
            details=self._single_points(),
        )

    @property
    def _needs(self) -> str:
        """What a single failure may not take: the cooling too, where it is stated."""
        cooled = any(load.cooled_by for load in self._site.loads)
        return "power or cooling" if cooled else "the power"

    def _single_points(self) -> dict[str, tuple[str, ...]]:
        """Return, per load, what takes something that it needs: a component, or one unit of several."""
        points: dict[str, list[str]] = {}
        for states, _, settled in in_chunks(self._net, [{}, *singles(self._net)]):
            named = [_unit_named(self._net, state) for state in states]
            for load in self._net.by_load:
                for place in np.flatnonzero(unserved(self._net, settled, load)).tolist():
                    points.setdefault(load, []).append(named[place])
        return {load: tuple(points[load]) for load in self._net.by_load if load in points}

    def _first_lacking(self) -> tuple[int, Counterexample | None]:
        states = [State(out={}), *(State(out=out) for out in singles(self._net))]
        return self._search.first(states, self._everyone.loads, what="served")

    def _maintainable(self, scope: _Scope) -> Claim:
        seen, found = self._search.first(self._search.combinations(1), scope.loads)
        sound = f"with any one component out for service, utility or not, {self._fine}"
        return Claim(
            name=MAINTAINABLE,
            load=scope.load,
            verdict="refuted" if found else "proved",
            sentence=self._sentence(found, sound, "out for service"),
            claimed=self._claimed(MAINTAINABLE, scope),
            states=seen,
            counterexample=found,
            unprotected=self._bare(self._search, scope, "out for service"),
        )

    @property
    def _fine(self) -> str:
        """What is so in every state in which a claim holds."""
        lacks = ["is dark", *(["without cooling"] if "cooling" in self._needs else []), "overloaded"]
        return f"no load {', '.join(lacks[:-1])} or {lacks[-1]}"

    def _tolerant(self, scope: _Scope) -> Iterator[Claim]:
        """Yield the property, and what goes beyond it: one failure when something else is out for service."""
        search = search_for(self._net, TOLERANT)
        half = f"after any one failure, utility or not, {self._fine}"
        whole = f"{half}, nor when any other component is out for service"
        seen, found = search.first(search.combinations(1), scope.loads)
        bare = self._bare(search, scope, "out")
        yield self._tolerance(TOLERANT, scope, seen, found, half, bare)
        if not found:
            seen, found = search.first(search.combinations(2), scope.loads)
        yield self._tolerance(IN_SERVICE, scope, seen, found, whole, bare)

    def _tolerance(
        self,
        name: str,
        scope: _Scope,
        seen: int,
        found: Counterexample | None,
        sound: str,
        bare: str,
    ) -> Claim:
        return Claim(
            name=name,
            load=scope.load,
            verdict="refuted" if found else "proved",
            sentence=self._sentence(found, sound, "out"),
            claimed=name == TOLERANT and self._claimed(TOLERANT, scope),
            states=seen,
            counterexample=found,
            unprotected=bare,
        )

    def _sentence(self, found: Counterexample | None, sound: str, verb: str) -> str:
        if found is None:
            return sound
        return f"{circumstances(self._net, found, verb)}, {found.story}"

    def _bare(self, search: StateSearch, scope: _Scope, verb: str) -> str:
        """Tell the first state in which a load runs without the storage that holds it up otherwise."""
        found = search.first_unprotected(search.combinations(1), scope.loads)
        if found is None:
            return ""
        said = unprotected_told(found.unprotected, found.on_bypass)
        return f"{circumstances(self._net, found, verb)}, {said}"

    def _share_nothing(self) -> Claim:
        shared = shared_by_paths(self._site)
        if not shared:
            return _no_cords("paths_share_nothing")
        guilty = {load: names for load, names in shared.items() if names}
        return Claim(
            name="paths_share_nothing",
            verdict="refuted" if guilty else "proved",
            sentence=_sharing(guilty) if guilty else "the paths to the cords of every load share nothing",
            states=len(shared),
            details=guilty,
        )

    def _distinct(self) -> Claim:
        """No single component, all its units, takes all cords of a load with several."""
        loads = [load.id for load in self._site.loads if len(load.fed_by) > 1]
        if not loads:
            return _no_cords("cords_on_distinct_paths")
        names = parts(self._net)
        states = [State(out={name: self._net.elements[name].component.count}) for name in names]
        search = calm(self._search)
        seen, found = search.first(states, loads, what="powered")
        single = [load.id for load in self._site.loads if len(load.fed_by) == 1]
        rest = f" ({len(single)} with a single cord)" if single else ""
        sound = f"no one component takes all cords of a load that has several{rest}"
        return Claim(
            name="cords_on_distinct_paths",
            verdict="refuted" if found else "proved",
            sentence=self._sentence(found, sound, "down"),
            states=seen,
            counterexample=found,
            details={"single cord": tuple(single)} if single else {},
        )


def _unit_named(net: PowerNetwork, state: Mapping[str, int]) -> str:
    """Return what is out in a state with one unit of one component out at most."""
    for name, units in state.items():
        return units_named(net, name, units)
    return "nothing out at all"


def _no_cords(name: str) -> Claim:
    return Claim(name=name, verdict="not applicable", sentence="no load has more than one cord")


def _sharing(guilty: Mapping[str, tuple[str, ...]]) -> str:
    load, names = min(guilty.items(), key=lambda item: len(item[1]))
    more = f", and {len(names) - 8} more" if len(names) > 8 else ""
    others = f"; so do the paths of {len(guilty) - 1} more loads" if len(guilty) > 1 else ""
    return f"the paths of {load} share {listed(list(names[:8]))}{more}{others}"
