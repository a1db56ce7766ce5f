"""What stands in the tables of a site: loads, reasons, cut sets, checks, importance, assumptions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict

from powercalc.checks.check_result import Checked, Result
from powercalc.evaluation.all_cut_sets import LoadCutSets
from powercalc.evaluation.ranking import Ranking
from powercalc.languages import say
from powercalc.report import words
from powercalc.report.grouping import LoadGroup, load_groups
from powercalc.report.tables.sheet import Sheet, sheet
from powercalc.results.evaluation_result import Evaluation
from powercalc.results.measures import Reason
from powercalc.tabular import Row

_LOADS = {
    "scope": "what", "name": "id", "availability": "availability", "downtime_h_per_year": "downtime, h/year",
    "interruptions_per_year": "interruptions, 1/year", "mean_down_time_h": "mean down time, h",
    "cooling_downtime_h_per_year": "cooling lost for too long, h/year",
    "planned_downtime_h_per_year": "planned downtime, h/year",
    "service_downtime_h_per_year": "service lost, h/year",
}  # fmt: skip
_BLAMED = {
    "name": "load or service", "rank": "rank", "story": "reason", "share": "share of downtime",
    "downtime_h_per_year": "downtime, h/year", "interruptions_per_year": "interruptions, 1/year",
    "events": "events",
}  # fmt: skip
_SETS = {
    "name": "load", "rank": "rank", "events": "cut set", "order": "order", "share": "share of unavailability",
    "downtime_h_per_year": "downtime, h/year", "interruptions_per_year": "frequency, 1/year",
}  # fmt: skip
_CHECKS = {
    "code": "code", "title": "check", "status": "status", "severity": "severity",
    "at_stake": "at stake, h/year", "findings": "findings", "text": "first finding",
}  # fmt: skip
_EVENTS = {
    "event": "event", "units": "units", "unavailability": "unavailability", "birnbaum": "Birnbaum",
    "criticality": "criticality", "fussell_vesely": "Fussell-Vesely", "risk_achievement": "risk achievement",
    "risk_reduction": "risk reduction", "downtime_by_failure_rate": "h/year per failure a year more",
    "downtime_by_mttr": "h/year per hour of restoration more",
}  # fmt: skip
_ASSUMED = {
    "component": "component", "parameter": "figure", "value": "value", "low": "from", "high": "to",
    "entry": "entry", "source": "source", "sourced": "sourced",
}  # fmt: skip


def of_loads(result: Evaluation) -> Sheet:
    """Return a row for each group of equal loads, any load, and each service."""
    return sheet(f"{result.site}: loads and services", _LOADS, _loads(result))


def _loads(result: Evaluation) -> Iterator[Row]:
    for group in load_groups(result.loads):
        yield _load(group.first.figures(), "load", _named(group))
    if len(result.loads) > 1:
        yield _load(result.any_load.to_dict(), "any load", "at least one load")
    for service in result.services:
        yield _load(service.figures(), "service", service.id)


def _load(figures: Row, scope: str, name: str) -> Row:
    """Return a row; an availability is a text with its nines, which a number of four digits would hide."""
    nines = words.availability(float(str(figures["unavailability"])))
    return {**figures, "availability": nines, "scope": scope, "name": name}


def _named(group: LoadGroup) -> str:
    return group.name(lambda text: text)


def of_reasons(result: Evaluation, top: int | None) -> Sheet:
    """Return what takes the power of each group of equal loads, and what takes services down."""
    points = [(_named(group), group.first.reasons) for group in load_groups(result.loads)]
    points += [(service.id, service.reasons) for service in result.services]
    return sheet(f"{result.site}: reasons", _BLAMED, _blamed(points, top))


def _blamed(points: Iterable[tuple[str, Sequence[Reason]]], top: int | None) -> Iterator[Row]:
    for name, reasons in points:
        for rank, reason in enumerate(reasons[:top], start=1):
            yield {**reason.to_dict(), "name": name, "rank": rank}


def of_cut_sets(site: str, found: Sequence[LoadCutSets]) -> Sheet:
    """Return the minimal cut sets of the plain block diagram, the largest contribution first."""
    left = sum(each.left_out for each in found)
    told = f"{left:,} smaller cut {'set is' if left == 1 else 'sets are'} left out." if left else None
    rows = (
        {**each.to_dict(), "name": one.load, "rank": rank, "order": len(each.events)}
        for one in found
        for rank, each in enumerate(one.sets, start=1)
    )
    return sheet(f"{site}: minimal cut sets of the block diagram", _SETS, rows, told)


def of_checks(found: Checked) -> Sheet:
    """Return a row for each check that was looked at."""
    rows = (_check(each) for each in found.results if each.looked_at)
    return sheet(f"{found.site.name}: checks", _CHECKS, rows)


def _check(result: Result) -> Mapping[str, object]:
    return {
        "code": result.rule.code,
        "title": say(result.rule.title),
        "status": str(result.status),
        "severity": say(result.severity.word),
        "at_stake": result.at_stake,
        "findings": len(result.findings),
        "text": result.findings[0].text if result.findings else None,
    }


def of_importance(ranking: Ranking, top: int | None) -> Sheet:
    """Return the events of a load, the most critical first."""
    rows = list(ranking.records())[:top]
    return sheet(f"{ranking.site}: importance for {ranking.load}", _EVENTS, rows)


def of_assumptions(result: Evaluation) -> Sheet:
    """Return every figure that the file does not state, with its source."""
    return sheet(f"{result.site}: assumptions", _ASSUMED, map(asdict, result.assumptions))
