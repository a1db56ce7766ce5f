"""No part of the energy is renewable, or nobody says which.

Finds: sites without a renewable share, or that do not state or show it.
Why: renewable sources lessen the dependence on the traditional supply; they stop with the grid unless they
  can run alone.
Do: state `share` and `supply`; draw solar and wind with `islanding` where they can supply without the grid.
Source: the checklist, item 8.
"""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.checks.case import Case, everything
from powercalc.checks.evidence import Judgement, judged
from powercalc.checks.rule import Finding, Rule, Severity
from powercalc.languages import ask
from powercalc.site.practices import Renewables


def find(case: Case) -> Iterator[Finding]:
    """Yield what is lacking."""
    return judged(
        case,
        Judgement(
            of=Renewables,
            verdict=lambda practice: None if practice.share is None else practice.share > 0,
            key="share",
            fails=ask("no part of the energy is renewable"),
            asks=ask("Which share of the energy used in a year is renewable, and from which supply?"),
        ),
    )


RULE = Rule(module=__name__, manual=__doc__, severity=Severity.LOW, item="8", about=everything, find=find)
