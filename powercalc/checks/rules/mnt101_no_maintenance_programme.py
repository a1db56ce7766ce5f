"""There is no regular maintenance of all electrical equipment.

Finds: sites without a maintenance programme, with one that leaves out kinds that stand there, or that is
  not shown.
Why: equipment that only stands by fails unseen; in surveys operators put most outages down to management
  and process.
Do: a programme for every kind, with a report of each round; name the kinds in `covers`.
Source: the checklist, item 3; Vertiv (2011) and Marqusee and Jenket (2020) on maintained and other equipment.
"""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.checks.case import Case, everything
from powercalc.checks.evidence import Judgement, judged
from powercalc.checks.rule import Finding, Rule, Severity
from powercalc.checks.usual import unmaintained
from powercalc.languages import ask, joined, word
from powercalc.site.practices import Maintenance


def find(case: Case) -> Iterator[Finding]:
    """Yield what the programme lacks."""
    kinds = list(dict.fromkeys(each.kind for each in case.equipment if each.kind != "block"))

    def covers_all(practice: Maintenance) -> bool | None:
        return None if practice.covers is None else set(kinds) <= set(practice.covers)

    practice = case.practice(Maintenance)
    covered = practice.covers if practice else None
    left_out = [kind for kind in kinds if covered and kind not in covered]
    return judged(
        case,
        Judgement(
            of=Maintenance,
            verdict=covers_all,
            key="covers",
            fails=ask("maintenance leaves out: {kinds}", kinds=joined(map(word, left_out))),
            asks=ask(
                "Which equipment is maintained regularly ({kinds}), and what shows it?",
                kinds=joined(map(word, kinds)),
            ),
            effect=unmaintained(case),
        ),
    )


RULE = Rule(module=__name__, manual=__doc__, severity=Severity.HIGH, item="3", about=everything, find=find)
