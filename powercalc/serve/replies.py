"""What the page asks, answered: what changes make of each headline, the state of this moment, what dies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, get_args

from powercalc.components import KINDS
from powercalc.components.base import Component
from powercalc.errors import CallError
from powercalc.evaluation import Evaluation
from powercalc.flow.after_outage import LoadState
from powercalc.languages import noted, say, speaking
from powercalc.languages.spoken import ENGLISH
from powercalc.report import statements, words
from powercalc.report.escape import plain
from powercalc.report.grouping import load_groups
from powercalc.report.layout import PLAIN
from powercalc.report.one_line.drawing import kind_name
from powercalc.results.evaluation_result import LoadPoint
from powercalc.results.measures import Measures
from powercalc.results.service_point import ServicePoint
from powercalc.serve.edits import keys_of
from powercalc.site import Site
from powercalc.site.toml_text import key as as_key

MOST_ROWS = 60
_ALIKE = 1e-4
"""Figures that differ by less are told as the same: nobody knows what goes into them so well."""

_SAME = 1e-9

# -- was and is --------------------------------------------------------------------------------


def headlines(was: Evaluation, now: Evaluation) -> dict[str, Any]:
    """Return every headline before and after: services, loads that are alike together, any load."""
    of_loads, of_services = {each.id: each for each in was.loads}, {each.id: each for each in was.services}
    rows = [_row("service", each.id, of_services.get(each.id), each) for each in now.services]
    rows += _load_rows(of_loads, now)
    if len(now.loads) > 1:
        rows.append(_row("any", say("At least one load"), was.any_load, now.any_load))
    rows += [_gone(each) for each in was.loads if each.id not in {load.id for load in now.loads}]
    shown = sorted(rows, key=lambda row: row["direction"] == 0)[:MOST_ROWS] if len(rows) > MOST_ROWS else rows
    return {"rows": shown, "more": len(rows) - len(shown)}


def _load_rows(before: Mapping[str, LoadPoint], now: Evaluation) -> Iterator[dict[str, Any]]:
    """Yield a row for the loads that were alike and are."""
    for group in load_groups(now.loads):
        alike: dict[str, list[LoadPoint]] = {}
        for load in group.loads:
            alike.setdefault(repr(_digits(before.get(load.id))), []).append(load)
        for some in alike.values():
            name = load_groups(some)[0].name(lambda text: plain(text, 60))
            yield _row("load", name, before.get(some[0].id), some[0])


def _digits(measures: Measures | None) -> object:
    return None if measures is None else f"{measures.unavailability:.8e}"


def _row(sort: str, name: str, was: Measures | None, now: Measures) -> dict[str, Any]:
    told = [] if was is None else list(_told(was))
    return {
        "sort": sort,
        "name": plain(name, 120),
        "was": told,
        "is": list(_told(now)),
        "change": say("new") if was is None else _change(_hours(was), _hours(now)),
        "direction": 0 if was is None else _direction(_hours(was), _hours(now)),
    }


def _gone(load: LoadPoint) -> dict[str, Any]:
    name = plain(load.id, 120)
    return {
        "sort": "load",
        "name": name,
        "was": list(_told(load)),
        "is": [],
        "change": say("no load any more"),
        "direction": 0,
    }


def _told(measures: Measures) -> Iterator[str]:
    """Yield the figures: what is lost in a year, first of the service where one is stated, and how often."""
    service = getattr(measures, "service_downtime_h_per_year", None)
    if service is not None:
        yield say("{time} of service", time=words.per_year(service))
    if isinstance(measures, ServicePoint):
        yield say("{time} down", time=words.per_year(measures.downtime_h_per_year))
    else:
        yield " ".join(statements.downtime(measures))
    often = measures.interruptions_per_year
    yield say("how often is not known") if often is None else words.how_often(often)


def _hours(measures: Measures) -> float:
    """Return what counts first: the downtime of the service, else of the power, [h/year]."""
    service = getattr(measures, "service_downtime_h_per_year", None)
    return measures.downtime_h_per_year if service is None else float(service)


def _direction(was: float, now: float) -> int:
    if abs(now - was) <= _ALIKE * max(abs(was), abs(now)):
        return 0
    return 1 if now > was else -1


def _change(was: float, now: float) -> str:
    """Return "12 min per year less (−35 %)"."""
    direction = _direction(was, now)
    if direction == 0:
        alike = abs(now - was) <= _SAME * max(was, now)
        return say("as before") if alike else say("as before, to {share}", share=words.percent(_ALIKE))
    share = f" ({'+' if direction > 0 else '−'}{words.percent(abs(now - was) / was)})" if was else ""
    if was and now > 2 * was:
        share = say(" ({number} times as much)", number=words.figure(now / was))
    return say(_MORE if direction > 0 else _LESS, time=words.per_year(abs(now - was))) + share


_MORE, _LESS = noted("{time} more"), noted("{time} less")


def new_warnings(was: Site, now: Site) -> list[str]:
    """Return what is probably not meant in a variant, and was not so before."""
    before = {(each.path, each.text) for each in was.warnings}
    return [str(each) for each in now.warnings if (each.path, each.text) not in before]


# -- what can be edited ------------------------------------------------------------------------


def parts(site: Site) -> dict[str, Any]:
    """Return every component and service with its figures, and every kind with its keys."""
    wholes: dict[str, Component] = {}
    for each in site.components:
        whole = each.whole(site.by_id)
        wholes.setdefault(whole.id, whole)
    assumed: dict[str, dict[str, str]] = {}
    for item in site.assumptions:
        assumed.setdefault(item.component, {})[item.parameter] = str(item.value)
    told = [
        {"id": each.id, "kind": each.kind, "stated": _shown(each.given), "assumed": assumed.get(each.id, {})}
        for each in wholes.values()
    ]
    told += [
        {"id": each.id, "kind": "service", "stated": _shown(each.given), "assumed": {}}
        for each in site.services
    ]
    kinds = {kind: _keys(kind, model.catalogued) for kind, model in KINDS.items()}
    return {
        "components": told,
        "kinds": {**kinds, "service": _keys("service", ())},
        "names": {kind: kind_name(kind) for kind in (*kinds, "service")},
        "counts": {each.id: each.count for each in site.complete if not each.is_load},
    }


def _shown(given: Mapping[str, Any]) -> dict[str, str | list[str]]:
    return {key: _as_field(value) for key, value in given.items() if key != "id" and value not in (None, ())}


def _as_field(value: Any) -> str | list[str]:
    match value:
        case bool():
            return "true" if value else "false"
        case list() | tuple():
            return [str(each) for each in value]
        case dict():
            return "{ " + ", ".join(f"{as_key(key)} = {each}" for key, each in value.items()) + " }"
        case _:
            return str(value)


_FIRST = (
    "fed_by", "between", "count", "needed", "inputs_needed", "power", "rating", "failure_rate", "mttr",
    "autonomy", "battery_failure", "recovery_time", "fail_to_start", "start_time", "runs_on", "failover_time",
)  # fmt: skip
"""Keys that are shown without being asked for, where the kind has them."""


def _keys(kind: str, catalogued: Iterable[str]) -> list[dict[str, Any]]:
    catalogued = tuple(catalogued)
    keys = keys_of(kind)
    order = [key for key in (*_FIRST, *catalogued) if key in keys]
    return [
        {
            "key": key,
            "about": keys[key].get("description", ""),
            "sort": _sort(key, keys[key]),
            "example": _example(keys[key]),
            "choices": [str(each) for each in keys[key].get("enum", ())],
            "first": key in order,
        }
        for key in dict.fromkeys([*order, *keys])
    ]


_LINKS = ("fed_by", "bypass_fed_by", "depends_on", "cooled_by", "between", "runs_on")


def _sort(key: str, definition: Mapping[str, Any]) -> str:
    if key in _LINKS:
        return "ids"
    if "enum" in definition:
        return "choice"
    if definition.get("type") == "boolean":
        return "choice"
    return "list" if definition.get("type") == "array" else "text"


def _example(definition: Mapping[str, Any]) -> str:
    for each in (definition, *definition.get("anyOf", ())):
        if each.get("examples"):
            return str(each["examples"][0])
    return str(definition.get("default", ""))


# -- this moment, and what dies ----------------------------------------------------------------


def as_it_is_now(site: Site, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return the state of a site at this moment as HTML. Raises `CallError` for what is asked wrongly."""
    from powercalc.evaluation.as_of_now import HOURS, now
    from powercalc.report.page.as_it_is import as_it_is

    hours = _texts(asked, "hours") or list(HOURS)
    result = now(
        site,
        _texts(asked, "down"),
        battery=_levels(asked, "battery"),
        fuel=_levels(asked, "fuel"),
        hours=hours,
    )
    return {"page": as_it_is(result)}


def what_dies(site: Site, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return what becomes of every load with something out. Raises `CallError` likewise."""
    from powercalc.flow.loading import loads
    from powercalc.flow.power_network import network
    from powercalc.flow.single import units_out
    from powercalc.report.loads import render

    out = _texts(asked, "out")
    if not out:
        raise CallError("choose what is out")
    net = network(site)
    result = loads(site.name, net, units_out(net, out))
    assert result.after is not None
    with speaking(ENGLISH):  # as the command tells it
        text = render(result, "text", PLAIN)
    return {
        "text": text,
        "states": [
            {"state": state, "loads": [plain(each.id, 60) for each in result.after.in_state(state)]}
            for state in get_args(LoadState)
        ],
        "too_full": [plain(each.id, 60) for each in result.after.too_full],
    }


def _texts(asked: Mapping[str, Any], key: str) -> list[str]:
    given = asked.get(key, [])
    if not isinstance(given, list) or not all(isinstance(each, str) for each in given) or len(given) > 200:
        raise CallError(f"{key}: expected a list of texts")
    return [each for each in given if each.strip()]


def _levels(asked: Mapping[str, Any], key: str) -> dict[str, str]:
    given = asked.get(key, {})
    if not isinstance(given, dict) or not all(isinstance(each, str) for each in given.values()):
        raise CallError(f"{key}: expected texts by id")
    return {name: value for name, value in given.items() if value.strip()}
