"""The checks as Markdown, for a document or a merge request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from powercalc.checks import Checked, Finding, Result, Status, Verdict, verdict
from powercalc.languages import noted, say, tell
from powercalc.report.checks import checks_statements as statements
from powercalc.report.checks import verdict_statements
from powercalc.report.escape import markdown as safe
from powercalc.report.layout import Style

_TITLES = {
    Status.FAIL: noted("Failed, worth most first"),
    Status.UNKNOWN: noted("Not known, which is never a pass"),
}


def render(checked: Checked, _style: Style) -> str:
    """Return the document, ending with a new line."""
    return "\n".join(_lines(checked)) + "\n"


def _lines(checked: Checked) -> Iterator[str]:
    yield "# " + say("{site}: checks", site=safe(checked.site.name))
    yield from _verdict(verdict(checked))
    yield from ("", f"{statements.summary(checked)}. {safe(statements.basis(checked))}")
    for status, title in _TITLES.items():
        yield from _section(say(title), statements.ranked(checked.of(status)), checked)
    if any(result.rule.family == "TOP" and result.findings for result in checked.results):
        yield from ("", say(statements.NO_TIER))
    yield from _waived(checked)
    yield from _names(say("Passed: none of these flaws was found"), checked.of(Status.PASS))
    yield from _names(say("Not applicable"), checked.of(Status.NOT_APPLICABLE))
    yield from _rests_on(checked)


def _verdict(found: Verdict) -> Iterator[str]:
    if found.is_whole:
        yield from ("", f"**{safe(verdict_statements.sentence(found))}**", "")
        yield f"| {' | '.join(map(safe, verdict_statements.header()))} |".replace("|  |", "| |")
        yield "|---|---|---|---|---|"
        yield from (f"| {' | '.join(map(safe, row))} |" for row in verdict_statements.rows(found))


def _section(title: str, results: Iterable[Result], checked: Checked) -> Iterator[str]:
    rows = [_row(result, checked) for result in results]
    if rows:
        yield from (
            "",
            f"## {title}",
            "",
            f"| {say('check')} | {say('severity')} | {say('found')} | {say('minutes')} |",
            "|---|---|---|---|",
            *rows,
        )


def _row(result: Result, checked: Checked) -> str:
    found = "<br>".join(f"{_where(checked, each)}{safe(tell(each.text))}" for each in result.findings)
    title, worth = safe(statements.title(result)), safe(statements.worth(result) or "")
    return f"| {result.rule.code} {title} | {say(result.severity.word)} | {found} | {worth} |"


def _where(checked: Checked, finding: Finding) -> str:
    line = checked.place(finding).line
    return "" if line is None else say("line {line}: ", line=line)


def _waived(checked: Checked) -> Iterator[str]:
    accepted = [(result, *pair) for result in checked.results for pair in result.waived]
    if accepted:
        yield from ("", f"## {say('Waived')}", "")
    for result, finding, waiver in accepted:
        until = safe(statements.accepted(waiver))
        yield f"- {result.rule.code} {safe(tell(finding.text))}; {until}"


def _names(title: str, results: tuple[Result, ...]) -> Iterator[str]:
    if results:
        yield from (
            "",
            f"## {title}",
            "",
            ", ".join(f"{each.rule.code} {each.rule.name}" for each in results),
        )


def _rests_on(checked: Checked) -> Iterator[str]:
    figures = statements.rests_on(checked)
    if figures:
        yield from ("", f"## {say('What the minutes rest on')}", "")
        yield from (f"{statements.method(checked)} {say(statements.OVERLAP)}", "")
        yield from (f"- {safe(statements.figure(figure))}" for figure in figures)
