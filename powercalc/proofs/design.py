"""What is claimed of a design, and by which states it is refuted: one meaning for every command.

Concurrently maintainable: any one unit out for service. Fault tolerant: any one unit failed, and nobody
closes a path by hand. Each with the utility and without it, as its loss is an expected condition; with all
that a load needs, so its cooling too; and nothing overloaded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from powercalc.flow.power_network import PowerNetwork
from powercalc.flow.single import CHUNK
from powercalc.flow.states import overloaded, settle
from powercalc.languages import listed
from powercalc.proofs.proof_states import LACKS, State, StateSearch, circumstances
from powercalc.site import ALL_LOADS, Site

MAINTAINABLE = "concurrently_maintainable"
TOLERANT = "fault_tolerant"
DESIGN = (MAINTAINABLE, TOLERANT)
"""The targets that claim something of the design."""
_VERBS = {MAINTAINABLE: "out for service", TOLERANT: "out"}


def claimed_by(site: Site, target: str) -> tuple[str, ...]:
    """Return the loads of which the targets claim it; a load's own targets go before those of all loads."""
    return tuple(load.id for load in site.loads if _claims(site, load.id, target))


def _claims(site: Site, load: str, target: str) -> bool:
    stated = (getattr(site.targets.get(name), target, None) for name in (load, ALL_LOADS))
    return bool(next((each for each in stated if each is not None), False))


def search_for(network: PowerNetwork, target: str) -> StateSearch:
    """Return where the states of a claim are looked at."""
    return StateSearch(network=network, by_hand=target == MAINTAINABLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class DesignFlaw:
    """A state in which a claim does not hold, and why."""

    state: State
    lacking: Mapping[str, tuple[str, ...]]
    """The loads that lack something, by what they are then: "dark", "without cooling"."""
    overloaded: tuple[str, ...]


def flaws(network: PowerNetwork, loads: Sequence[str], target: str) -> Iterator[DesignFlaw]:
    """Yield every state, fewest outages first, in which what is claimed of these loads does not hold."""
    search = search_for(network, target)
    alike = _with_the_same_needs(network, loads)
    states = list(search.combinations(1))
    for start in range(0, len(states), CHUNK):
        some = states[start : start + CHUNK]
        outages = search.outages(some)
        settled = settle(network, outages)
        lacking = {
            title: {first: kind(network, settled, first) for first in alike} for title, kind in LACKS.items()
        }
        over = dict(overloaded(network, outages, settled))
        for name, rounds in settled.tripped.items():
            over[name] = over.get(name, np.zeros(len(some), dtype=bool)) | (rounds > 0)
        bad = [*over.values(), *(each for found in lacking.values() for each in found.values())]
        for place in np.flatnonzero(np.logical_or.reduce(bad)).tolist() if bad else ():
            yield DesignFlaw(
                state=some[place],
                lacking={
                    title: tuple(load for first, so in found.items() if so[place] for load in alike[first])
                    for title, found in lacking.items()
                },
                overloaded=tuple(name for name, so in over.items() if so[place]),
            )


def _with_the_same_needs(network: PowerNetwork, loads: Sequence[str]) -> dict[str, list[str]]:
    """Return the loads by the first of those that need the same."""
    first: dict[object, str] = {}
    found: dict[str, list[str]] = {}
    for load in loads:
        it = network.loads[load]
        key = network.by_load[load], it.cooled_by, it.cooling_needed, it.depends_on
        found.setdefault(first.setdefault(key, load), []).append(load)
    return found


def refutations(network: PowerNetwork, loads: Sequence[str], target: str) -> dict[str, str]:
    """Return why a claim does not hold, as a sentence per load; loads of which it holds are absent."""
    found: dict[str, str] = {}
    for flaw in flaws(network, loads, target):
        said = circumstances(network, flaw.state, _VERBS[target])
        for title, lacking in flaw.lacking.items():
            for load in lacking:
                found.setdefault(load, f"{said}, it is {title}")
        if flaw.overloaded:
            hot = listed([*flaw.overloaded[:3], *(["others"] if len(flaw.overloaded) > 3 else [])])
            for load in loads:
                found.setdefault(load, f"{said}, more than it may falls on {hot}")
        if len(found) == len(loads):
            break
    return found
