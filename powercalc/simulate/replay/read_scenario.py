"""A scenario file in, a scenario out; or every problem of the file at once, each with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from powercalc.components.base import Model
from powercalc.components.problems import problems_of, shown, unknown_key
from powercalc.components.spelling import nearest
from powercalc.errors import Problem, SiteError
from powercalc.simulate.replay.moments import Moment, hours_since
from powercalc.simulate.replay.named import problems_of_names
from powercalc.simulate.replay.scenario import Observation, Scenario, ScenarioFacts, Seen, Stated, StatedEvent
from powercalc.site import Site
from powercalc.units import ValueProblem

ACTS = ("restore", "close", "open", "fail")
"""What an event may do, in the order in which it is done in one instant."""
FURTHEST = 1e5
"""[h] The longest scenario: eleven years, in which an instant keeps its digits."""


def read_scenario(path: Path | str, site: Site | None = None) -> Scenario:
    """Read a scenario file; of a site that is given, it is to name what is there.

    Raises `SiteError` with every problem and its place.
    """
    from powercalc.site.file import text_of
    from powercalc.site.syntax import values_of

    text, file = text_of(path, what="a scenario (TOML)")
    bare = text.removeprefix("\ufeff")
    return scenario_of(values_of(bare, file, what="a scenario"), site, text=bare, file=file)


def scenario_of(
    values: Mapping[str, Any], site: Site | None = None, *, text: str | None = None, file: str | None = None
) -> Scenario:
    """Return a scenario from its values. Raises `SiteError` with every problem."""
    from powercalc.site.positions import located

    problems: list[Problem] = []
    scenario = _scenario(values, problems, text, file)
    if site is not None:
        problems += problems_of_names(site, scenario)
    if problems:
        raise SiteError(located(problems, text, file))
    return scenario


def _scenario(
    values: Mapping[str, Any], problems: list[Problem], text: str | None, file: str | None
) -> Scenario:
    """Return what could be read of a scenario, and note the problems."""
    problems += [_unknown(name) for name in values if name not in _HEADINGS]
    facts = _made(ScenarioFacts, ("scenario",), values.get("scenario"), problems)
    events = list(_tables(StatedEvent, "event", values, problems))
    observed = list(_tables(Observation, "observed", values, problems))
    if "event" not in values:
        problems.append(
            Problem(text="no [[event]] says what happened", expected="[[event]] with at and fail")
        )
    known = isinstance(facts, ScenarioFacts)
    clock = _Clock(facts.start, facts.until, problems) if known else _Clock(None, FURTHEST, [])
    return Scenario(
        name=facts.name if known else "",
        start=facts.start if known else None,
        until_h=clock.until_h,
        events=tuple(sorted(clock.events(events), key=lambda event: event.at_h)),
        observed=tuple(clock.seen(observed)),
        text=text,
        file=file,
        note=facts.note if known else None,
        source=facts.source if known else None,
    )


def _unknown(name: str) -> Problem:
    near = nearest(name, ("scenario", "event", "observed"))
    return Problem(
        path=(name,),
        text="is no table of a scenario",
        suggestion=near,
        expected=None if near else "[scenario], [[event]] and [[observed]]",
    )


def _made(model: type[Model], path: tuple[str | int, ...], given: object, problems: list[Problem]) -> Any:
    """Return a model from the keys of a table, or note its problems."""
    if not isinstance(given, dict):
        flaw = "is missing" if given is None else "is no table"
        found = None if given is None else shown(given)
        problems.append(Problem(path=path, text=flaw, found=found, expected=_HEADINGS[str(path[0])]))
        return None
    try:
        return model(**given)
    except ValidationError as error:
        problems += problems_of(error, path, model)
    except TypeError:  # a key that is no text for Python, such as ""
        problems += [unknown_key((*path, key), tuple(model.model_fields)) for key in given]
    return None


_HEADINGS = {
    "scenario": "[scenario] with name and until",
    "event": "[[event]], in double brackets",
    "observed": "[[observed]], in double brackets",
}


def _tables(
    model: type[Model], section: str, values: Mapping[str, Any], problems: list[Problem]
) -> Iterator[tuple[int, Any]]:
    """Yield the tables of a list of them, each with its place in the list."""
    given = values.get(section, [])
    if not isinstance(given, list):
        problems.append(Problem(path=(section,), text="is no list of tables", expected=_HEADINGS[section]))
        return
    for index, keys in enumerate(given):
        if (made := _made(model, (section, index), keys, problems)) is not None:
            yield index, made


class _Clock:
    """From moments to hours since the beginning; what cannot be told or lies outside is a problem."""

    def __init__(self, start: datetime | None, until: Moment, problems: list[Problem]) -> None:
        self.start, self.problems = start, problems
        self.until_h = FURTHEST
        self.until_h = self._hours(until, ("scenario", "until"), beyond="is further away than ten years")
        if self.until_h == 0.0:
            self._flaw(("scenario", "until"), "ends when it begins", "an end after the beginning")

    def _hours(self, moment: Moment, path: tuple[str | int, ...], beyond: str = "is after the end") -> float:
        try:
            found = hours_since(self.start, moment)
        except ValueProblem as problem:
            self._flaw(path, problem.text, problem.expected, moment)
            return 0.0 if path != ("scenario", "until") else FURTHEST
        if found < 0.0:
            self._flaw(path, "is before the start", "the start or later", moment)
        elif found > self.until_h:
            expected = "a shorter scenario" if "ten" in beyond else "at most until of [scenario]"
            self._flaw(path, beyond, expected, moment)
            return self.until_h
        return max(found, 0.0)

    def _flaw(
        self, path: tuple[str | int, ...], text: str, expected: str, moment: Moment | None = None
    ) -> None:
        found = moment.isoformat() if isinstance(moment, datetime) else None
        self.problems.append(Problem(path=path, text=text, found=found, expected=expected))

    def events(self, tables: Sequence[tuple[int, StatedEvent]]) -> Iterator[Stated]:
        """Yield the events at their times."""
        for index, event in tables:
            acts = tuple((act, name) for act in ACTS for name in dict.fromkeys(getattr(event, act)))
            if not acts:
                self._flaw(("event", index), "does nothing", "fail, restore, open or close")
            at_h = self._hours(event.at, ("event", index, "at"))
            yield Stated(index=index, at_h=at_h, at=event.at, acts=acts, note=event.note)

    def seen(self, tables: Sequence[tuple[int, Observation]]) -> Iterator[Seen]:
        """Yield the observations at their times."""
        for index, each in tables:
            path = ("observed", index)
            lost = None if each.lost is None else self._hours(each.lost, (*path, "lost"))
            back = None if each.back is None else self._hours(each.back, (*path, "back"))
            if not each.stayed and lost is None and back is None:
                self._flaw(path, "observes nothing", "lost, back or both; lost = false for what never was")
            elif each.stayed and back is not None:
                self._flaw((*path, "back"), "was never lost, and is back", "lost as a moment, or no back")
            elif lost is not None and back is not None and back < lost:
                self._flaw((*path, "back"), "is back before it was lost", "back after lost")
            yield Seen(
                index=index, what=each.what, lost_h=lost, back_h=back, stayed=each.stayed, source=each.source
            )
