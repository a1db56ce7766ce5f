"""What the checks say in sentences, the same in every format."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from powercalc.checks import Checked, Result, Saving, Status, Worth
from powercalc.checks.figures import Figure
from powercalc.errors import Problem
from powercalc.languages import noted, say, tell
from powercalc.report import words
from powercalc.report.escape import plain
from powercalc.report.statements import METHODS
from powercalc.site import Waiver

Safe = Callable[[str], str]
"""How text from the file is made harmless for where it is shown."""

NOTHING = 1e-9
"""Below this share of an hour a year, a difference is none."""
HARDLY = 0.005
"""A difference below this share is not seen in two digits."""
NO_TIER = noted(
    "Topology findings say how the site is wired, not how often it fails. powercalc awards no Tier and no "
    "class: those are granted by the owners of their standards."
)
OVERLAP = noted("Each is the worth of one check alone, all else as it is: worths overlap and do not add up.")
_COUNTED = {
    Status.FAIL: noted("{number} failed"),
    Status.UNKNOWN: noted("{number} unknown"),
    Status.WAIVED: noted("{number} waived"),
    Status.PASS: noted("{number} passed"),
    Status.NOT_APPLICABLE: noted("{number} not applicable"),
}


def summary(checked: Checked) -> str:
    """Return "7 failed, 20 unknown, 5 passed"."""
    counts = {status: number for status, number in checked.counts.items() if number}
    if not counts:
        return say("no check was asked for")
    return ", ".join(say(_COUNTED[status], number=number) for status, number in counts.items())


def last_line(checked: Checked | None, problems: tuple[Problem, ...] = ()) -> str:
    """Return the checks in one line at the end of an evaluation, or why they were not made."""
    if checked is None:
        return plain(f"Checks: none, because of {words.counted(len(problems), 'problem')}: {problems[0]}")
    return f"Checks: {summary(checked)}; `powercalc check` tells which."


def basis(checked: Checked) -> str:
    """Return under which profile and on which day the checks were made."""
    options = checked.options
    return say(
        "Profile {name} on {date}: {title}.",
        name=options.profile.name,
        date=options.today.isoformat(),
        title=say(options.profile.title),
    )


def method(checked: Checked) -> str:
    """Return how the downtimes behind the worths were computed."""
    return say(METHODS[checked.method]) if checked.method in METHODS else checked.method


def ranked(results: Iterable[Result]) -> list[Result]:
    """Return results by what they are worth, then by severity, then in the order of the rules."""
    return sorted(results, key=lambda result: (-_most(result), -result.severity))


def _most(result: Result) -> float:
    return -1.0 if result.at_stake is None else result.at_stake


def title(result: Result) -> str:
    """Return the flaw that a check found; of one that is not known the question, which finds nothing."""
    asked = next((each.question for each in result.unknowns), None)
    return tell(asked) if asked and result.status is Status.UNKNOWN else say(result.rule.title)


def accepted(waiver: Waiver) -> str:
    """Return until when and why a finding is accepted; what a baseline knows is accepted without an end."""
    if waiver.expiry == date.max:
        return waiver.reason
    return say("until {date}: {why}", date=waiver.expiry.isoformat(), why=waiver.reason)


def worth(result: Result) -> str | None:
    """Return what mending a failing check is worth, or what hangs on an unknown one."""
    weight = result.weight
    lead = say("worth") if result.worth else say("between pass and fail")
    if weight is None:
        return None
    says = "; ".join(map(tell, weight.says[:3])) + (" ..." if len(weight.says) > 3 else "")
    if weight.saving is None:
        return say("{lead}: not known, {why}", lead=lead, why=weight.why)
    return say("{name}: {text}", name=lead, text=f"{saved(weight.saving)} ({says})")


def saved(saving: Saving) -> str:
    """Return a saving of time in a year: of power at any load, at one that gains more, and of service."""
    power, at_load = saving.downtime_h_per_year, saving.load_downtime_h_per_year
    service = saving.service_downtime_h_per_year or 0.0
    parts = [say("{time} per year without power", time=words.held(power))] if power > NOTHING else []
    if at_load - power > max(NOTHING, HARDLY * power):
        told = say("{time} per year without power at {load}", time=words.held(at_load), load=saving.load)
        parts.append(told)
    if abs(service - power) > NOTHING and service > NOTHING:
        parts.append(say(_SERVED[saving.is_of_file], time=words.held(service), service=saving.service))
    return ", ".join(parts) or say("no gain in this model")


_SERVED = {
    True: noted("{time} per year of service {service}"),
    False: noted("{time} per year of the service on {service}"),
}


def rests_on(checked: Checked) -> list[Figure]:
    """Return the figures that the worths rest on, each once, in the order of the rules."""
    weights: list[Worth | None] = [weight for each in checked.results for weight in (each.worth, each.span)]
    figures = (figure for weight in weights if weight is not None for figure in weight.rests_on)
    return list({figure.name: figure for figure in figures}.values())


def figure(found: Figure) -> str:
    """Return a figure with what it says and what it rests on."""
    said = say("{figure} is {what}. {source}", figure=found.told, what=say(found.what), source=found.cite())
    return f"{said}. {say(found.reason)}" if found.reason else said
