"""The verdict in words: one sentence for who must sign, then a line for each of the eight measures."""

from __future__ import annotations

from powercalc.checks import Measure, Result, Saving, Standing, Verdict
from powercalc.report import words
from powercalc.report.checks import checks_statements as statements

TITLE = "The eight measures, with what is at stake in a year"
HEADER = ("", "measure", "", "at stake in a year", "open checks")
_NUMBERS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight")
_MOST_CODES = 3


def sentence(verdict: Verdict) -> str:
    """Return whether a site is fit, how many measures say so, which of them decides and what hangs on it."""
    if verdict.is_fit:
        return "Fit for a hospital by this checklist: all eight measures hold."
    parts = [_counted(verdict)]
    if told := _decisive(verdict):
        parts.append(told)
    return "; ".join(parts) + "."


def _counted(verdict: Verdict) -> str:
    failing, unknown = verdict.of(Standing.FAILS), verdict.of(Standing.NOT_KNOWN)
    if failing:
        verb = "fails" if len(failing) == 1 else "fail"
        rest = f", {_NUMBERS[len(unknown)]} {_be(len(unknown))} not known" if unknown else ""
        return f"Not yet fit for a hospital: {_NUMBERS[len(failing)]} of the eight measures {verb}{rest}"
    if unknown:
        count = f"{_NUMBERS[len(unknown)]} of the eight measures {_be(len(unknown))} not known"
        return f"Not shown to be fit for a hospital: {count}, none fails"
    return "Not judged as a whole: not all of the eight measures were looked at, none of the others fails"


def _be(number: int) -> str:
    return "is" if number == 1 else "are"


def _decisive(verdict: Verdict) -> str | None:
    """Return what decides: of a measure that fails the flaw, else what hangs on the answer."""
    measure = verdict.decisive
    result = measure.decisive if measure else None
    if measure is None or result is None:
        return None
    stake = at_stake(result)
    if measure.standing is Standing.NOT_KNOWN:
        return f"most hangs on {measure.title}: {stake}" if stake else f"first of them {measure.title}"
    flaw = result.rule.title[0].lower() + result.rule.title[1:]
    counted = len(verdict.of(Standing.FAILS))
    lead = f"one decides: {flaw}" if counted > 1 else flaw
    return f"{lead}; {stake} a year {'is' if stake.startswith('less') else 'are'} at stake" if stake else lead


def at_stake(result: Result | None) -> str | None:
    """Return what hangs on a check in a year: "6.6 h of service"; None where that is nothing or not known."""
    saving = result.weight.saving if result and result.weight else None
    if saving is None or saving.most <= statements.NOTHING:
        return None
    return f"{words.held(saving.most)} of {_of_what(saving)}"


def _of_what(saving: Saving) -> str:
    power = max(saving.downtime_h_per_year, saving.load_downtime_h_per_year)
    return "service" if (saving.service_downtime_h_per_year or 0.0) > power else "power"


def row(measure: Measure) -> tuple[str, ...]:
    """Return a measure under `HEADER`: its number, title, standing, what is at stake, and why."""
    found = [result.rule.code for result in measure.open]
    more = f" and {len(found) - _MOST_CODES} more" if len(found) > _MOST_CODES else ""
    return (
        measure.number,
        measure.title,
        measure.standing.value,
        at_stake(measure.decisive) or "",
        ", ".join(found[:_MOST_CODES]) + more,
    )
