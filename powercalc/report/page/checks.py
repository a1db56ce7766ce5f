"""The checks in the report: the one place that knows how they are run and what they say."""

from __future__ import annotations

from dataclasses import dataclass

from powercalc.checks import Options, Status, Verdict, verdict
from powercalc.checks.check_result import Result
from powercalc.checks.run_checks import checked
from powercalc.errors import SiteError
from powercalc.evaluation import Evaluation
from powercalc.languages import noted, say, tell
from powercalc.report import words
from powercalc.report.checks import checks_statements as statements
from powercalc.site import Site

MOST_WEIGHED, MOST_WEIGHED_IN_OUTAGES = 120, 40
"""Components of a site beyond which the worths are left out: each is an evaluation or two."""

_MOST_FINDINGS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class PageCheck:
    """One check."""

    code: str
    title: str
    status: str
    severity: str
    found: tuple[str, ...]
    worth: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckLine:
    """All checks, or why there are none."""

    lines: tuple[PageCheck, ...] = ()
    passed: int = 0
    not_applicable: int = 0
    weighed: bool = True
    verdict: Verdict | None = None
    """None where there are no checks, or where only some measures were asked for."""
    why_not: str | None = None


def told(site: Site, evaluation: Evaluation) -> CheckLine:
    """Return the checks of an evaluated site: what fails first, then what is unknown or waived."""
    weighed = len(site.components) <= (MOST_WEIGHED if evaluation.is_plain else MOST_WEIGHED_IN_OUTAGES)
    try:
        found = checked(site, Options.read(site), evaluation, worths=weighed)
    except SiteError as error:
        return CheckLine(why_not=str(error.problems[0]))
    judged = verdict(found)
    shown = [each for status in (Status.FAIL, Status.UNKNOWN, Status.WAIVED) for each in found.of(status)]
    ranked = sorted(shown, key=lambda each: (_rank(each), -(each.at_stake or 0.0), -each.severity))
    return CheckLine(
        lines=tuple(_line(each) for each in ranked),
        passed=len(found.of(Status.PASS)),
        not_applicable=len(found.of(Status.NOT_APPLICABLE)),
        weighed=weighed,
        verdict=judged if judged.is_whole else None,
    )


def _rank(result: Result) -> int:
    return (Status.FAIL, Status.UNKNOWN, Status.WAIVED).index(result.status)


def _line(result: Result) -> PageCheck:
    waived = [
        say("{text} (waived: {why})", text=finding.text, why=waiver.reason)
        for finding, waiver in result.waived
    ]
    found = [
        *(tell(each.text) for each in result.flaws),
        *(tell(each.question or each.text) for each in result.unknowns),
    ]
    title = statements.title(result)
    return PageCheck(
        code=result.rule.code,
        title=title,
        status=str(result.status),
        severity=result.severity.word,
        found=tuple(_few([each for each in dict.fromkeys([*found, *waived]) if each != title])),
        worth=_worth(result),
    )


def _few(found: list[str]) -> list[str]:
    """Return the first findings, and how many more there are."""
    rest = len(found) - _MOST_FINDINGS
    return found if rest <= 1 else [*found[:_MOST_FINDINGS], say("and {number} more", number=rest)]


def _worth(result: Result) -> str:
    """Return what mending is worth in a year; of something unknown, what it could be."""
    worth = result.weight
    if worth is None or worth.saving is None:
        return ""
    saving = worth.saving
    service = saving.service_downtime_h_per_year or 0.0
    power = max(saving.downtime_h_per_year, saving.load_downtime_h_per_year)
    what = _OF_SERVICE if service > power else _OF_POWER
    if saving.most * 60 < 1e-4:
        return say("nothing measurable")
    told = say(what, time=words.held(saving.most))
    told = say("up to {time}", time=told) if result.worth is None else told
    return say("{time} (assumption)", time=told) if worth.is_assumption else told


_OF_SERVICE, _OF_POWER = noted("{time} per year of service"), noted("{time} per year of power")
