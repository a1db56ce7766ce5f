"""The paths of a load meet in one component.

Finds: loads on several paths that a single component, a static switch or a bus for example, can leave dark.
Why: two paths that pass one thing are one path there; a third of power outages have a transfer switch in
  them.
Do: part the paths down to the load; two cords in place of a switch, two buses in place of one.
Source: Uptime Institute 2025 (36 % transfer switch, 23 % transfer between paths); EN 50600-2-2, two paths.
"""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.checks.case import Case, ids
from powercalc.checks.effects import Effect, one_more
from powercalc.checks.paths import on_several_paths
from powercalc.checks.rule import Finding, Rule, Severity, flaw, listed
from powercalc.languages import ask


def about(case: Case) -> tuple[str, ...]:
    """Return the loads on several paths."""
    return ids(on_several_paths(case))


def find(case: Case) -> Iterator[Finding]:
    """Yield each component in which the paths of loads meet."""
    meeting: dict[str, list[str]] = {}
    for load in on_several_paths(case):
        for name in case.wires.alone(load):
            meeting.setdefault(name, []).append(load.id)
    for name, dark in meeting.items():
        component = case.wires.components[name]
        effect = Effect(says=ask("{name} has one unit more", name=name), mended=one_more([name]))
        yield flaw(
            ask("the paths of {names} meet in {name}", names=listed(dark), name=name),
            component.kind,
            name,
            effect=effect,
        )


RULE = Rule(module=__name__, manual=__doc__, severity=Severity.HIGH, item="2", about=about, find=find)
