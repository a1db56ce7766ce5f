"""The verdict in words: one sentence for who must sign, then a line for each of the eight measures."""

from __future__ import annotations

from powercalc.checks import ChecklistMeasure, Result, Saving, Standing, Verdict
from powercalc.languages import noted, say
from powercalc.report import words
from powercalc.report.checks import checks_statements as statements

TITLE = noted("The eight measures, with what is at stake in a year")
_NUMBERS = (
    noted("none"), noted("one"), noted("two"), noted("three"), noted("four"), noted("five"), noted("six"),
    noted("seven"), noted("eight"),
)  # fmt: skip
_MOST_CODES = 3


def header() -> tuple[str, ...]:
    """Return what stands above the columns of `row`."""
    return ("", say("measure"), "", say("at stake in a year"), say("open checks"))


def sentence(verdict: Verdict) -> str:
    """Return whether a site is fit, how many measures say so, which of them decides and what hangs on it."""
    if verdict.is_fit:
        return say("Fit for a hospital by this checklist: all eight measures hold.")
    parts = [_counted(verdict)]
    if told := _decisive(verdict):
        parts.append(told)
    return say("{one}; {other}", one=parts[0], other=parts[1]) + "." if parts[1:] else f"{parts[0]}."


def _counted(verdict: Verdict) -> str:
    failing, unknown = len(verdict.of(Standing.FAILS)), len(verdict.of(Standing.NOT_KNOWN))
    if failing:
        return ", ".join([_failing(failing), *([_not_known(unknown)] if unknown else [])])
    if unknown == 1:
        return say("Not shown to be fit for a hospital: one of the eight measures is not known, none fails")
    if unknown:
        return say(
            "Not shown to be fit for a hospital: {number} of the eight measures are not known, none fails",
            number=_number(unknown),
        )
    return say(
        "Not judged as a whole: not all of the eight measures were looked at, none of the others fails"
    )


def _failing(count: int) -> str:
    if count == 1:
        return say("Not yet fit for a hospital: one of the eight measures fails")
    return say("Not yet fit for a hospital: {number} of the eight measures fail", number=_number(count))


def _not_known(count: int) -> str:
    return say("one is not known") if count == 1 else say("{number} are not known", number=_number(count))


def _number(count: int) -> str:
    return say(_NUMBERS[count])


def _decisive(verdict: Verdict) -> str | None:
    """Return what decides: of a measure that fails the flaw, else what hangs on the answer."""
    measure = verdict.decisive
    result = measure.decisive if measure else None
    if measure is None or result is None:
        return None
    stake, title = at_stake(result), say(measure.title)
    if measure.standing is Standing.NOT_KNOWN:
        if stake:
            return say("most hangs on {measure}: {stake}", measure=title, stake=stake)
        return say("first of them {measure}", measure=title)
    flaw = _within(say(result.rule.title))
    several = len(verdict.of(Standing.FAILS)) > 1
    decides = noted("one decides: {flaw}") if verdict.is_weighed else noted("the gravest: {flaw}")
    lead = say(decides, flaw=flaw) if several else flaw
    if not stake:
        return lead
    return say("{one}; {other}", one=lead, other=say("{stake} a year are at stake", stake=stake))


def _within(title: str) -> str:
    """Return a title as it stands within a sentence; "UPS" stays."""
    return title if title[1:2].isupper() else title[0].lower() + title[1:]


def at_stake(result: Result | None) -> str | None:
    """Return what hangs on a check in a year: "6.6 h of service"; None where that is nothing or not known."""
    saving = result.weight.saving if result and result.weight else None
    if saving is None or saving.most <= statements.NOTHING:
        return None
    return say(_of_what(saving), time=words.held(saving.most))


def _of_what(saving: Saving) -> str:
    power = max(saving.downtime_h_per_year, saving.load_downtime_h_per_year)
    is_service = (saving.service_downtime_h_per_year or 0.0) > power
    return noted("{time} of service") if is_service else noted("{time} of power")


def rows(verdict: Verdict) -> list[tuple[str, ...]]:
    """Return each measure under `header`."""
    return [_row(measure, is_weighed=verdict.is_weighed) for measure in verdict.measures]


def _row(measure: ChecklistMeasure, *, is_weighed: bool) -> tuple[str, ...]:
    """Return a measure: its number, title, standing, what is at stake, and why."""
    found = [result.rule.code for result in measure.open]
    codes = ", ".join(found[:_MOST_CODES])
    if more := len(found) - _MOST_CODES if len(found) > _MOST_CODES else 0:
        codes = say("{names} and {number} more", names=codes, number=more)
    return (
        measure.number,
        say(measure.title),
        say(measure.standing.value),
        _stake(measure, is_weighed=is_weighed),
        codes,
    )


def _stake(measure: ChecklistMeasure, *, is_weighed: bool) -> str:
    """Return what is at stake, or in words why no figure stands there; nothing of a measure that holds."""
    if not measure.open:
        return ""
    if not is_weighed:
        return say("not weighed")
    if told := at_stake(measure.decisive):
        return told
    weights = [result.weight for result in measure.open if result.weight]
    if not weights:
        return say("not in the model")
    return say("nothing measurable") if any(each.saving for each in weights) else say("unknown")
