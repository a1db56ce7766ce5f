"""Nobody documented where a cord leads.

Finds: what an import recorded: cords and PDUs without a cable in the inventory, devices and racks of which
  nothing is cabled, draws that are not stated, and what stands above the panels where nobody stated that.
Why: such a cord counts as dead, or its device is left out; both may be wrong, and neither is known.
Do: follow the cords and record their cables; then import again.
Source: the inventory; `[inventory]` of the site file.
"""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.checks.case import Case
from powercalc.checks.imported_findings import inventory, recorded
from powercalc.checks.rule import Finding, Rule, Severity, listed, unknown
from powercalc.languages import ask, noted
from powercalc.site.imported_from import FindingKind

QUESTIONS: dict[FindingKind, str] = {
    "cord-undocumented": noted("Where do these cords lead: {names}?"),
    "load-without-power": noted("Where do the cords of these lead: {names}?"),
    "rack-not-cabled": noted("Which devices of these racks are plugged to which feed: {names}?"),
    "outlets-without-inlet": noted("Which inlet do the outlets of {names} hang on?"),
    "inlet-of-outlets-without-cable": noted("What is {names} plugged to?"),
    "draw-not-stated": noted("What do these draw: {names}?"),
    "upstream-to-fill-in": noted("What feeds the panels, from the grid down?"),
}
MOST = 12


def find(case: Case) -> Iterator[Finding]:
    """Yield each of them."""
    for text, at, found in recorded(case, QUESTIONS):
        names = ", ".join(found.names[:MOST])
        if len(found.names) > MOST:
            names = listed(found.names, MOST)
        yield unknown(text, ask(QUESTIONS[found.what], names=names), *at)


RULE = Rule(module=__name__, manual=__doc__, severity=Severity.MEDIUM, about=inventory, find=find)
