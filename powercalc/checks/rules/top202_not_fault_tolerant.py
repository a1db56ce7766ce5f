"""A single failure takes a load down.

Finds: components whose single failure, while the grid does not count and nobody closes a path by hand,
  leaves a load dark or without its cooling, or overloads something.
Why: a design that is called fault tolerant must react by itself to any one failure.
Do: a second path that is live at the same time, with its own spare units.
Source: public summaries of the Tier Standard, IV (gpxglobal.net, dpair.com).
"""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.checks.case import Case
from powercalc.checks.rule import Finding, Rule, Severity
from powercalc.checks.topology import FAILS, claimed, topology_flaws
from powercalc.proofs.design import TOLERANT


def about(case: Case) -> tuple[str, ...]:
    """Return the loads of which it is claimed, or all where the profile asks about topology."""
    return claimed(case, TOLERANT)


def find(case: Case) -> Iterator[Finding]:
    """Yield each component without which a load is dark, too warm, or fed by what is overloaded."""
    yield from topology_flaws(case, TOLERANT, FAILS)


RULE = Rule(module=__name__, manual=__doc__, severity=Severity.MEDIUM, about=about, find=find)
