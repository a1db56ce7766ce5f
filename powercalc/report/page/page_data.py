"""What the page computes with: the wiring as plain values, and the figures that it shows on hover."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from powercalc.components import Component, Storage, Switch, Tie, Ups
from powercalc.components.uncertain import Estimate
from powercalc.constants import HOURS_PER_YEAR
from powercalc.evaluation import Evaluation
from powercalc.flow.power_network import Element, PowerNetwork
from powercalc.flow.story import power
from powercalc.languages import listed, noted, say, tell, told_figure, word
from powercalc.report import words
from powercalc.report.escape import plain
from powercalc.report.one_line.drawing import Card, Drawing, key, kind_name
from powercalc.report.page.spoken_by_scripts import spoken
from powercalc.site import Service, Site
from powercalc.site.services import recovery_on

_TIMES = (
    "mtbf", "mttr", "autonomy", "start_time", "transfer_time", "fuel_autonomy", "hold_up", "recovery_time",
    "thermal_autonomy",
)  # fmt: skip
_CHANCES = ("unavailability", "fail_to_start", "fail_to_transfer", "battery_failure")


def data(site: Site, drawn: Drawing, evaluation: Evaluation) -> str:
    """Return the values as JSON that may stand in a script element: it cannot end one, or start a comment."""
    net = drawn.network
    values = {
        "elements": [_element(each, net.members.get(each.id, (each.id,))) for each in net.elements.values()],
        "order": [_keys(group) for group in net.order],
        "loops": any(net.graph.loops.rounds(group) for group in net.groups),
        "services": [_service(each, site, net) for each in _in_order(site)],
        "spoken": spoken(),
        "figures": dict(_figures(site, drawn, evaluation)),
    }
    text = json.dumps(values, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def _element(element: Element, members: Iterable[str]) -> dict[str, Any]:
    """Return an element as the page's model takes it; the names are those of `live.js`."""
    component = element.component
    return {
        "id": key(element.id),
        "members": _keys(members),
        "kindName": kind_name(component.kind),
        "isLoad": component.is_load,
        "isSwitch": isinstance(component, Switch),
        "fedBy": _keys(
            dict.fromkeys(component.fed_by) if isinstance(component, Switch) else component.fed_by
        ),
        "inputsNeeded": component.inputs_needed,
        "dependsOn": _keys(component.depends_on),
        "cooledBy": _keys(component.cooled_by),
        "coolingNeeded": component.cooling_needed,
        "bypass": isinstance(component, Ups) and component.bypass,
        "bypassFedBy": _keys(component.bypass_fed_by) if isinstance(component, Ups) else [],
        "between": _keys(component.between) if isinstance(component, Tie) else None,
        "ties": [_keys(tie) for tie in element.ties],
        "standby": list(element.standby),
        "byRating": element.by_rating,
        "rating": element.rating,
        "trip": element.trip,
        "limit": element.limit,
        "count": component.count,
        "unitsNeeded": component.units_needed,
        "loss": element.loss,
        "demand": element.demand,
        "share": list(share) if (share := getattr(component, "share", None)) else None,
        "thermalAutonomy": float(component.thermal_autonomy or 0.0),
        "autonomy": float(component.autonomy or 0.0) if isinstance(component, Storage) else 0.0,
    }


def _in_order(site: Site) -> Iterator[Service]:
    """Yield the services, each after those that it depends on."""
    known, done = {service.id: service for service in site.services}, set[str]()

    def told(service: Service) -> Iterator[Service]:
        for name in service.depends_on:
            if name in known and name not in done:
                yield from told(known[name])
        if service.id not in done:
            done.add(service.id)
            yield service

    for service in site.services:
        yield from told(service)


def _service(service: Service, site: Site, net: PowerNetwork) -> dict[str, Any]:
    """Return a service as the page's model takes it; the names are those of `services.js`."""
    known = {each.id for each in site.services}
    return {
        "id": key(service.id),
        "runsOn": [key(net.by_load[name]) for name in service.runs_on],
        "needed": service.needed,
        "recovery": [recovery_on(service, site[name]) for name in service.runs_on],
        "failover": service.failover_time,
        "fails": service.fail_to_fail_over,
        "components": [key(net.by_load.get(name, name)) for name in service.depends_on if name not in known],
        "services": [key(name) for name in service.depends_on if name in known],
    }


def _keys(ids: Iterable[str]) -> list[str]:
    return [key(each) for each in ids]


def _figures(
    site: Site, drawn: Drawing, evaluation: Evaluation
) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield the figures of each card, as pairs of a name and a text."""
    assumed = {(item.component, item.parameter) for item in site.assumptions}
    blamed = _blamed(evaluation)
    for card in drawn.cards:
        element = drawn.network.elements[card.id]
        members = drawn.network.members.get(card.id, (card.id,))
        yield (
            key(card.id),
            [*_of(element, card, assumed), *_to_blame(blamed.get(card.id)), *_services(site, members)],
        )


def _services(site: Site, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield which services run on what a card shows, and which depend on it."""
    some = set(names)
    for title, at in ((noted("runs services"), "runs_on"), (noted("needed by"), "depends_on")):
        if found := [plain(each.id, 40) for each in site.services if some.intersection(getattr(each, at))]:
            yield say(title), tell(listed(found))


def _of(element: Element, card: Card, assumed: set[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    component = element.component
    if component.name:
        yield say("name"), plain(component.name, 80)
    kind = kind_name(component.kind)
    yield say("kind"), kind if component.is_load or component.count < 2 else _several(component, kind)
    if component.is_load and component.count > 1:
        yield say("units"), str(component.count)
    if card.path:
        yield say("path"), card.path
    if component.zone:
        yield say("zone"), plain(", ".join(component.zone), 80)
    if element.demand:
        yield say("draws"), told_figure(power(element.demand))
    if component.rating is not None:
        rating = told_figure(f"{component.rating}")
        yield say("rating"), say("{rating} each", rating=rating) if component.count > 1 else rating
    if card.share is not None:
        yield say("carries"), say("{share} of its limit", share=f"{words.figure(100 * card.share)} %")
    yield from _reliability(component, assumed)


def _several(component: Component, kind: str) -> str:
    return say(
        "{kind}, {needed} of {number} needed",
        kind=kind,
        needed=component.units_needed,
        number=component.count,
    )


def _reliability(component: Component, assumed: set[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for name, shown in _SHOWN.items():
        value = getattr(component, name, None)
        if value is None or not math.isfinite(value):
            continue
        mark = say(", assumed") if (component.id, name) in assumed else ""
        spread = say(" on average") if isinstance(value, Estimate) else ""
        yield _figure_name(name), f"{shown(float(value))}{spread}{mark}"


def _figure_name(name: str) -> str:
    """Return the key as it is read; in another language than English, its word."""
    told = tell(word(name))
    return name.replace("_", " ") if told == name else told


def _rate(per_hour: float) -> str:
    return say("{number} per year", number=words.figure(per_hour * HOURS_PER_YEAR))


_SHOWN: Mapping[str, Callable[[float], str]] = {
    "failure_rate": _rate,
    **dict.fromkeys(_TIMES, words.duration),
    **dict.fromkeys(_CHANCES, words.percent),
}


def _blamed(evaluation: Evaluation) -> dict[str, tuple[float, str]]:
    """Return, for what the reasons name, the largest share in a load and which load."""
    most: dict[str, tuple[float, str]] = {}
    for load in evaluation.loads:
        shares: dict[str, float] = {}
        for reason in load.reasons:
            for name in reason.cut_set:
                shares[name] = shares.get(name, 0.0) + reason.share
        for name, share in shares.items():
            if share > most.get(name, (0.0, ""))[0]:
                most[name] = share, load.id
    return most


def _to_blame(found: tuple[float, str] | None) -> Iterator[tuple[str, str]]:
    if found:
        share, load = found
        told = say(
            "{share} of the downtime of {load}", share=words.percent(min(share, 1.0)), load=plain(load, 40)
        )
        yield say("has a part in"), told
