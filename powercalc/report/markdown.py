"""An evaluation as Markdown, for a document or a merge request: the text report in tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from powercalc.report import in_common, statements, words
from powercalc.report.escape import markdown as safe
from powercalc.report.grouping import LoadGroup, assumed_groups, load_groups, some
from powercalc.report.layout import Style
from powercalc.results.evaluation_result import Evaluation
from powercalc.results.measures import Measures, Reason
from powercalc.results.service_point import ServicePoint

_MOST_REASONS = 5
_MOST_WINDOWS = 20


def render(evaluation: Evaluation, _style: Style) -> str:
    """Return the document, ending with a new line."""
    return "\n".join(_lines(evaluation)) + "\n"


def _lines(evaluation: Evaluation) -> Iterator[str]:
    yield f"# {safe(evaluation.site)}"
    yield from _loads(evaluation)
    yield from _reasons(evaluation)
    yield from _services(evaluation.services)
    if second := in_common.with_common_cause(evaluation, safe):
        yield from ("", second)
    standby = [f"{safe(each.id)}: {statements.standby(each)}" for each in evaluation.standby]
    yield from _list("Standby", standby)
    yield from _list("Planned maintenance", list(_windows(evaluation)))
    yield from _targets(evaluation)
    yield from ("", "## What the figures rest on", "")
    yield from (statements.basis(evaluation), "", statements.method(evaluation, safe), "")
    yield "One year is 8760 h. A load's own failures are not power failures and do not count."
    yield from _assumed(evaluation)
    yield from _list(
        "Not considered",
        [f"{statements.aspect(item.what, safe)}: {safe(item.why)}" for item in evaluation.not_considered],
    )
    yield from _list("Warnings", [safe(warning) for warning in evaluation.warnings])


def _loads(evaluation: Evaluation) -> Iterator[str]:
    groups = load_groups(evaluation.loads)
    header: Sequence[str] = ("load", "without power", "interrupted", "available", "service lost")
    rows: list[Sequence[str]] = [_row(group.name(safe), group.first, _service(group)) for group in groups]
    if len(evaluation.loads) > 1:
        rows.append(_row("*at least one load*", evaluation.any_load, ""))
    if any(load.cooling for load in evaluation.loads):
        header = (*header, "cooling lost for too long")
        told = [_uncooled(group) for group in groups] + [""]
        rows = [(*row, cooling) for row, cooling in zip(rows, told, strict=False)]
    yield ""
    yield from _table(header, rows)
    besides = {
        group.name(safe): (statements.lengths(group.first), statements.planned(group.first))
        for group in groups
    }
    told = [f"- {name}: {each}" for name, both in besides.items() for each in both if each]
    yield from ("", *told) if told else ()


def _windows(evaluation: Evaluation) -> Iterator[str]:
    """Yield what planned work means, the riskiest first."""
    ranked = statements.windows(evaluation)
    for window in ranked[:_MOST_WINDOWS]:
        yield f"{safe(window.component)}: {statements.window(window, safe)}"
    if len(ranked) > _MOST_WINDOWS:
        yield f"and {words.counted(len(ranked) - _MOST_WINDOWS, 'more window')}, none of them riskier"


def _row(name: str, measures: Measures, service: str) -> tuple[str, ...]:
    down = words.per_year(measures.downtime_h_per_year) if measures.unavailability else "never"
    return (
        name,
        down,
        statements.interruptions(measures),
        words.availability(measures.unavailability),
        service,
    )


def _uncooled(group: LoadGroup) -> str:
    cooling = group.first.cooling
    return "" if cooling is None else words.per_year(cooling.downtime_h_per_year)


def _service(group: LoadGroup) -> str:
    lost = group.first.service_downtime_h_per_year
    return "" if lost is None else words.per_year(lost)


def _reasons(evaluation: Evaluation) -> Iterator[str]:
    for group in load_groups(evaluation.loads):
        load = group.first
        yield from _blamed(
            f"What takes the power from {safe(load.id)}",
            statements.blamed(load, _MOST_REASONS),
            statements.unnamed(load),
        )
        heat = statements.blamed_for_heat(load, _MOST_REASONS)
        left = statements.unnamed_heat(load)
        yield from _blamed(f"What takes the cooling from {safe(load.id)}", heat, left)


def _services(services: Sequence[ServicePoint]) -> Iterator[str]:
    """Yield the services, the worst first, and what takes each down."""
    if not services:
        return
    worst = statements.worst_first(services)
    yield from ("", "## Services", "")
    yield from _table(("service", "down", "interrupted", "available", "by cause"), list(map(_served, worst)))
    told = [f"- {safe(each.id)}: {lengths}" for each in worst if (lengths := statements.lengths(each))]
    yield from ("", *told) if told else ()
    for each in worst:
        title = f"What takes service {safe(each.id)} down"
        yield from _blamed(title, statements.blamed(each, _MOST_REASONS), statements.unnamed(each))


def _served(service: ServicePoint) -> tuple[str, ...]:
    return (
        safe(service.id),
        words.per_year(service.downtime_h_per_year) if service.unavailability else "never",
        statements.how_often_down(service),
        words.availability(service.unavailability),
        statements.causes(service, safe) or "",
    )


def _blamed(title: str, ranked: Sequence[tuple[Reason, str]], left: str | None) -> Iterator[str]:
    if not ranked:
        return
    yield from ("", f"## {title}", "")
    for place, (reason, share) in enumerate(ranked, start=1):
        story = safe(reason.story or " and ".join(reason.events))
        yield f"{place}. {share}: {story}"
    yield from ("", left) if left else ()


def _targets(evaluation: Evaluation) -> Iterator[str]:
    if not evaluation.targets:
        return
    yield from ("", "## Targets", "")
    ranked = sorted(evaluation.targets, key=lambda check: (check.met is not False, check.met is not None))
    rows = [
        (statements.VERDICTS[check.met], safe(check.load), statements.target(check, safe)) for check in ranked
    ]
    yield from _table(("verdict", "load or service" if evaluation.services else "load", "target"), rows)


def _assumed(evaluation: Evaluation) -> Iterator[str]:
    if not evaluation.assumptions:
        return
    yield from ("", "## Assumed, because the file does not state it", "")
    rows = [
        (some(group.components, safe), safe(item.parameter), safe(item.value), _span(item.low, item.high),
         safe(item.source))
        for group in assumed_groups(evaluation.assumptions)
        for item in group.figures
    ]  # fmt: skip
    yield from _table(("components", "figure", "value", "span", "source"), rows)


def _span(low: str | None, high: str | None) -> str:
    return "" if low is None or high is None else f"{safe(low)} to {safe(high)}"


def _list(title: str, items: Sequence[str]) -> Iterator[str]:
    if items:
        yield from ("", f"## {title}", "")
        yield from (f"- {item}" for item in items)


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(header)} |"
    yield f"|{'---|' * len(header)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"
