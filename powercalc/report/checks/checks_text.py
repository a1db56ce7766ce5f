"""The checks for a person at a terminal: what failed, what is not known, and the rest in short."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from powercalc.checks import Checked, Finding, Result, Severity, Standing, Status, verdict
from powercalc.languages import say, tell
from powercalc.report.checks import checks_statements as statements
from powercalc.report.checks import verdict_statements
from powercalc.report.escape import plain
from powercalc.report.layout import Style, paragraph, table

_MOST_FINDINGS = 6
_TOPOLOGY = "TOP"


def render(checked: Checked, style: Style) -> str:
    """Return the report, ending with a new line."""
    return "\n".join(_lines(checked, style)) + "\n"


def _lines(checked: Checked, style: Style) -> Iterator[str]:
    yield from _verdict(checked, style)
    yield from paragraph(statements.basis(checked))
    failed = statements.ranked(checked.of(Status.FAIL))
    yield from _section(say("Failed, worth most first"), _but_topology(failed), checked, style)
    unknown = statements.ranked(checked.of(Status.UNKNOWN))
    title = say("Not known, which is never a pass; most at stake first")
    yield from _section(title, _but_topology(unknown), checked, style)
    topology = [each for each in (*failed, *unknown) if each.rule.family == _TOPOLOGY]
    yield from _section(say("Topology"), topology, checked, style, say(statements.NO_TIER))
    yield from _waived(checked, style)
    yield from _names(say("Passed: none of these flaws was found"), checked.of(Status.PASS), style)
    yield from _names(say("Not applicable"), checked.of(Status.NOT_APPLICABLE), style)
    yield from _rests_on(checked, style)


def _verdict(checked: Checked, style: Style) -> Iterator[str]:
    """Yield what it comes to in a sentence, and the eight measures where all of them were asked for."""
    found = verdict(checked)
    said = verdict_statements.sentence(found) if found.is_whole else statements.summary(checked)
    dress = style.good if found.is_fit else style.bad if found.of(Standing.FAILS) else style.strong
    yield from (
        dress(line)
        for line in paragraph(
            plain(say("{name}: {text}", name=checked.site.name, text=said)), indent=0, hanging=2
        )
    )
    if found.is_whole:
        yield ""
        yield style.strong(say(verdict_statements.TITLE))
        yield from table((row[:-1] for row in verdict_statements.rows(found)), left=4)
        yield ""
        yield from paragraph(f"{statements.summary(checked).capitalize()}.")


def _but_topology(results: Iterable[Result]) -> list[Result]:
    return [result for result in results if result.rule.family != _TOPOLOGY]


def _section(
    title: str, results: list[Result], checked: Checked, style: Style, note: str = ""
) -> Iterator[str]:
    if not results:
        return
    yield from ("", style.strong(title))
    yield from paragraph(note)
    for result in results:
        yield from _result(result, checked, style)


def _result(result: Result, checked: Checked, style: Style) -> Iterator[str]:
    dress = style.bad if result.status is Status.FAIL and result.severity is Severity.HIGH else style.strong
    head = f"{result.rule.code} {say(result.severity.word)}"
    first, *rest = paragraph(say("{name}: {text}", name=head, text=statements.title(result)), hanging=2)
    yield first.replace(head, dress(head), 1)
    yield from rest
    for finding in result.findings[:_MOST_FINDINGS]:
        yield from paragraph(f"{_where(checked, finding)}{plain(tell(finding.text))}", indent=4, hanging=2)
    if len(result.findings) > _MOST_FINDINGS:
        more = len(result.findings) - _MOST_FINDINGS
        yield "    " + say("and {number} more; --format json has them all", number=more)
    if said := statements.worth(result):
        yield from paragraph(plain(said), indent=4, hanging=2)


def _where(checked: Checked, finding: Finding) -> str:
    line = checked.place(finding).line
    return "" if line is None else say("line {line}: ", line=line)


def _waived(checked: Checked, style: Style) -> Iterator[str]:
    accepted = [(result, *pair) for result in checked.results for pair in result.waived]
    if accepted:
        yield from ("", style.strong(say("Waived")))
    for result, finding, waiver in accepted:
        until = statements.accepted(waiver)
        yield from paragraph(plain(f"{result.rule.code} {tell(finding.text)}; {until}"), hanging=2)


def _names(title: str, results: tuple[Result, ...], style: Style) -> Iterator[str]:
    if results:
        yield from ("", style.strong(title))
        yield from paragraph(", ".join(f"{each.rule.code} {each.rule.name}" for each in results))


def _rests_on(checked: Checked, style: Style) -> Iterator[str]:
    figures = statements.rests_on(checked)
    if not any(result.worth or result.span for result in checked.results):
        return
    yield from ("", style.strong(say("What the minutes rest on")))
    yield from paragraph(f"{statements.method(checked)} {say(statements.OVERLAP)}")
    for figure in figures:
        yield from paragraph(plain(statements.figure(figure)), hanging=2)
