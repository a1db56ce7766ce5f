"""The staff is not trained for a power failure and the emergency equipment.

Finds: training without power failures, or without the generators, UPSs or transfers that stand there.
Why: British Airways lost three days in 2017 to one wrong move at a UPS.
Do: train power failure, manual start, bypass and manual transfer; name the topics in `covers`.
Source: the checklist, item 7: handling power failures and using the emergency equipment.
"""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.checks.case import Case, everything
from powercalc.checks.evidence import Judgement, judged
from powercalc.checks.rule import Finding, Rule, Severity
from powercalc.checks.usual import untrained
from powercalc.components import Ups
from powercalc.languages import ask, joined, word
from powercalc.site.practices import Training


def _topics(case: Case) -> set[str]:
    there = {"generator": case.generators, "ups": case.of(Ups), "transfer": case.switches}
    return {"power_failure", *(topic for topic, components in there.items() if components)}


def find(case: Case) -> Iterator[Finding]:
    """Yield the topics that are left out, or not known."""
    topics, practice = _topics(case), case.practice(Training)
    left_out = sorted(topics.difference((practice and practice.covers) or ()))
    return judged(
        case,
        Judgement(
            of=Training,
            verdict=lambda found: None if found.covers is None else topics <= set(found.covers),
            key="covers",
            fails=ask("the training leaves out: {topics}", topics=joined(map(word, left_out))),
            asks=ask("Is the staff trained in: {topics}?", topics=joined(map(word, sorted(topics)))),
            effect=untrained(case),
        ),
    )


RULE = Rule(module=__name__, manual=__doc__, severity=Severity.MEDIUM, item="7", about=everything, find=find)
