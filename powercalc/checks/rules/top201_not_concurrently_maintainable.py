"""Something cannot be maintained without a load going down.

Finds: components of which one unit, taken out while the grid does not count, leaves a load dark or
  without its cooling, or overloads something.
Why: what cannot be taken out is not maintained, or is at night with the load down.
Do: a spare unit, or a second path; power through a path that is closed by hand counts here.
Source: public summaries of the Tier Standard, III (dpair.com): the grid is an economic alternative and not
  credited.
"""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.checks.case import Case
from powercalc.checks.rule import Finding, Rule, Severity
from powercalc.checks.topology import MAINTAINED, claimed, topology_flaws
from powercalc.proofs.design import MAINTAINABLE


def about(case: Case) -> tuple[str, ...]:
    """Return the loads of which it is claimed, or all where the profile asks about topology."""
    return claimed(case, MAINTAINABLE)


def find(case: Case) -> Iterator[Finding]:
    """Yield each component without which a load is dark, too warm, or fed by what is overloaded."""
    yield from topology_flaws(case, MAINTAINABLE, MAINTAINED)


RULE = Rule(module=__name__, manual=__doc__, severity=Severity.MEDIUM, about=about, find=find)
