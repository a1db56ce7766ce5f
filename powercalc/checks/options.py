"""What a run of the checks is asked for, and everything that can be wrong with it, told at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Self

from powercalc.checks.baseline import KnownFinding
from powercalc.checks.profiles import DEFAULT, PROFILES, Profile
from powercalc.checks.registry import FAMILIES, RULES
from powercalc.checks.rule import Rule, Severity
from powercalc.checks.wrong import near_code, wrong_in_site
from powercalc.components.problems import shown
from powercalc.components.spelling import nearest
from powercalc.errors import Problem, SiteError
from powercalc.site import Site

UNKNOWN = "unknown"
"""What --fail-on takes beside the severities: an unknown check fails too, and so does every flaw."""
FAIL_ON = (*(severity.word for severity in Severity), UNKNOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Which rules, how grave, from when on a check fails, on which day."""

    profile: Profile
    today: date
    select: tuple[str, ...] = ()
    """Codes or beginnings of codes; all when empty."""
    ignore: tuple[str, ...] = ()
    fail_on: Severity = Severity.LOW
    fails_on_unknown: bool = False
    baseline: frozenset[KnownFinding] = frozenset()
    """What an earlier run found: it is told, and fails no more."""

    @classmethod
    def read(
        cls,
        site: Site,
        *,
        profile: str = DEFAULT,
        today: str | date | None = None,
        select: Iterable[str] = (),
        ignore: Iterable[str] = (),
        fail_on: str = "low",
    ) -> Self:
        """Return the options as they were given, or raise a `SiteError` with all that is wrong with them."""
        options, problems = cls.asked(
            profile=profile, today=today, select=select, ignore=ignore, fail_on=fail_on
        )
        problems += site.located(wrong_in_site(site, options.today))
        if problems:
            raise SiteError(problems)
        return options

    @classmethod
    def asked(
        cls,
        *,
        profile: str = DEFAULT,
        today: str | date | None = None,
        select: Iterable[str] = (),
        ignore: Iterable[str] = (),
        fail_on: str = "low",
    ) -> tuple[Self, list[Problem]]:
        """Return the options as they were given, the usual ones in place of wrong ones, and what is wrong."""
        day, problems = _day(today)
        chosen, left_out = _codes(select), _codes(ignore)
        found = PROFILES.get(profile, PROFILES[DEFAULT])
        problems += [*_wrong_profile(profile), *_wrong_fail_on(fail_on)]
        problems += [*_wrong_codes("--select", chosen), *_wrong_codes("--ignore", left_out)]
        problems += _not_in_profile(found, chosen)
        graded = fail_on in FAIL_ON and fail_on != UNKNOWN
        options = cls(
            profile=found,
            today=day,
            select=chosen,
            ignore=left_out,
            fail_on=Severity[fail_on.upper()] if graded else Severity.LOW,
            fails_on_unknown=fail_on == UNKNOWN,
        )
        return options, problems

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules of this run, in their order."""
        chosen = (rule for rule in RULES if self.profile.includes(rule))
        return tuple(rule for rule in chosen if _is_meant(rule, self.select, self.ignore))


def _is_meant(rule: Rule, select: tuple[str, ...], ignore: tuple[str, ...]) -> bool:
    selected = not select or rule.code.startswith(select)
    return selected and not (ignore and rule.code.startswith(ignore))


def _codes(given: Iterable[str]) -> tuple[str, ...]:
    """Return codes from options that may hold several, separated by commas."""
    parts = (part.strip() for each in given for part in each.split(","))
    return tuple(_code(part) for part in parts if part)


def _code(given: str) -> str:
    """Return a code in capitals, for its name too."""
    by_name = {rule.name: rule.code for rule in RULES}
    return by_name.get(given.lower().replace("_", "-"), given.upper())


def _wrong_codes(option: str, codes: tuple[str, ...]) -> Iterator[Problem]:
    for code in codes:
        if not any(rule.code.startswith(code) for rule in RULES):
            near = near_code(code)
            text = f"{option}: there is no such rule"
            expected = None if near else f"a rule or the letters of a family: {', '.join(FAMILIES)}"
            yield Problem(text=text, found=shown(code), suggestion=near, expected=expected)


def _not_in_profile(profile: Profile, codes: tuple[str, ...]) -> Iterator[Problem]:
    """Yield the codes of rules none of which the profile looks at."""
    for code in codes:
        meant = [rule for rule in RULES if rule.code.startswith(code)]
        if meant and not any(profile.includes(rule) for rule in meant):
            text = f"--select: the profile {profile.name} does not look at it"
            yield Problem(text=text, found=shown(code), expected="a rule of the profile, or --profile all")


def _wrong_profile(given: str) -> Iterator[Problem]:
    if given not in PROFILES:
        near = nearest(given, PROFILES)
        expected = None if near else f"one of {', '.join(PROFILES)}"
        yield Problem(
            text="--profile: there is no such profile", found=shown(given), suggestion=near, expected=expected
        )


def _wrong_fail_on(given: str) -> Iterator[Problem]:
    if given not in FAIL_ON:
        near = nearest(given, FAIL_ON)
        expected = None if near else f"one of {', '.join(FAIL_ON)}"
        yield Problem(
            text="--fail-on: there is no such severity",
            found=shown(given),
            suggestion=near,
            expected=expected,
        )


def _day(given: str | date | None) -> tuple[date, list[Problem]]:
    if given is None:
        return date.today(), []  # noqa: DTZ011 - the day where the command runs is what a person means
    if isinstance(given, date):
        return given, []
    try:
        return date.fromisoformat(given), []
    except ValueError:
        problem = Problem(
            text="--today: is not a date", found=shown(given), expected="a date such as 2024-08-03"
        )
        return date.max, [problem]
