"""What a run of the checks says: frozen, one result per rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from powercalc.checks.options import Options
from powercalc.checks.rule import Finding, Rule, Severity, Status
from powercalc.checks.worth import Worth
from powercalc.errors import Place
from powercalc.site import Site, Waiver
from powercalc.tabular import Row, Tabular


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of one rule."""

    rule: Rule
    severity: Severity
    looked_at: tuple[str, ...]
    findings: tuple[Finding, ...] = ()
    waived: tuple[tuple[Finding, Waiver], ...] = ()
    worth: Worth | None = None
    """Of a check that fails: what mending it would save. None where the model cannot express it."""
    span: Worth | None = None
    """Of what is unknown: the span between fail and pass."""

    @property
    def weight(self) -> Worth | None:
        """What mending it would save, or what hangs on the answer."""
        return self.worth or self.span

    @property
    def at_stake(self) -> float | None:
        """The same in hours a year, of power or of service, whichever is more; None where not weighed."""
        return self.weight.saving.most if self.weight and self.weight.saving else None

    @property
    def flaws(self) -> tuple[Finding, ...]:
        """What fails it."""
        return tuple(finding for finding in self.findings if not finding.is_unknown)

    @property
    def unknowns(self) -> tuple[Finding, ...]:
        """What must be known first."""
        return tuple(finding for finding in self.findings if finding.is_unknown)

    @property
    def status(self) -> Status:
        """What became of it: a flaw weighs more than what is unknown, and both more than what is waived."""
        if not self.looked_at:
            return Status.NOT_APPLICABLE
        if self.flaws:
            return Status.FAIL
        if self.unknowns:
            return Status.UNKNOWN
        return Status.WAIVED if self.waived else Status.PASS


@dataclass(frozen=True, kw_only=True, repr=False)
class Checked(Tabular):
    """The result of `check`."""

    site: Site
    options: Options
    results: tuple[Result, ...]
    method: str
    """How the downtimes behind the worths were computed."""
    version: str
    is_weighed: bool = True
    """Whether it was worked out what hangs on each."""

    def in_short(self) -> str:
        """Return what it is of and what it says."""
        found = ((status, number) for status, number in self.counts.items() if number)
        return f"{self.site.name}: {', '.join(f'{number} {status.value}' for status, number in found)}"

    def records(self) -> Iterator[Row]:
        """Yield a row for each rule that was looked at, [h/year]."""
        for result in self.results:
            if result.looked_at:
                yield {
                    "code": result.rule.code,
                    "title": result.rule.title,
                    "status": result.status.value,
                    "severity": result.severity.word,
                    "at_stake_h_per_year": result.at_stake,
                    "findings": len(result.findings),
                    "first_finding": result.findings[0].text if result.findings else None,
                }

    def of(self, status: Status) -> tuple[Result, ...]:
        """Return the results of a status, in the order of the rules."""
        return tuple(result for result in self.results if result.status is status)

    def result(self, code: str) -> Result:
        """Return the result of one rule."""
        return next(result for result in self.results if result.rule.code == code)

    @property
    def failed(self) -> tuple[Result, ...]:
        """The results that fail the run: flaws that are grave enough, and unknowns where they count."""
        grave = (each for each in self.of(Status.FAIL) if each.severity >= self.options.fail_on)
        unknown = self.of(Status.UNKNOWN) if self.options.fails_on_unknown else ()
        return (*grave, *unknown)

    @property
    def counts(self) -> Mapping[Status, int]:
        """How many results there are of each status."""
        return {status: len(self.of(status)) for status in Status}

    def place(self, finding: Finding) -> Place:
        """Return where in the site file a finding stands; a site built in Python has no place."""
        sources = self.site.sources
        return sources.place(finding.at) if sources and finding.at else Place(file=self.site.file)
