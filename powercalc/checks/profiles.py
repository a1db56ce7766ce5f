"""Profiles: which rules are looked at, and how grave they are there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from powercalc.checks.rule import Rule, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A choice of rules by the beginnings of their codes."""

    name: str
    title: str
    begins: tuple[str, ...]
    severities: Mapping[str, Severity] = field(default_factory=dict)
    """By the beginning of a code, where it is not the rule's own."""
    judges_topology: bool = False

    def includes(self, rule: Rule) -> bool:
        """Tell whether a rule belongs to it."""
        return rule.code.startswith(self.begins)

    def severity(self, rule: Rule) -> Severity:
        """Return how grave a rule is here."""
        return next(
            (severity for start, severity in self.severities.items() if rule.code.startswith(start)),
            rule.severity,
        )


_POWER = ("UPS", "GEN", "FED", "TOP", "CAP", "TRF", "CCF")

PROFILES: Mapping[str, Profile] = {
    profile.name: profile
    for profile in (
        Profile(
            name="hospital-host",
            title="the checklist for a host of hospitals: all families; topology classes only where claimed",
            begins=("",),
        ),
        Profile(
            name="tier-topology",
            title="questions of topology as public summaries of the Tier Standard put them; awards no Tier",
            begins=("TOP", "GEN2", "GEN3", "UPS1", "CAP", "ENV2", "DAT2"),
            severities={"TOP2": Severity.HIGH, "GEN203": Severity.HIGH, "ENV2": Severity.HIGH},
            judges_topology=True,
        ),
        Profile(
            name="en50600",
            title="what the parts of EN 50600 on power, environment and operation ask about; gives no class",
            begins=(*_POWER, "MNT", "MON", "ENV", "SEP2", "DAT"),
            severities={"TOP103": Severity.HIGH, "MON1": Severity.HIGH, "TOP2": Severity.MEDIUM},
            judges_topology=True,
        ),
        Profile(name="all", title="every rule", begins=("",), judges_topology=True),
    )
}
"""Every profile by its name; the first is taken when none is asked for."""

DEFAULT = next(iter(PROFILES))
