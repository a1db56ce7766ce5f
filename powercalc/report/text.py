"""An evaluation for a person at a terminal: what happens, then what it rests on, then what is left out."""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.report import in_common, statements, words
from powercalc.report.escape import plain
from powercalc.report.layout import Style, paragraph
from powercalc.report.text_assumed import assumed
from powercalc.report.text_loads import loads
from powercalc.report.text_services import services
from powercalc.results.evaluation_result import Evaluation, TargetCheck

_MOST_TARGETS = 20
_MOST_WINDOWS = 12


def render(evaluation: Evaluation, style: Style) -> str:
    """Return the report, ending with a new line."""
    return "\n".join(_lines(evaluation, style)) + "\n"


def _lines(evaluation: Evaluation, style: Style) -> Iterator[str]:
    yield style.strong(plain(evaluation.site, 78))
    yield from services(evaluation.services, style)
    yield from loads(evaluation, style)
    if second := in_common.with_common_cause(evaluation, plain):
        yield ""
        yield from paragraph(second)
    yield from _standby(evaluation, style)
    yield from _maintenance(evaluation, style)
    yield from _targets(evaluation, style)
    yield from _section("What the figures rest on", style)
    yield from paragraph(statements.basis(evaluation))
    yield from paragraph(statements.method(evaluation, plain))
    yield from paragraph("One year is 8760 h. A load's own failures are not power failures and do not count.")
    yield from assumed(evaluation, style)
    yield from _not_considered(evaluation, style)
    yield from _warnings(evaluation, style)


def _section(title: str, style: Style) -> Iterator[str]:
    yield ""
    yield style.strong(title)


def _standby(evaluation: Evaluation, style: Style) -> Iterator[str]:
    if not evaluation.standby:
        return
    yield from _section("Standby", style)
    for generator in evaluation.standby:
        yield from paragraph(f"{plain(generator.id, 40)}: {statements.standby(generator)}", hanging=2)


def _maintenance(evaluation: Evaluation, style: Style) -> Iterator[str]:
    """Yield the windows of planned work, the riskiest first."""
    if not evaluation.maintenance:
        return
    yield from _section("Planned maintenance", style)
    ranked = statements.windows(evaluation)
    for window in ranked[:_MOST_WINDOWS]:
        yield from paragraph(f"{plain(window.component, 40)}: {statements.window(window, plain)}", hanging=2)
    if len(ranked) > _MOST_WINDOWS:
        rest = words.counted(len(ranked) - _MOST_WINDOWS, "more window")
        yield f"  and {rest}, none of them riskier; --format json has them all"


def _targets(evaluation: Evaluation, style: Style) -> Iterator[str]:
    """Yield the promises: missed first, then what cannot be told, then met."""
    if not evaluation.targets:
        return
    number = words.counted(len(evaluation.targets), "target")
    yield from _section(f"{number}, {len(evaluation.missed):,} missed", style)
    ranked = sorted(evaluation.targets, key=lambda check: (check.met is not False, check.met is not None))
    for check in ranked[:_MOST_TARGETS]:
        yield from _target(check, style)
    if len(ranked) > _MOST_TARGETS:
        yield f"  and {words.counted(len(ranked) - _MOST_TARGETS, 'more target')}; --format json has them all"


def _target(check: TargetCheck, style: Style) -> Iterator[str]:
    verdict = statements.VERDICTS[check.met]
    first, *rest = paragraph(
        f"{verdict}: {plain(check.load, 40)}: {statements.target(check, plain)}", hanging=2
    )
    dress = {True: style.good, False: style.bad, None: style.strong}[check.met]
    yield first.replace(verdict, dress(verdict), 1)
    yield from rest


def _not_considered(evaluation: Evaluation, style: Style) -> Iterator[str]:
    if not evaluation.not_considered:
        return
    yield from _section("Not considered", style)
    for item in evaluation.not_considered:
        yield from paragraph(f"{statements.aspect(item.what, plain)}: {plain(item.why)}", hanging=2)


def _warnings(evaluation: Evaluation, style: Style) -> Iterator[str]:
    if not evaluation.warnings:
        return
    yield from _section("Warnings", style)
    for warning in evaluation.warnings:
        yield from paragraph(plain(warning), hanging=2)
