"""What a run of the checks is asked for, and everything that can be wrong with it, told at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Self

from powercalc.checks.base import Rule, Severity
from powercalc.checks.profiles import DEFAULT, PROFILES, Profile
from powercalc.checks.registry import BY_CODE, FAMILIES, RULES
from powercalc.components.problems import shown
from powercalc.components.spelling import nearest
from powercalc.errors import Problem, SiteError
from powercalc.site import Site, located
from powercalc.site.practices import Sites

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
        day, problems = _day(today)
        chosen, left_out = _codes(select), _codes(ignore)
        problems += [*_wrong_profile(profile), *_wrong_fail_on(fail_on)]
        problems += [*_wrong_codes("--select", chosen), *_wrong_codes("--ignore", left_out)]
        problems += located(_wrong_in_site(site, day), site.text, site.file)
        if problems:
            raise SiteError(problems)
        severity = Severity.LOW if fail_on == UNKNOWN else Severity[fail_on.upper()]
        return cls(
            profile=PROFILES[profile],
            today=day,
            select=chosen,
            ignore=left_out,
            fail_on=severity,
            fails_on_unknown=fail_on == UNKNOWN,
        )

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


def near_code(code: str) -> str | None:
    """Return the code or the family that was probably meant."""
    return nearest(code.upper(), [*BY_CODE, *FAMILIES])


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


def _wrong_in_site(site: Site, today: date) -> Iterator[Problem]:
    """Yield what only checks look at: unknown rules in waivers, and dates that are yet to come."""
    for index, waiver in enumerate(site.waivers):
        if waiver.rule not in BY_CODE:
            near = near_code(waiver.rule)
            yield Problem(
                path=("waiver", index, "rule"),
                text="there is no such rule",
                found=shown(waiver.rule),
                suggestion=f'"{near}"' if near in BY_CODE else None,
                expected=None if near in BY_CODE else 'the code of a rule, such as "GEN101"',
            )
        elif waiver.scope not in {"*", *_scopes(site)}:
            yield Problem(
                path=("waiver", index, "scope"),
                text="there is no component or practice of this name",
                found=shown(waiver.scope),
                suggestion=nearest(waiver.scope, _scopes(site)),
                expected='the id of a component, or "*" for the site',
            )
    yield from _loads_elsewhere(site)
    yield from _dates_to_come(site, today)


def _loads_elsewhere(site: Site) -> Iterator[Problem]:
    """Yield the loads that another site is to carry and that are not there."""
    practice = next((each for each in site.practices if isinstance(each, Sites)), None)
    loads = [load.id for load in site.loads]
    for index, other in enumerate(practice.other if practice else ()):
        for name in other.loads or ():
            if name not in loads:
                yield Problem(
                    path=("practice", "sites", "other", index, "loads"),
                    text="no load has this id",
                    found=shown(name),
                    suggestion=nearest(name, loads),
                )


def _scopes(site: Site) -> list[str]:
    zones, practices = [zone.name for zone in site.zones], [each.name for each in site.practices]
    return [*(component.id for component in site.components), *zones, *practices]


def _dates_to_come(site: Site, today: date) -> Iterator[Problem]:
    owners: list[tuple[tuple[str, str], object]] = [
        *((("practice", practice.name), practice) for practice in site.practices),
        *(((component.kind, component.id), component) for component in site.components),
    ]
    for path, owner in owners:
        for key in ("date", "last_done", "installed", "last_maintenance", "last_test"):
            stated = getattr(owner, key, None)
            if stated is not None and stated > today:
                yield Problem(
                    path=(*path, key),
                    text="is in the future",
                    found=stated.isoformat(),
                    expected=f"a day not after {today.isoformat()}",
                )
