"""The verdict: what the checks come to, measure by measure of the checklist, for who must sign."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from powercalc.checks.check_result import Checked, Result
from powercalc.checks.checklist import MEASURES
from powercalc.checks.rule import Status


class Standing(StrEnum):
    """How a site stands to a measure."""

    HOLDS = "holds"
    FAILS = "fails"
    NOT_KNOWN = "not known"
    NOT_JUDGED = "not judged"
    """None of its checks was asked for, or none applies."""


@dataclass(frozen=True, kw_only=True)
class ChecklistMeasure:
    """One of the eight measures of the checklist, and what its checks say."""

    number: str
    title: str
    results: tuple[Result, ...]
    """Of its checks, in the order of the rules."""
    failed: tuple[Result, ...]
    """Those that fail the run."""

    @property
    def standing(self) -> Standing:
        """A check that fails weighs more than one that is not known, and both more than those that pass."""
        if self.failed:
            return Standing.FAILS
        if any(result.status is Status.UNKNOWN for result in self.results):
            return Standing.NOT_KNOWN
        judged = any(result.status is not Status.NOT_APPLICABLE for result in self.results)
        return Standing.HOLDS if judged else Standing.NOT_JUDGED

    @property
    def open(self) -> tuple[Result, ...]:
        """The checks that keep it from holding."""
        return self.failed or tuple(each for each in self.results if each.status is Status.UNKNOWN)

    @cached_property
    def decisive(self) -> Result | None:
        """The open check on which most hours hang; of several, or of none weighed, the gravest."""
        return max(self.open, key=lambda each: (each.at_stake or 0.0, each.severity), default=None)

    @property
    def at_stake(self) -> float:
        """What hangs on its decisive check, [h/year]: worths overlap and are not added up."""
        return (self.decisive.at_stake or 0.0) if self.decisive else 0.0


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """All eight measures, in the order of the checklist."""

    measures: tuple[ChecklistMeasure, ...]
    is_weighed: bool = True
    """Whether it was worked out what hangs on each check."""

    def of(self, standing: Standing) -> tuple[ChecklistMeasure, ...]:
        """Return the measures of a standing."""
        return tuple(each for each in self.measures if each.standing is standing)

    @property
    def is_whole(self) -> bool:
        """Whether every measure was judged; not so where only some checks were asked for."""
        return not self.of(Standing.NOT_JUDGED)

    @property
    def is_fit(self) -> bool:
        """Whether every measure holds."""
        return len(self.of(Standing.HOLDS)) == len(self.measures)

    @property
    def decisive(self) -> ChecklistMeasure | None:
        """The measure on which most hangs: of those that fail, else of those that are not known."""
        among = self.of(Standing.FAILS) or self.of(Standing.NOT_KNOWN)
        return max(among, key=lambda measure: measure.at_stake, default=None)


def verdict(checked: Checked) -> Verdict:
    """Return what a run of the checks comes to."""
    failed = {result.rule.code for result in checked.failed}
    by_measure: Mapping[str, list[Result]] = {number: [] for number in MEASURES}
    for result in checked.results:
        if result.rule.item:
            by_measure[result.rule.item[0]].append(result)
    return Verdict(
        is_weighed=checked.is_weighed,
        measures=tuple(
            ChecklistMeasure(
                number=number,
                title=title,
                results=tuple(by_measure[number]),
                failed=tuple(each for each in by_measure[number] if each.rule.code in failed),
            )
            for number, title in MEASURES.items()
        ),
    )
