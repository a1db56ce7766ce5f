"""A waiver accepts nothing, or has expired.

Finds: waivers whose rule has no finding in their scope, and waivers past their expiry, whose findings are
  back.
Why: a waiver that stays when its reason is gone hides the next flaw of this sort.
Do: delete it, or decide again and state a new expiry.
Source: the site file itself, [[waiver]].
"""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.checks.case import Case
from powercalc.checks.rule import Finding, Rule, Severity, flaw
from powercalc.languages import ask


def waived(case: Case) -> tuple[str, ...]:
    """Return the waivers of the file."""
    return tuple(f"{waiver.rule} {waiver.scope}" for waiver in case.site.waivers)


def find(case: Case) -> Iterator[Finding]:
    """Yield each waiver that accepts nothing."""
    for waiver in case.idle_waivers:
        place = ("waiver", case.site.waivers.index(waiver))
        about = ask("the waiver of {code} for {scope}", code=waiver.rule, scope=waiver.scope)
        if waiver.expiry < case.today:
            yield flaw(
                ask("{about} expired on {date}", about=about, date=waiver.expiry.isoformat()),
                *place,
                "expiry",
            )
        else:
            yield flaw(ask("{about} accepts nothing", about=about), *place)


RULE = Rule(module=__name__, manual=__doc__, severity=Severity.LOW, about=waived, find=find)
