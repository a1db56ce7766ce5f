"""One call: a site in, every check of it out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date

from powercalc._version import __version__
from powercalc.checks.baseline import as_waiver, key
from powercalc.checks.case import Case
from powercalc.checks.check_result import Checked, Result
from powercalc.checks.options import Options
from powercalc.checks.profiles import DEFAULT
from powercalc.checks.rule import Finding, Rule
from powercalc.checks.worth import Scale, Worth
from powercalc.engine.remembered import Remembered
from powercalc.evaluation import Evaluation, evaluate_site
from powercalc.site import Site, Waiver

Progress = Callable[[int, int], None]
"""Told how much is done, and how much there is."""

LAST = "DAT201"
"""The rule that looks at what the others left of the waivers."""


def check(  # noqa: PLR0913 - one for each option of the command
    site: Site,
    *,
    profile: str = DEFAULT,
    today: str | date | None = None,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    fail_on: str = "low",
    plain: bool = False,
) -> Checked:
    """Return every check of a site, with what each is worth; with `plain`, as a plain block diagram.

    Raises `SiteError` with all that is wrong with the options, the waivers and the dates of the site.
    """
    options = Options.read(site, profile=profile, today=today, select=select, ignore=ignore, fail_on=fail_on)
    remembered = Remembered()
    evaluation = evaluate_site(site, plain=plain, remembered=remembered)
    return checked(site, options, evaluation, remembered=remembered)


def checked(
    site: Site,
    options: Options,
    evaluation: Evaluation,
    *,
    worths: bool = True,
    progress: Progress = lambda _done, _whole: None,
    remembered: Remembered | None = None,
) -> Checked:
    """Return every check of a site that has been evaluated; without `worths`, in no time.

    `progress` is told how many are weighed, and of how many. `remembered` are the diagrams of the evaluation.
    """
    case = Case(
        site=site,
        today=options.today,
        evaluation=evaluation,
        judges_topology=options.profile.judges_topology,
    )
    first = [_result(rule, case, options) for rule in options.rules if rule.code != LAST]
    case = replace(case, idle_waivers=_idle(case, first))
    results = [*first, *(_result(rule, case, options) for rule in options.rules if rule.code == LAST)]
    if worths:
        scale = Scale(site=site, evaluation=evaluation, remembered=remembered or Remembered())
        results = [_weighed(result, scale) for result in _told(results, progress)]
    return Checked(
        site=site,
        options=options,
        results=tuple(results),
        method=evaluation.method,
        version=__version__,
        is_weighed=worths,
    )


def _result(rule: Rule, case: Case, options: Options) -> Result:
    looked_at = tuple(rule.about(case))
    found = tuple(rule.find(case)) if looked_at else ()
    waivers = [(each, waiver) for each in found if (waiver := _waiver(rule, each, case, options)) is not None]
    accepted = [id(finding) for finding, _ in waivers]
    return Result(
        rule=rule,
        severity=options.profile.severity(rule),
        looked_at=looked_at,
        findings=tuple(finding for finding in found if id(finding) not in accepted),
        waived=tuple(waivers),
    )


def _waiver(rule: Rule, finding: Finding, case: Case, options: Options) -> Waiver | None:
    """Return the waiver that accepts a finding on this day, or the baseline that knows it."""
    for waiver in case.site.waivers:
        if waiver.rule == rule.code and _covers(waiver.scope, finding.scope) and case.today <= waiver.expiry:
            return waiver
    return as_waiver(rule, finding) if key(rule, finding) in options.baseline else None


def _covers(scope: str, found: str) -> bool:
    """Tell whether a waiver reaches a finding; of an included file, "lyon/*" reaches what stands in it."""
    return scope in {"*", found} or (scope.endswith("/*") and found.startswith(scope[:-1]))


def _idle(case: Case, results: Iterable[Result]) -> tuple[Waiver, ...]:
    """Return the waivers of the rules that ran and that accept nothing."""
    ran = {result.rule.code for result in results}
    used = [waiver for result in results for _, waiver in result.waived]
    return tuple(waiver for waiver in case.site.waivers if waiver.rule in ran and waiver not in used)


def _told(results: list[Result], progress: Progress) -> Iterator[Result]:
    """Yield the results one by one, and tell how far it is."""
    for done, result in enumerate(results):
        progress(done, len(results))
        yield result


def _weighed(result: Result, scale: Scale) -> Result:
    return replace(result, worth=_worth(result.flaws, scale), span=_worth(result.unknowns, scale))


def _worth(findings: Iterable[Finding], scale: Scale) -> Worth | None:
    return scale.worth(finding.effect for finding in findings if finding.effect is not None)
