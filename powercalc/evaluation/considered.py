"""What a method leaves out of a site: told in every result, never silently."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from powercalc.languages import ask, noted
from powercalc.results.evaluation_result import NotConsidered
from powercalc.site import Site

if TYPE_CHECKING:
    from powercalc.response.unsupported import Unsupported


@dataclass(frozen=True, slots=True, kw_only=True)
class Aspect:
    """Something that can matter, the keys that state it, and whether this evaluation computes it."""

    what: str
    keys: tuple[str, ...]
    computed: bool = False
    by_response: bool = False
    """True where the outage response computes it, or tells itself what it leaves out."""
    told_when_absent: bool = True


ASPECTS = (
    Aspect(
        what="outage_response",
        keys=("autonomy", "battery_failure", "shared_battery", "start_time", "start_mttr", "transfer_time",
              "return_gap", "manual_transfer_time", "hold_up", "thermal_autonomy", "restoration",
              "restoration_error_factor"),
        by_response=True,
        told_when_absent=False,
    ),
    Aspect(what="fail_to_transfer", keys=("fail_to_transfer",), by_response=True),
    Aspect(what="fuel", keys=("fuel_autonomy", "fuel_resupply", "tank"), by_response=True),
    Aspect(
        what="dormant_faults",
        keys=("dormant_failure_rate", "test_interval", "test_coverage"),
        by_response=True,
    ),
    Aspect(
        what="maintenance",
        keys=("maintenance_rate", "maintenance_time", "maintenance_error"),
        computed=True,
    ),
    Aspect(what="cooling", keys=("cooled_by", "cooling_needed"), computed=True),
    Aspect(what="recovery_time", keys=("recovery_time",), computed=True),
)  # fmt: skip
"""In the order in which results tell them."""


def not_considered(
    site: Site, no_overload: str | None = None, response: Iterable[Unsupported] | None = None
) -> Iterator[NotConsidered]:
    """Yield what the figures of this site leave out: stated but not computed, or not stated at all.

    `response` is what the outage response leaves out; None where it is not computed at all.
    """
    method = ask("a plain block diagram") if response is None else ask("the outage response")
    for aspect in ASPECTS:
        users = _users(site, aspect)
        if users and not (aspect.computed or (response is not None and aspect.by_response)):
            yield NotConsidered(
                what=aspect.what,
                why=ask("{method} has no place for {keys}", method=method, keys=_listed(users)),
            )
        elif not users and aspect.told_when_absent:
            yield NotConsidered(what=aspect.what, why=_unstated(aspect))
    yield from _no_thermal_mass(site)
    yield from _undocumented(site)
    for left in response or ():
        yield NotConsidered(
            what=left.what, why=ask("{why} ({names})", why=left.why, names=_listed(list(left.components)))
        )
    if response is None and site.services:
        why = ask(_NO_TIMES, method=method)
        yield NotConsidered(what="services", why=why)
    if no_overload is not None:
        yield NotConsidered(what="overload", why=no_overload)
    if not site.common_causes and not any(component.beta for component in site.components):
        yield NotConsidered(what="common_cause", why=ask("no [common_cause.*] in the file"))
    elif response is None:
        yield from _demands_in_common(site)
    if not any(zone.hazards for zone in site.zones):
        yield NotConsidered(what="hazards", why=ask("no [zone.*] with a hazard in the file"))


_NO_TIMES = noted(
    "{method} knows no times: what services go through is told as the site behaves in an outage"
)


def _unstated(aspect: Aspect) -> str:
    first, *others = aspect.keys[:2]
    if others:
        return ask("no component states {key} or {other}", key=first, other=others[0])
    return ask("no component states {key}", key=first)


def _no_thermal_mass(site: Site) -> Iterator[NotConsidered]:
    hot = [each.id for each in site.components if each.cooled_by and each.thermal_autonomy is None]
    if hot:
        why = ask(_AT_ONCE, names=_listed(hot))
        yield NotConsidered(what="thermal_autonomy", why=why)


_AT_ONCE = noted("no thermal_autonomy of {names}: taken to stop the moment the cooling is lost")


def _undocumented(site: Site) -> Iterator[NotConsidered]:
    unsure = [load.id for load in site.loads if getattr(load, "undocumented_cords", None)]
    if unsure:
        why = ask(
            "nobody documented where further cords of {names} lead: taken to feed nothing",
            names=_listed(unsure),
        )
        yield NotConsidered(what="undocumented_cords", why=why)


def _users(site: Site, aspect: Aspect) -> list[str]:
    """Return "key of component" for each key of the aspect that a component states, first user of each."""
    found: dict[str, str] = {}
    for component in site.complete:
        for key in component.model_fields_set.intersection(aspect.keys):
            found.setdefault(key, component.id)
    found = {key: found[key] for key in aspect.keys if key in found}
    return [f"{key} ({owner})" for key, owner in found.items()]


def _listed(users: list[str], most: int = 4) -> str:
    rest = len(users) - most
    shown = ", ".join(users[:most])
    return ask("{names} and {number} more", names=shown, number=rest) if rest > 0 else shown


def _demands_in_common(site: Site) -> Iterator[NotConsidered]:
    plain = {"failure_rate", "fail_to_start"}
    left = sorted({figure for group in site.common_causes for figure in group.of if figure not in plain})
    if left:
        yield NotConsidered(
            what="common_cause_on_demand",
            why=ask("a plain block diagram has no place for {keys} in common", keys=", ".join(left)),
        )
