"""The services on the page: a card each, the worst first, and the list beside the diagram that marks them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from powercalc.languages import say
from powercalc.report import statements, words
from powercalc.report.one_line.drawing import key
from powercalc.report.page.html import bar, safe, section, table
from powercalc.report.page.lengths import curve
from powercalc.report.page.sections import targets
from powercalc.results.evaluation_result import Evaluation
from powercalc.results.service_point import ServicePoint
from powercalc.site import Service, Site

_IN_CARDS = 12
_MOST_ROWS = 200


def cards(site: Site, evaluation: Evaluation) -> str:
    """Return how long and how often each service is down, and on what it runs."""
    worst = statements.worst_first(evaluation.services)
    known = {service.id: service for service in site.services}
    if len(worst) > _IN_CARDS:
        return section("services", "Services", _table(worst, evaluation))
    told = "".join(_card(each, known[each.id], targets(evaluation, each.id)) for each in worst)
    return section("services", "Services", f'<div class="cards">{told}</div>') if told else ""


def _card(point: ServicePoint, service: Service, promised: str) -> str:
    told = (
        statements.how_often_down(point), statements.available(point),
        statements.by_cause(point, lambda text: text), _runs(service),
    )  # fmt: skip
    lines = "".join(f"<p>{safe(each)}</p>" for each in told if each)
    title = f" <small>{safe(service.name, 60)}</small>" if service.name else ""
    return (
        f'<article class="load" data-service="{safe(key(point.id))}"><h3>{safe(point.id, 60)}{title}</h3>'
        f'<p class="figure"><b>{safe(words.held(point.downtime_h_per_year))}</b> {say("down in a year")}</p>'
        f"{lines}{curve(point)}{promised}</article>"
    )


def _runs(service: Service) -> str:
    """Return "runs on care, else standby, after a move of 15 min; needs network and identity"."""
    return "; ".join(_facts(service))


def _facts(service: Service) -> Iterator[str]:
    told = _else(service.runs_on) if service.moves else ", ".join(service.runs_on)
    if service.needed > 1 or (len(service.runs_on) > 1 and not service.moves):
        yield say("runs on {number} of {loads}", number=service.needed, loads=told)
    else:
        yield say("runs on {loads}", loads=told)
    if service.failover_time is not None:
        fails = service.fail_to_fail_over
        yield say("moves in {time}", time=words.duration(service.failover_time)) + (
            say(", of which {share} fail", share=words.percent(fails)) if fails else ""
        )
    if service.recovery_time is not None:
        yield say("{time} from power back to ready", time=words.duration(service.recovery_time))
    if service.depends_on:
        yield say("needs {names}", names=", ".join(service.depends_on))


def _else(loads: Iterable[str]) -> str:
    return f", {say('else')} ".join(loads)


def _table(worst: list[ServicePoint], evaluation: Evaluation) -> str:
    most = worst[0].unavailability or 1.0
    rows = [_row(each, most, targets(evaluation, each.id)) for each in worst[:_MOST_ROWS]]
    header = (say("service"), say("in a year"), "", say("interrupted"), say("available"), say("by cause"))
    rest = len(worst) - _MOST_ROWS
    more = f'<p class="note">{say("and {number} more, none worse", number=rest)}</p>' if rest > 0 else ""
    return table(header, rows, "loads") + more


def _row(point: ServicePoint, most: float, promised: str) -> tuple[str, ...]:
    often = point.interruptions_per_year
    return (
        f'<span data-service="{safe(key(point.id))}">{safe(point.id, 60)}</span>{promised}',
        safe(words.held(point.downtime_h_per_year)),
        bar(point.unavailability / most),
        say("unknown") if often is None else words.how_often(often),
        words.availability(point.unavailability),
        safe(statements.causes(point, lambda text: text) or ""),
    )


def serving(site: Site) -> str:
    """Return the services as buttons beside the diagram: each marks the loads on which it runs."""
    if not site.services:
        return ""
    buttons = "".join(_button(each) for each in _ids(site))
    return f'<ul id="serving" aria-label="{say("Services")}">{buttons}</ul>'


def _ids(site: Site) -> Iterable[str]:
    return (service.id for service in site.services)


def _button(id: str) -> str:  # noqa: A002 - it is the id
    shown = safe(id, 40)
    return (
        f'<li><button type="button" aria-pressed="false" data-service="{safe(key(id))}">{shown} '
        f"<small>{say('runs')}</small></button></li>"
    )
